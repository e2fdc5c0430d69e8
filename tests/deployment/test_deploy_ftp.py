"""`deploy` to FTP servers of every kind."""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path

import pytest
from pyftpdlib.handlers import FTPHandler

import ftp_hosts
from deploying import Here, deploy, refusal, tree
from hosts import USER
from rencontres_feeds.deployment import ftp
from rencontres_feeds.deployment.passwords import Passwords
from rencontres_feeds.deployment.places import Place
from rencontres_feeds.deployment.plan import JOURNAL, Journal, dumps
from rencontres_feeds.deployment.target import Broken
from rencontres_feeds.problems import Refusal
from rencontres_feeds.site import LEDGER, STAGING

pytestmark = pytest.mark.usefixtures("here")


class Rigid(ftp_hosts.Disk):
    renames_over = False


class Sticky(ftp_hosts.Disk):
    def remove(self, path: str) -> None:
        raise PermissionError(13, "Permission denied", path)


class Secret(ftp_hosts.Disk):
    denied = LEDGER


def test_a_full_disk_of_an_ftp_server_leaves_the_old_site(tls: Path, www: Path) -> None:
    with ftp_hosts.ftpd(www, tls, full_at=20_000) as port:
        said = refusal("--to", f"ftp://{USER}@localhost:{port}/site", "--yes")
    assert re.sub("[0-9a-f]{64}", "…", said).splitlines()[-2] == (
        f"the host refuses {STAGING}/….part: 552 The disk is full."
    )
    assert {name for name in tree(www) if STAGING not in name} == set()


def test_an_ftp_server_that_has_enough_in_the_middle_is_not_believed(tls: Path, www: Path) -> None:
    with ftp_hosts.ftpd(www, tls, full_at=20_000, full="226 Done.") as port:
        said = refusal("--to", f"ftp://{USER}@localhost:{port}/site", "--yes")
    assert said.splitlines()[-1] == "  → Nothing public has changed. Run the same command again: it goes on."
    assert {name for name in tree(www) if STAGING not in name} == set()


def test_an_ftp_server_that_does_not_rename_over_files_serves(here: Here, tls: Path, www: Path) -> None:
    with ftp_hosts.ftpd(www, tls, Rigid) as port:
        to = f"ftp://{USER}@localhost:{port}/"
        assert deploy("--to", f"{to}site", "--yes").exit_code == 0
        here.become("third")
        assert deploy("--to", f"{to}site").exit_code == 0
    assert tree(www / "site") == tree(here.output)


def test_what_cannot_be_deleted_is_not_taken_for_gone(here: Here, tls: Path, www: Path) -> None:
    with ftp_hosts.ftpd(www, tls, Sticky, renames_over=True) as port:
        to = f"ftp://{USER}@localhost:{port}/site"
        deploy("--to", to, "--yes")
        here.become("third")
        said = refusal("--to", to)
    assert said.splitlines()[0].startswith("the host refuses ")


def test_what_was_to_be_deleted_and_is_gone_is_no_mistake(here: Here, tls: Path, www: Path) -> None:
    shutil.copytree(here.output, www, dirs_exist_ok=True)
    (www / STAGING).mkdir()
    (www / JOURNAL).write_bytes(dumps(Journal({LEDGER: "0"}, ("gone.html", "documents/gone.pdf"))))
    with ftp_hosts.ftpd(www, tls) as port:
        result = deploy("--to", f"ftp://{USER}@localhost:{port}/.")
    assert result.exit_code == 0
    assert tree(www) == tree(here.output)


def test_what_cannot_be_read_is_not_taken_for_absent(tls: Path, www: Path) -> None:
    (www / LEDGER).touch()
    with ftp_hosts.ftpd(www, tls, Secret) as port:
        said = refusal("--to", f"ftp://{USER}@localhost:{port}/.", "--yes")
    assert said.splitlines()[0].startswith("the host refuses ledger.json: 550 ")


def test_an_ftp_server_without_encryption_gets_no_password_unless_that_is_wanted(here: Here, www: Path) -> None:
    bare = {name: facts for name, facts in FTPHandler.proto_cmds.items() if name != "FEAT"}
    with ftp_hosts.ftpd(www, None, proto_cmds=bare) as port:
        to = f"ftp://{USER}@localhost:{port}/site"
        assert refusal("--to", to, "--yes").splitlines()[0].startswith("localhost offers no encryption: 5")
        assert tree(www) == {}
        result = deploy("--to", to, "--yes", "--plain")
    assert result.exit_code == 0
    assert result.stderr.splitlines()[0] == (
        "warning: FTP without encryption: anybody on the way to localhost can read the password"
    )
    assert tree(www / "site") == tree(here.output)


def test_an_ftp_server_with_a_strange_certificate_gets_no_password(certificate: Path, www: Path) -> None:
    with ftp_hosts.ftpd(www, certificate) as port:
        said = refusal("--to", f"ftp://{USER}@localhost:{port}/site", "--yes")
    assert said.splitlines()[0].startswith("the certificate of localhost is not good: self")


def test_an_ftp_server_says_that_the_password_is_wrong(
    tls: Path, www: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RENCONTRES_FEEDS_PASSWORD", "faux")
    with ftp_hosts.ftpd(www, tls) as port:
        assert refusal("--to", f"ftp://{USER}@localhost:{port}/site", "--yes") == (
            "localhost does not let … in\n  → Mend the name, the password or the key.\n"
        )


@pytest.mark.parametrize(("full", "error"), [("552 The disk is full.", Refusal), ("226 Done.", Broken)])
def test_why_a_data_connection_was_closed_is_heard_on_the_other(
    full: str, error: type[Exception], tls: Path, www: Path
) -> None:
    more_than_any_buffer_holds = io.BytesIO(bytes(16_000_000))
    with ftp_hosts.ftpd(www, tls, full_at=20_000, full=full) as port:
        place = Place("ftp", ".", "localhost", port, USER)
        with ftp.connected(place, Passwords("", None)) as store, pytest.raises(error):
            store.put("x", more_than_any_buffer_holds, lambda _: None)
