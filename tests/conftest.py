"""What every test has: no skip unseen where all must run, a Hypothesis that does not hurry, and one browser."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from interruptions import put
from rencontres_feeds import building
from two_sites import OLD

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext

    from rencontres_feeds.gathering import Gathering
    from rencontres_feeds.press import Draft, Run

settings.register_profile("house", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("house")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):  # type: ignore[no-untyped-def]  # noqa: ANN201, ARG001  # pytest's hook
    """Under RENCONTRES_NO_SKIP=1 a skipped test has failed: its tool should have been there."""
    report = yield
    if report.skipped and os.environ.get("RENCONTRES_NO_SKIP") == "1":
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may skip: {report.longrepr}"
    return report


@pytest.fixture(scope="session", autouse=True)
def _cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test finds or leaves a stamp in the cache folder of whoever runs it."""
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("cache"))


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """A folder where OLD is published."""
    put(tmp_path / "output", OLD)
    return tmp_path / "output"


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """The same, to be copied again and again."""
    put(tmp_path / "template", OLD)
    return tmp_path / "template"


@pytest.fixture
def asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The press is pure: of one ledger and the same sources it makes the same, and need be asked once only."""
    answers: dict[bytes | None, Run] = {}
    ask = building.run

    def run(draft: Draft | Gathering, before: bytes | None, *rest: Any) -> Run:
        if before not in answers:
            answers[before] = ask(draft, before, *rest)
        return answers[before]

    monkeypatch.setattr(building, "run", run)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    from chromium import started  # noqa: PLC0415  # only the tests that look at pages wait for its driver

    with started() as found:
        yield found


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport={"width": 1280, "height": 900})
    yield opened
    opened.close()
