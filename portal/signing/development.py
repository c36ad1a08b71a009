"""A root and a signing key for trying things out, that nobody can take for real ones."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    pkcs12,
)
from cryptography.x509.oid import NameOID

from portal.signing.trust import NOT_FOR_REAL

ROOT_FILE, KEY_FILE = "KHONG-DUNG-THAT-goc.pem", "KHONG-DUNG-THAT-khoa-ky.p12"
DAYS = 365


@dataclass(frozen=True)
class Made:
    """Where the root certificate and the signing key lie."""

    root: Path
    key: Path


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, f"Cổng Làng – {NOT_FOR_REAL}"),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _usage(**on: bool) -> x509.KeyUsage:
    flags = dict.fromkeys(
        ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
         "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"), False
    )  # fmt: skip
    return x509.KeyUsage(**(flags | on))


def make_development_ca(folder: Path, passphrase: str = "") -> Made:
    """Make a root (its key is thrown away) and a signing key below it. Raises FileExistsError, OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    made = Made(folder / ROOT_FILE, folder / KEY_FILE)
    for path in (made.root, made.key):
        if path.exists():
            raise FileExistsError(path)
    root_key, key = (rsa.generate_private_key(65537, 2048) for _ in range(2))
    root_name, begin = _name(f"CA thử {NOT_FOR_REAL}"), datetime.now(UTC) - timedelta(minutes=5)
    end = begin + timedelta(days=DAYS)

    def builder(subject: x509.Name, public: rsa.RSAPublicKey) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder(root_name, subject, public, x509.random_serial_number(), begin, end)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), False)
        )

    root = (
        builder(root_name, root_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), True)
        .sign(root_key, hashes.SHA256())
    )
    certificate = (
        builder(_name(f"Khóa ký thử {NOT_FOR_REAL}"), key.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), True)
        .add_extension(_usage(digital_signature=True, content_commitment=True), True)
        .sign(root_key, hashes.SHA256())
    )
    lock: KeySerializationEncryption = (
        BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    )
    made.root.write_bytes(root.public_bytes(Encoding.PEM))
    handle = os.open(made.key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(pkcs12.serialize_key_and_certificates(b"ky-thu", key, certificate, [root], lock))
    return made
