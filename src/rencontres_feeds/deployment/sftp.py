"""SFTP by paramiko. The key of the host must be among the known ones; nothing is ever added there."""

from __future__ import annotations

import logging
import os
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, cast

import paramiko

from rencontres_feeds.catalogue import Message
from rencontres_feeds.deployment.hosts import not_let_in, other_key, unknown_key, why
from rencontres_feeds.deployment.places import PORTS
from rencontres_feeds.deployment.target import Broken, Unreachable, denied
from rencontres_feeds.folder import reason
from rencontres_feeds.problems import refuse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rencontres_feeds.deployment.passwords import Passwords
    from rencontres_feeds.deployment.places import Place

_KNOWN = Path("/etc/ssh/ssh_known_hosts")
_SECONDS = 30.0
"""Without an answer, after which the connection counts as lost."""
_CHUNK = 1 << 15
"""Octets of one request, the most that every server takes."""
_FILE, _FOLDER = 0o644, 0o755


@contextmanager
def connected(place: Place, passwords: Passwords, seconds: float = _SECONDS) -> Iterator[Sftp]:
    """The folder of a place, as long as the `with` block lasts. Raises Broken, or Refusal."""
    logging.getLogger("paramiko").setLevel(logging.CRITICAL + 1)  # what it has to say is said by us
    with paramiko.SSHClient() as client:
        client.load_system_host_keys()
        if _KNOWN.exists():
            client.load_system_host_keys(str(_KNOWN))
        client.set_missing_host_key_policy(paramiko.RejectPolicy())
        _log_in(client, place, passwords, seconds)
        with _saying(client, place.path):
            sftp = client.open_sftp()
            cast("paramiko.Channel", sftp.get_channel()).settimeout(seconds)  # it is open: there is one
        with sftp:
            yield Sftp(client, sftp, place.path)


def _log_in(client: paramiko.SSHClient, place: Place, passwords: Passwords, seconds: float) -> None:
    """By key or agent, or by the password where one is known; else the password is asked for."""
    try:
        try:
            _connect(client, place, passwords.known(), seconds)
        except (paramiko.AuthenticationException, paramiko.SSHException) as error:
            if passwords.known() is not None or not _wants_password(error):
                raise
            _connect(client, place, passwords.get(), seconds)
    except paramiko.BadHostKeyException as error:
        raise other_key(place) from error
    except paramiko.AuthenticationException as error:
        raise not_let_in(place.host, place.user) from error
    except (paramiko.SSHException, EOFError) as error:  # or the host hangs up in the middle of the greeting
        if "not found in known_hosts" in str(error):
            raise unknown_key(place) from error
        raise Broken(why(error)) from error
    except FileNotFoundError as error:
        raise refuse(Message("there is no key {file}", file=place.key)) from error
    except OSError as error:  # paramiko's own, of every address that it tried, has a text alone
        raise Unreachable(why(error)) from error


def _connect(client: paramiko.SSHClient, place: Place, password: str | None, seconds: float) -> None:
    client.connect(
        place.host,
        place.port or PORTS["sftp"],
        place.user,
        password,
        key_filename=os.path.expanduser(place.key) if place.key else None,  # noqa: PTH111  # a text is wanted
        timeout=seconds,
        banner_timeout=seconds,
        auth_timeout=seconds,
        channel_timeout=seconds,
    )


def _wants_password(error: Exception) -> bool:
    """A password might help: the keys did not, one is locked, or there were none to try."""
    return isinstance(error, paramiko.AuthenticationException) or "No authentication methods" in str(error)


class Sftp:
    """A Store over an open connection."""

    def __init__(self, client: paramiko.SSHClient, sftp: paramiko.SFTPClient, root: str) -> None:
        self._client = client
        self._sftp = sftp
        self._root = root

    def names(self, name: str) -> frozenset[str] | None:
        """As a Store does."""
        with _saying(self._client, name):
            try:
                return frozenset(self._sftp.listdir(self._path(name)))
            except FileNotFoundError:
                return None

    def read(self, name: str) -> bytes | None:
        """As a Store does."""
        with _saying(self._client, name):
            try:
                with self._sftp.open(self._path(name), "rb") as file:
                    return file.read()
            except FileNotFoundError:
                return None

    def put(self, name: str, file: BinaryIO, sent: Callable[[int], None]) -> None:
        """As a Store does; the answer to each piece is waited for, since paramiko’s quicker way loses some."""
        with _saying(self._client, name):
            with self._sftp.open(self._path(name), "wb") as there:
                while chunk := file.read(_CHUNK):
                    there.write(chunk)
                    there.flush()
                    sent(len(chunk))
            self._sftp.chmod(self._path(name), _FILE)

    def rename(self, old: str, new: str) -> None:
        """As a Store does. Where the host cannot rename over a file, that one is deleted first."""
        with _saying(self._client, new):
            try:
                self._sftp.posix_rename(self._path(old), self._path(new))
            except OSError:
                if not _alive(self._client):
                    raise
                self._remove(new)
                self._sftp.rename(self._path(old), self._path(new))

    def delete(self, name: str) -> None:
        """As a Store does."""
        with _saying(self._client, name):
            self._remove(name)

    def make(self, name: str) -> None:
        """As a Store does."""
        with _saying(self._client, name):
            self._make(PurePosixPath(self._path(name)))

    def drop(self, name: str) -> None:
        """As a Store does."""
        with _saying(self._client, name):
            self._sftp.rmdir(self._path(name))

    def _path(self, name: str) -> str:
        return str(PurePosixPath(self._root) / name)

    def _make(self, path: PurePosixPath) -> None:
        try:
            self._sftp.stat(str(path))
        except FileNotFoundError:
            self._make(path.parent)
            self._sftp.mkdir(str(path))
            self._sftp.chmod(str(path), _FOLDER)

    def _remove(self, name: str) -> None:
        with suppress(FileNotFoundError):
            self._sftp.remove(self._path(name))


@contextmanager
def _saying(client: paramiko.SSHClient, name: str) -> Iterator[None]:
    """What goes wrong with a file: the connection is lost, or the host refuses."""
    try:
        yield
    except (EOFError, OSError, paramiko.SSHException) as error:
        if isinstance(error, OSError) and not isinstance(error, TimeoutError) and _alive(client):
            raise denied(name, reason(error)) from error
        raise Broken(why(error)) from error


def _alive(client: paramiko.SSHClient) -> bool:
    transport = client.get_transport()
    return bool(transport and transport.is_active())
