"""Directives of the registers that become public, and published documents that are sent on."""

from __future__ import annotations

import itertools
from datetime import date

from portal.clock import today, utc_now
from portal.exchange.registers import arriving, drafting
from portal.exchange.registers.arriving import Entry
from portal.exchange.registers.models import ISSUED, OUT
from portal.exchange.registers.numbering import next_number
from portal.exchange.registers.values import Arrival
from portal.publishing.service import commit
from tests.factories import Factory

ROUTES = {
    "desk_directive_in.incoming": "exchange.read",
    "desk_directive_in.ask_incoming": "exchange.read",
    "desk_directive_out.outgoing": "exchange.read",
    "desk_directive_out.ask_outgoing": "exchange.read",
    "desk_sending_on.send": "exchange.draft",
}
_count = itertools.count(5001)


def _arrival(factory: Factory, slug: str, text: str) -> tuple[int, str]:
    with factory.acting(slug) as actor:
        values = Arrival(
            "UBND tỉnh", text, figure=str(next(_count)), notation="QĐ-UBND", day=date(2026, 11, 2)
        )
        row = arriving.enter(Entry(values), (), actor)
        commit()
        return row.id, ""


def _issued(factory: Factory, slug: str, text: str) -> tuple[int, str]:
    with factory.acting(slug) as actor:
        row = drafting.make(drafting.Draft("ke-hoach", text, body=text), actor)
        row.series = row.notation = "KH-CB"
        row.year, row.day = today().year, today()
        row.number = next_number(OUT, row.series, row.year)
        row.state, row.issued_at = ISSUED, utc_now()
        commit()
        return row.id, ""


def _legal(factory: Factory, slug: str, text: str) -> tuple[int, str]:
    return factory.legal(slug, number=f"{next(_count)}/QĐ-CB", title=text)


THINGS = {"directive_in": _arrival, "directive_out": _issued, "sending_on": _legal}
