"""Reading the output folder: what stands there, never through a link."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from interruptions import said, tree
from rencontres_feeds import folder
from rencontres_feeds.catalogue import Message
from rencontres_feeds.folder import JOURNAL, pending, read, reason, survey
from rencontres_feeds.journal import Journal, dumps
from rencontres_feeds.problems import Refusal
from rencontres_feeds.site import STAGING, Found

if TYPE_CHECKING:
    from pathlib import Path

ABC = Found("file", hashlib.sha256(b"abc").hexdigest())
OTHER = Found("other")


def test_files_are_told_by_their_sha256_and_what_is_absent_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    (tmp_path / "b/c").mkdir(parents=True)
    (tmp_path / "b/c/d").write_bytes(b"abc")
    before = tree(tmp_path)
    assert survey(tmp_path, ["a", "b/c/d", "b/absent", "absent/a"]) == {"a": ABC, "b/c/d": ABC}
    assert tree(tmp_path) == before


def test_files_of_any_length_are_read_to_their_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "_CHUNK", 4)
    for length in range(14):
        (tmp_path / str(length)).write_bytes(b"x" * length)
    told = {str(length): Found("file", hashlib.sha256(b"x" * length).hexdigest()) for length in range(14)}
    assert survey(tmp_path, told) == told


def test_an_output_folder_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert survey(tmp_path / "output", ["index.html"]) == {}
    assert read(tmp_path / "output", "ledger.json") is None
    assert not pending(tmp_path / "output")


def test_links_folders_devices_and_what_is_reached_through_them_are_other(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/a").write_bytes(b"abc")
    output = tmp_path / "output"
    (output / "folder").mkdir(parents=True)
    (output / "file").write_bytes(b"abc")
    (output / "link").symlink_to(output / "file")
    (output / "dangling").symlink_to("nowhere")
    (output / "linked").symlink_to(tmp_path / "elsewhere")
    os.mkfifo(output / "pipe")
    names = ["folder", "link", "dangling", "linked", "linked/a", "linked/b", "file/a", "pipe"]
    assert survey(output, names) == dict.fromkeys(names, OTHER)


def test_names_that_lead_out_of_the_folder_are_other(tmp_path: Path) -> None:
    (tmp_path / "output").mkdir()
    (tmp_path / "a").write_bytes(b"abc")
    names = ["../a", str(tmp_path / "a"), f"{STAGING}/0"]
    assert survey(tmp_path / "output", names) == dict.fromkeys(names, OTHER)


def test_the_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real/a").write_bytes(b"abc")
    (tmp_path / "output").symlink_to("real")
    assert survey(tmp_path / "output", ["a"]) == {"a": ABC}
    assert read(tmp_path / "output", "a") == b"abc"


def test_a_windows_junction_is_a_link_though_it_looks_like_a_folder() -> None:
    junction: Any = SimpleNamespace(st_mode=stat.S_IFDIR, st_reparse_tag=0xA0000003)
    assert folder._kind(junction) == "other"
    online_file: Any = SimpleNamespace(st_mode=stat.S_IFREG, st_reparse_tag=0x9000001A)
    assert folder._kind(online_file) == "file"


def test_what_is_no_plain_file_is_not_read_as_nothing(tmp_path: Path) -> None:
    (tmp_path / "ledger.json").symlink_to("elsewhere")
    with pytest.raises(Refusal) as refusal:
        read(tmp_path, "ledger.json")
    assert said(refusal.value) == (
        f"ledger.json in {tmp_path} is not a plain file\n  → Move it elsewhere, then run the same command again."
    )


def test_what_the_disk_cannot_read_is_told_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(path: Path) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO), str(path))

    (tmp_path / "a").write_bytes(b"abc")
    monkeypatch.setattr(folder, "_open", broken)
    lines = (
        "a cannot be read: the disk reports an error\n"
        "  → Nothing was published. Mend this, then run the same command again."
    )
    with pytest.raises(Refusal) as refusal:
        survey(tmp_path, ["a"])
    assert said(refusal.value) == lines
    with pytest.raises(Refusal) as refusal:
        read(tmp_path, "a")
    assert said(refusal.value) == lines


def test_a_name_too_long_for_the_disk_is_a_refusal(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="the name is too long for this disk"):
        survey(tmp_path, ["a" * 300])


def test_reasons_are_in_words_where_we_have_them() -> None:
    assert reason(OSError(errno.ENOSPC, "")) == Message("the disk is full")
    assert reason(OSError(errno.ELOOP, "Too many links")) == "Too many links"
    assert reason(OSError("odd")) == "odd"


def test_only_a_valid_journal_waits_to_be_finished(tmp_path: Path) -> None:
    (tmp_path / STAGING).mkdir()
    assert not pending(tmp_path)
    (tmp_path / JOURNAL).write_bytes(dumps(Journal()))
    assert pending(tmp_path)
    (tmp_path / JOURNAL).write_bytes(dumps(Journal())[:-3])
    assert not pending(tmp_path)


def test_a_journal_behind_a_link_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/journal.json").write_bytes(dumps(Journal()))
    (tmp_path / "output").mkdir()
    (tmp_path / "output" / STAGING).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Refusal, match="is not a plain file"):
        pending(tmp_path / "output")
