"""FTP by the standard library, encrypted (explicit TLS, RFC 4217) unless told otherwise.

The data connections go on with the TLS session of the control connection: vsftpd and others insist on it.
"""

from __future__ import annotations

import ftplib
import io
import ssl
from contextlib import contextmanager, suppress
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, BinaryIO

from rencontres_feeds.catalogue import Message
from rencontres_feeds.deployment.hosts import not_let_in, why
from rencontres_feeds.deployment.places import PORTS
from rencontres_feeds.deployment.target import Broken, Unreachable, denied
from rencontres_feeds.problems import refuse

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator

    from rencontres_feeds.deployment.passwords import Passwords
    from rencontres_feeds.deployment.places import Place

_SECONDS = 30.0
"""Without an answer, after which the connection counts as lost."""
_CHUNK = 1 << 16
_LOST = frozenset({"421", "425", "426"})
"""Replies that tell of a lost connection (RFC 959 section 4.2)."""
_DENIED = "550"
"""No such file, or no right to it: FTP does not tell the two apart."""


class _Tls(ftplib.FTP_TLS):
    """With the session of the control connection on every data connection."""

    def ntransfercmd(self, cmd: str, rest: int | str | None = None) -> tuple[socket.socket, int | None]:
        plain, size = ftplib.FTP.ntransfercmd(self, cmd, rest)
        session = self.sock.session if isinstance(self.sock, ssl.SSLSocket) else None
        return self.context.wrap_socket(plain, server_hostname=self.host, session=session), size


@contextmanager
def connected(place: Place, passwords: Passwords, seconds: float = _SECONDS) -> Iterator[Ftp]:
    """The folder of a place, as long as the `with` block lasts. Raises Broken, or Refusal."""
    client = ftplib.FTP() if place.insecure else _Tls(context=ssl.create_default_context())
    with _closing(client):
        with _saying(place.host):
            try:
                client.connect(place.host, place.port or PORTS["ftp"], seconds)
            except OSError as error:
                raise Unreachable(why(error)) from error
        if isinstance(client, _Tls):
            _encrypt(client, place)
        _log_in(client, place, passwords)
        with _saying(place.path):
            if isinstance(client, _Tls):
                client.prot_p()
            client.voidcmd("TYPE I")
            start = client.pwd()
            features = _features(client)
            if "UTF8" in features:
                with suppress(ftplib.error_perm):
                    client.sendcmd("OPTS UTF8 ON")
        yield Ftp(client, PurePosixPath(start) / place.path, features)


@contextmanager
def _closing(client: ftplib.FTP) -> Iterator[None]:
    """Whatever happened, the connection is closed; the host need not answer to that."""
    try:
        yield
        with suppress(*ftplib.all_errors):
            client.quit()
    finally:
        client.close()


def _encrypt(client: _Tls, place: Place) -> None:
    try:
        client.auth()
    except (ftplib.error_perm, ftplib.error_temp) as error:
        raise refuse(
            Message("{host} offers no encryption: {reason}", host=place.host, reason=str(error)),
            Message(
                "Anybody on the way could read the password. Ask the host for SFTP or FTP with TLS; if there is"
                " neither and you accept it: --plain, or “insecure: yes” in deploy.yaml."
            ),
        ) from error
    except ssl.SSLCertVerificationError as error:
        raise refuse(
            Message(
                "the certificate of {host} is not good: {reason}", host=place.host, reason=error.verify_message
            ),
            Message("Use the name of the machine that the host gives for FTP; its certificate is for that one."),
        ) from error
    except (OSError, EOFError) as error:
        raise Broken(why(error)) from error


def _log_in(client: ftplib.FTP, place: Place, passwords: Passwords) -> None:
    password = passwords.get()
    try:
        client.login(place.user, password)
    except ftplib.error_perm as error:
        raise not_let_in(place.host, place.user) from error
    except ftplib.all_errors as error:
        raise Broken(why(error)) from error


def _features(client: ftplib.FTP) -> frozenset[str]:
    """What the host says that it can (RFC 2389), the first word of each."""
    try:
        answer = client.sendcmd("FEAT")
    except ftplib.error_perm:
        return frozenset()
    return frozenset(line.split()[0].upper() for line in answer.splitlines()[1:-1] if line.strip())


class Ftp:
    """A Store over an open connection."""

    def __init__(self, client: ftplib.FTP, root: PurePosixPath, features: frozenset[str]) -> None:
        self._client = client
        self._root = root
        self._machine = "MLST" in features
        """It lists folders for machines (MLSD, RFC 3659)."""
        self._sizes = "SIZE" in features
        """It tells the size of a file (the same)."""

    def names(self, name: str) -> frozenset[str] | None:
        """As a Store does. Other listings than MLSD hide names with a leading dot: both are asked for."""
        with _saying(name):
            if not self._enter(self._path(name)):
                return None
            if self._machine:
                found = [entry for entry, _ in self._client.mlsd(facts=["type"])]
            else:
                found = [*self._listed("NLST"), *self._listed("NLST -a")]
            return frozenset(entry.rpartition("/")[2] for entry in found) - {".", "..", "-a", ""}

    def read(self, name: str) -> bytes | None:
        """As a Store does."""
        data = io.BytesIO()
        with _saying(name):
            try:
                self._client.retrbinary(f"RETR {self._path(name)}", data.write)
            except ftplib.error_perm as error:
                if not str(error).startswith(_DENIED) or self._is_listed(name):
                    raise
                return None
        return data.getvalue()

    def put(self, name: str, file: BinaryIO, sent: Callable[[int], None]) -> None:
        """As a Store does; the size is compared, for a cut connection may look like the end of the file there."""
        with _saying(name):
            try:
                self._client.storbinary(f"STOR {self._path(name)}", file, _CHUNK, lambda chunk: sent(len(chunk)))
            except OSError:
                self._client.voidresp()  # a host that closes the data connection may say why on the other one
                raise
            if self._sizes and self._client.size(self._path(name)) != file.tell():
                raise Broken(Message("only a part of a file arrived"))

    def rename(self, old: str, new: str) -> None:
        """As a Store does. Where the host cannot rename over a file, that one is deleted first."""
        with _saying(new):
            try:
                self._client.rename(self._path(old), self._path(new))
            except ftplib.error_perm:
                self._client.delete(self._path(new))
                self._client.rename(self._path(old), self._path(new))

    def delete(self, name: str) -> None:
        """As a Store does."""
        with _saying(name):
            try:
                self._client.delete(self._path(name))
            except ftplib.error_perm as error:
                if not str(error).startswith(_DENIED) or self._is_listed(name):
                    raise

    def make(self, name: str) -> None:
        """As a Store does."""
        with _saying(name):
            self._make(PurePosixPath(self._path(name)))

    def drop(self, name: str) -> None:
        """As a Store does."""
        with _saying(name):
            self._enter(str(self._root))  # some hosts keep the folder in which one is
            self._client.rmd(self._path(name))

    def _path(self, name: str) -> str:
        return str(self._root / name)

    def _enter(self, path: str) -> bool:
        try:
            self._client.cwd(path)
        except ftplib.error_perm:
            return False
        return True

    def _listed(self, command: str) -> list[str]:
        """What a listing of names tells; some hosts answer to that of an empty folder that there is nothing."""
        names: list[str] = []
        with suppress(ftplib.error_perm):
            self._client.retrlines(command, names.append)
        return names

    def _is_listed(self, name: str) -> bool:
        folder, _, last = name.rpartition("/")
        return last in (self.names(folder) or ())

    def _make(self, path: PurePosixPath) -> None:
        if not self._enter(str(path)):
            self._make(path.parent)
            self._client.mkd(str(path))


@contextmanager
def _saying(name: str) -> Iterator[None]:
    """What goes wrong: the connection is lost, or the host refuses."""
    try:
        yield
    except (ftplib.error_perm, ftplib.error_temp) as error:
        if str(error)[:3] in _LOST:
            raise Broken(str(error)) from error
        raise denied(name, str(error)) from error
    except ftplib.all_errors as error:
        raise Broken(why(error)) from error
