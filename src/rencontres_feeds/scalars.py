"""How a text is typed in YAML: plain where it may be, else in quotes or as a block."""

from __future__ import annotations

import yaml

from rencontres_feeds.source import printable

_NEVER_FOLDED = 1 << 30


def scalar(text: str) -> str:
    """A text of one line, as it stands behind `key: `; line ends in it become spaces."""
    line = " ".join(printable(text).split())
    typed: str = yaml.safe_dump(line, allow_unicode=True, width=_NEVER_FOLDED, default_flow_style=True)
    return typed.removesuffix("\n").removesuffix("\n...")


def block(text: str, indentation: str) -> str:
    """A text of several lines, as it stands behind `key: `, each line indented by `indentation`."""
    lines = [" ".join(line.split()) for line in printable(text).strip().splitlines()]
    if len(lines) < 2:
        return scalar(text)
    return "\n".join(["|", *(f"{indentation}{line}" if line else "" for line in lines)])
