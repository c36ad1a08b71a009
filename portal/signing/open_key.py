"""A portal's signing key, open in this process: for XML, which no child process signs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from cryptography.x509.oid import NameOID
from flask import current_app

from portal.signing.keys import KeyUnusable, find_key
from portal.tenancy.directory import Portal

Private = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class Signer:
    """A key that is open in this process, with its certificate."""

    private: Private
    certificate: x509.Certificate

    @property
    def holder(self) -> str:
        """Whose certificate it is."""
        found = self.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        return str(found[0].value) if found else ""

    @property
    def pem(self) -> str:
        """The certificate as PEM."""
        return self.certificate.public_bytes(Encoding.PEM).decode()


def signer_of(portal: Portal) -> Signer | None:
    """The portal's signing key, if it is a file (PKCS#12); None where there is none. Raises KeyUnusable.

    A token (PKCS#11) signs PDFs in a child process and gives its key to nobody: it signs no XML.
    """
    found = find_key(current_app.config["PORTAL"], portal.slug)
    if found is None:
        return None
    if found.order["kind"] != "pkcs12":
        raise KeyUnusable("Thiết bị ký PKCS#11 chưa ký được tệp XML; hãy dùng khóa dạng tệp PKCS#12.")
    key, certificate, _others = pkcs12.load_key_and_certificates(
        Path(found.order["path"]).read_bytes(), found.order["passphrase"].encode() or None
    )
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) or certificate is None:
        raise KeyUnusable("Khóa ký tệp XML phải là RSA hoặc ECDSA.")
    return Signer(key, certificate)
