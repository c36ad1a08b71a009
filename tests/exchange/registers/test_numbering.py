"""Numbers of the registers: whatever is done at the same time, each year of each series counts 1, 2, 3 …"""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from portal.exchange.registers import arriving
from portal.exchange.registers.models import IN, OUT, IncomingDocument
from portal.exchange.registers.numbering import next_number, peek
from portal.extensions import db
from tests.exchange.registers.world import Office
from tests.patience import until_done

MANY = 50
SERIES = st.sampled_from([(OUT, "QĐ-UBND"), (OUT, "KH-UBND"), (OUT, "UBND-VP"), (IN, "")])
STEPS = st.lists(st.tuples(SERIES, st.sampled_from([2025, 2026, 2027]), st.booleans()), max_size=40)


def test_fifty_clerks_give_fifty_numbers_without_a_gap(office: Office) -> None:
    with office.working():
        ids = [office.arrived().id for _one in range(MANY)]
    gate = threading.Barrier(MANY)

    def accepted(number: int) -> int:
        with office.working():
            row = db.session.get(IncomingDocument, (office.tenant_id, ids[number]))
            assert row is not None
            arriving.accept(row, row.version, office.people["clerk"])
            if number % 10 == 0:  # the machine goes down before the commit, and the clerk tries again
                db.session.rollback()
                row = db.session.get(IncomingDocument, (office.tenant_id, ids[number]))
                assert row is not None and row.number is None
                arriving.accept(row, row.version, office.people["clerk"])
            db.session.commit()
            assert row.number is not None
            return row.number

    def accept(number: int) -> int:
        gate.wait()
        return until_done(lambda: accepted(number))

    with ThreadPoolExecutor(MANY) as pool:
        given_out = list(pool.map(accept, range(MANY)))
    assert sorted(given_out) == list(range(1, MANY + 1))
    with office.working():
        assert sorted(db.session.scalars(select(IncomingDocument.number))) == sorted(given_out)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_series_and_years_count_by_themselves_and_what_is_rolled_back_is_given_again(
    shared_office: Office, steps: list[tuple[tuple[str, str], int, bool]]
) -> None:
    kept: Counter[tuple[str, str, int]] = Counter()
    with shared_office.working():
        before = {
            (register, series, year): peek(register, series, year) - 1
            for (register, series), year, _keep in steps
        }
        for (register, series), year, keeps in steps:
            key = (register, series, year)
            assert next_number(register, series, year) == before[key] + kept[key] + 1
            if keeps:
                db.session.commit()
                kept[key] += 1
            else:
                db.session.rollback()
        for key in before:
            assert peek(*key) == before[key] + kept[key] + 1
