"""The seal of a package: an enveloped XML signature over all of it, in its header (W3C XML-DSig).

What is read of a package is what its seal covers and nothing beside it, so that nothing can be wrapped around.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from portal.exchange.edxml.names import DS, tag
from portal.exchange.edxml.refusing import (
    ALTERED,
    EXPIRED,
    NOT_SIGNED,
    NOT_XML,
    NOT_YET_VALID,
    TOO_LARGE,
    UNKNOWN_SENDER,
    NotTaken,
)
from portal.on_use import etree, on_use

if TYPE_CHECKING:
    from signxml import algorithms, exceptions, verifier

    from portal.exchange.edxml.signer import PackageSigner, parser
else:
    algorithms, exceptions, verifier = (
        on_use(f"signxml.{one}") for one in ("algorithms", "exceptions", "verifier")
    )
    PackageSigner, parser = (
        on_use("portal.exchange.edxml.signer", one) for one in ("PackageSigner", "parser")
    )

Private = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
MOST_BYTES = 64 << 20
"""As much as a package may have, attachments and all."""
HEADER = f"./{tag('edXMLEnvelope')}/{tag('edXMLHeader')}/"
_DECLARES = (b"<!DOCTYPE", b"<!ENTITY")


def seal(package: etree._Element, key: Private, certificate: x509.Certificate) -> bytes:
    """The package as a file, sealed with the sender's key."""
    methods = algorithms.SignatureMethod
    method = methods.RSA_SHA256 if isinstance(key, rsa.RSAPrivateKey) else methods.ECDSA_SHA256
    signer = PackageSigner(
        signature_algorithm=method,
        c14n_algorithm=algorithms.CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
    )
    signed = signer.sign(package, key=key, cert=[certificate])
    return bytes(etree.tostring(signed, xml_declaration=True, encoding="UTF-8"))


def parsed(data: bytes) -> etree._Element:
    """The package as it came; of nothing in it anybody knows yet who wrote it. Raises NotTaken."""
    if len(data) > MOST_BYTES:
        raise NotTaken(TOO_LARGE)
    if any(one in data for one in _DECLARES):
        raise NotTaken(NOT_XML, "DTD")
    try:
        root = etree.fromstring(data, parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotTaken(NOT_XML, str(error)[:200]) from error
    if root.tag != tag("edXML"):
        raise NotTaken(NOT_XML, "root")
    return root


def sender_claimed(root: etree._Element) -> str:
    """The identifier of who says to have sent it, to look up whose keys may open it; "" where none is named."""
    found = root.find(f"{HEADER}{tag('MessageHeader')}/{tag('From')}/{tag('OrganId')}")
    if found is None:
        found = root.find(f"{HEADER}{tag('Status')}/{tag('From')}/{tag('OrganId')}")
    return (found.text or "").strip() if found is not None else ""


def opened(
    data: bytes, certificates_of: Callable[[str], Iterable[x509.Certificate]], at: datetime
) -> etree._Element:
    """What the seal of a package covers, which is all of it, if its sender made it with a certificate that is good at
    this instant (UTC). Raises NotTaken."""
    root = parsed(data)
    seals = root.findall(f".//{{{DS}}}Signature")
    if len(seals) != 1 or root.find(f"{HEADER}{{{DS}}}Signature") is None:
        raise NotTaken(NOT_SIGNED, f"{len(seals)}")
    known = list(certificates_of(sender_claimed(root)))
    if not known:
        raise NotTaken(UNKNOWN_SENDER, sender_claimed(root)[:80])
    for one in known:
        covered = _covered(data, one)
        if covered is not None:
            _good(one, at)
            return covered
    raise NotTaken(ALTERED)


def _covered(data: bytes, certificate: x509.Certificate) -> etree._Element | None:
    config = verifier.SignatureConfiguration(
        location=HEADER,
        expect_references=1,
        verification_time=certificate.not_valid_before_utc,  # whether it is good today is said by `_good`
    )
    pem = certificate.public_bytes(Encoding.PEM).decode()
    try:
        found = verifier.XMLVerifier().verify(data, x509_cert=pem, parser=parser(), expect_config=config)
    except (exceptions.SignXMLException, etree.LxmlError, ValueError):
        return None
    whole = found[0] if isinstance(found, list) else found
    if whole.signed_xml is None or whole.signed_xml.tag != tag("edXML"):
        return None
    return whole.signed_xml


def _good(certificate: x509.Certificate, at: datetime) -> None:
    instant = at.replace(tzinfo=UTC)
    if instant > certificate.not_valid_after_utc:
        raise NotTaken(EXPIRED, f"{certificate.not_valid_after_utc:%Y-%m-%d}")
    if instant < certificate.not_valid_before_utc:
        raise NotTaken(NOT_YET_VALID, f"{certificate.not_valid_before_utc:%Y-%m-%d}")
