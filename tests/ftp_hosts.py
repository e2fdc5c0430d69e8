"""Real FTP servers on this machine: pyftpdlib’s, with a disk that may be full, and vsftpd."""

from __future__ import annotations

import ipaddress
import logging
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.filesystems import AbstractedFS, FilesystemError
from pyftpdlib.handlers import FTPHandler, TLS_DTPHandler, TLS_FTPHandler
from pyftpdlib.ioloop import IOLoop
from pyftpdlib.servers import FTPServer

if TYPE_CHECKING:
    from collections.abc import Iterator
from hosts import PASSWORD, USER, free_port, program, running


def certificate(folder: Path, name: str = "localhost") -> Path:
    """A certificate that vouches for itself, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    day = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(day - timedelta(days=1))
        .not_valid_after(day + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName(name), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


class Disk(AbstractedFS):  # type: ignore[misc]  # without types
    """What is wrong with the disk of an FTP server is told by its class."""

    renames_over = True
    denied = ""

    def open(self, filename: str, mode: str) -> Any:
        if self.denied and self.denied in filename:
            raise PermissionError(13, "Permission denied")
        return super().open(filename, mode)

    def rename(self, src: str, dst: str) -> None:
        if not self.renames_over and Path(dst).exists():
            raise FilesystemError("It is there already.")
        super().rename(src, dst)


@contextmanager
def ftpd(root: Path, pem: Path | None, disk: type[Disk] = Disk, **settings: Any) -> Iterator[int]:
    """pyftpdlib's server, with TLS if there is a certificate; its port.

    `crowded`: it takes no more connections. `cut_at`: the connections end when so many octets of files have
    arrived, as often as `cuts` says. `full_at`: then the disk is full, which it tells by `full`.
    """
    authorizer = DummyAuthorizer()
    authorizer.add_user(USER, PASSWORD, str(root), perm="elradfmwMT")
    state = {"octets": 0, "cuts": settings.pop("cuts", 0)}
    crowded, full = settings.pop("crowded", False), settings.pop("full", "552 The disk is full.")
    cut_at, full_at = settings.pop("cut_at", 0), settings.pop("full_at", 1_000_000)

    class Data(TLS_DTPHandler):  # type: ignore[misc]  # without types
        def recv(self, buffer_size: int) -> Any:
            data = super().recv(buffer_size)
            state["octets"] += len(data)
            if state["cuts"] > 0 and state["octets"] > cut_at:
                state["cuts"] -= 1
                self.cmd_channel.close()
                return b""
            if state["octets"] > full_at:
                self._resp = (full, logging.getLogger("pyftpdlib").debug)
                self.close()
                return b""
            return data

    base = TLS_FTPHandler if pem else FTPHandler
    facts: dict[str, Any] = {
        "authorizer": authorizer,
        "abstracted_fs": disk,
        "auth_failed_timeout": 0,
        **settings,
    }
    if pem:
        facts |= {
            "certfile": str(pem),
            "tls_control_required": True,
            "tls_data_required": True,
            "dtp_handler": Data,
            "ssl_context": None,
        }
    handler = type("Handler", (base,), facts)
    loop = IOLoop()
    server = FTPServer(("127.0.0.1", 0), handler, ioloop=loop)
    server.max_cons = 1 if crowded else 512
    port = int(server.address[1])
    ended = threading.Event()

    def serve() -> None:
        while not ended.is_set():
            server.serve_forever(timeout=0.01, blocking=False, handle_exit=False)
        server.close_all()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield port
    finally:
        ended.set()
        thread.join()


@contextmanager
def vsftpd(folder: Path, pem: Path) -> Iterator[int]:
    """vsftpd, which lists no folders for machines, hides dotted names, and wants TLS sessions to go on."""
    daemon = program("vsftpd")
    port = free_port()
    for name in ("vsftpd", "empty"):
        (folder / name).mkdir()
    (folder / "vsftpd.conf").write_text(
        f"listen=YES\nlisten_address=127.0.0.1\nlisten_port={port}\nbackground=NO\nrun_as_launching_user=YES\n"
        "anonymous_enable=YES\nlocal_enable=NO\nwrite_enable=YES\nanon_upload_enable=YES\nanon_umask=022\n"
        "anon_mkdir_write_enable=YES\nanon_other_write_enable=YES\nanon_world_readable_only=NO\n"
        f"anon_root={folder}/vsftpd\nftp_username={USER}\nallow_writeable_chroot=YES\n"
        f"secure_chroot_dir={folder}/empty\nssl_enable=YES\nallow_anon_ssl=YES\nforce_anon_data_ssl=YES\n"
        f"force_anon_logins_ssl=YES\nrequire_ssl_reuse=YES\nrsa_cert_file={pem}\nrsa_private_key_file={pem}\n"
        "seccomp_sandbox=NO\nxferlog_enable=NO\n"
    )
    with running(port, daemon, str(folder / "vsftpd.conf")):
        yield port
