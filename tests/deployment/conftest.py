"""Where the tests of `deploy` work: a maintainer’s folder, and a host for each way."""

from __future__ import annotations

import os
import shutil
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

import ftp_hosts
import hosts
import ssh_hosts
from hosts import PASSWORD, USER
from house import source
from rencontres_feeds import disk
from rencontres_feeds.cli import commands

if TYPE_CHECKING:
    from collections.abc import Iterator

from deploying import STATES, URL, Here, Host, sftp


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for each state, with its source and its publication."""
    root = tmp_path_factory.mktemp("states")
    work = root / "work"
    (work / "documents").mkdir(parents=True)
    (work / "documents" / "cr.pdf").write_bytes(b"%PDF" + bytes(200_000))
    for day, (name, sessions) in enumerate(STATES.items(), 10):
        (work / "sessions.yaml").write_text(source(*sessions, url=URL), encoding="utf-8")
        begin = ["--first"] if name == "first" else []
        now = f"2018-05-{day}T12:00:00Z"
        build = CliRunner().invoke(commands, ["build", str(work / "sessions.yaml"), "--now", now, *begin])
        assert build.exit_code == 0, build.output
        shutil.copytree(work, root / name)
    return root


@pytest.fixture
def here(states: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Here:
    """The first state, in English; at home nowhere else, and nobody waits."""
    home = tmp_path / "home"
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("PATH", f"{home}/bin:{os.environ['PATH']}")
    monkeypatch.setenv("RENCONTRES_FEEDS_PASSWORD", PASSWORD)
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    monkeypatch.setattr(disk, "nap", lambda _: None)
    ssh_hosts.settle(home)
    found = Here(states, tmp_path / "ici")
    found.folder.mkdir()
    found.output.mkdir()
    found.become("first")
    monkeypatch.chdir(found.folder)
    return found


@pytest.fixture(scope="module")
def ssh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    """OpenSSH's server: its port, and the folder of its keys."""
    folder = tmp_path_factory.mktemp("ssh")
    with ssh_hosts.sshd(folder) as port:
        yield port, folder


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for this machine."""
    return ftp_hosts.certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def known(ssh: tuple[int, Path], tmp_path: Path) -> Host:
    """An SFTP server that this machine knows."""
    port, folder = ssh
    ssh_hosts.know(tmp_path / "home", port, (folder / "host.pub").read_text())
    return sftp(port, folder, tmp_path / "www/site")


@pytest.fixture
def tls(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The certificate, which this machine trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    return certificate


@pytest.fixture
def host(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Host]:
    """Each way in turn, with no folder yet at its end."""
    way = request.param
    with ExitStack() as stack:
        if way == "folder":
            yield Host(("--to", str(tmp_path / "www/site")), tmp_path / "www/site")
        elif way in {"sftp", "rsync"}:
            hosts.program("rsync")
            known = request.getfixturevalue("known")
            to = (known.to[0], known.to[1].replace("sftp", way), *known.to[2:])
            yield Host(to, known.root)
        else:
            pem, root = request.getfixturevalue("tls"), tmp_path / "vsftpd"
            if way == "ftp":
                root.mkdir()
                server = ftp_hosts.ftpd(root, pem)
            else:
                server = ftp_hosts.vsftpd(tmp_path, pem)
            user = USER if way == "ftp" else "ftp"
            port = stack.enter_context(server)
            yield Host(("--to", f"ftp://{user}@localhost:{port}/www/site"), root / "www/site")


@pytest.fixture
def www(tmp_path: Path) -> Path:
    folder = tmp_path / "www"
    folder.mkdir()
    return folder


@pytest.fixture
def by_password(tmp_path: Path) -> Iterator[Host]:
    """A host that knows a password alone, and cannot rename over a file."""
    with ssh_hosts.password_host(tmp_path) as (port, public):
        ssh_hosts.know(tmp_path / "home", port, public)
        yield Host(("--to", f"sftp://{USER}@127.0.0.1:{port}/site"), tmp_path / "shelf/site")
