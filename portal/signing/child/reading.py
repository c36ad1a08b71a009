"""Reading every signature of a PDF. Each is told apart from the others: one that can't be read hides none."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from asn1crypto import cms, x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import DecodeLimits, DecodePurpose
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.general import find_cms_attribute_iter
from pyhanko.sign.validation.generic_cms import extract_self_reported_ts, validate_sig_integrity
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from . import chains, changes, timestamps
from .objects import entries, entry, page_annotations
from .people import describe

MAX_SIGNATURES = 100
MAX_TEXT = 300
WEAK = {"md2", "md5", "sha1"}
Answer = dict[str, Any]


@dataclass(frozen=True)
class _File:
    """A PDF that is being read: reader, bytes, names of the signature fields, judgement of its revisions."""

    reader: PdfFileReader
    raw: bytes
    fields: set[str]
    steps: changes.Steps


def check(path: str, roots: list[str], lists: list[str]) -> list[Answer]:
    """A report (as JSON data) for each signature of the PDF at `path`, in order of signing.

    `roots`: trusted certificates, `lists`: revocation lists, both DER in base64. Raises what the reader raises for a
    file that it can't open.
    """
    trusted = [x509.Certificate.load(base64.b64decode(one)) for one in roots]
    raw = changes.read_whole(path)
    with open(path, "rb") as stream:
        reader = PdfFileReader(stream, strict=False, decode_limits=DecodeLimits.for_untrusted_input())
        found = list(_signed_fields(reader, raw))[:MAX_SIGNATURES]
        evidence = _evidence(reader, [base64.b64decode(one) for one in lists])
        file = _File(reader, raw, {name for name, _field in found}, changes.Steps(reader))
        reports = [_report(file, name, field, evidence, trusted) for name, field in found]
        has_dss = "/DSS" in reader.root
    for one in reports:
        one["level"] = _level(one, has_dss, reports)
    return sorted(reports, key=lambda one: (one["revision"], one["claimed_at"]))


def _signed_fields(reader: PdfFileReader, raw: bytes) -> Iterator[tuple[str, Any]]:
    """Name and dictionary of every filled signature field: those of the form, then those that only a page shows.

    A file that was printed anew or repaired may have lost its form and still show what was signed. The pages are
    searched only where the file has more signatures than the form: reading them all takes long.
    """
    seen: set[Any] = set()
    is_whole = True
    try:
        for name, _value, reference in enumerate_sig_fields(reader, filled_status=True):
            field = reference.get_object()
            seen.add(_key(field))
            yield name, field
    except (ValueError, KeyError, TypeError, AttributeError, AssertionError, LookupError):
        is_whole = False  # a broken form
    if seen and is_whole and raw.count(b"/ByteRange") <= len(seen):
        return
    for at, annotation in enumerate(page_annotations(reader)):
        if entry(annotation, "/FT") == "/Sig" and "/V" in annotation and _key(annotation) not in seen:
            seen.add(_key(annotation))
            yield str(entry(annotation, "/T", f"Sig{at}")), annotation


def _key(field: Any) -> Any:
    value = field.raw_get("/V")
    return value.reference if isinstance(value, generic.IndirectObject) else id(value)


def _evidence(reader: PdfFileReader, lists: list[bytes]) -> chains.Evidence:
    """Certificates and revocation data of the document's security store, and the lists that are at hand."""
    store = entry(reader.root, "/DSS")

    def streams(name: str, purpose: DecodePurpose) -> list[bytes]:
        kept = []
        for one in entries(store, name, chains.MAX_LISTS):
            try:
                kept.append(one.read_data(purpose))
            except Exception:
                continue  # a broken entry proves nothing and hides nothing
        return kept

    certificates = [x509.Certificate.load(one) for one in streams("/Certs", DecodePurpose.CERTIFICATE)]
    return chains.Evidence(
        certificates,
        [*lists, *streams("/CRLs", DecodePurpose.CRL)],
        streams("/OCSPs", DecodePurpose.OCSP_RESPONSE),
    )


def _blank(name: str) -> Answer:
    empty = dict.fromkeys(
        ("signer", "organisation", "title", "email", "place", "issuer", "serial", "valid_from", "valid_to",
         "reason", "location", "claimed_at", "root", "revoked_at", "algorithm", "level", "problem"), ""
    )  # fmt: skip
    return empty | {
        "field": name[:MAX_TEXT], "kind": "approval", "units": [], "covers": "part", "revision": 0, "revisions": 0,
        "integrity": "unreadable", "change": "harmful", "change_kinds": [], "chain": "unknown", "weak": False,
        "subfilter": "", "timestamp": None,
    }  # fmt: skip


def _report(
    file: _File,
    name: str,
    field: Any,
    evidence: chains.Evidence,
    roots: list[x509.Certificate],
) -> Answer:
    """One signature's report; what can't be found out stays empty and is named in `problem`."""
    report = _blank(name)
    try:
        value = field["/V"]
        _dictionary(report, value)
        signature = EmbeddedPdfSignature(file.reader, field, name)
        report["revision"], report["revisions"] = signature.signed_revision, file.reader.xrefs.total_revisions
        report["claimed_at"] = _claimed(signature) or report["claimed_at"]
        _signer(report, signature)
        _integrity(report, file, signature)
        _origin(report, signature, evidence, roots)
    except MemoryError:
        raise
    except Exception as error:
        report["problem"] = report["problem"] or type(error).__name__
    return report


def _dictionary(report: Answer, value: Any) -> None:
    """What the signature dictionary itself says."""
    for key, place in (("reason", "/Reason"), ("location", "/Location"), ("signer", "/Name")):
        report[key] = " ".join(str(entry(value, place, "")).split())[:MAX_TEXT]
    report["subfilter"] = str(entry(value, "/SubFilter", ""))
    if entry(value, "/Type") == "/DocTimeStamp" or report["subfilter"] == "/ETSI.RFC3161":
        report["kind"] = "timestamp"
    elif changes.certifies(value):
        report["kind"] = "certification"


def _claimed(signature: EmbeddedPdfSignature) -> str:
    """When the signer says to have signed.

    The dictionary's entry comes first: signing software often puts local time into the other one as if it were UTC.
    """
    try:
        told = generic.parse_pdf_date(signature.sig_object["/M"], strict=False)
    except (KeyError, ValueError, TypeError, AttributeError):
        told = None
    if told is None or told.tzinfo is None:
        told = extract_self_reported_ts(signature.signer_info) or told
    return told.isoformat() if told else ""


def _signer(report: Answer, signature: EmbeddedPdfSignature) -> None:
    try:
        cert = signature.signer_cert
    except Exception:
        cert = _by_serial(signature)
        report["problem"] = "signing_certificate"
    if cert is not None:
        told = describe(cert)
        report.update({key: one for key, one in told.items() if one})
        size = cert.public_key.bit_size if cert.public_key.algorithm == "rsa" else 4096
        used = {signature.md_algorithm, signature.external_md_algorithm, cert.hash_algo}
        report["weak"] = bool(WEAK & used) or size < 2048
        report["algorithm"] = f"{signature.md_algorithm.upper()} / {cert.public_key.algorithm.upper()}"


def _by_serial(signature: EmbeddedPdfSignature) -> x509.Certificate | None:
    """The certificate that the signature names, where the library finds it inconsistent: for showing only."""
    wanted = signature.signer_info["sid"].chosen
    for one in signature.signed_data["certificates"] or []:
        if isinstance(wanted, cms.IssuerAndSerialNumber) and (
            one.chosen.serial_number == wanted["serial_number"].native
        ):
            return one.chosen
    return None


def _integrity(report: Answer, file: _File, signature: EmbeddedPdfSignature) -> None:
    """Whether the signed bytes are those that were signed, and what followed."""
    if not changes.spans_fit(signature, file.raw):
        report["integrity"], report["problem"] = "broken", "byte_range"
        return
    content_type = signature.signed_data["encap_content_info"]["content_type"].native
    if report["kind"] == "timestamp":
        report["integrity"] = "intact"  # judged with its token
    elif report["subfilter"] == "/adbe.pkcs7.sha1":
        held = bytes(signature.signed_data["encap_content_info"]["content"])
        digest = hashlib.new(signature.md_algorithm, held).digest()
        intact, valid = validate_sig_integrity(
            signature.signer_info, signature.signer_cert, content_type, digest
        )
        same = held == signature.compute_digest("sha1")
        report["integrity"] = "intact" if intact and valid and same else "broken"
    else:
        intact, valid = validate_sig_integrity(
            signature.signer_info, signature.signer_cert, content_type, signature.compute_digest()
        )
        report["integrity"] = "intact" if intact and valid else "broken"
    found = changes.change_after(file.steps, file.reader, signature, file.raw, file.fields)
    report["covers"], report["change"], report["change_kinds"] = found.covers, found.change, found.kinds


def _origin(
    report: Answer, signature: EmbeddedPdfSignature, evidence: chains.Evidence, roots: list[x509.Certificate]
) -> None:
    """Timestamp and chain."""
    known = chains.Evidence(
        [*signature.other_embedded_certs, *evidence.certificates],
        [*evidence.lists, *_archived(signature, "crl")],
        [*evidence.answers, *_archived(signature, "ocsp")],
    )
    stamp = _timestamp(report, signature, known, roots)
    if report["kind"] == "timestamp":
        report["chain"] = stamp.chain if stamp else "unknown"
        report["integrity"] = "intact" if stamp and stamp.intact else "broken"
        return
    proven = stamp.instant if stamp and stamp.intact and stamp.chain == "trusted" else None
    chain = chains.examine(
        signature.signer_cert,
        known,
        roots,
        proven or chains.now(),
        {"digital_signature", "non_repudiation"},
        set(),
        known_before=proven,
    )
    report["chain"], report["root"], report["revoked_at"] = chain.status, chain.root, chain.revoked_at


def _timestamp(
    report: Answer, signature: EmbeddedPdfSignature, known: chains.Evidence, roots: list[x509.Certificate]
) -> timestamps.Timestamp | None:
    try:
        if report["kind"] == "timestamp":
            token = signature.signed_data
            stamp = timestamps.read(token, signature.compute_digest, known, roots)
        else:
            attributes = signature.signer_info["unsigned_attrs"]
            if not isinstance(attributes, cms.CMSAttributes):
                return None
            token = next(find_cms_attribute_iter(attributes, "signature_time_stamp_token"))["content"]
            value = signature.signer_info["signature"].native
            stamp = timestamps.read(token, lambda name: hashlib.new(name, value).digest(), known, roots)
    except Exception:
        return None  # no timestamp, or one that proves nothing
    report["timestamp"] = stamp.as_json()
    return stamp


def _archived(signature: EmbeddedPdfSignature, kind: str) -> list[bytes]:
    """Revocation data inside the signature itself (Adobe's attribute)."""
    try:
        found = next(
            find_cms_attribute_iter(signature.signer_info["signed_attrs"], "adobe_revocation_info_archival")
        )
        return [one.dump() for one in found[kind]]
    except Exception:
        return []


def _level(report: Answer, has_store: bool, reports: list[Answer]) -> str:
    """A guess at the PAdES level from what is there."""
    if report["kind"] == "timestamp":
        return "RFC 3161"
    if report["subfilter"] != "/ETSI.CAdES.detached":
        return "PKCS#7"
    stamped = report["timestamp"] is not None
    later = any(one["kind"] == "timestamp" and one["revision"] >= report["revision"] for one in reports)
    level = (
        "B-LTA" if has_store and later else "B-LT" if has_store and stamped else "B-T" if stamped else "B-B"
    )
    return f"PAdES {level}"
