"""`deploy` by every way: what arrives, what stays here, and what stands in the way there."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from deploying import STATES, URL, Here, Host, deploy, folders, hidden, refusal, tree
from house import session, source
from rencontres_feeds import journal
from rencontres_feeds.cli import commands
from rencontres_feeds.deployment.plan import JOURNAL
from rencontres_feeds.site import LEDGER, STAGING

pytestmark = pytest.mark.usefixtures("here")


@pytest.mark.parametrize("host", ["folder", "sftp", "rsync", "ftp", "vsftpd"], indirect=True)
def test_what_was_built_is_on_the_host_and_only_what_changed_is_sent_again(host: Host, here: Here) -> None:
    to = host.to[1]
    first = deploy(*host.to, "--yes")
    assert (first.exit_code, tree(host.root)) == (0, tree(here.output))
    assert {p.stat().st_mode & 0o777 for p in host.root.rglob("*")} == {0o644, 0o755}
    assert first.stderr == f"{to}: nothing of this site is there yet.\nThe folder does not exist, and is made.\n"
    assert first.stdout.splitlines()[-4:] == [
        "new      index.html",
        "new      ledger.json",
        f"{to}: {len(tree(here.output))} files sent, 0 unchanged, 0 removed.",
        f"See it at {URL}",
    ]
    strange = {"robots.txt": b"of somebody else", ".htpasswd": b"hidden"}
    for name, data in strange.items():
        (host.root / name).write_bytes(data)
    here.become("third")
    second = deploy(*host.to)
    assert (second.exit_code, second.stderr) == (0, "")
    assert "removed  documents/cr.pdf" in second.stdout.splitlines()
    assert tree(host.root) == tree(here.output) | strange
    assert folders(host.root) == folders(here.output)
    kept = len(tree(here.output))
    assert deploy(*host.to).stdout == f"{to}: 0 files sent, {kept} unchanged, 0 removed.\nSee it at {URL}\n"


def test_a_dry_run_says_what_would_be_done_and_does_nothing(here: Here, tmp_path: Path) -> None:
    www = tmp_path / "www"
    told = deploy("--to", str(www), "--dry-run")
    assert (told.exit_code, told.stderr, www.exists()) == (0, "", False)
    assert hidden(told.stdout).splitlines()[-2:] == [
        f"…: {len(tree(here.output))} files to send, 0 unchanged, 0 to remove.",
        "Nothing was sent: this is what would be done.",
    ]


def test_all_sends_what_is_there_already(here: Here, tmp_path: Path) -> None:
    www = tmp_path / "www"
    deploy("--to", str(www), "--yes")
    (www / "404.html").write_bytes(b"changed on the host")
    assert deploy("--to", str(www)).exit_code == 0
    assert (www / "404.html").read_bytes() == b"changed on the host"
    assert "changed  404.html" in deploy("--to", str(www), "--all").stdout
    assert tree(www) == tree(here.output)


def test_it_speaks_the_language_of_the_source(
    here: Here, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    assert " fichiers envoyés, 0 inchangé" in deploy("--to", str(tmp_path / "www"), "--yes").stdout
    (here.folder / "sessions.yaml").unlink()
    assert "0 files sent" in deploy("--to", str(tmp_path / "www")).stdout


def test_nobody_to_ask_before_the_first_deployment_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "www").mkdir()
    (tmp_path / "www" / "robots.txt").touch()
    result = deploy("--to", str(tmp_path / "www"))
    assert (result.exit_code, result.stdout, hidden(result.stderr)) == (
        2,
        "",
        (
            "…: nothing of this site is there yet.\n1 other file or folder is there, and stays.\n"
            "there is nobody to ask\n  → If it is the right place: --yes\n"
        ),
    )


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (shutil.rmtree, "there is nothing to deploy in output: no ledger.json"),
        (lambda out: (out / "404.html").unlink(), "404.html is missing in the folder"),
        (
            lambda out: (out / "404.html").write_text("x"),
            "404.html was changed by somebody since it was published",
        ),
        (
            lambda out: (out / LEDGER).write_bytes((out / LEDGER).read_bytes().replace(b"s1@", b"s9@")),
            "the ledger (ledger.json) is damaged",
        ),
    ],
)
def test_a_folder_that_is_not_what_was_built_stays_here(
    spoil: object, expected: str, here: Here, tmp_path: Path
) -> None:
    assert callable(spoil)
    spoil(here.output)
    assert refusal("--to", str(tmp_path / "www")).splitlines()[0] == expected
    assert not (tmp_path / "www").exists()


def test_an_interrupted_publication_stays_here(here: Here, tmp_path: Path) -> None:
    (here.output / STAGING).mkdir()
    (here.output / STAGING / "journal.json").write_bytes(journal.dumps(journal.Journal()))
    assert refusal("--to", str(tmp_path / "www")) == (
        "a publication was interrupted, and is not finished\n  → “rencontres-feeds build” finishes it.\n"
    )


def test_an_example_stays_here(here: Here, tmp_path: Path) -> None:
    shutil.rmtree(here.output)
    Path("sessions.yaml").write_text(source(session()), encoding="utf-8")
    assert CliRunner().invoke(commands, ["build"]).exit_code == 0
    assert refusal("--to", str(tmp_path / "www")) == (
        "https://essai.example/cycle/ is an example: this is a rehearsal, and not for the world\n"
        "  → Put the public address under “cycle: url:”, then build.\n"
    )


def test_the_output_folder_is_not_deployed_into_itself() -> None:
    for name in ("./output", "./output/www", "output/../output"):
        assert refusal("--to", name).splitlines()[0] == f"{name} is the output folder itself"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("wp-config.php", "… is the folder of a WordPress site (wp-config.php)"),
        ("index.php", "index.php on the host is not ours, and decides what people see there"),
        ("index.html", "index.html on the host is not ours, and decides what people see there"),
        (".htaccess", ".htaccess on the host is not ours, and decides what people see there"),
        ("documents/cr.pdf", "documents/cr.pdf is in the way on the host: this program did not put it there"),
        ("calendar.ics", "the host holds a publication (calendar.ics …) without its ledger.json"),
    ],
)
def test_what_is_not_ours_is_not_written_over(name: str, expected: str, www: Path) -> None:
    (www / name).parent.mkdir(exist_ok=True)
    (www / name).write_text("of somebody else")
    before = tree(www)
    assert refusal("--to", str(www), "--yes").splitlines()[0] == expected
    assert tree(www) == before


@pytest.mark.parametrize("name", ["index.php", "documents/cr.pdf", "wp-config.php"])
def test_what_comes_there_later_is_not_written_over_either(name: str, here: Here, www: Path) -> None:
    here.become("third")
    deploy("--to", str(www), "--yes")
    (www / name).parent.mkdir(exist_ok=True)
    (www / name).write_text("of somebody else")
    before = tree(www)
    shutil.rmtree(here.output)
    shutil.copytree(www, here.output, ignore=shutil.ignore_patterns("index.php", "documents", "wp-config.php"))
    Path("sessions.yaml").write_text(source(*STATES["second"], url=URL), encoding="utf-8")
    assert CliRunner().invoke(commands, ["build", "--now", "2018-05-20T12:00:00Z"]).exit_code == 0
    refusal("--to", str(www))
    assert tree(www) == before


def test_files_with_our_bytes_are_not_in_the_way(here: Here, www: Path) -> None:
    shutil.copytree(here.output, www, dirs_exist_ok=True)
    (www / LEDGER).unlink()
    result = deploy("--to", str(www), "--yes")
    assert result.stdout.splitlines()[:1] == ["new      ledger.json"]
    assert tree(www) == tree(here.output)


def test_a_ledger_that_ours_does_not_come_from_is_not_written_over(here: Here, www: Path) -> None:
    here.become("second")
    deploy("--to", str(www), "--yes")
    here.become("first")
    assert refusal("--to", str(www)) == (
        f"{URL} is newer than the folder, by 1 build: somebody published from another copy\n"
        f"  → Before you publish: rencontres-feeds restore {URL}\n"
    )
    Path("sessions.yaml").write_text(source(session(title="À part"), url=URL), encoding="utf-8")
    shutil.rmtree(here.output)
    assert CliRunner().invoke(commands, ["build", "--first"]).exit_code == 0
    assert refusal("--to", str(www)).splitlines()[0] == (
        f"{URL} and the folder were published apart: neither comes from the other"
    )
    other = source(session(), url=URL).replace("id: essai", "id: autre")
    Path("sessions.yaml").write_text(other, encoding="utf-8")
    shutil.rmtree(here.output)
    assert CliRunner().invoke(commands, ["build", "--first"]).exit_code == 0
    assert refusal("--to", str(www)).splitlines()[0] == (
        "the folder on the host belongs to another cycle, “essai”"
    )
    (www / LEDGER).write_bytes(b"{}")
    assert refusal("--to", str(www)) == (
        "the host: the ledger (ledger.json) is damaged\n"
        f"  → Take its memory back first: rencontres-feeds restore {URL}\n"
    )


def test_line_ends_that_an_upload_turned_do_no_harm(here: Here, www: Path) -> None:
    deploy("--to", str(www), "--yes")
    (www / LEDGER).write_bytes((www / LEDGER).read_bytes().replace(b"\n", b"\r\n"))
    here.become("second")
    assert deploy("--to", str(www)).exit_code == 0
    assert tree(www) == tree(here.output)


def test_links_on_the_way_are_not_followed(www: Path, tmp_path: Path) -> None:
    (tmp_path / "ailleurs").mkdir()
    (www / "sessions").symlink_to(tmp_path / "ailleurs")
    assert "the host refuses sessions" in refusal("--to", str(www), "--yes").splitlines()[-2]
    assert tree(tmp_path / "ailleurs") == {}


SITE = "targets:\n  site:\n    method: folder\n    path: ../www\n"


def test_the_one_target_of_the_file_is_where_it_goes(here: Here, www: Path) -> None:
    Path("deploy.yaml").write_text(SITE, encoding="utf-8")
    assert deploy("--yes").exit_code == 0
    assert deploy("--to", "site").exit_code == 0
    assert tree(www) == tree(here.output)


def test_a_build_says_that_it_can_be_deployed() -> None:
    Path("deploy.yaml").write_text(SITE, encoding="utf-8")
    Path("sessions.yaml").write_text(source(session(title="Encore"), url=URL), encoding="utf-8")
    built = CliRunner().invoke(commands, ["build", "--forget", "s2"])
    assert built.stdout.splitlines()[-1] == f"Next: “rencontres-feeds deploy” puts it on the web host, at {URL}"


@pytest.mark.parametrize(
    ("text", "to", "expected"),
    [
        (None, (), "where to? There is no deploy.yaml, and no --to"),
        (None, ("--to", "site"), "there is no target “site”"),
        (SITE, ("--to", "sit"), "there is no target “sit”"),
        (SITE + "  essai: {method: folder, path: ../essai}\n", (), "where to? deploy.yaml names site, essai"),
        (SITE.replace("folder", "foldr"), (), "deploy.yaml:3:13: “foldr” is not known here"),
    ],
)
def test_where_to_must_be_known(text: str | None, to: tuple[str, ...], expected: str) -> None:
    if text:
        Path("deploy.yaml").write_text(text, encoding="utf-8")
    assert refusal(*to).splitlines()[0] == expected


def test_a_file_that_cannot_be_read_is_said() -> None:
    Path("deploy.yaml").mkdir()
    assert refusal().splitlines()[0] == "deploy.yaml cannot be read: a folder of that name is in the way"


def test_a_deployment_under_way_is_known_by_its_journal(here: Here, www: Path) -> None:
    (www / STAGING).mkdir()
    (www / JOURNAL).write_bytes(b"of another program")
    assert deploy("--to", str(www), "--yes").exit_code == 0
    assert tree(www) == tree(here.output)
