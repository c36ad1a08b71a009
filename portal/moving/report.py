"""The report of a source: a line for each item, what became of it, and what a person should do."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, String, cast, func, or_, select

from portal.extensions import db
from portal.moving.models import Move, MovedItem
from portal.moving.troubles import advice_of, label_of
from portal.web.spreadsheet import Cell, Sheet

OUTCOMES = {
    "taken": _l("Đã chuyển"),
    "updated": _l("Đã cập nhật"),
    "kept": _l("Giữ bản trên cổng"),
    "skipped": _l("Bỏ qua"),
    "rejected": _l("Không chuyển được"),
}
WITH_TROUBLE = "with-trouble"
"""The choice of items that were taken, but for something."""


def _has_trouble() -> ColumnElement[bool]:
    return cast(MovedItem.troubles, String) != "[]"


def _wanted(move: Move, outcome: str, q: str) -> Select[MovedItem]:
    statement = select(MovedItem).where(MovedItem.move_id == move.id)
    if outcome in OUTCOMES:
        statement = statement.where(MovedItem.outcome == outcome)
    elif outcome == WITH_TROUBLE:
        statement = statement.where(_has_trouble())
    if q:
        statement = statement.where(
            or_(
                MovedItem.title.icontains(q, autoescape=True), MovedItem.address.icontains(q, autoescape=True)
            )
        )
    return statement


def count_items(move: Move, outcome: str = "", q: str = "") -> int:
    """How many items match."""
    return int(db.session.scalar(select(func.count()).select_from(_wanted(move, outcome, q).subquery())) or 0)


def items(move: Move, outcome: str, q: str, offset: int, limit: int) -> list[MovedItem]:
    """The items that match: what was not taken first."""
    order = (MovedItem.outcome.in_(("taken", "updated")), MovedItem.id)
    return list(db.session.scalars(_wanted(move, outcome, q).order_by(*order).offset(offset).limit(limit)))


def counts_by_outcome(move: Move) -> dict[str, int]:
    """How many items each outcome has."""
    statement = select(MovedItem.outcome, func.count()).where(MovedItem.move_id == move.id)
    return dict(db.session.execute(statement.group_by(MovedItem.outcome)).all())


def count_with_trouble(move: Move) -> int:
    """How many items were taken but for something, or not at all."""
    return count_items(move, WITH_TROUBLE)


def report_sheet(move: Move) -> Sheet:
    """The whole report as a table."""
    header = [
        _("Kết quả"), _("Tiêu đề"), _("Chuyên mục cũ"), _("Địa chỉ cũ"), _("Việc xảy ra"), _("Chi tiết"), _("Cần làm"),
    ]  # fmt: skip
    return Sheet(_("Báo cáo chuyển dữ liệu"), header, _rows(move))


def _rows(move: Move) -> Iterator[list[Cell]]:
    statement = (
        _wanted(move, "", "").order_by(MovedItem.outcome, MovedItem.id).execution_options(yield_per=500)
    )
    for item in db.session.scalars(statement):
        first = [str(OUTCOMES.get(item.outcome, item.outcome)), item.title, item.section, item.address]
        for code, detail in item.troubles or [["", ""]]:
            yield [*first, label_of(code), detail, advice_of(code)]
