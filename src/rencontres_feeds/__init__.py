"""Publishes a hand-edited list of meetings as a calendar, feeds and pages, and remembers them.

The way through the package is told in docs/architecture.md. This module knows the version and
nothing else: the build reads it from here, and so does `rencontres-feeds --version`.
"""

__version__ = "0.1.0"
