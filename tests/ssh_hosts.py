"""Real SSH servers on this machine: OpenSSH’s, and one that knows a password alone."""

from __future__ import annotations

import os
import shutil
import socket
import threading
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import paramiko
from paramiko.common import AUTH_FAILED, AUTH_SUCCESSFUL, OPEN_SUCCEEDED
from paramiko.sftp import SFTP_FAILURE, SFTP_OK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
from hosts import PASSWORD, USER, accepting, free_port, program, running


def make_key(path: Path) -> str:
    """A key pair of ours; the public half, as a line."""
    key = paramiko.ECDSAKey.generate()
    key.write_private_key_file(str(path))
    path.with_suffix(".pub").write_text(f"{key.get_name()} {key.get_base64()}\n")
    return f"{key.get_name()} {key.get_base64()}"


@contextmanager
def sshd(folder: Path) -> Iterator[int]:
    """OpenSSH's server with keys of its own; lets in whoever holds `folder/key`. Its port."""
    daemon = program("sshd")
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)  # where it locks itself up
    make_key(folder / "host")
    (folder / "authorized").write_text(make_key(folder / "key") + "\n")
    port = free_port()
    (folder / "sshd.conf").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nPidFile none\nUsePAM no\nStrictModes no\n"
        f"AuthorizedKeysFile {folder}/authorized\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n"
        "Subsystem sftp internal-sftp\nPermitRootLogin yes\n"
        "SetEnv SHLVL=2\n"  # else Debian's bash reads the .bashrc of whoever runs the tests
    )
    with running(port, daemon, "-D", "-e", "-f", str(folder / "sshd.conf")):
        yield port


def know(home: Path, port: int, public: str) -> None:
    """Let whoever lives in `home` know the key of a host."""
    (home / ".ssh").mkdir(parents=True, exist_ok=True)
    with (home / ".ssh" / "known_hosts").open("a") as file:
        file.write(f"[127.0.0.1]:{port} {public}\n")


def settle(home: Path) -> None:
    """Make `ssh` look into `home` alone: the program itself asks the system where home is."""
    (home / ".ssh").mkdir(parents=True, exist_ok=True)
    (home / ".ssh" / "config").write_text(
        f"UserKnownHostsFile {home}/.ssh/known_hosts\nGlobalKnownHostsFile none\n"
    )
    (home / "bin").mkdir()
    (home / "bin" / "ssh").write_text(f'#!/bin/sh\nexec {shutil.which("ssh")} -F {home}/.ssh/config "$@"\n')
    (home / "bin" / "ssh").chmod(0o755)


class _Door(paramiko.ServerInterface):
    """Lets in by password alone, as many shared hosts do."""

    def check_auth_password(self, username: str, password: str) -> int:
        fits = (username, password) == (USER, PASSWORD)
        return AUTH_SUCCESSFUL if fits else AUTH_FAILED

    def get_allowed_auths(self, username: str) -> str:  # noqa: ARG002  # paramiko's signature
        return "password"

    def check_channel_request(self, kind: str, chanid: int) -> int:  # noqa: ARG002  # as above
        return OPEN_SUCCEEDED


class _Handle(paramiko.SFTPHandle):
    """A file on a small disk."""

    limit = 1_000_000

    def write(self, offset: int, data: Any) -> Any:
        if offset + len(data) > self.limit:
            return SFTP_FAILURE
        return super().write(offset, data)


class _Shelf(paramiko.SFTPServerInterface):
    """A folder; it cannot rename over a file, as some servers cannot."""

    def __init__(self, server: Any, root: Path, limit: int, *args: Any, **kwargs: Any) -> None:
        self.root, self.limit = root, limit
        super().__init__(server, *args, **kwargs)

    def _path(self, path: str) -> Path:
        return self.root / self.canonicalize(path).lstrip("/")

    def list_folder(self, path: str) -> Any:
        try:
            entries = list(self._path(path).iterdir())
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno or 0)
        return [paramiko.SFTPAttributes.from_stat(entry.lstat(), entry.name) for entry in entries]

    def stat(self, path: str) -> Any:
        try:
            return paramiko.SFTPAttributes.from_stat(self._path(path).stat())
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno or 0)

    def open(self, path: str, flags: int, attr: Any) -> Any:  # noqa: ARG002  # paramiko's signature
        try:
            descriptor = os.open(self._path(path), flags, 0o600)
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno or 0)
        handle: Any = _Handle(flags)
        handle.limit = self.limit
        handle.readfile = handle.writefile = os.fdopen(descriptor, "wb" if flags & os.O_WRONLY else "rb")
        return handle

    def _do(self, act: Callable[[], object]) -> int:
        try:
            act()
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno or 0)
        return SFTP_OK

    def remove(self, path: str) -> int:
        return self._do(self._path(path).unlink)

    def rename(self, oldpath: str, newpath: str) -> int:
        if self._path(newpath).exists():
            return SFTP_FAILURE
        return self._do(lambda: self._path(oldpath).rename(self._path(newpath)))

    def mkdir(self, path: str, attr: Any) -> int:  # noqa: ARG002  # paramiko's signature
        return self._do(self._path(path).mkdir)

    def rmdir(self, path: str) -> int:
        return self._do(self._path(path).rmdir)

    def chattr(self, path: str, attr: Any) -> int:
        return self._do(lambda: self._path(path).chmod(attr.st_mode))


@contextmanager
def password_host(folder: Path, limit: int = 1_000_000) -> Iterator[tuple[int, str]]:
    """An SFTP server that knows a password alone, on a disk for files of `limit` octets; its port and key."""
    public = make_key(folder / "password-host")
    key = paramiko.ECDSAKey(filename=str(folder / "password-host"))
    (folder / "shelf").mkdir()
    open_transports: list[paramiko.Transport] = []

    def serve(connection: socket.socket) -> None:
        transport = paramiko.Transport(connection)
        transport.add_server_key(key)
        transport.set_subsystem_handler("sftp", paramiko.SFTPServer, _Shelf, folder / "shelf", limit)
        open_transports.append(transport)
        with suppress(paramiko.SSHException, EOFError):
            transport.start_server(event=threading.Event(), server=_Door())

    with accepting(serve) as port:
        yield port, public
    for transport in open_transports:
        transport.close()
