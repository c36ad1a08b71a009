"""Two tabs of one person, in any order of typing, keeping and saving: no word is lost, nobody is in their own way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from portal.extensions import db
from portal.publishing.models_writing import WorkingCopy
from portal.tenancy.scope import all_tenants
from tests.conftest import A, Browser
from tests.factories import Factory
from tests.screens.forms import form_of

PLACES = {"title": "Tựa", "lead": "Dẫn", "author": "Tác giả", "tags": "thẻ"}
"""Two fields belong to the first tab, two to the second: what they write never meets in one place."""


@dataclass
class Tab:
    """A tab with what is typed in it, and what is on its way and may come late or twice."""

    name: str
    form: dict[str, Any]
    fields: tuple[str, str]
    seq: int = 0
    under_way: list[dict[str, Any]] = field(default_factory=list)

    def sent(self) -> dict[str, Any]:
        return self.form | {"tab": self.name, "seq": str(self.seq)}


NUMBERS = count(1)
STEPS = st.lists(
    st.tuples(
        st.integers(0, 1), st.sampled_from(["type", "keep", "late", "save", "lost"]), st.integers(0, 9)
    ),
    min_size=4,
    max_size=14,
)


def _copies(app: Flask) -> dict[str, dict[str, Any]]:
    with app.app_context(), all_tenants("test"):
        return {one.tab: one.fields for one in db.session.scalars(select(WorkingCopy)) if one.is_open}


class Desk:
    """One person with two tabs on one draft; `expected` is what each field must hold when both are saved."""

    def __init__(self, app: Flask, me: Browser, where: str, token: str) -> None:
        self.app, self.me, self.where, self.token = app, me, where, token
        names = list(PLACES)
        self.tabs = [self._open(tuple(names[:2])), self._open(tuple(names[2:]))]
        self.expected: dict[str, str] = {}

    def _open(self, fields: Any) -> Tab:
        # Never the same twice: an address in memory comes again, with another example's numbers behind it.
        return Tab(f"tab-{next(NUMBERS):016d}", form_of(self.me, self.where), fields)

    def post(self, where: str, form: dict[str, Any]) -> Any:
        return self.me.client.post(where, data=form | {"csrf_token": self.token}, headers=self.me.headers)

    def step(self, which: int, act: str, number: int) -> None:
        tab = self.tabs[which]
        if act == "type":
            name = tab.fields[number % 2]
            tab.seq += 1
            tab.form[name] = f"{PLACES[name]} {tab.seq} {number}"
            self.expected[name] = tab.form[name]
        elif act == "keep":
            tab.seq += 1
            tab.under_way.append(tab.sent())
            assert self.post(f"{self.where}/ban-lam", tab.sent()).status_code == 200
            held = _copies(self.app)[tab.name]
            assert {name: held[name] for name in tab.fields} == {name: tab.form[name] for name in tab.fields}
        elif act == "late" and tab.under_way:
            before = _copies(self.app).get(tab.name)
            assert (
                self.post(f"{self.where}/ban-lam", tab.under_way[number % len(tab.under_way)]).status_code
                == 200
            )
            assert _copies(self.app).get(tab.name) == before
        elif act in {"save", "lost"}:
            self.save(which, heard=act == "save")

    def save(self, which: int, *, heard: bool) -> None:
        tab = self.tabs[which]
        tab.seq += 1
        answer = self.post(self.where, tab.sent())
        assert answer.status_code == 302, "a conflict with oneself"
        assert tab.name not in _copies(self.app)
        now = form_of(self.me, self.where)
        assert {name: now[name] for name in tab.fields} == {name: tab.form[name] for name in tab.fields}
        if heard:
            self.tabs[which] = self._open(tab.fields)


@given(steps=STEPS)
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_of_two_tabs_keeps_every_word(
    app: Flask, factory: Factory, signed_in: Callable[..., Browser], steps: list[tuple[int, str, int]]
) -> None:
    where = f"/quan-tri/tin-tuc/{factory.news(A, publish=False)[0]}"
    me = signed_in(A, "approver")
    desk = Desk(app, me, where, me.token("/quan-tri/mat-khau"))
    for step in steps:
        desk.step(*step)
    for which in (0, 1):
        desk.save(which, heard=False)
    now = form_of(me, where)
    assert {name: now[name] for name in desk.expected} == desk.expected
