"""What an official document holds, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from portal.exchange.edxml.shapes import NORMAL, Signatory

__all__ = ["Appendix", "Issuer", "OfficialPaper", "Signatory"]


@dataclass(frozen=True)
class Issuer:
    """The body that issues a document; `above` is what it belongs to ("" for committees and councils of the people,
    which belong to none: Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần II, mục 2)."""

    own: str
    above: str = ""


@dataclass(frozen=True)
class Appendix:
    """An appendix in the same file: its name, its text as Markdown. `attached`: no appendix but a text of its own that
    the document brings into force ("Quy chế …"). `landscape`: for wide tables."""

    title: str
    body: str
    attached: bool = False
    landscape: bool = False


@dataclass(frozen=True)
class OfficialPaper:
    """An administrative document.

    `kind` is a slug of `exchange.kinds`; `number` None and `day` None while it is a draft; `notation` what follows the
    stroke. `grounds` and `body` are Markdown. `addressed` are the lines after "Kính gửi", `copied` those of "Nơi nhận"
    without "Lưu", `archive` what follows "Lưu:". `urgency` is one of the exchange's (NORMAL … AT_ONCE), `scope` a mark
    such as "LƯU HÀNH NỘI BỘ". `beside` signs at the left (secretary of minutes, the other party of a contract).
    `contact` stands at the foot of the first page. `made_at`: naive UTC, the date of the file.
    """

    kind: str
    issuer: Issuer
    subject: str
    body: str
    notation: str = ""
    number: int | None = None
    place: str = ""
    day: date | None = None
    grounds: str = ""
    addressed: tuple[str, ...] = ()
    copied: tuple[str, ...] = ()
    archive: str = "VT"
    urgency: int = NORMAL
    scope: str = ""
    signatory: Signatory = field(default_factory=Signatory)
    beside: Signatory | None = None
    typist: str = ""
    copies: int = 0
    contact: str = ""
    appendixes: tuple[Appendix, ...] = ()
    made_at: datetime | None = None

    @property
    def is_draft(self) -> bool:
        """Whether it has no number yet: drawn with room for it and marked as a draft."""
        return self.number is None
