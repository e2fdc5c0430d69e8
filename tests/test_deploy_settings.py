"""Where a site is to be put, as it is typed; and where a password comes from."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring

from house import refused
from rencontres_feeds.catalogue import load
from rencontres_feeds.deployment import passwords, places
from rencontres_feeds.deployment import settings as settings_file
from rencontres_feeds.deployment.places import Place
from rencontres_feeds.problems import Refusal, show

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("sftp://asso@hote.example/www", Place("sftp", "www", "hote.example", 0, "asso")),
        (
            "ftp://asso@asso.example@hote.example:2121//www",
            Place("ftp", "/www", "hote.example", 2121, "asso@asso.example"),
        ),
        ("rsync://[::1]:22/a%20b", Place("rsync", "a b", "::1", 22)),
    ],
)
def test_an_address_is_read(text: str, place: Place) -> None:
    assert places.read(text) == place
    assert places.read(str(place).replace(" ", "%20")) == place


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "sftp://a:mot@hote.example/www",
            "a password does not belong on the command line: others on this machine can read it",
        ),
        *(
            (text, f"“{text}” is not an address to send to")
            for text in (
                "https://hote.example/www",
                "sftp://hote.example/www",
                "sftp://a@hote.example/",
                "ftp://a@hote.example/www%0d%0aDELE%20x",
                "sftp://a@hote.example:99999/www",
                "rsync://-oProxyCommand=x/www",
                "rsync://-o@hote.example/www",
                "ftp://a@hote.example/www?x",
                "ftp://a@hote.example/www#x",
            )
        ),
    ],
)
def test_what_is_no_address_is_refused(text: str, expected: str) -> None:
    with pytest.raises(Refusal) as refusal:
        places.read(text)
    assert refused(refusal.value) == [expected]


GOOD = """\
cibles:
  site:
    méthode: sftp
    hôte: hote.example
    port: 2222
    utilisateur: asso
    chemin: www
    clé: ~/.ssh/id
  vieux: {method: ftp, host: ftp.example, user: asso, path: ., non chiffré: oui}
  ici: {method: dossier, path: ../www}
  la: {method: rsync, host: hote.example, path: /srv/www}
"""


def test_the_file_is_read_in_french_and_english() -> None:
    read = settings_file.read(GOOD.encode())
    assert read.problems == ()
    assert read.targets == {
        "site": Place("sftp", "www", "hote.example", 2222, "asso", "~/.ssh/id"),
        "vieux": Place("ftp", ".", "ftp.example", 0, "asso", insecure=True),
        "ici": Place("folder", "../www"),
        "la": Place("rsync", "/srv/www", "hote.example"),
    }


BAD = """\
targets:
  site:
    method: folder
    path: ../www
    port: 22
    Mot-de-passe: "sésame ouvre-toi" # secret
  ftp:
    method: ftp
    host: https://ftp.example/
    user: a b
    path: www
  site: {method: sftp, path: www, pass: sésame}
  sft:
    metod: sftp
    host: [x]
    user: [x]
  seul: x
"""
TOLD = """\
deploy.yaml:5:11: “port” is of no use with the method “folder”
  5 |     port: 22
    |           ^^
  → Leave the line out.
deploy.yaml:6:5: a password does not belong into this file
  6 |     Mot-de-passe: ••••••••
    |     ^^^^^^^^^^^^
  → Delete the line, and change the password if others have seen the file. It is asked for, or taken from \
RENCONTRES_FEEDS_PASSWORD or the keyring of the system.
deploy.yaml:9:11: “https://ftp.example/” is not the name of a host
  9 |     host: https://ftp.example/
    |           ^^^^^^^^^^^^^^^^^^^^
  → Write the name alone, as in ftp.host.example: no “://”, no “/”.
deploy.yaml:10:11: “a b” is not the name of a user
  10 |     user: a b
     |           ^^^
deploy.yaml:12:3: there are two targets “site”
  12 |   site: {method: sftp, path: www, pass: ••••••••
     |   ^^^^
deploy.yaml:12:9: the method “sftp” needs “host”
  12 |   site: {method: sftp, path: www, pass: ••••••••
     |         ^
  → Add a line like “host: ssh.hebergeur.example”.
deploy.yaml:12:9: the method “sftp” needs “user”
  12 |   site: {method: sftp, path: www, pass: ••••••••
     |         ^
  → Add a line like “user: asso”.
deploy.yaml:12:35: a password does not belong into this file
  12 |   site: {method: sftp, path: www, pass: ••••••••
     |                                   ^^^^
  → Delete the line, and change the password if others have seen the file. It is asked for, or taken from \
RENCONTRES_FEEDS_PASSWORD or the keyring of the system.
deploy.yaml:14:5: unknown key “metod” in a target
  14 |     metod: sftp
     |     ^^^^^
  → Did you mean “method”?
        method: sftp
deploy.yaml:14:5: a target needs “method”
  14 |     metod: sftp
     |     ^^^^^
  → Add a line like “method: sftp”.
deploy.yaml:14:5: a target needs “path”
  14 |     metod: sftp
     |     ^^^^^
  → Add a line like “path: www/rencontres”.
deploy.yaml:15:11: a text is expected here, not a list or keys
  15 |     host: [x]
     |           ^
  → If the text has a colon or begins with a dash or a bracket, put it in quotes.
deploy.yaml:16:11: a text is expected here, not a list or keys
  16 |     user: [x]
     |           ^
  → If the text has a colon or begins with a dash or a bracket, put it in quotes.
deploy.yaml:17:9: a target is written as “key: value” lines
  17 |   seul: x
     |         ^
  → Its keys: method, path, host, port, user, key, insecure.
"""


def told(data: bytes) -> str:
    """All that is said of a file."""
    read = settings_file.read(data)
    assert not read.targets
    return "".join(show(each, "deploy.yaml", read.lines, load("en")) + "\n" for each in read.problems)


def test_mistakes_of_the_file_are_told_with_their_places_and_no_password_is_shown() -> None:
    assert told(BAD.encode()) == TOLD


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "deploy.yaml:1:1: the file is empty"),
        ("- targets\n", "deploy.yaml:1:1: the file is written as “key: value” lines"),
        ("targets: [x, {password: y}]\n", "deploy.yaml:1:10: each target has a name"),
        ("targets:\n", "deploy.yaml:1:1: “targets:” has nothing behind it"),
    ],
)
def test_a_file_of_another_shape_is_told(text: str, expected: str) -> None:
    assert expected in told(text.encode()).splitlines()


class Ring(KeyringBackend):
    """A keyring that knows one password."""

    def __init__(self) -> None:
        pass

    def set_password(self, service: str, username: str, password: str) -> None:
        raise NotImplementedError

    def get_password(self, service: str, username: str) -> str | None:
        return "from the keyring" if (service, username) == ("rencontres-feeds", "asso@hote.example") else None


@contextmanager
def ring(backend: KeyringBackend) -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(backend)
    yield
    keyring.set_keyring(before)


def test_a_password_comes_from_the_environment_the_keyring_or_a_question(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def ask(account: str) -> str:
        asked.append(account)
        return "typed"

    monkeypatch.setenv(passwords.VARIABLE, "from the environment")
    with ring(Ring()):
        assert passwords.Passwords("asso@hote.example", ask).get() == "from the environment"
        monkeypatch.delenv(passwords.VARIABLE)
        assert passwords.Passwords("asso@hote.example", ask).get() == "from the keyring"
        one = passwords.Passwords("autre@hote.example", ask)
        assert (one.known(), one.get(), one.get(), one.known()) == (None, "typed", "typed", "typed")
    with ring(NoKeyring()):  # type: ignore[no-untyped-call]  # as it comes
        assert passwords.Passwords("asso@hote.example", None).known() is None
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert passwords.Passwords("asso@hote.example", ask).get() == "typed"
    assert asked == ["autre@hote.example", "asso@hote.example"]
