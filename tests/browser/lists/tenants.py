"""Pages of a portal's appearance, and of founding and keeping portals."""

from __future__ import annotations

from tests.browser.installation import DISTRICT, Installation
from tests.browser.page import COAST, Page
from tests.browser.visitor import Visitor

LOOK = "/quan-tri/giao-dien/"
PORTALS = "/quan-tri/cac-cong/"
DESK = [
    Page("desk-look-colours", COAST, f"{LOOK}mau-sac", desk=True),
    Page(
        "desk-look-pale",
        COAST,
        f"{LOOK}mau-sac",
        status=422,
        desk=True,
        control="primary_colour",
        values={"primary_colour": "#ffcc00"},
    ),
    Page("desk-look-menu", COAST, f"{LOOK}trinh-don", desk=True),
    Page("desk-look-home", COAST, f"{LOOK}trang-chu", desk=True),
    Page(
        "desk-look-footer-errors",
        COAST,
        f"{LOOK}chan-trang",
        status=422,
        desk=True,
        control="responsible",
        values={"responsible": "Bà Chủ tịch " * 30},
    ),
    Page("desk-look-history", COAST, f"{LOOK}lich-su", desk=True),
    Page("desk-look-compare", COAST, f"{LOOK}so-sanh/2?voi=truoc", desk=True),
    Page("desk-portal-new", DISTRICT, f"{PORTALS}moi", desk=True),
    Page(
        "desk-portal-new-errors",
        DISTRICT,
        f"{PORTALS}moi",
        status=422,
        desk=True,
        control="authority",
        values={"name": "Xã Thử", "slug": "tam-hai", "hosts": "https://x/"},
    ),
    Page("desk-portal", DISTRICT, f"{PORTALS}cong/tam-hai/", desk=True),
    Page("desk-portal-ending", DISTRICT, f"{PORTALS}cong/tam-nghia/", desk=True),
    Page("desk-portal-checks", DISTRICT, f"{PORTALS}cong/tam-hai/kiem-tra", desk=True),
]


def make_things(_installation: Installation, desk: Visitor, district: Visitor) -> dict[str, str]:
    """A footer of the coast's own, and a portal that waits for its end."""
    own = {
        "responsible": "Bà Chủ tịch UBND xã",
        "footer_text": "Giờ làm việc: **7 giờ đến 17 giờ**",
        "do": "save",
    }
    assert desk.submit(f"{LOOK}chan-trang", "responsible", own).status == 303
    asked = district.submit(f"{PORTALS}cong/tam-nghia/", "typed", {"typed": "tam-nghia"})
    assert asked.status == 303
    return {}
