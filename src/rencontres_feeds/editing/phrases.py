"""What is said of a session in one breath, on a command line: « Nom, fonction, organisme (ville) »."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rencontres_feeds.editing.handwriting import Fields

_CITY = re.compile(r"(.+?)\s*\(([^()]+)\)")
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)


def speaker(phrase: str) -> Fields:
    """Name, role, organization and city: `Name, role, organization (city)`; all but the name may be missing.

    What lies between the first comma and the last is the role, commas and all.
    """
    match = _CITY.fullmatch(phrase.strip())
    rest, city = (match[1], match[2].strip()) if match else (phrase, "")
    name, *parts = (part.strip() for part in rest.split(","))
    organization = parts.pop() if len(parts) > 1 else ""
    fields = {"name": name, "role": ", ".join(parts), "organization": organization, "city": city}
    return {key: value for key, value in fields.items() if value}


def link(phrase: str) -> Fields:
    """Title and address: `Title https://…`; the title may be missing."""
    title, _, url = phrase.strip().rpartition(" ")
    return {"title": title.rstrip(" :,"), "url": url} if title else {"url": url}


def registration(phrase: str) -> Fields:
    """How to sign up: an address, or words."""
    phrase = phrase.strip()
    return {"url": phrase} if _ADDRESS.fullmatch(phrase) else {"text": phrase}
