"""Mail over TLS, from the beginning or by STARTTLS, signed in; never in the clear where TLS was asked for."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from activities.mail.transport import Away, MailServer, Smtp
from embedded import LOOPBACK, free_port
from tests.integration.mail.post_office import PostOffice

# aiosmtpd does not count TLS from the beginning when it judges whether a password may be asked for.
pytestmark = [pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for loopback, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "post.invalid")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(LOOPBACK))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return file


@asynccontextmanager
async def serving(certificate: Path, *, starttls: bool) -> AsyncIterator[tuple[PostOffice, int]]:
    """A mail server that takes mail of ``ilb`` with the password ``geheim`` and of nobody else, over TLS only."""
    office, port = PostOffice(), free_port()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)

    def signed_in(*told: object) -> AuthResult:
        known = told[-1] == LoginPassword(b"ilb", b"geheim")
        return AuthResult(success=known, handled=False)

    def connection() -> SMTP:
        return SMTP(
            office,
            hostname="post.invalid",
            tls_context=context if starttls else None,
            require_starttls=starttls,
            authenticator=signed_in,
            auth_required=True,
            auth_require_tls=starttls,
        )

    loop = asyncio.get_running_loop()
    server = await loop.create_server(connection, LOOPBACK, port, ssl=None if starttls else context)
    try:
        yield office, port
    finally:
        server.close()


def mail() -> EmailMessage:
    made = EmailMessage()
    made["To"], made["Message-ID"] = "a@people.example", "<1@ilb.example>"
    made.set_content("Guten Tag")
    return made


def trusting(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(certificate))


@pytest.mark.parametrize("scheme", ["starttls", "smtps"])
async def test_mail_goes_over_tls_signed_in(certificate: Path, scheme: str) -> None:
    async with serving(certificate, starttls=scheme == "starttls") as (office, port):
        server = MailServer.of(f"{scheme}://ilb@{LOOPBACK}:{port}", "geheim")
        transport = Smtp(server, tls=trusting(certificate))
        await transport.hand_over(mail(), "ilb@ilb.example", "a@people.example")
        await transport.close()
    assert ["<1@ilb.example>"] == list(office.ids)


@pytest.mark.parametrize("scheme", ["starttls", "smtps"])
async def test_a_certificate_that_nobody_vouches_for_gets_no_mail(certificate: Path, scheme: str) -> None:
    async with serving(certificate, starttls=scheme == "starttls") as (office, port):
        transport = Smtp(MailServer.of(f"{scheme}://ilb@{LOOPBACK}:{port}", "geheim"))
        with pytest.raises(Away):
            await transport.hand_over(mail(), "ilb@ilb.example", "a@people.example")
    assert [] == office.took


async def test_a_server_without_starttls_gets_no_mail_where_it_was_asked_for() -> None:
    office = PostOffice()
    await office.open()
    transport = Smtp(MailServer.of(f"starttls://{LOOPBACK}:{office.port}"))
    with pytest.raises(Away):
        await transport.hand_over(mail(), "ilb@ilb.example", "a@people.example")
    await office.close()
    assert [] == office.took


def test_a_password_is_not_shown() -> None:
    server = MailServer.of("starttls://ilb:geheim%40haus@mail.example")
    assert ("geheim@haus", 587) == (server.password, server.port)
    assert "geheim" not in repr(server)
