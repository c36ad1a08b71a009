"""The registers of documents, as an administrator sees them; the coast has one that came and one that is drafted."""

from __future__ import annotations

from tests.browser.installation import Installation
from tests.browser.page import COAST, HILLS, Page
from tests.browser.visitor import Visitor

IN, OUT = "/quan-tri/van-ban-den/", "/quan-tri/van-ban-di/"
ONE, DRAFT = r"/quan-tri/van-ban-den/\d+", r"/quan-tri/van-ban-di/\d+"
ARRIVAL = {
    "sender": "Sở Nông nghiệp và Môi trường",
    "number": "77/SNNMT-TS",
    "subject": "Tăng cường chống khai thác hải sản bất hợp pháp, không báo cáo và không theo quy định",
    "urgency": "1",
}
LETTER = {
    "subject": "Báo cáo kết quả chống khai thác hải sản bất hợp pháp quý IV",
    "body": "**1.** Kết quả.\n\n| Thôn | Tàu |\n|---|---|\n| Bình Trung | 45 |",
    "on_paper": "Các thôn",
}


def _desk(name: str, slug: str, path: str, status: int = 200, **more: object) -> Page:
    return Page(name, slug, path, status, desk=True, **more)  # type: ignore[arg-type]


DESK = [
    _desk("desk-incoming", COAST, f"{IN}?xem=tat-ca"),
    _desk("desk-incoming-none", HILLS, IN),
    _desk("desk-incoming-narrowed", COAST, f"{IN}?q=khong+co&khan=3"),
    _desk("desk-incoming-new", COAST, f"{IN}moi"),
    _desk("desk-incoming-errors", COAST, f"{IN}moi", 422, control="sender", values={"sender": ""}),
    _desk(
        "desk-incoming-secret", COAST, f"{IN}moi", 422, control="sender", values=ARRIVAL | {"secrecy": "mat"}
    ),
    _desk("desk-incoming-twin", COAST, f"{IN}moi", 409, control="sender", values=ARRIVAL),
    _desk("desk-incoming-one", COAST, f"{IN}?xem=tat-ca", follow=ONE),
    _desk(
        "desk-incoming-unassigned",
        COAST,
        f"{IN}?xem=tat-ca",
        422,
        follow=ONE,
        control="holder",
        values={"holder": "", "unit": ""},  # another test's arrival may be assigned already
    ),
    _desk("desk-incoming-correct", COAST, f"{IN}?xem=tat-ca", follow=ONE, suffix="/sua"),
    _desk("desk-incoming-book", COAST, f"{IN}so"),
    _desk("desk-outgoing", COAST, f"{OUT}?xem=tat-ca"),
    _desk("desk-outgoing-none", HILLS, OUT),
    _desk("desk-outgoing-new", COAST, f"{OUT}moi"),
    _desk("desk-outgoing-errors", COAST, f"{OUT}moi", 422, control="subject", values={"subject": ""}),
    _desk("desk-outgoing-one", COAST, f"{OUT}?xem=tat-ca", follow=DRAFT),
    _desk("desk-outgoing-book", HILLS, f"{OUT}so"),
]

FRAGMENTS = [
    _desk("piece-incoming", COAST, f"{IN}?xem=tat-ca"),
    _desk("piece-outgoing", COAST, f"{OUT}?xem=tat-ca"),
    _desk("piece-files", COAST, f"{IN}?xem=tat-ca", follow=ONE),
]


def make_things(installation: Installation, desk: Visitor, district: Visitor) -> dict[str, str]:
    """Enters a document on the coast, and drafts one."""
    coast = Visitor(installation, COAST).sign_in()
    assert coast.submit(f"{IN}moi", "sender", ARRIVAL).status == 303
    assert coast.submit(f"{OUT}moi", "subject", LETTER).status == 303
    return {}
