"""Authorities, keys and signed PDFs made for tests."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import pikepdf
from asn1crypto import crl as asn1_crl
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, pkcs12
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID
from pyhanko.keys.internal import (
    translate_pyca_cryptography_cert_to_asn1,
    translate_pyca_cryptography_key_to_asn1,
)
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator.registry import SimpleCertificateStore

from portal.signing.trust import Trust, load_trust

NOW = datetime.now(UTC)
SHARED = Path(__file__).parents[2].parent / "shared" / "data"


@lru_cache(maxsize=8)
def rsa_key(number: int) -> rsa.RSAPrivateKey:
    """A key, made once per run."""
    return rsa.generate_private_key(65537, 2048)


def _name(**parts: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(getattr(NameOID, kind), text) for kind, text in parts.items()])


@dataclass
class Holder:
    """A certificate with its key."""

    cert: x509.Certificate
    key: rsa.RSAPrivateKey
    chain: list[x509.Certificate] = field(default_factory=list)

    def signer(self) -> SimpleSigner:
        """For pyHanko."""
        store = SimpleCertificateStore()
        store.register_multiple(translate_pyca_cryptography_cert_to_asn1(one) for one in self.chain)
        return SimpleSigner(
            signing_cert=translate_pyca_cryptography_cert_to_asn1(self.cert),
            signing_key=translate_pyca_cryptography_key_to_asn1(self.key),
            cert_registry=store,
        )

    def pkcs12(self, path: Path) -> Path:
        """Written as a file without passphrase."""
        raw = pkcs12.serialize_key_and_certificates(b"k", self.key, self.cert, self.chain, NoEncryption())
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
        return path


@lru_cache(maxsize=4)
def authority(common: str = "CA gốc thử") -> Holder:
    """A root."""
    key, name = rsa_key(0), _name(ORGANIZATION_NAME="Cơ quan thử", COMMON_NAME=common)
    cert = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, NOW - timedelta(days=4000), NOW + timedelta(days=4000))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    return Holder(cert, key)


def holder(
    common: str = "Nguyễn Thị Ánh",
    *,
    begin: int = -30,
    end: int = 300,
    number: int = 1,
    by: Holder | None = None,
    stamping: bool = False,
    places: str = "",
    **parts: str,
) -> Holder:
    """A signer (or stamping authority) below `by`, valid from `begin` to `end` days from now."""
    root, key = by or authority(), rsa_key(number)
    subject = _name(ORGANIZATION_NAME="UBND xã Tam Hải", **parts, COMMON_NAME=common)
    builder = (
        x509.CertificateBuilder(root.cert.subject, subject, key.public_key(), 1000 + number,
                                NOW + timedelta(days=begin), NOW + timedelta(days=end))
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root.key.public_key()), False)
    )  # fmt: skip
    if places:
        where = x509.UniformResourceIdentifier(places + "ca.crt")
        told = x509.AccessDescription(AuthorityInformationAccessOID.CA_ISSUERS, where)
        asked = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, where)
        points = [x509.DistributionPoint([x509.UniformResourceIdentifier(places + "crl")], None, None, None)]
        builder = builder.add_extension(x509.AuthorityInformationAccess([told, asked]), False)
        builder = builder.add_extension(x509.CRLDistributionPoints(points), False)
    if stamping:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True)
    return Holder(builder.sign(root.key, hashes.SHA256()), key, [root.cert])


def trusting(folder: Path, *roots: Holder, development: bool = False) -> Trust:
    """The trust of an instance that holds these roots."""
    (folder / "trust").mkdir(parents=True, exist_ok=True)
    for at, one in enumerate(roots):
        (folder / "trust" / f"{at}.pem").write_bytes(one.cert.public_bytes(Encoding.PEM))
    return load_trust(folder, development=development)


def blank_pdf(pages: int = 1, text: str = "Noi dung") -> bytes:
    """An unsigned PDF."""
    pdf, out = pikepdf.new(), io.BytesIO()
    font = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
    )
    for at in range(pages):
        page = pdf.add_blank_page(page_size=(595, 842))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = pdf.make_stream(f"BT /F1 14 Tf 72 600 Td ({text} {at + 1}) Tj ET".encode())
    pdf.save(out, static_id=True)
    return out.getvalue()


def signed(
    raw: bytes,
    by: Holder,
    *,
    name: str = "ChuKy1",
    certify: MDPPerm | None = None,
    stamper: Holder | None = None,
    digest: str = "sha256",
    box: tuple[int, int, int, int] | None = None,
    subfilter: SigSeedSubFilter = SigSeedSubFilter.PADES,
) -> bytes:
    """The PDF with one more signature."""
    writer = IncrementalPdfFileWriter(io.BytesIO(raw), strict=False)
    more: dict[str, Any] = {"certify": True, "docmdp_permissions": certify} if certify else {}
    meta = PdfSignatureMetadata(
        field_name=name, md_algorithm=digest, subfilter=subfilter, reason="Thử", **more
    )
    timestamper = None
    if stamper is not None:
        inner = stamper.signer()
        timestamper = DummyTimeStamper(
            inner.signing_cert, inner.signing_key, certs_to_embed=inner.cert_registry, fixed_dt=NOW
        )
    spec = SigFieldSpec(sig_field_name=name, on_page=0, box=box)
    signer = PdfSigner(meta, by.signer(), timestamper=timestamper, new_field_spec=spec)
    with ThreadPoolExecutor(1) as elsewhere:  # in a browser test this thread has an event loop already
        return bytes(elsewhere.submit(signer.sign_pdf, writer).result().getbuffer())


def updated(raw: bytes, words: str) -> bytes:
    """The PDF with an incremental update that writes over its first page."""
    writer = IncrementalPdfFileWriter(io.BytesIO(raw), strict=False)
    page = writer.find_page_for_modification(0)[0].get_object()
    stream = writer.prev.root["/Pages"]["/Kids"][0]["/Contents"]
    stream._data = f"BT /F1 14 Tf 72 600 Td ({words}) Tj ET".encode()
    stream._encoded_data = None
    writer.mark_update(page.raw_get("/Contents").reference)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def revocation_list(by: Holder, serials: list[int], at: datetime) -> bytes:
    """A revocation list (DER) of an authority."""
    builder = x509.CertificateRevocationListBuilder(by.cert.subject, at, at + timedelta(days=3650))
    for serial in serials:
        entry = x509.RevokedCertificateBuilder(serial, at).build()
        builder = builder.add_revoked_certificate(entry)
    return builder.sign(by.key, hashes.SHA256()).public_bytes(Encoding.DER)


def with_evidence(raw: bytes, *, lists: list[bytes], certificates: list[x509.Certificate]) -> bytes:
    """The PDF with a document security store, as archiving adds it."""
    out = io.BytesIO(raw)
    DocumentSecurityStore.add_dss(
        out,
        sig_contents=None,
        certs=[asn1_x509.Certificate.load(one.public_bytes(Encoding.DER)) for one in certificates],
        crls=[asn1_crl.CertificateList.load(one) for one in lists],
    )
    return out.getvalue()
