"""What was observed of a publication on the web, as values; nothing is judged here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rencontres_feeds.catalogue import Message, Plural
    from rencontres_feeds.kinship import Kinship
    from rencontres_feeds.web import Certificate


@dataclass(frozen=True, slots=True)
class Seen:
    """One request, and what came of it."""

    name: str
    """In the site; empty: the folder itself."""
    address: str
    """That was asked for."""
    error: Message | Plural | None = None
    """Why there was no answer."""
    status: int = 0
    final: str = ""
    """The address that answered, after redirections."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in small letters."""
    sha256: str = ""
    body: bytes = b""
    """Kept of what we make; of a document only its digest."""

    @property
    def media_type(self) -> str:
        """Without parameters, in small letters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str:
        """As declared, in small letters; empty: it is not."""
        parameters = self.headers.get("content-type", "").lower().split(";")[1:]
        named = [p.strip().removeprefix("charset=") for p in parameters if p.strip().startswith("charset=")]
        return named[0].strip("\"'") if named else ""


@dataclass(frozen=True, slots=True)
class Condition:
    """Whether somebody who has a file, and asks for it compressed as programs do, is told that it is the same."""

    name: str
    compressed: bool
    by_etag: int | None
    """The status of the answer to If-None-Match (RFC 9110 section 13.1.2); None: there is no ETag."""
    by_date: int | None
    """The status of the answer to If-Modified-Since; None: there is no Last-Modified."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link out of the pages."""

    address: str
    page: str
    """The first that has it."""
    status: int = 0
    error: Message | Plural | None = None


@dataclass(frozen=True, slots=True)
class Observations:
    """All that was seen at an address."""

    base: str
    """The address of the site; ends in `/`."""
    named: str
    """The address that the publication itself names."""
    files: Mapping[str, str]
    """Name to sha256 of what should be there; the folder itself and the ledger are among them."""
    source: Literal["local", "public"]
    """Whose ledger says so: that of the folder at hand, or that of the site."""
    seen: tuple[Seen, ...]
    """Of each of the files, in their order."""
    conditions: tuple[Condition, ...] = ()
    absent: tuple[Seen, ...] = ()
    """Of names that no site of ours has, a calendar and a page."""
    plain: Seen | None = None
    """The same address by http; None: it does not apply."""
    certificate: Certificate | None = None
    """None: the address is not https."""
    kinship: Kinship | None = None
    """How the public ledger stands to ours; None: there is only one of them."""
    links: tuple[Link, ...] = ()
    unasked: int = 0
    """Links out of the pages beyond those that are asked."""


Grade = Literal["mend", "host", "fine"]
"""`mend`: people meet it. `host`: this host cannot, or does not; they hardly notice. `fine`."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found, of one file or of several."""

    code: str
    """The kind of thing, for machines."""
    grade: Grade
    what: Message | Plural
    mend: tuple[Message | Plural, ...] = ()
    names: tuple[str, ...] = ()
    """The files, or the addresses, that it is about; empty: the site as a whole."""
