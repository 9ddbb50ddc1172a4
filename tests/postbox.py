"""A mail server for a test that runs beside the platform, with or without TLS, and a certificate for it."""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ndt.demo.processes import free_port


class Postbox:
    """What arrived."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.letters: list[EmailMessage] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 -- aiosmtpd's name
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 OK"

    def texts(self) -> list[str]:
        """Give the plain text of every letter."""
        bodies = [letter.get_body(("plain",)) for letter in self.letters]
        return [body.get_content() for body in bodies if body is not None]


@contextlib.contextmanager
def receive(*, certificate: Path | None = None, host: str = "127.0.0.1") -> Iterator[Postbox]:
    """Take mail as long as the block lasts; with a certificate only after STARTTLS."""
    box = Postbox(free_port())
    tls = None
    if certificate is not None:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(certificate / "fullchain.pem", certificate / "privkey.pem")
    controller = Controller(
        box, hostname=host, port=box.port, tls_context=tls, require_starttls=tls is not None,
        ready_timeout=10,
    )  # fmt: skip
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def make_certificate(folder: Path, *, names: tuple[str, ...]) -> None:
    """Write a certificate that signs itself, for these names and 127.0.0.1, as fullchain.pem and privkey.pem."""
    folder.mkdir(exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([*map(x509.DNSName, names), x509.IPAddress(ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "privkey.pem").write_bytes(private)
    # Readable for the user of the container; the folder lives as long as the test.
    (folder / "privkey.pem").chmod(0o644)
