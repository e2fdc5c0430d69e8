"""Problems as machines read them: annotations for GitHub and GitLab, and JSON.

GitHub: workflow commands (docs.github.com, “Workflow commands for GitHub Actions”). GitLab: a Code Quality report
(docs.gitlab.com, “Code Quality report format”). JSON: docs/check.schema.json.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rencontres_feeds.problems import Problem, Texts, errors, printable

if TYPE_CHECKING:
    from rencontres_feeds.catalogue import Catalogue

Form = Callable[[Sequence[Problem], Texts, "Catalogue"], str]
"""From problems, the files that they are in and a language, to what is printed."""


def github(problems: Sequence[Problem], texts: Texts, catalogue: Catalogue) -> str:
    """A workflow command for each problem, on a line of its own; empty if there is none."""
    return "\n".join(_command(problem, texts.path_of(problem), catalogue) for problem in problems)


def _command(problem: Problem, path: str, catalogue: Catalogue) -> str:
    span = problem.span
    where: dict[str, object] = {"file": path} if span or problem.file else {}
    if span:
        where |= {"line": span.line, "col": span.column, "endColumn": span.end - 1}
    named = ",".join(f"{name}={_property(str(value))}" for name, value in where.items())
    return f"::{problem.severity}{' ' if named else ''}{named}::{_data(_text(problem, catalogue))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def gitlab(problems: Sequence[Problem], texts: Texts, catalogue: Catalogue) -> str:
    """A list of issues. A fingerprint is made of what is wrong and of the line's text, not of its number."""
    seen: dict[str, int] = {}
    issues = []
    for problem in problems:
        at = problem.span.line if problem.span else 1
        path, lines = texts.path_of(problem), texts.lines_of(problem)
        line = lines[at - 1].strip() if problem.span and at <= len(lines) else ""
        about = "\0".join((path, catalogue.say(problem.what), line))
        seen[about] = seen.get(about, 0) + 1
        issues.append(
            {
                "description": _text(problem, catalogue),
                "check_name": f"rencontres-feeds-{problem.severity}",
                "fingerprint": hashlib.sha256(f"{about}\0{seen[about]}".encode()).hexdigest(),
                "severity": "major" if problem.severity == "error" else "minor",
                "location": {"path": path, "lines": {"begin": at}},
            }
        )
    return _json(issues)


def as_json(problems: Sequence[Problem], texts: Texts, catalogue: Catalogue) -> str:
    """One object: whether a build could go on, and the problems."""
    found = [
        {
            "severity": problem.severity,
            "message": printable(catalogue.say(problem.what)),
            "mend": _lines(catalogue.say(problem.mend)) if problem.mend else None,
            "line": problem.span.line if problem.span else None,
            "column": problem.span.column if problem.span else None,
            "end_column": problem.span.end if problem.span else None,
            **({"file": texts.path_of(problem)} if problem.file else {}),
        }
        for problem in problems
    ]
    return _json({"version": 1, "file": texts.path, "ok": not errors(problems), "problems": found})


def _text(problem: Problem, catalogue: Catalogue) -> str:
    said = [printable(catalogue.say(problem.what))]
    if problem.mend:
        said.append(_lines(catalogue.say(problem.mend)))
    return "\n".join(said)


def _lines(text: str) -> str:
    return "\n".join(printable(line) for line in text.split("\n"))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


FORMS: dict[str, Form] = {"github": github, "gitlab": gitlab, "json": as_json}
