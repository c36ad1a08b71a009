"""The answer to a package: a sealed status that arrived (01) or was refused (02), bound to exactly this package. Pure.

Both sides are known by their pinned certificates: the sender takes an answer only from the very office that it wrote
to, about the very content that it sent. An answer that was caught and sent again answers nothing else.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from cryptography import x509

from portal.exchange.edxml import reading, sealing, writing
from portal.exchange.edxml.names import DS, tag
from portal.exchange.edxml.refusing import NotTaken
from portal.exchange.edxml.shapes import ARRIVED, REFUSED, Organ, Package, Reference, Status
from portal.on_use import etree, on_use

if TYPE_CHECKING:
    from portal.exchange.edxml.signer import parser
else:
    parser = on_use("portal.exchange.edxml.signer", "parser")

MARK = "bn-"
"""How the number of an answer begins ("biên nhận")."""
Certificates = Callable[[str], Iterable[x509.Certificate]]
_NUMBER = re.compile(r"[A-Za-z0-9_.:-]{1,80}")
_REFUSED = re.compile(r"\[([a-z_]{1,30})\]\s*(.*)\Z", re.DOTALL)


class Forged(ValueError):
    """An answer that the office asked did not give, or not to this package."""


@dataclass(frozen=True)
class Sent:
    """What an answer must be about: who wrote to whom, the number of the package, the digest of its content."""

    from_organ: str
    to_organ: str
    package_id: str
    digest: str

    @property
    def answer_id(self) -> str:
        """The number that the answer has to this package and to no other."""
        told = "\n".join((self.from_organ, self.to_organ, self.package_id, self.digest))
        return MARK + hashlib.sha256(told.encode()).hexdigest()


@dataclass(frozen=True)
class Answer:
    """What an office said to a package: taken, or refused for a reason (a code, words), when by its clock (UTC)."""

    is_taken: bool
    at: datetime
    code: str = ""
    words: str = ""


def digest_of(covered: etree._Element) -> str:
    """The digest of what a package says, whoever sealed it when: exclusive canonical XML without the seal."""
    return hashlib.sha256(
        etree.tostring(bare(covered), method="c14n", exclusive=True, with_comments=False)
    ).hexdigest()


def bare(root: etree._Element) -> etree._Element:
    """The package with an empty place for the seal, as `writing` makes it."""
    copied: etree._Element = etree.fromstring(etree.tostring(root), parser())
    header = copied.find(f"./{tag('edXMLEnvelope')}/{tag('edXMLHeader')}")
    assert header is not None
    for one in header.findall(f"{{{DS}}}Signature"):
        header.remove(one)
    return copied


def with_place(root: etree._Element) -> etree._Element:
    """The package ready to be sealed (anew)."""
    found = bare(root)
    header = found.find(f"./{tag('edXMLEnvelope')}/{tag('edXMLHeader')}")
    assert header is not None
    etree.SubElement(header, f"{{{DS}}}Signature", {"Id": "placeholder"}, nsmap={"ds": DS})
    return found


def about_of(package: Package) -> Reference:
    """The document that a package speaks of."""
    return package.about if isinstance(package, Status) else package.reference


def number_in(covered: etree._Element) -> str | None:
    """The number of a package that could not be read, where it has one that can be answered."""
    header = f"./{tag('edXMLEnvelope')}/{tag('edXMLHeader')}/"
    traced, told = covered.find(f"{header}{tag('TraceHeaderList')}"), covered.find(f"{header}{tag('Status')}")
    found = traced if traced is not None else told
    number = found.get("id") if found is not None else None
    return number if number and _NUMBER.fullmatch(number) else None


def nothing_known(organ_id: str, day: date) -> Reference:
    """Stands where a package could not be read far enough to name its document."""
    return Reference(organ_id, "0", "KHONG-RO", day)


def answer_to(
    sent: Sent, own: Organ, sender: Organ, about: Reference, at: datetime, refused: NotTaken | None = None
) -> etree._Element:
    """The answer to a package, to be sealed by who received it."""
    words = words_of_refusal(refused) if refused else "Đã đến"
    return writing.status(
        Status(
            package_id=sent.answer_id,
            sender=own,
            recipient=sender,
            about=about,
            status=REFUSED if refused else ARRIVED,
            at=at,
            description=words[:1000],
        )
    )


def words_of_refusal(why: NotTaken) -> str:
    """A refusal as a status says it: its code, then its words."""
    return f"[{why.code}] {why.reason} {why.detail}".strip()


def read_answer(data: bytes, sent: Sent, certificates_of: Certificates, at: datetime) -> Answer:
    """What the other side says to a package of ours. Raises Forged for whatever it did not say to it."""
    try:
        package = reading.read(sealing.opened(data, certificates_of, at))
    except NotTaken as error:
        raise Forged(str(error)) from error
    if not isinstance(package, Status):
        raise Forged("no status")
    return answer_in(package, sent)


def answer_in(package: Status, sent: Sent) -> Answer:
    """The same of a status that was opened before. Raises Forged."""
    if (package.sender.id, package.recipient.id) != (sent.to_organ, sent.from_organ):
        raise Forged("somebody else answers")
    if package.package_id != sent.answer_id:
        raise Forged("an answer to something else")
    if package.status == ARRIVED:
        return Answer(True, package.at)
    if package.status != REFUSED:
        raise Forged(f"status {package.status}")
    found = _REFUSED.match(package.description)
    code, words = (found[1], found[2]) if found else ("", package.description)
    return Answer(False, package.at, code, words[:500])


def is_answer(package: Package) -> bool:
    """Whether what came answers a package of ours (where carriers bring answers by themselves)."""
    return isinstance(package, Status) and package.package_id.startswith(MARK)


def good_at(certificate: x509.Certificate, at: datetime) -> bool:
    """Whether a certificate is valid at an instant (UTC)."""
    instant = at.replace(tzinfo=UTC)
    return certificate.not_valid_before_utc <= instant <= certificate.not_valid_after_utc
