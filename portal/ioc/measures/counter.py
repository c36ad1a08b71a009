"""Part 2, one-stop counter and online services: dossiers, papers, the index of Decision 766 (`money` has the rest).

The same rules as `portal.performance.counting`, day by day; `tests/ioc` holds the two against each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, case, func, or_, select

from portal.clock import today
from portal.dossiers.models import Dossier, DossierPaper
from portal.dossiers.states import EARLY, LATE, ON_TIME, ONLINE
from portal.dossiers.submissions import RESULT, REUSED, UPLOAD
from portal.extensions import db
from portal.ioc.measures.rows import overdue, rows_on
from portal.ioc.warehouse.days import begins, day_of, ends
from portal.ioc.warehouse.registry import (
    COUNTER,
    DOWN,
    FLOW,
    HUNDREDTHS,
    LEVEL,
    MEAN,
    MINUTES,
    NEITHER,
    SAMPLE,
    UP,
    Fact,
    Measure,
    Observation,
    Source,
    Warehouse,
)
from portal.performance import reports
from portal.performance.periods import month_before
from portal.tenancy.directory import directory

_ENDED = func.coalesce(Dossier.done_at, Dossier.closed_at, type_=Dossier.done_at.type)
_ENDINGS = ((Dossier.done_at, ()), (Dossier.closed_at, (Dossier.done_at.is_(None),)))
_RECEIVED = Dossier.received_at.is_not(None)
PAPERS_KEPT = 360
"""Days: papers of a dossier are deleted years after its end (`keep_years` of the service), never within a year."""
DECREE = _l("Nghị định 61/2018/NĐ-CP, Nghị định 107/2021/NĐ-CP, Nghị định 118/2025/NĐ-CP")
DECISION = _l("Quyết định 766/QĐ-TTg")


def _dossiers(first: date, last: date) -> Iterator[Fact]:
    for day, channel in rows_on(Dossier.received_at, first, last, Dossier.channel):
        yield Fact("dossiers", day, "", 1)
        yield Fact("dossiers_online", day, "", int(channel == ONLINE))
        yield Fact("dossiers_open", day, "", 1)
    yield from _ended(first, last)
    waits = and_(Dossier.paused_since.is_not(None), Dossier.paused_since <= Dossier.due_at)
    yield from overdue(
        "dossiers_late", Dossier.due_at, _ENDED, first, last, _RECEIVED, waits=waits, endings=_ENDINGS
    )


def _ended(first: date, last: date) -> Iterator[Fact]:
    columns = (Dossier.outcome, Dossier.spent_minutes)
    done = rows_on(Dossier.done_at, first, last, *columns, where=(_RECEIVED,))
    stopped = rows_on(Dossier.closed_at, first, last, *columns, where=(_RECEIVED, Dossier.done_at.is_(None)))
    for rows in (done, stopped):
        for day, outcome, spent in rows:
            yield Fact("dossiers_open", day, "", -1)
            if outcome:
                yield Fact("dossiers_done", day, "", 1)
                yield Fact("dossiers_in_time", day, "", int(outcome in (EARLY, ON_TIME)))
                yield Fact("dossiers_done_late", day, "", int(outcome == LATE))
                yield Fact("dossiers_minutes", day, "", spent)


def _papers(first: date, last: date) -> Iterator[Fact]:
    electronic = or_(DossierPaper.paper_id.is_not(None), DossierPaper.source.in_((UPLOAD, REUSED)))
    statement = (
        select(Dossier.received_at, func.max(case((electronic, 1), else_=0)))
        .join(
            DossierPaper,
            and_(DossierPaper.dossier_id == Dossier.id, DossierPaper.tenant_id == Dossier.tenant_id),
        )
        .where(
            Dossier.received_at >= begins(first),
            Dossier.received_at < ends(last),
            Dossier.forgotten_at.is_(None),
            DossierPaper.source != RESULT,
        )
        .group_by(Dossier.id, Dossier.received_at)
    )
    for received, digitised in db.session.execute(statement):
        yield Fact("dossiers_with_papers", day_of(received), "", 1)
        yield Fact("dossiers_digitised", day_of(received), "", digitised)


def _day_of_paper(row: DossierPaper) -> Iterable[date | None]:
    statement = select(Dossier.received_at).where(Dossier.id == row.dossier_id)
    return [day_of(one) for one in db.session.scalars(statement) if one is not None]


def _index() -> dict[int, list[tuple[str, str, int]]]:
    """The index of the last whole month, in hundredths of points, of portals that worked in it."""
    reason = "trung tâm điều hành: chỉ số 766 của tháng trước"
    found = {}
    for tenant_id, (index, totals) in reports.indexes(
        directory().living(), month_before(today()), reason
    ).items():
        worked = any(totals[name] for name in ("received", "judged", "open"))
        if worked and index.total is not None:
            found[tenant_id] = [("index_766", "", int(index.total * 100))]
    return found


def counter_measure(key: str, label: Any, kind: str, source: str, meaning: Any, **more: Any) -> Measure:
    """A measure of this part, by the decrees on the counter unless another `basis` is given."""
    return Measure(key, label, COUNTER, kind, source, meaning, more.pop("basis", DECREE), **more)


def register(house: Warehouse) -> None:
    """Register what is counted of the counter."""
    _register_dossiers(house)
    _register_papers(house)
    house.add_observation(
        Observation("index_766", _index, seconds=6 * 3600),
        counter_measure(
            "index_766",
            _l("Chỉ số 766"),
            SAMPLE,
            "index_766",
            _l("Điểm của tháng trọn vẹn gần nhất, trên 100, quy đổi theo các chỉ tiêu chấm được."),
            basis=DECISION,
            unit=HUNDREDTHS,
            better=UP,
            joined=MEAN,
        ),
    )


def _register_dossiers(house: Warehouse) -> None:
    days = ("received_at", "done_at", "closed_at", "due_at")
    words = (
        ("dossiers", FLOW, NEITHER, _l("Hồ sơ tiếp nhận"), _l("Hồ sơ được tiếp nhận trong ngày.")),
        (
            "dossiers_online",
            FLOW,
            UP,
            _l("Hồ sơ tiếp nhận trực tuyến"),
            _l("Hồ sơ nộp trực tuyến được tiếp nhận trong ngày."),
        ),
        (
            "dossiers_done",
            FLOW,
            NEITHER,
            _l("Hồ sơ giải quyết xong"),
            _l("Hồ sơ có kết quả hoặc kết thúc trong ngày và đã chấm hạn."),
        ),
        (
            "dossiers_in_time",
            FLOW,
            UP,
            _l("Hồ sơ giải quyết trước hạn, đúng hạn"),
            _l("Hồ sơ giải quyết xong không muộn hơn hạn theo quy định."),
        ),
        (
            "dossiers_done_late",
            FLOW,
            DOWN,
            _l("Hồ sơ giải quyết quá hạn"),
            _l("Hồ sơ giải quyết xong sau hạn theo quy định."),
        ),
        (
            "dossiers_open",
            LEVEL,
            NEITHER,
            _l("Hồ sơ đang giải quyết"),
            _l("Hồ sơ đã tiếp nhận mà cuối ngày chưa có kết quả, chưa kết thúc."),
        ),
        (
            "dossiers_late",
            LEVEL,
            DOWN,
            _l("Hồ sơ đang giải quyết đã quá hạn"),
            _l(
                "Hồ sơ đang giải quyết đã qua ngày đến hạn, tính từ ngày hôm sau; "
                "hồ sơ đang chờ công dân thì không tính."
            ),
        ),
    )
    house.add_source(
        Source("dossiers", {Dossier: days}, _dossiers),
        *(
            counter_measure(key, label, kind, "dossiers", meaning, better=better)
            for key, kind, better, label, meaning in words
        ),
        counter_measure(
            "dossiers_minutes",
            _l("Thời gian giải quyết"),
            FLOW,
            "dossiers",
            _l(
                "Cộng phút làm việc đã dùng của hồ sơ giải quyết xong trong ngày; không tính lúc chờ công dân."
            ),
            unit=MINUTES,
            better=DOWN,
        ),
    )


def _register_papers(house: Warehouse) -> None:
    house.add_source(
        Source(
            "papers",
            {Dossier: ("received_at",)},
            _papers,
            days_of={DossierPaper: _day_of_paper},
            keeps=PAPERS_KEPT,
        ),
        counter_measure(
            "dossiers_with_papers",
            _l("Hồ sơ có giấy tờ"),
            FLOW,
            "papers",
            _l("Hồ sơ tiếp nhận trong ngày có kèm giấy tờ."),
        ),
        counter_measure(
            "dossiers_digitised",
            _l("Hồ sơ đã số hóa"),
            FLOW,
            "papers",
            _l("Hồ sơ tiếp nhận trong ngày có giấy tờ ở dạng điện tử: tải lên, quét tại quầy hoặc dùng lại."),
            basis=DECISION,
            better=UP,
        ),
    )
