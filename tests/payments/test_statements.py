"""How much pages of money ask the database: as much for many rows as for few."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from portal.payments.claiming import claim, unclaimed
from portal.payments.taking import take_from_provider
from portal.publishing.service import commit
from tests.conftest import A, Browser
from tests.payments.making import asked, at_desk
from tests.statements import statements

SignedIn = Callable[..., Browser]
PAGES = {
    "/quan-tri/thu-phi/?trang-thai=paid": "counter_clerk",
    "/quan-tri/so-thu-phi/": "tenant_admin",
    "/quan-tri/so-thu-phi/but-toan": "tenant_admin",
}


def paid(app: Flask, number: int) -> None:
    """A demand that was paid for, and money that nobody knew whose it was until it was found."""
    with at_desk(app, "tenant_admin") as keeper:
        one, other = asked(keeper, kind="dossier"), asked(keeper)
        take_from_provider(one.id, "thu", f"GD-{number}", one.amount, keeper)
        taken = take_from_provider(None, "thu", f"LA-{number}", other.amount, keeper)
        take_from_provider(None, "thu", f"KHONG-RO-{number}", 1_000, keeper)
        claim(taken.entry.id, other.id, keeper)
        commit()


@pytest.mark.parametrize("path", PAGES)
def test_many_rows_are_asked_for_in_as_many_statements_as_few(
    app: Flask, signed_in: SignedIn, path: str
) -> None:
    paid(app, 0)
    person = signed_in(A, PAGES[path])
    person.get(path)
    with statements(app) as few:
        assert person.get(path).status_code == 200
    for number in range(1, 5):
        paid(app, number)
    person.get(path)
    with statements(app) as many:
        assert person.get(path).status_code == 200
    assert len(many) == len(few), "\n".join(many[len(few) :])
    with at_desk(app, "tenant_admin"):
        assert [one.key for one in unclaimed()] == [f"thu:KHONG-RO-{number}" for number in range(5)]
