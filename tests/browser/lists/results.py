"""Pages of results: the public check and the desk of templates."""

from __future__ import annotations

from tests.browser.installation import Installation
from tests.browser.page import COAST, Page
from tests.browser.visitor import Visitor

WHERE = "/quan-tri/mau-ket-qua/"
PUBLIC = [
    Page("result-check", COAST, "/xac-thuc/"),
    Page("result-check-unknown", COAST, "/xac-thuc/KQ-2222-2222", status=404),
    Page("result-check-errors", COAST, "/xac-thuc/?ma=abc", status=422),
]
DESK = [
    Page("desk-result-templates", COAST, WHERE, desk=True),
    Page("desk-result-template-new", COAST, f"{WHERE}moi", desk=True),
    Page(
        "desk-result-template-errors",
        COAST,
        f"{WHERE}moi",
        status=422,
        desk=True,
        control="kind",
        values={"kind": "", "body": "{khong_co}"},
    ),
    Page("desk-result-template", COAST, WHERE, desk=True, follow=rf"{WHERE}\d+"),
]


def make_things(installation: Installation, desk: Visitor, district: Visitor) -> dict[str, str]:
    """Writes a template on the coast."""
    coast = Visitor(installation, COAST).sign_in()
    values = {"key": "giay-thu", "kind": "Giấy xác nhận thử"}
    assert coast.submit(f"{WHERE}moi", "kind", values).status == 302
    return {}
