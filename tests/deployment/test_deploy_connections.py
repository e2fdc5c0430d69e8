"""`deploy` over connections that break, to hosts that are not those they should be, and on a terminal."""

from __future__ import annotations

import os
import re
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import paramiko
import pytest
from click.testing import CliRunner

import ftp_hosts
import hosts
import ssh_hosts
from deploying import Here, Host, deploy, refusal, sftp, tree
from hosts import PASSWORD, USER
from rencontres_feeds import deployment
from rencontres_feeds.cli import commands
from rencontres_feeds.deployment import places, rsync
from rencontres_feeds.deployment import sftp as sftp_module
from rencontres_feeds.deployment.passwords import Passwords
from rencontres_feeds.deployment.target import Broken
from rencontres_feeds.problems import Refusal
from rencontres_feeds.site import LEDGER, STAGING

pytestmark = pytest.mark.usefixtures("here")


def test_a_connection_that_breaks_once_is_made_again(known: Host, here: Here, ssh: tuple[int, Path]) -> None:
    with hosts.wire(ssh[0], 100_000, 1) as port:
        ssh_hosts.know(Path(os.environ["HOME"]), port, (ssh[1] / "host.pub").read_text())
        result = deploy(*sftp(port, ssh[1], known.root).to, "--yes")
    assert result.exit_code == 0
    assert result.stderr.count("; trying again.\n") == 1
    assert tree(known.root) == tree(here.output)


def test_a_connection_that_stays_broken_leaves_the_old_site_and_the_next_run_goes_on(
    known: Host, here: Here, ssh: tuple[int, Path]
) -> None:
    here.become("third")
    deploy(*known.to, "--yes")
    before = tree(known.root)
    here.become("second")
    shutil.rmtree(here.output)
    shutil.copytree(known.root, here.output)
    assert CliRunner().invoke(commands, ["build", "--now", "2018-06-01T12:00:00Z"]).exit_code == 0
    with hosts.wire(ssh[0], 100_000, 9) as port:
        ssh_hosts.know(Path(os.environ["HOME"]), port, (ssh[1] / "host.pub").read_text())
        said = refusal(*sftp(port, ssh[1], known.root).to)
    assert said.splitlines()[-1] == "  → Nothing public has changed. Run the same command again: it goes on."
    assert {n: d for n, d in tree(known.root).items() if not n.startswith(STAGING)} == before
    assert deploy(*known.to).exit_code == 0
    assert tree(known.root) == tree(here.output)


def test_rsync_goes_on_too(known: Host, here: Here, ssh: tuple[int, Path]) -> None:
    hosts.program("rsync")
    with hosts.wire(ssh[0], 30_000, 9) as port:
        ssh_hosts.know(Path(os.environ["HOME"]), port, (ssh[1] / "host.pub").read_text())
        said = refusal(*sftp(port, ssh[1], known.root, "rsync").to, "--yes")
    assert said.splitlines()[-1].endswith("Run the same command again: it goes on.")
    result = deploy(*sftp(ssh[0], ssh[1], known.root, "rsync").to)
    assert result.stdout.splitlines()[0] == "An earlier deployment was interrupted; this one goes on from it."
    assert tree(known.root) == tree(here.output)


def test_ftp_goes_on_too(here: Here, tls: Path, www: Path) -> None:
    with ftp_hosts.ftpd(www, tls, cut_at=100_000, cuts=1) as port:
        result = deploy("--to", f"ftp://{USER}@localhost:{port}/site", "--yes")
    assert (result.exit_code, result.stderr.count("; trying again.\n")) == (0, 1)
    assert tree(www / "site") == tree(here.output)


@pytest.mark.parametrize("scheme", ["sftp", "ftp", "rsync"])
def test_a_host_that_does_not_answer_is_named(scheme: str) -> None:
    hosts.program("rsync")
    said = refusal("--to", f"{scheme}://{USER}@127.0.0.1:{hosts.free_port()}/www")
    assert re.sub("ssh: .*", "nobody answers there at this port", said) == (
        f"{scheme}://…@127.0.0.1:PORT/www cannot be reached: nobody answers there at this port\n"
        "  → Look at the name of the host and at the port. Is the machine on line?\n"
    )


def test_a_host_of_no_such_name_is_named() -> None:
    assert refusal("--to", "ftp://quelquun@absent.invalid/www").splitlines()[0] == (
        "ftp://quelquun@absent.invalid/www cannot be reached: there is no host of that name"
    )


@pytest.mark.parametrize(("octets", "plain"), [(5, []), (5, ["--plain"]), (300, [])])
def test_ftp_connections_that_are_cut_early_are_said(octets: int, plain: list[str], tls: Path, www: Path) -> None:
    with ftp_hosts.ftpd(www, None if plain else tls) as inner, hosts.wire(inner, octets, 9) as port:
        said = refusal("--to", f"ftp://{USER}@localhost:{port}/site", *plain)
    assert said.count("; trying again.\n") == 2
    assert "broke: " in said.splitlines()[-2]


def test_a_host_that_is_no_sftp_server_is_said(known: Host, ssh: tuple[int, Path]) -> None:
    with hosts.wire(ssh[0], 0, 9) as port:
        said = refusal(*sftp(port, ssh[1], known.root).to)
    assert "broke: " in said.splitlines()[-2]


def test_a_host_that_takes_no_more_connections_is_asked_again(tls: Path, www: Path) -> None:
    with ftp_hosts.ftpd(www, tls, crowded=True) as port:
        said = refusal("--to", f"ftp://{USER}@localhost:{port}/site")
    assert said.splitlines()[-2].partition("broke: ")[2].startswith("421 ")


def test_a_connection_that_is_lost_while_a_file_gets_its_name_is_no_refusal(
    known: Host,
) -> None:
    place = replace(places.read(known.to[1]), key=known.to[3])
    with sftp_module.connected(place, Passwords("", None)) as store:
        store._client.close()
        with pytest.raises(Broken):
            store.rename("a", "b")


def test_rsync_tells_what_is_not_there_from_what_cannot_be_had(known: Host, tmp_path: Path) -> None:
    hosts.program("rsync")
    place = replace(places.read(known.to[1]), method="rsync", key=known.to[3], path=str(tmp_path))
    with rsync.connected(place, terminal=False) as target:
        assert target.read("absent") is None
        with pytest.raises(Refusal):
            target.read("home/")


def test_a_host_that_the_administrator_made_known_is_known(
    ssh: tuple[int, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, here: Here
) -> None:
    port, folder = ssh
    ssh_hosts.know(tmp_path / "etc", port, (folder / "host.pub").read_text())
    monkeypatch.setattr(sftp_module, "_KNOWN", tmp_path / "etc/.ssh/known_hosts")
    host = sftp(port, folder, tmp_path / "www")
    assert deploy(*host.to, "--yes").exit_code == 0
    assert tree(host.root) == tree(here.output)


@pytest.mark.parametrize("method", ["sftp", "rsync"])
def test_a_host_whose_key_is_unknown_or_another_gets_nothing(
    method: str, ssh: tuple[int, Path], tmp_path: Path
) -> None:
    hosts.program("rsync")
    port, folder = ssh
    host = sftp(port, folder, tmp_path / "www", method)
    assert refusal(*host.to, "--yes") == (
        "127.0.0.1 is not known to this machine: its key was never accepted\n"
        "  → Run “ssh -p PORT …@127.0.0.1” once, compare the fingerprint that it shows with the one that the host"
        " publishes, and answer yes.\n"
    )
    ssh_hosts.know(tmp_path / "home", port, ssh_hosts.make_key(tmp_path / "other"))
    assert refusal(*host.to, "--yes") == (
        "the key of 127.0.0.1 is not the one that this machine knows: nothing was sent\n"
        "  → Ask the host whether it changed its key. If it did: ssh-keygen -R [127.0.0.1]:PORT, then accept the"
        " new one.\n"
    )
    assert not host.root.exists()


@pytest.mark.parametrize("method", ["sftp", "rsync"])
def test_a_wrong_key_is_said(method: str, known: Host, ssh: tuple[int, Path], tmp_path: Path) -> None:
    hosts.program("rsync")
    ssh_hosts.make_key(tmp_path / "key")
    assert refusal(*sftp(ssh[0], tmp_path, known.root, method).to, "--yes") == (
        "127.0.0.1 does not let … in\n  → Mend the name, the password or the key.\n"
    )


def test_the_password_opens_a_locked_key_too(known: Host, here: Here, tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    paramiko.ECDSAKey.from_private_key_file(known.to[3]).write_private_key_file(str(locked), PASSWORD)
    assert deploy(*known.to[:3], str(locked), "--yes").exit_code == 0
    assert tree(known.root) == tree(here.output)


def test_a_key_that_is_not_there_is_said(known: Host) -> None:
    assert refusal(*known.to[:2], "--key", "~/absente").splitlines()[0] == "there is no key ~/absente"


def test_a_password_opens_and_a_host_that_does_not_rename_over_files_serves(
    by_password: Host, here: Here
) -> None:
    assert deploy(*by_password.to, "--yes").exit_code == 0
    here.become("third")
    assert deploy(*by_password.to).exit_code == 0
    assert tree(by_password.root) == tree(here.output)


def test_a_wrong_password_is_said(by_password: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RENCONTRES_FEEDS_PASSWORD", "faux")
    assert refusal(*by_password.to, "--yes") == (
        "127.0.0.1 does not let … in\n  → Mend the name, the password or the key.\n"
    )


def test_without_a_password_and_anybody_to_ask_the_ways_are_named(
    by_password: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RENCONTRES_FEEDS_PASSWORD")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    assert refusal(*by_password.to, "--yes") == (
        "the password of …@127.0.0.1 is not known\n"
        "  → Run the command in a terminal, where it is asked for; or put it into the environment"
        " (RENCONTRES_FEEDS_PASSWORD) or into the keyring of the system (keyring set rencontres-feeds"
        " …@127.0.0.1).\n"
    )


def test_a_full_disk_leaves_the_old_site(tmp_path: Path) -> None:
    with ssh_hosts.password_host(tmp_path, limit=20_000) as (port, public):
        ssh_hosts.know(tmp_path / "home", port, public)
        said = refusal("--to", f"sftp://{USER}@127.0.0.1:{port}/site", "--yes")
    assert re.sub("[0-9a-f]{64}", "…", said).splitlines()[-2:] == [
        f"the host refuses {STAGING}/….part: Failure",
        "  → Mend this on the host, then run the same command again: it goes on from there.",
    ]
    assert {name for name in tree(tmp_path / "shelf/site") if not name.startswith(STAGING)} == set()


def test_a_program_that_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert refusal("--to", "rsync://rencontres-reelles.fr/www").splitlines()[0] == (
        "the program rsync is not on this machine"
    )


def test_a_library_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(deployment, "sftp", raising=False)
    monkeypatch.setitem(sys.modules, "rencontres_feeds.deployment.sftp", None)
    assert refusal("--to", "sftp://quelquun@rencontres-reelles.fr/www").splitlines()[0] == (
        "for SFTP the library paramiko is missing"
    )


PROGRAM = str(Path(sys.executable).parent / "rencontres-feeds")


def test_on_a_terminal_it_asks_before_the_first_deployment_and_a_no_stops_it(www: Path) -> None:
    for answer, code in (("n", 1), ("oui", 0)):
        with hosts.terminal(PROGRAM, "deploy", "--to", str(www)) as terminal:
            terminal.until("Is it the right place? [Y/n] ")
            terminal.type(answer)
            assert terminal.end() == code
        assert ("nothing was sent" in terminal.seen) == bool(code)
        assert (www / LEDGER).exists() == (not code)


def test_on_a_terminal_it_asks_for_a_password_and_does_not_show_it(
    by_password: Host, monkeypatch: pytest.MonkeyPatch, here: Here
) -> None:
    monkeypatch.delenv("RENCONTRES_FEEDS_PASSWORD")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    with hosts.terminal(PROGRAM, "deploy", *by_password.to, "--yes") as terminal:
        terminal.until(f"Password of {USER}@127.0.0.1: ")
        terminal.type(PASSWORD)
        assert terminal.end() == 0
    assert PASSWORD not in terminal.seen
    assert tree(by_password.root) == tree(here.output)
