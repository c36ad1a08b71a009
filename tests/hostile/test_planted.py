"""Hostile strings in every text of the database, whatever way they came in: what pages, tables, feeds and data make of
them, pages in a real browser.

A share of the pages in each run, another one with HOSTILE_SEED=…; all with THOROUGH=1.
"""

from __future__ import annotations

import csv
import io
import itertools
import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser as Chromium
from sqlalchemy import String, Text, UniqueConstraint

from portal.extensions import db
from portal.tenancy.directory import directory
from portal.web.freshness import versions
from tests.conftest import SHARED
from tests.hostile.judging import faults
from tests.hostile.payloads import OWN, SEED, one_of, share
from tests.hostile.people import Everybody
from tests.hostile.watching import Eyes, serving
from tests.planting import CHAINED, NEVER_SHOWN, NOT_FREE

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.thorough,
    pytest.mark.skipif(
        os.environ.get("PORTAL_TESTS_ON") == "postgresql", reason="SQLite keeps texts of any length"
    ),
    pytest.mark.skipif(not SHARED.is_dir(), reason="không có ../shared/data/badinputs"),
]
SHARE = 48
MARKUP = (
    "patt-xss",
    "payloadbox-xss-vectors",
    "html5sec-vectors",
    "dompurify-vectors",
    "owasp-xss-vectors",
    "fuzzdb-xss",
)
MARK = "window.__pwned"
FORMULA = set("=+-@\t\r|%＝＋－＠")
NO_PAGE = re.compile(r"\.(csv|xlsx|json|jsonl|jsonld|xml|txt|zip|pdf)\b|/xuat\b|^/api/|/bien-lai\.")


def said() -> Iterator[str]:
    """What texts of the database begin with: a formula, ways out of every place, and strings of the families."""
    for row in itertools.count():
        more = [one_of(MARKUP[at % len(MARKUP)], row)[:300] for at in range(row, row + 3)]
        yield "".join(["=1+1", *OWN["breaking out"], *more, " "])


@pytest.fixture(scope="module")
def planted(everybody: Everybody) -> list[tuple[str, str]]:
    """(who, path) of all pages; by now every text of every row is hostile, whatever way a text may come in."""
    pages = everybody.pages()
    assert _plant(everybody) > 100
    return pages


def _plant(everybody: Everybody) -> int:
    """Begin every free text of every portal's rows with something hostile; how many columns hold one now.

    Sealed columns and what lies in JSON stay as they are.
    """
    words, columns = said(), 0
    with everybody.app.app_context(), db.engine.begin() as connection:
        raw = connection.connection.driver_connection  # beside every layer: what is planted is in every room
        assert raw is not None
        for table in db.metadata.sorted_tables:
            if (
                "tenant_id" not in table.columns
                or table.name in NEVER_SHOWN
                or table.name.startswith(CHAINED)
            ):
                continue
            keys = {
                one
                for rule in table.constraints
                if isinstance(rule, UniqueConstraint)
                for one in rule.columns
            }
            for column in table.columns:
                long = type(column.type) in {String, Text} and (column.type.length or 1000) >= 100
                if long and column not in keys and not NOT_FREE.search(column.name):
                    name = column.name
                    change = f'UPDATE "{table.name}" SET "{name}" = ? || "{name}" WHERE "{name}" <> ?'
                    columns += raw.execute(change, (next(words), "")).rowcount > 0
        versions().bump(one.id for one in directory().all())
    return columns


def test_what_programs_read_can_be_read_and_no_cell_is_a_formula(
    everybody: Everybody, planted: list[tuple[str, str]]
) -> None:
    """Feeds, data and tables with hostile texts in them (A38): all of them, there are few."""
    wrong, tables = [], 0
    for who, path in planted:
        if not NO_PAGE.search(path):
            continue
        answer: Any = everybody.sweep.browsers[who].get(path)
        wrong += [f"{who} {path}: {one}" for one in faults(answer, "")]
        cells = list(_cells(answer)) if answer.status_code == 200 else []
        tables += any(MARK in one for one in cells)
        wrong += [
            f"{who} {path}: a formula {one[:60]!r}" for one in cells if one[:1] in FORMULA and MARK in one
        ]
        answer.close()
    assert wrong == [], "\n".join(wrong)
    assert tables >= 5, tables


def _cells(answer: Any) -> Iterator[str]:
    """The texts of a table's cells; a formula of a workbook begins with "="."""
    if answer.mimetype == "text/csv":
        for row in csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))):
            yield from row
    if answer.mimetype.endswith("spreadsheetml.sheet"):
        for sheet in load_workbook(io.BytesIO(answer.get_data())).worksheets:
            for cell in (cell for row in sheet.iter_rows() for cell in row if cell.value is not None):
                text = str(cell.value)
                # A text is safe in a workbook whatever it begins with: the cell says that it is one.
                yield text if cell.data_type == "f" else f"'{text}"


@pytest.mark.browser
def test_no_text_of_the_database_runs_in_a_browser(
    everybody: Everybody, planted: list[tuple[str, str]], chromium: Chromium
) -> None:
    """Each text of every table is markup that tries to get out of its place; no page lets it (A07, A59)."""
    at, of = share(SHARE)
    wrong, shown = [], 0
    pages = sorted(one for one in planted if not NO_PAGE.search(one[1]))[at::of]
    with serving(everybody.app) as port, Eyes.opened(chromium, port) as eyes:
        for who, path in pages:
            browser = everybody.sweep.browsers[who]
            answer: Any = browser.get(path)
            page = answer.mimetype == "text/html" and answer.status_code not in {404, 405}
            shown += page and MARK in answer.text
            answer.close()
            if page:
                wrong += [f"{who} {path}: {one}" for one in eyes.look(eyes.become(browser) + path)]
    assert wrong == [], f"HOSTILE_SEED={SEED}\n" + "\n".join(dict.fromkeys(wrong))
    assert shown * 8 >= len(pages), (shown, len(pages))  # what was planted stands on these pages
