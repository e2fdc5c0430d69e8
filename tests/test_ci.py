"""The workflows for forges: their own steps, run in clones of a repository beside a web site on this machine.

Only what the forge itself does is stood in for: it checks out the branch, and puts the folder on the web.
"""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from house import session, source
from rencontres_feeds import __version__, ci

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rencontres_feeds.ci import Forge

BRANCH = "main"


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its own name
        pass


@dataclass(frozen=True)
class World:
    """A repository on a forge, and the site that it publishes."""

    folder: Path
    url: str
    forge: Forge

    @property
    def live(self) -> Path:
        return self.folder / "live"

    @property
    def origin(self) -> Path:
        return self.folder / "origin.git"

    def run(self, script: str, at: Path, **more: str) -> subprocess.CompletedProcess[str]:
        environment = {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOME": str(self.folder),
            "LANG": "en_GB.UTF-8",
            "PIP_NO_INDEX": "1",  # the program is installed already: nothing is to be fetched
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "GIT_CONFIG_GLOBAL": str(self.folder / "gitconfig"),
            "GITHUB_STEP_SUMMARY": str(self.folder / "summary"),
            "CI_PROJECT_DIR": str(at),
            "CI_DEFAULT_BRANCH": BRANCH,
            "CI_SERVER_HOST": "forge.example",
            "CI_PROJECT_PATH": "groupe/projet",
            "PUSH_TOKEN": "made-up",
            **more,
        }
        command = ["bash", "-e", "-o", "pipefail", "-c", script]
        return subprocess.run(command, cwd=at, env=environment, capture_output=True, text=True, check=False)

    def git(self, at: Path, *arguments: str) -> str:
        return subprocess.run(
            ["git", "-c", "user.name=Personne Exemple", "-c", "user.email=personne@exemple.example", *arguments],
            cwd=at,
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def checkout(self, name: str) -> Path:
        """What the forge does before the first step."""
        at = self.folder / name
        self.git(self.folder, "clone", "--quiet", "--depth", "1", f"file://{self.origin}", name)
        return at

    def push(self, text: str, name: str) -> Path:
        """The maintainer edits the source, and pushes."""
        at = self.checkout(name)
        (at / "sessions.yaml").write_text(text, encoding="utf-8")
        self.git(at, "commit", "--quiet", "--all", "--message", "Move a session")
        self.git(at, "push", "--quiet", "origin", BRANCH)
        return at

    def job(self, name: str, at: Path) -> subprocess.CompletedProcess[str]:
        """One job, as the forge runs it; where it succeeds, the folder is put on the web."""
        done = subprocess.CompletedProcess[str]([], 0)
        for script, variables in self._scripts(name):
            done = self.run(script, at, **variables)
            if done.returncode:
                return done
        if name == "publish":
            shutil.rmtree(self.live)
            shutil.copytree(at / ("output" if self.forge == "github" else "public"), self.live)
        return done

    def _scripts(self, name: str) -> list[tuple[str, dict[str, str]]]:
        """GitHub runs each step by itself, GitLab all lines of a job as one."""
        content: Any = yaml.safe_load(ci.workflow(self.forge))
        if self.forge == "github":
            return [
                (step["run"], step.get("env", {})) for step in content["jobs"][name]["steps"] if "run" in step
            ]
        job = content["check" if name == "check" else "pages"]
        given = {k: v.replace("$CI_SERVER_HOST", "forge.example") for k, v in job.get("variables", {}).items()}
        return [("\n".join(job["script"]), given)]

    def log(self) -> list[str]:
        return self.git(self.origin, "log", "--format=%s", BRANCH).splitlines()


FIRST = session()
MOVED = session(date="2018-03-22")


@pytest.fixture(params=ci.FORGES)
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """A site that was published once, and its repository."""
    (tmp_path / "live").mkdir()
    handler = functools.partial(_Quiet, directory=str(tmp_path / "live"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        made = World(tmp_path, f"http://127.0.0.1:{server.server_port}/", request.param)
        (tmp_path / "gitconfig").write_text(
            f'[url "file://{made.origin}"]\n\tinsteadOf = https://oauth2@forge.example/groupe/projet.git\n'
            "[init]\n\tdefaultBranch = main\n"
        )
        made.git(tmp_path, "init", "--quiet", "--bare", "--initial-branch", BRANCH, str(made.origin))
        here = tmp_path / "here"
        made.git(tmp_path, "init", "--quiet", "--initial-branch", BRANCH, str(here))
        (here / "sessions.yaml").write_text(source(FIRST, url=made.url), encoding="utf-8")
        assert made.run("rencontres-feeds build", here).returncode == 0
        made.git(here, "add", "--all")
        made.git(here, "commit", "--quiet", "--message", "Begin")
        made.git(here, "push", "--quiet", f"file://{made.origin}", BRANCH)
        shutil.copytree(here / "output", made.live, dirs_exist_ok=True)
        try:
            yield made
        finally:
            server.shutdown()
            thread.join()


def test_an_edit_on_the_main_branch_is_built_committed_and_published_once(world: World) -> None:
    world.push(source(MOVED, url=world.url), "edit")
    done = world.job("publish", world.checkout("job"))
    assert done.returncode == 0, done.stderr
    assert world.log() == ["Publish [skip ci]", "Move a session", "Begin"]
    after = world.checkout("after")
    assert (after / "output" / "ledger.json").read_bytes() == (world.live / "ledger.json").read_bytes()
    assert b"DTSTART;TZID=Europe/Paris:20180322T183000" in (world.live / "calendar.ics").read_bytes()
    assert (world.live / ".nojekyll").exists()
    again = world.job("publish", world.checkout("again"))
    assert again.returncode == 0, again.stderr
    assert world.log() == ["Publish [skip ci]", "Move a session", "Begin"]


def test_what_was_published_from_another_copy_is_not_taken_back(world: World) -> None:
    other = world.checkout("other")
    (other / "sessions.yaml").write_text(source(MOVED, url=world.url), encoding="utf-8")
    assert world.run("rencontres-feeds build", other).returncode == 0
    shutil.rmtree(world.live)
    shutil.copytree(other / "output", world.live)
    public = (world.live / "ledger.json").read_bytes()
    done = world.job("publish", world.checkout("job"))
    assert done.returncode == 1
    told = "What is public was built elsewhere, and not committed here. First: rencontres-feeds restore"
    assert done.stderr.endswith(f"{told} {world.url}\n")
    assert world.log() == ["Begin"]
    assert (world.live / "ledger.json").read_bytes() == public


def test_a_push_in_the_middle_of_a_build_is_built_as_well(world: World) -> None:
    world.push(source(MOVED, url=world.url), "edit")
    job = world.checkout("job")
    other = world.checkout("other")
    (other / "sessions.yaml").write_text(source(MOVED, session("s2"), url=world.url), encoding="utf-8")
    world.git(other, "commit", "--quiet", "--all", "--message", "Add a session")
    # The colleague's push comes at the worst moment, once.
    hook = job / ".git" / "hooks" / "pre-push"
    hook.write_text(f'#!/bin/sh\nrm "$0"\ncd {other} && unset GIT_DIR && git push --quiet origin {BRANCH}\n')
    hook.chmod(0o755)
    done = world.job("publish", job)
    assert done.returncode == 0, done.stderr
    assert "Somebody pushed meanwhile (turn 1)." in done.stdout
    assert world.log()[:2] == ["Publish [skip ci]", "Add a session"]
    assert (world.live / "sessions" / "s2.html").exists()


def test_the_first_time_nothing_is_public_and_a_silent_host_is_no_such_thing(world: World) -> None:
    shutil.rmtree(world.live)
    world.live.mkdir()
    assert world.job("publish", world.checkout("job")).returncode == 0
    assert (world.live / "ledger.json").exists()
    unheard = world.push(source(FIRST, url="http://127.0.0.1:1/"), "unheard")
    assert world.run("rencontres-feeds build", unheard).returncode == 0
    world.git(unheard, "add", "--all")
    world.git(unheard, "commit", "--quiet", "--message", "Move the site")
    world.git(unheard, "push", "--quiet", "origin", BRANCH)
    done = world.job("publish", world.checkout("silent"))
    assert done.returncode == 1
    assert "http://127.0.0.1:1/ does not tell what is public (000)." in done.stderr


def test_a_repository_without_its_ledger_is_told_so(world: World) -> None:
    at = world.checkout("bare")
    world.git(at, "rm", "--quiet", "-r", "output")
    world.git(at, "commit", "--quiet", "--message", "Forget")
    world.git(at, "push", "--quiet", "origin", BRANCH)
    done = world.job("publish", world.checkout("job"))
    assert (done.returncode, done.stderr.splitlines()[-1]) == (
        1,
        "output/ledger.json is not committed: build once by hand, with --first.",
    )


def test_a_proposal_is_checked_with_its_problems_on_their_lines(world: World) -> None:
    good = world.push(source(MOVED, url=world.url), "good")
    done = world.job("check", good)
    assert done.returncode == 0, done.stderr
    said = (world.folder / "summary").read_text() if world.forge == "github" else done.stdout
    assert "moves from Thursday 15 March 2018 at 18:30 to Thursday 22 March 2018 at 18:30 (revision 1)" in said
    bad = world.push(source(session(date="2018-02-30"), url=world.url), "bad")
    refused = world.job("check", bad)
    assert refused.returncode == 1
    told = refused.stdout if world.forge == "github" else (bad / "gl-code-quality-report.json").read_text()
    assert "sessions.yaml" in told
    assert "February 2018 has no day 30" in told


@pytest.mark.parametrize("forge", ci.FORGES)
def test_the_file_is_one_that_installs_this_version_and_has_no_word_left_to_fill(forge: Forge) -> None:
    text = ci.workflow(forge)
    assert text.count(f"rencontres-feeds=={__version__}") == 2
    assert not {"GUARD", "PUBLISH", "VERSION"} & set(text.split())
    assert yaml.safe_load(text)
    assert ci.file(forge) in (".github/workflows/rencontres.yml", ".gitlab-ci.yml")


def test_only_one_job_publishes_at_a_time_and_none_with_more_rights_than_it_needs() -> None:
    github: Any = yaml.safe_load(ci.workflow("github"))
    gitlab: Any = yaml.safe_load(ci.workflow("gitlab"))
    assert github["permissions"] == {"contents": "read"}
    assert "permissions" not in github["jobs"]["check"]
    assert (
        github["concurrency"]["group"] == "${{ github.event_name == 'pull_request' && github.ref || 'publish' }}"
    )
    assert gitlab["pages"]["resource_group"] == "publish"
