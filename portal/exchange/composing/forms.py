"""How the kinds of documents differ from each other: one table (Nghị định 30/2020/NĐ-CP, Phụ lục III, the samples)."""

from __future__ import annotations

from dataclasses import dataclass

from portal.exchange.kinds import BY_SLUG, LETTER


@dataclass(frozen=True)
class Form:
    """What is particular to a kind.

    `about`: the subject stands as "V/v …" below the number and there is no title. `authority`: who decides stands
    above the bases, which are set in italics, `command` below them. `greeting`: the word before those addressed,
    `issuer` in it the issuer's name. `dated`: place and day in the head. `left`, `right`: what stands above the names
    of two who sign beside each other. `copied`: has "Nơi nhận". `named`: the subject names the paper
    itself ("THƯ KHEN"). `signs_left`: of two the issuer is the left one.
    """

    about: bool = False
    authority: bool = False
    command: str = ""
    greeting: str = "Kính gửi"
    dated: bool = True
    left: str = ""
    right: str = ""
    copied: bool = True
    named: bool = False
    signs_left: bool = False


_PLAIN = Form()
_PARTIES = Form(dated=False, left="ĐẠI DIỆN BÊN A", right="ĐẠI DIỆN BÊN B", copied=False, signs_left=True)
_DIFFERENT: dict[str, Form] = {
    "nghi-quyet": Form(authority=True, command="QUYẾT NGHỊ:"),
    "quyet-dinh": Form(authority=True, command="QUYẾT ĐỊNH:"),
    LETTER: Form(about=True),
    "cong-dien": Form(greeting="{issuer} điện"),
    "bien-ban": Form(dated=False, left="THƯ KÝ", right="CHỦ TỌA"),
    "hop-dong": _PARTIES,
    "ban-ghi-nho": _PARTIES,
    "ban-thoa-thuan": _PARTIES,
    "giay-uy-quyen": Form(left="NGƯỜI ĐƯỢC ỦY QUYỀN", right="NGƯỜI ỦY QUYỀN"),
    "thu-cong": Form(named=True, copied=False),
}


def form_of(kind: str) -> Form:
    """The form of a kind by its slug. Raises KeyError for none of the 29."""
    BY_SLUG[kind]
    return _DIFFERENT.get(kind, _PLAIN)
