"""Where a certificate leads to, and whether it was withdrawn. Nothing is ever fetched."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from asn1crypto import x509
from cryptography import x509 as pyca
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import ExpiredError, PathBuildingError, PathError, ValidationError
from pyhanko_certvalidator.policy_decl import DisallowWeakAlgorithmsPolicy

from .people import names

# Old certificates with SHA-1 or 1024 bits are named as weak, not refused; with MD5 anybody can forge a chain.
_POLICY = DisallowWeakAlgorithmsPolicy(frozenset({"md2", "md5"}), frozenset(), 1024, 1024)
MAX_LISTS = 50


@dataclass(frozen=True)
class Chain:
    """How a certificate stands at a moment: trusted, unknown, expired or revoked; the root's name, and when."""

    status: str
    root: str = ""
    revoked_at: str = ""


@dataclass(frozen=True)
class Evidence:
    """What a file brings along: other certificates, revocation lists and answers (DER)."""

    certificates: list[x509.Certificate]
    lists: list[bytes]
    answers: list[bytes]


def examine(
    cert: x509.Certificate,
    evidence: Evidence,
    roots: list[x509.Certificate],
    at: datetime,
    usages: set[str],
    extended: set[str],
    *,
    known_before: datetime | None = None,
) -> Chain:
    """How `cert` stands at the moment `at`.

    `usages`: one of these key usages is needed where the certificate restricts them; `extended`: one of these extended
    usages is needed. A revocation later than `known_before` (a trusted time of signing) does no harm.
    """
    issuers = [*evidence.certificates, *roots]
    if (when := _revoked(cert, issuers, evidence)) is not None and not (known_before and when > known_before):
        return Chain("revoked", revoked_at=when.isoformat())
    if not roots or not _may(cert, usages, extended):
        return Chain("unknown")
    context = ValidationContext(
        trust_roots=roots,
        other_certs=evidence.certificates,
        moment=at,
        allow_fetching=False,
        revocation_mode="soft-fail",
        algorithm_usage_policy=_POLICY,
    )
    try:
        validator = CertificateValidator(cert, evidence.certificates, validation_context=context)
        path = asyncio.run(validator.async_validate_path())
    except ExpiredError:
        return Chain("expired")
    except (PathBuildingError, PathError, ValidationError, ValueError, TypeError):
        return Chain("unknown")
    for one in path.iter_certs(include_root=False):
        when = _revoked(one, issuers, evidence)
        if when is not None and not (known_before and when > known_before):
            return Chain("revoked", revoked_at=when.isoformat())
    root = names(path.first.subject)
    return Chain("trusted", (root.get("common_name") or root.get("organization_name") or ["?"])[0])


def _may(cert: x509.Certificate, usages: set[str], extended: set[str]) -> bool:
    if cert.key_usage_value is not None and not usages & cert.key_usage_value.native:
        return False
    if not extended:
        return True
    given = cert.extended_key_usage_value
    return given is not None and bool(extended & set(given.native))


def _revoked(
    cert: x509.Certificate, issuers: Iterable[x509.Certificate], evidence: Evidence
) -> datetime | None:
    """When the certificate was revoked, as its issuer signed it in what the file brings along; None if not said."""
    if not (evidence.lists or evidence.answers) or cert.subject == cert.issuer:
        return None
    found: list[datetime] = []
    for issuer in {one.sha256: one for one in issuers if one.subject == cert.issuer}.values():
        try:
            parent = pyca.load_der_x509_certificate(issuer.dump())
            child = pyca.load_der_x509_certificate(cert.dump())
            child.verify_directly_issued_by(parent)
        except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
            continue
        found += [when for raw in evidence.lists[:MAX_LISTS] if (when := _in_list(raw, child, parent))]
        found += [when for raw in evidence.answers[:MAX_LISTS] if (when := _in_answer(raw, child, parent))]
    return min(found, default=None)


def _in_list(raw: bytes, child: pyca.Certificate, parent: pyca.Certificate) -> datetime | None:
    try:
        known = pyca.load_der_x509_crl(raw)
        if not known.is_signature_valid(parent.public_key()):  # type: ignore[arg-type]
            return None
        entry = known.get_revoked_certificate_by_serial_number(child.serial_number)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
    return entry.revocation_date_utc if entry is not None else None


def _in_answer(raw: bytes, child: pyca.Certificate, parent: pyca.Certificate) -> datetime | None:
    try:
        answer = ocsp.load_der_ocsp_response(raw)
        if answer.response_status != ocsp.OCSPResponseStatus.SUCCESSFUL:
            return None
        said = [one for one in answer.responses if one.serial_number == child.serial_number]
        if not said or not _answers_for(answer, parent):
            return None
        when = [
            one.revocation_time_utc
            for one in said
            if one.certificate_status == ocsp.OCSPCertStatus.REVOKED and one.revocation_time_utc
        ]
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return None
    return min(when, default=None)


def _answers_for(answer: ocsp.OCSPResponse, parent: pyca.Certificate) -> bool:
    """Whether the answer is signed by the issuer, or by a responder that the issuer appointed."""
    signers = [parent]
    for one in answer.certificates:
        one.verify_directly_issued_by(parent)
        usage = one.extensions.get_extension_for_class(pyca.ExtendedKeyUsage).value
        if ExtendedKeyUsageOID.OCSP_SIGNING in usage:
            signers.append(one)
    return any(_signed_by(answer, one) for one in signers)


def _signed_by(answer: ocsp.OCSPResponse, signer: pyca.Certificate) -> bool:
    key, algorithm = signer.public_key(), answer.signature_hash_algorithm
    try:
        if algorithm is None:
            return False
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(answer.signature, answer.tbs_response_bytes, padding.PKCS1v15(), algorithm)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(answer.signature, answer.tbs_response_bytes, ec.ECDSA(algorithm))
        else:
            return False
    except InvalidSignature:
        return False
    return True


def now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)
