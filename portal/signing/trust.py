"""What an administrator laid into `instance/trust/`: certificates of trusted roots, and revocation lists."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

FOLDER = "trust"
ENDINGS = {".pem", ".crt", ".cer", ".der"}
LIST_ENDING = ".crl"
NOT_FOR_REAL = "KHÔNG DÙNG THẬT"
MAX_SIZE = 4 * 1024 * 1024
_BEGIN = b"-----BEGIN CERTIFICATE-----"
_NAME = re.compile(r"[A-Za-z0-9._-]{1,100}\Z")


class NoCertificate(ValueError):
    """The file holds no certificate that can be read; the message says so to an administrator."""


@dataclass(frozen=True)
class Root:
    """A trusted certificate: file, DER, subject, fingerprint, end, whether it is only for trying out."""

    file: str
    der: bytes
    subject: str
    fingerprint: str
    valid_to: datetime
    for_trying: bool


@dataclass(frozen=True)
class Trust:
    """The roots in force, those that are there but not believed, unreadable files, a digest of all of it, and
    revocation lists (DER; what they say counts where the issuer of a certificate signed it)."""

    roots: tuple[Root, ...] = ()
    ignored: tuple[Root, ...] = ()
    unreadable: tuple[str, ...] = ()
    digest: str = ""
    lists: tuple[bytes, ...] = ()


def certificates_in(raw: bytes) -> list[x509.Certificate]:
    """The certificates of a PEM or DER file. Raises NoCertificate."""
    try:
        if _BEGIN in raw:
            return x509.load_pem_x509_certificates(raw)
        return [x509.load_der_x509_certificate(raw)]
    except ValueError as error:
        raise NoCertificate("Tệp không phải chứng thư số (PEM hoặc DER).") from error


def list_in(raw: bytes) -> bytes:
    """The revocation list of a PEM or DER file, as DER. Raises NoCertificate."""
    try:
        is_pem = raw.lstrip().startswith(b"-----BEGIN")
        known = x509.load_pem_x509_crl(raw) if is_pem else x509.load_der_x509_crl(raw)
    except ValueError as error:
        raise NoCertificate("Tệp không phải danh sách thu hồi (PEM hoặc DER).") from error
    return known.public_bytes(Encoding.DER)


def is_for_trying(certificate: x509.Certificate) -> bool:
    """Whether a certificate, or its issuer, was made by `make-development-ca`: its names say so."""
    names = (certificate.subject, certificate.issuer)
    return any(NOT_FOR_REAL in str(one.value) for name in names for one in name)


def load_trust(instance: Path, *, development: bool = False) -> Trust:
    """What lies in the trust folder of an instance. Roots for trying out count only with `development`."""
    folder = instance / FOLDER
    digest = hashlib.sha256(b"development" if development else b"production")
    roots: list[Root] = []
    ignored: list[Root] = []
    unreadable: list[str] = []
    lists: list[bytes] = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        ending = path.suffix.lower()
        if ending not in ENDINGS | {LIST_ENDING} or not path.is_file() or path.stat().st_size > MAX_SIZE:
            continue
        raw = path.read_bytes()
        digest.update(hashlib.sha256(raw).digest())
        try:
            if ending == LIST_ENDING:
                lists.append(list_in(raw))
                continue
            found = [_root(path.name, one) for one in certificates_in(raw)]
        except NoCertificate:
            unreadable.append(path.name)
            continue
        for one in found:
            (ignored if one.for_trying and not development else roots).append(one)
    return Trust(tuple(roots), tuple(ignored), tuple(unreadable), digest.hexdigest(), tuple(lists))


def _root(file: str, certificate: x509.Certificate) -> Root:
    der = certificate.public_bytes(Encoding.DER)
    return Root(
        file,
        der,
        certificate.subject.rfc4514_string(),
        hashlib.sha256(der).hexdigest(),
        certificate.not_valid_after_utc,
        is_for_trying(certificate),
    )


def add(instance: Path, source: Path) -> list[Root]:
    """Copy a file of certificates, or a revocation list (.crl), into the trust folder; its roots.

    Raises NoCertificate, FileExistsError, OSError.
    """
    raw = source.read_bytes()
    is_list = source.suffix.lower() == LIST_ENDING
    found = [] if is_list and list_in(raw) else certificates_in(raw)
    name = source.name if _NAME.match(source.name) else "goc-" + hashlib.sha256(raw).hexdigest()[:12]
    if is_list:
        name = f"{Path(name).stem}{LIST_ENDING}"
    elif Path(name).suffix.lower() not in ENDINGS:
        name += ".pem" if _BEGIN in raw else ".cer"
    target = instance / FOLDER / name
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as file:
        file.write(raw)
    return [_root(name, one) for one in found]


def remove(instance: Path, name: str) -> bool:
    """Take a file out of the trust folder; whether it was there."""
    path = instance / FOLDER / name
    if path.parent != instance / FOLDER or not path.is_file():
        return False
    path.unlink()
    return True
