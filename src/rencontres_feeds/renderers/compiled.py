"""The templates as Python: compiled when the package is built (hatch_build.py), so that no build has to do it.

Jinja2 takes longer to compile them than a small site takes for all the rest. What was compiled from another text,
with other settings or by another jinja2 is not used: then they are compiled when they are asked for.
"""

from __future__ import annotations

import hashlib
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from jinja2 import PackageLoader

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from jinja2 import Environment, Template

_PACKAGE = "rencontres_feeds"
FOLDER = Path(__file__).parent.parent / "compiled"
_ENDING = ".code"
"""Not `.py`: nobody wrote it, and no tool is to judge it."""
_SETTINGS = ("autoescape", "trim_blocks", "lstrip_blocks", "keep_trailing_newline")


class Loader(PackageLoader):
    """The templates of the package, from what was compiled of them if it is of the same text."""

    def __init__(self, folder: Path = FOLDER) -> None:
        """`folder`: of what was compiled."""
        super().__init__(_PACKAGE)
        self._folder = folder

    def load(
        self,
        environment: Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002  # jinja2's signature
    ) -> Template:
        """As of `BaseLoader`."""
        compiled = self._compiled(name)
        if compiled.get("of") != _of(environment, self.get_source(environment, name)[0]):
            return super().load(environment, name, globals)
        return environment.template_class.from_module_dict(environment, compiled, globals or {})

    def _compiled(self, name: str) -> dict[str, Any]:
        """What was compiled of a template; Python keeps it as bytecode, like its modules. Empty: nothing was."""
        loader = SourceFileLoader(f"compiled {name}", str(self._folder / (name + _ENDING)))  # no module of ours
        spec = spec_from_loader(loader.name, loader)
        module = module_from_spec(spec)  # type: ignore[arg-type]  # None only where there is no loader
        try:
            loader.exec_module(module)
        except (OSError, ImportError):  # ImportError: of a jinja2 that has other names
            return {}
        return vars(module)


def write_all(environment: Environment, folder: Path = FOLDER) -> None:
    """Compile all templates; the same ones always give the same bytes."""
    folder.mkdir(exist_ok=True)
    for name in environment.list_templates():
        text, path, _ = environment.loader.get_source(environment, name)  # type: ignore[union-attr]  # ours has one
        code = environment.compile(text, name, path, raw=True, defer_init=True)
        marked = f"{code}\nof = {_of(environment, text)!r}\n"
        (folder / (name + _ENDING)).write_text(marked, encoding="utf-8", newline="\n")


def _of(environment: Environment, text: str) -> str:
    """What is another as soon as a template gives other code."""
    settings = [getattr(environment, name) for name in _SETTINGS]
    version = getattr(jinja2, "__version__", "")  # later ones may not have it
    return hashlib.sha256(repr((version, settings, text)).encode()).hexdigest()
