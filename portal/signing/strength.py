"""How strong the signing keys of this installation are, counted in bits as NIST SP 800-57 counts them."""

from __future__ import annotations

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from portal.config import Settings
from portal.signing.keys import FOLDER, passphrase_of

WANTED = 128
"""Bits of security that a key should have: RSA from 3072, curves from 256."""
_RSA = ((15360, 256), (7680, 192), (3072, 128), (2048, 112), (1024, 80))


def bits_of(certificate: x509.Certificate) -> int:
    """The bits of security of a certificate's key; 0 for a kind of key that is none of ours (DSA)."""
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return next((bits for size, bits in _RSA if key.key_size >= size), 0)
    return key.curve.key_size // 2 if isinstance(key, ec.EllipticCurvePublicKey) else 0


def below(settings: Settings) -> dict[str, int]:
    """Name of each PKCS#12 file whose key has fewer than WANTED bits → how many. Files that cannot be opened are told
    where one signs with them; keys on tokens are not seen."""
    found = {}
    for path in sorted((settings.instance_path / FOLDER).glob("*.p12")):
        try:
            held = pkcs12.load_pkcs12(path.read_bytes(), passphrase_of(path, settings).encode() or None).cert
        except (OSError, ValueError):
            continue
        if held is not None and bits_of(held.certificate) < WANTED:
            found[path.name] = bits_of(held.certificate)
    return found
