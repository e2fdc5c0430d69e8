"""The catalogues: what the program and the pages say, in each language; and the compiled templates.

Everything that touches them comes here, so that there is one way to do it:

- the build of the package, wheel, sdist and editable alike, compiles each .po file beside itself, and
  the templates into the folder `compiled`;
- `make catalogues` (`hatch_build.py update`) gathers the messages of the code and of the
  templates, and brings the .po files up to date;
- `make check` (`hatch_build.py check`) writes nothing, and refuses a catalogue that is behind or
  incomplete.

A message is an English sentence, so English needs no catalogue; the others must be whole. The
files carry neither dates nor line numbers: they change when a message changes, and the same .po
gives the same .mo.
"""

from __future__ import annotations

import io
import string
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from babel.messages.catalog import Message

ROOT = Path(__file__).resolve().parent
PACKAGE = ROOT / "src" / "rencontres_feeds"
LOCALES = PACKAGE / "locales"
DOMAIN = "rencontres_feeds"
LANGUAGES = ("fr",)

# Where messages are, and the calls that hold them: `Message("...")`, `Plural("...", "...")`,
# `msgid("...")`, `plural("...", "...")`, `_("...")`, and gettext's own names, which the jinja2
# extension writes for `{% trans %}`.
METHODS = [("**.py", "python"), ("**/templates/**", "jinja2")]
OPTIONS = {"**/templates/**": {"trimmed": "true", "silent": "false", "encoding": "utf-8"}}
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "Message": None,
    "msgid": None,
    "plural": (1, 2),
    "Plural": (1, 2),
}

# Babel would write the hour of the build into every .mo file.
NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)


class CustomBuildHook(BuildHookInterface[Any]):
    """Compiles the catalogues before hatchling gathers the files; hatchling finds it by itself."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile into the source tree, where an editable install reads and a wheel takes them."""
        del version, build_data  # all builds alike; pyproject.toml names the files as artifacts
        compile_all()


def compile_all() -> None:
    """Write the .mo file beside each .po file, and the templates as Python."""
    sys.path.insert(0, str(PACKAGE.parent))
    from rencontres_feeds.renderers import compiled, layout  # noqa: PLC0415  # ours, which is only being built

    compiled.write_all(layout.environment("en"))
    for path in filter(Path.exists, po_files()):
        catalogue = read(path)
        catalogue.creation_date = catalogue.revision_date = NO_DATE
        buffer = io.BytesIO()
        write_mo(buffer, catalogue)
        path.with_suffix(".mo").write_bytes(buffer.getvalue())


def update_all() -> None:
    """Bring the .pot and .po files up to date with the code and the templates, then compile."""
    for path, text in up_to_date().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    compile_all()


def check_all() -> list[str]:
    """Say what is wrong with the catalogues, one line each; nothing when all is well."""
    wrong = [
        f"{shown(path)}: not up to date with the code: run `make catalogues`"
        for path, text in up_to_date().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    for path in po_files():
        for message in read(path):
            wrong += [f"{shown(path)}: {fault}: {message.id!r}" for fault in faults(message)]
    return wrong


def faults(message: Message) -> Iterator[str]:
    """Say what is wrong with one translation."""
    if not message.id:
        return  # the header
    translations = several(message.string)
    if message.fuzzy:
        yield "fuzzy: read it again, then remove the mark"
    if not all(translations):
        yield "not translated"
        return
    # The names must be those of the message; but a plural form may leave the number out ("a day").
    given = set().union(*map(fields, several(message.id)))
    for translation in translations:
        used = fields(translation)
        if used - given or (given - used and not message.pluralizable):
            yield f"the names in braces are not those of the message: {translation!r}"


def several(text: str | Iterable[str] | None) -> list[str]:
    """Give the forms of a message: one, or as many as the language has plurals."""
    return [text or ""] if text is None or isinstance(text, str) else list(text)


def fields(text: str) -> set[str]:
    """List the names that a message takes: `{day}` and the like."""
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError as error:  # a lone brace, on which the program would stop too
        return {str(error)}


def up_to_date() -> dict[Path, str]:
    """Say what each .pot and .po file should hold: today's messages, with what is translated."""
    template = Catalog(domain=DOMAIN)
    for _, _, message, comments, context in extract_from_dir(
        PACKAGE, METHODS, OPTIONS, KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True
    ):
        template.add(message, auto_comments=comments, context=context)
    files = {LOCALES / f"{DOMAIN}.pot": written(template)}
    for path in po_files():
        catalogue = read(path)
        catalogue.update(template)
        plural = f"Plural-Forms: {catalogue.plural_forms}"
        files[path] = written(catalogue, f"Language: {catalogue.locale}", plural)
    return files


def written(catalogue: Catalog, *fields_of_header: str) -> str:
    """Give the text of a catalogue under a header of our own: in Babel's there is the date."""
    header = ("Content-Type: text/plain; charset=utf-8", *fields_of_header)
    buffer = io.BytesIO()
    write_po(
        buffer,
        catalogue,
        width=0,
        no_location=True,
        omit_header=True,
        sort_output=True,
        ignore_obsolete=True,
    )
    lines = ['msgid ""', 'msgstr ""', *(f'"{field}\\n"' for field in header)]
    return "\n".join([*lines, "", buffer.getvalue().decode().strip()]).strip() + "\n"


def read(path: Path) -> Catalog:
    """Read a .po file; its folder names the language, and a new language begins empty."""
    locale = path.parent.parent.name
    if not path.exists():
        return Catalog(locale=locale, domain=DOMAIN)
    with path.open("rb") as file:
        return read_po(file, locale=locale, domain=DOMAIN, abort_invalid=True)


def po_files() -> list[Path]:
    """List the catalogues, one for each language."""
    return [LOCALES / language / "LC_MESSAGES" / f"{DOMAIN}.po" for language in LANGUAGES]


def shown(path: Path) -> str:
    """Name a file as a reader knows it."""
    return path.relative_to(ROOT).as_posix()


def main(command: str) -> int:
    """Run `compile`, `update` or `check`."""
    match command:
        case "compile":
            compile_all()
        case "update":
            update_all()
        case "check":
            wrong = check_all()
            print("\n".join(wrong) or "catalogues: up to date and complete")
            return 1 if wrong else 0
        case _:
            print("usage: hatch_build.py compile|update|check", file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:] or [""]))
