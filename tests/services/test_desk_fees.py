"""A fee by the pages of each paper, in steps and times the copies, made at the desk by choosing."""

from __future__ import annotations

import re
from collections.abc import Callable

from portal.services.definition.answers import fees_of
from tests.conftest import A, Browser
from tests.factories import Factory
from tests.services.making import committed
from tests.services.test_desk import WHERE, _definition, _faults, _save


def test_steps_and_copies_are_chosen_from_the_columns_of_tables(
    factory: Factory, signed_in: Callable[..., Browser]
) -> None:
    number, _slug = committed(factory, A)
    desk = signed_in(A, "tenant_admin")
    home = f"{WHERE}{number}"
    for place, kind, label in (
        ("sections.0.fields", "rows", "Giấy tờ"),
        ("sections.0.fields.5.fields", "number", "Số trang"),
        ("sections.0.fields.5.fields", "number", "Số bản"),
    ):
        assert _save(desk, f"{home}/them?o={place}&loai={kind}", {"label": label}).status_code == 302
    where = f"{home}/muc?o=fees.0"
    page = desk.get(where).text
    assert re.search(r'<option value="giay-to\.so-trang"[^>]*>nhân với: Giấy tờ – Số trang<', page)
    fee = {"name": "Phí", "kind": "phi", "amount": "2.000", "per": "giay-to.so-trang", "basis": "TT 226"}
    more = {"then_from": "3", "then": "1.000", "most": "200.000", "times": "giay-to.so-ban"}
    assert _save(desk, where, fee | more).status_code == 302
    assert _faults(factory, number) == []
    made = _definition(factory, number)
    (line,) = fees_of(made, {"giay-to": [{"so-trang": 10, "so-ban": 2}]})
    assert line.amount == 24_000
    page = desk.get(where).text
    assert re.search(r'<option value="giay-to\.so-ban" selected>', page)
    assert _save(desk, where, fee | {"then_from": "1"}).status_code == 422, (
        "from the second on at the earliest"
    )
