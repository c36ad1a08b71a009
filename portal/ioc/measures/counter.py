"""Part 2, one-stop counter and online services: dossiers, papers, fees, ratings, the index of Decision 766.

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
from portal.dossiers.models_aside import DossierRating
from portal.dossiers.settling import SUBJECT
from portal.dossiers.states import EARLY, LATE, ON_TIME, ONLINE
from portal.dossiers.submissions import RESULT, REUSED, UPLOAD
from portal.extensions import db
from portal.ioc.measures.rows import overdue, rows_on
from portal.ioc.warehouse.days import begins, day_of, ends
from portal.ioc.warehouse.registry import (
    COUNTER,
    DONG,
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
from portal.payments.models import BY_CASH, PAID, PaymentDemand
from portal.performance import reports
from portal.performance.counting import MARKS, UNHAPPY
from portal.performance.periods import month_before
from portal.tenancy.directory import directory

_ENDED = func.coalesce(Dossier.done_at, Dossier.closed_at, type_=Dossier.done_at.type)
_ENDINGS = ((Dossier.done_at, ()), (Dossier.closed_at, (Dossier.done_at.is_(None),)))
_RECEIVED = Dossier.received_at.is_not(None)
PAPERS_KEPT = 360
"""Days: papers of a dossier are deleted years after its end (`keep_years` of the service), never within a year."""
_DECREE = _l("Nghị định 61/2018/NĐ-CP, Nghị định 107/2021/NĐ-CP, Nghị định 118/2025/NĐ-CP")
_DECISION = _l("Quyết định 766/QĐ-TTg")


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


def _fees(first: date, last: date) -> Iterator[Fact]:
    columns = (PaymentDemand.amount, PaymentDemand.paid_by)
    settled = (PaymentDemand.subject_kind == SUBJECT, PaymentDemand.state == PAID)
    for day, amount, way in rows_on(PaymentDemand.paid_at, first, last, *columns, where=settled):
        yield Fact("fees_paid", day, "", 1)
        yield Fact("fees_paid_online", day, "", int(way != BY_CASH))
        yield Fact("fees_money", day, "", amount)


def _ratings(first: date, last: date) -> Iterator[Fact]:
    marks = [getattr(DossierRating, name) for name in MARKS]
    for day, *given in rows_on(DossierRating.rated_at, first, last, *marks):
        yield Fact("ratings", day, "", 1)
        yield Fact("ratings_content", day, "", int(sum(given) >= UNHAPPY))
        yield Fact("ratings_marks", day, "", sum(given))


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


def _measure(key: str, label: Any, kind: str, source: str, meaning: Any, **more: Any) -> Measure:
    return Measure(key, label, COUNTER, kind, source, meaning, more.pop("basis", _DECREE), **more)


def register(house: Warehouse) -> None:
    """Register what is counted of the counter."""
    _register_dossiers(house)
    _register_papers(house)
    _register_fees(house)
    _register_ratings(house)
    house.add_observation(
        Observation("index_766", _index, seconds=6 * 3600),
        _measure(
            "index_766",
            _l("Chỉ số 766"),
            SAMPLE,
            "index_766",
            _l("Điểm của tháng trọn vẹn gần nhất, trên 100, quy đổi theo các chỉ tiêu chấm được."),
            basis=_DECISION,
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
            _measure(key, label, kind, "dossiers", meaning, better=better)
            for key, kind, better, label, meaning in words
        ),
        _measure(
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
        _measure(
            "dossiers_with_papers",
            _l("Hồ sơ có giấy tờ"),
            FLOW,
            "papers",
            _l("Hồ sơ tiếp nhận trong ngày có kèm giấy tờ."),
        ),
        _measure(
            "dossiers_digitised",
            _l("Hồ sơ đã số hóa"),
            FLOW,
            "papers",
            _l("Hồ sơ tiếp nhận trong ngày có giấy tờ ở dạng điện tử: tải lên, quét tại quầy hoặc dùng lại."),
            basis=_DECISION,
            better=UP,
        ),
    )


def _register_fees(house: Warehouse) -> None:
    house.add_source(
        Source("fees", {PaymentDemand: ("paid_at",)}, _fees),
        _measure(
            "fees_paid",
            _l("Lượt nộp phí, lệ phí"),
            FLOW,
            "fees",
            _l("Khoản phí, lệ phí của hồ sơ nộp trong ngày."),
        ),
        _measure(
            "fees_paid_online",
            _l("Lượt nộp trực tuyến"),
            FLOW,
            "fees",
            _l("Khoản nộp trong ngày bằng chuyển khoản hoặc cổng thanh toán."),
            basis=_DECISION,
            better=UP,
        ),
        _measure(
            "fees_money",
            _l("Phí, lệ phí thu được"),
            FLOW,
            "fees",
            _l("Tổng số tiền phí, lệ phí của hồ sơ nộp trong ngày."),
            unit=DONG,
        ),
    )


def _register_ratings(house: Warehouse) -> None:
    house.add_source(
        Source("ratings", {DossierRating: ("rated_at",)}, _ratings),
        _measure(
            "ratings", _l("Lượt đánh giá"), FLOW, "ratings", _l("Người dân đánh giá sau khi nhận kết quả.")
        ),
        _measure(
            "ratings_content",
            _l("Lượt đánh giá hài lòng"),
            FLOW,
            "ratings",
            _l("Lượt có tổng bốn câu từ 12 điểm trở lên trên 20."),
            basis=_DECISION,
            better=UP,
        ),
        _measure(
            "ratings_marks",
            _l("Điểm đánh giá"),
            FLOW,
            "ratings",
            _l("Cộng điểm bốn câu, mỗi câu từ 1 đến 5."),
            better=UP,
        ),
    )
