"""Pages of urgent notices; the portal in the hills shows one."""

from __future__ import annotations

from tests.browser.installation import Installation
from tests.browser.page import COAST, HILLS, Page
from tests.browser.visitor import Visitor

WHERE = "/quan-tri/canh-bao/"
PUBLIC = [
    Page("alerts", HILLS, "/canh-bao/"),
    Page("alerts-none", COAST, "/canh-bao/"),
    Page("alert", HILLS, "/canh-bao/", follow=r"/canh-bao/[a-z0-9-]+"),
]
DESK = [
    Page("desk-alerts", HILLS, WHERE, desk=True),
    Page("desk-alert-new", "nui-thanh", f"{WHERE}moi?loai=lu-lut", desk=True),
    Page(
        "desk-alert-errors",
        COAST,
        f"{WHERE}moi",
        status=422,
        desk=True,
        control="hazard",
        values={"title": ""},
    ),
]


def make_things(installation: Installation, desk: Visitor, district: Visitor) -> dict[str, str]:
    """Issues a notice in the hills."""
    hills = Visitor(installation, HILLS).sign_in()
    values = {
        "title": "Nguy cơ sạt lở tại thôn Đức Phú, người dân không qua lại đoạn suối",
        "area": "thôn Đức Phú",
    }
    assert hills.submit(f"{WHERE}moi?loai=sat-lo", "hazard", values).status == 302
    return {}
