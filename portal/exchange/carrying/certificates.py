"""Certificates that offices pin of each other, read and described. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

MOST_CERTIFICATES = 5
SMALLEST_RSA = 2048  # bits


class NoCertificate(ValueError):
    """A text holds no certificate that can be pinned; `code`: none, broken, kind, weak, many."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Described:
    """A certificate for people: whose, from and until when (UTC), its serial number and fingerprint in hexadecimal."""

    holder: str
    begins: datetime
    ends: datetime
    serial: str
    fingerprint: str

    def days_left(self, now: datetime) -> int:
        """Whole days until it ends; below nought once it did."""
        return (self.ends - now).days


def read_all(text: str) -> list[x509.Certificate]:
    """The certificates of a text in PEM, each once. Raises NoCertificate also for keys that seal no package."""
    try:
        found = x509.load_pem_x509_certificates(text.encode())
    except ValueError as error:
        raise NoCertificate("broken" if "BEGIN" in text else "none") from error
    once = {one.fingerprint(hashes.SHA256()): one for one in found}
    if len(once) > MOST_CERTIFICATES:
        raise NoCertificate("many")
    for one in once.values():
        key = one.public_key()
        if not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
            raise NoCertificate("kind")
        if isinstance(key, rsa.RSAPublicKey) and key.key_size < SMALLEST_RSA:
            raise NoCertificate("weak")
    return list(once.values())


def pem_of(one: x509.Certificate) -> str:
    """A certificate as text."""
    return one.public_bytes(Encoding.PEM).decode()


def serial_of(one: x509.Certificate) -> str:
    """Its serial number as it is noted when it is revoked."""
    return f"{one.serial_number:x}"


def described(one: x509.Certificate) -> Described:
    """What people are shown of a certificate."""
    named = one.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return Described(
        holder=str(named[0].value) if named else one.subject.rfc4514_string(),
        begins=one.not_valid_before_utc.astimezone(UTC).replace(tzinfo=None),
        ends=one.not_valid_after_utc.astimezone(UTC).replace(tzinfo=None),
        serial=serial_of(one),
        fingerprint=one.fingerprint(hashes.SHA256()).hex(":").upper(),
    )
