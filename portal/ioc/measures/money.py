"""Part 2 too: fees that citizens paid, and what they say of the service in the end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from flask_babel import lazy_gettext as _l

from portal.dossiers.models_aside import DossierRating
from portal.dossiers.settling import SUBJECT
from portal.ioc.measures.counter import DECISION, counter_measure
from portal.ioc.measures.rows import rows_on
from portal.ioc.warehouse.registry import DONG, FLOW, UP, Fact, Source, Warehouse
from portal.payments.models import BY_CASH, PAID, PaymentDemand
from portal.performance.counting import MARKS, UNHAPPY


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


def register(house: Warehouse) -> None:
    """Register what is counted of fees and ratings."""
    _register_fees(house)
    _register_ratings(house)


def _register_fees(house: Warehouse) -> None:
    house.add_source(
        Source("fees", {PaymentDemand: ("paid_at",)}, _fees),
        counter_measure(
            "fees_paid",
            _l("Lượt nộp phí, lệ phí"),
            FLOW,
            "fees",
            _l("Khoản phí, lệ phí của hồ sơ nộp trong ngày."),
        ),
        counter_measure(
            "fees_paid_online",
            _l("Lượt nộp trực tuyến"),
            FLOW,
            "fees",
            _l("Khoản nộp trong ngày bằng chuyển khoản hoặc cổng thanh toán."),
            basis=DECISION,
            better=UP,
        ),
        counter_measure(
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
        counter_measure(
            "ratings", _l("Lượt đánh giá"), FLOW, "ratings", _l("Người dân đánh giá sau khi nhận kết quả.")
        ),
        counter_measure(
            "ratings_content",
            _l("Lượt đánh giá hài lòng"),
            FLOW,
            "ratings",
            _l("Lượt có tổng bốn câu từ 12 điểm trở lên trên 20."),
            basis=DECISION,
            better=UP,
        ),
        counter_measure(
            "ratings_marks",
            _l("Điểm đánh giá"),
            FLOW,
            "ratings",
            _l("Cộng điểm bốn câu, mỗi câu từ 1 đến 5."),
            better=UP,
        ),
    )
