"""Nothing is forgotten: every table either goes along or is named with the reason why not."""

from __future__ import annotations

from flask import Flask

from portal.extensions import Base
from portal.merging import schema
from portal.voice.cases.models import COMMENT, QUESTION, REPORT
from portal.voice.cases.pictures import HIDDEN


def test_each_tenant_owned_table_goes_along_or_is_named_with_a_reason(app: Flask) -> None:
    assert set(schema.STAYS) <= set(schema.entities())
    assert all(len(reason) > 10 for reason in schema.STAYS.values())
    assert set(schema.entities()) == set(schema.movable()) | set(schema.STAYS)
    assert len(schema.movable()) > 25


def test_each_other_column_that_names_a_tenant_has_a_rule(app: Flask) -> None:
    """A table that is not tenant-owned but refers to a tenant must say in POINTERS what becomes of it."""
    pointing = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if any(key.column.table.name == "tenant" for key in column.foreign_keys)
        and not (column.name == "tenant_id" and table.name in schema.entities())
    }
    assert pointing == set(schema.POINTERS)


def test_rows_that_stay_do_not_hold_those_that_go(app: Flask) -> None:
    for one in schema.STAYS:
        for key in schema.table(one).foreign_key_constraints:
            assert key.referred_table.name in {*schema.STAYS, "tenant"}, one


def test_cases_of_citizens_are_known_by_every_name_that_other_rows_call_them(app: Flask) -> None:
    held = {kind for kind, name in schema.kinds().items() if name == "voice_case"}
    assert held == {QUESTION, REPORT, COMMENT, HIDDEN}


def test_kinds_of_things_are_known_by_their_table(app: Flask) -> None:
    assert (
        schema.kinds()
        | {
            "news": "news_item",
            "page": "page",
            "legal": "legal_document",
            "procedure": "procedure",
            "schedule": "work_week",
        }
        == schema.kinds()
    )


def test_things_that_people_know_have_a_name_for_them(app: Flask) -> None:
    assert set(schema.kinds().values()) <= set(schema.LABELS)
