"""Documents in the forms of the field, written for the tests, with what their fields are.

The head has two columns; `printed` puts them in every order in which text comes out of files: one after the other,
side by side on one line, in the cells of a table.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
PARTY = ("ĐẢNG CỘNG SẢN VIỆT NAM",)
LAYOUTS = ("left first", "right first", "side by side", "spaced", "table")


@dataclass(frozen=True)
class Page:
    """What `propose` needs of a page."""

    number: int
    text: str


@dataclass(frozen=True)
class Written:
    """A document and its true fields; dates are ISO, "" where there is none."""

    number: str
    type: str
    issuer: str
    head: tuple[str, ...]
    place: str
    issued: str
    title: str
    signature: tuple[str, ...]
    signer: str
    position: str
    bases: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    authority: str = ""
    recipients: tuple[str, ...] = ("Như trên", "Lưu: VT")
    effective: str = ""
    category: str = "directive"
    label: str = "Số: "
    motto: tuple[str, ...] = MOTTO
    shouted: bool = False
    annex: tuple[str, ...] = ()

    @property
    def letter(self) -> bool:
        return self.type == "Công văn"


def date_line(written: Written) -> str:
    """The place and date of a document as it is printed."""
    if not written.issued:
        return f"{written.place}, ngày      tháng      năm 2024" if written.place else ""
    year, month, day = written.issued.split("-")
    figure = month if int(month) < 3 else str(int(month))
    return f"{written.place}, ngày {day} tháng {figure} năm {year}" if written.place else ""


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)


def _columns(left: Sequence[str], right: Sequence[str], layout: str) -> list[str]:
    rows = [
        (left[row] if row < len(left) else "", right[row] if row < len(right) else "")
        for row in range(max(len(left), len(right)))
    ]
    if layout == "left first":
        return [*left, *right]
    if layout == "right first":
        return [*right, *left]
    if layout == "side by side":
        return [f"{one} {other}".strip() for one, other in rows]
    if layout == "spaced":
        return [f"{one:<48}{other}".rstrip() for one, other in rows]
    return [f"|{one:<60}|{other:<60}|" for one, other in rows]


def _head(written: Written, layout: str) -> list[str]:
    number = [f"{written.label}{written.number}"] if written.number else []
    left = [*written.head, *number]
    if written.letter:
        left += _wrapped(f"V/v {written.title[0].lower()}{written.title[1:]}", 44)
    right = [*written.motto]
    right += [""] * (len(written.head) - len(right)) if layout != "right first" else []
    return _columns(left, [*right, date_line(written)], layout)


def _closing(written: Written, layout: str) -> list[str]:
    items = [f"- {item};" for item in written.recipients[:-1]] + [f"- {written.recipients[-1]}."]
    left = ["Nơi nhận:", *items] if written.recipients != ("",) else []
    return _columns(left, written.signature, layout)


def printed(written: Written, layout: str) -> list[Page]:
    """The pages of a document in a layout: the opening with the text, the closing on the second page."""
    lines = _head(written, layout)
    if written.letter:
        lines += ["Kính gửi: Ủy ban nhân dân các xã, thị trấn."]
    else:
        lines += [written.type.upper()]
        lines += _wrapped(written.title.upper() if written.shouted else written.title, 60)
    lines += [written.authority.upper()] if written.authority else []
    for base in written.bases:
        lines += _wrapped(f"{base};", 86)
    for paragraph in written.body:
        lines += _wrapped(paragraph, 86)
    return [Page(1, "\n".join(lines)), Page(2, "\n".join([*_closing(written, layout), *written.annex]))]
