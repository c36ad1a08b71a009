"""What our packages are sealed with: the signing key of the office; within the installation, where an office has none
that seals XML, a key that the installation makes for itself and nobody outside takes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from flask import current_app

from portal.durable import put_file
from portal.signing.keys import DEFAULT, FOLDER, KeyUnusable
from portal.signing.open_key import Signer, signer_of
from portal.tenancy.directory import Portal

PATH = Path("keys") / "exchange-inside.pem"
YEARS = 30
_OPENED = "exchange_signers"


def sealer_of(portal: Portal, *, inside: bool) -> Signer | None:
    """The key that seals what the office of a portal sends; None where it has none and the package goes out of the
    installation. Raises KeyUnusable then too, for one that is there and of no use."""
    try:
        found = _signer(portal)
    except KeyUnusable:
        if not inside:
            raise
        found = None
    return found if found is not None or not inside else inside_key()


def own_signer(portal: Portal) -> Signer | None:
    """The office's own key; None where it has none that seals XML."""
    try:
        return _signer(portal)
    except KeyUnusable:
        return None


def _signer(portal: Portal) -> Signer | None:
    """The signing key, opened again only when its files change: unlocking takes its time. Raises KeyUnusable."""
    held: dict[str, tuple[tuple[object, ...], Signer | None]] = current_app.extensions.setdefault(_OPENED, {})
    stamp = _stamp(portal.slug)
    known = held.get(portal.slug)
    if known is None or known[0] != stamp:
        known = held[portal.slug] = (stamp, signer_of(portal))
    if known[1] is not None and not _is_good(known[1].certificate):
        return signer_of(portal)  # says what is wrong with it
    return known[1]


def _is_good(one: x509.Certificate) -> bool:
    return one.not_valid_before_utc <= datetime.now(UTC) <= one.not_valid_after_utc


def _stamp(slug: str) -> tuple[object, ...]:
    folder = current_app.config["PORTAL"].instance_path / FOLDER
    found: list[object] = []
    for name in (f"{one}.{kind}" for one in (slug, DEFAULT) for kind in ("p12", "toml", "pass")):
        try:
            seen = (folder / name).stat()
        except OSError:
            continue
        found.append((name, seen.st_mtime_ns, seen.st_size))
    return tuple(found)


def certificates_of(portal: Portal) -> list[x509.Certificate]:
    """The certificates that packages of a portal's office within this installation are opened with."""
    own = own_signer(portal)
    return [*([own.certificate] if own is not None else []), inside_key().certificate]


def inside_key() -> Signer:
    """The installation's own key for packages that never leave it, made the first time that it is asked for."""
    path = current_app.config["PORTAL"].instance_path / PATH
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        put_file(path, _made(), over=False)
    return _opened(path.read_bytes())


@lru_cache(maxsize=4)
def _opened(text: bytes) -> Signer:
    key = serialization.load_pem_private_key(text, password=None)
    assert isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey)
    return Signer(key, x509.load_pem_x509_certificate(text))


def _made() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Liên thông nội bộ hệ thống")])
    begins = datetime.now(UTC) - timedelta(days=1)
    built = x509.CertificateBuilder(named, named, key.public_key(), x509.random_serial_number())
    built = built.not_valid_before(begins).not_valid_after(begins + timedelta(days=365 * YEARS))
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ) + built.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
