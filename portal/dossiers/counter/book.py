"""The register of dossiers (form 06) of a period: on the page, as a PDF to be closed and signed, as a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Response, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Select, func, select

from portal.accounts.signing_in import acting, desk_view
from portal.clock import from_local, to_local, today
from portal.digits import whole_number
from portal.dossiers import moment
from portal.dossiers.counter.listing import bp
from portal.dossiers.counter.printing_views import pdf
from portal.dossiers.counter.typed import day as typed_day
from portal.dossiers.counter.where import HERE, ONE, READ
from portal.dossiers.models import Dossier
from portal.dossiers.models_course import DossierStep
from portal.dossiers.states import DELIVERY_LABELS, STATE_LABELS
from portal.extensions import db
from portal.printing.counter_forms import Applicant, Register, RegisterLine, register
from portal.publishing.service import audit, commit
from portal.results.offices import office_of
from portal.services.models import Service
from portal.web.paging import paged
from portal.web.request import path
from portal.web.spreadsheet import Sheet, xlsx_answer

MOST, PER_PAGE = 3000, 50
LONGEST = 366  # days of a book


@dataclass(frozen=True)
class Period:
    """The days of a book, both within it, and the service that it is of (None: all)."""

    first: date
    last: date
    service_id: int | None = None

    @property
    def words(self) -> str:
        """ "tháng 3 năm 2026", "năm 2026", "từ 05/03/2026 đến 20/03/2026"."""
        first, last = self.first, self.last
        after = last + timedelta(days=1)
        if first.day == 1 and after.day == 1 and first.year == last.year:
            if (first.month, last.month) == (1, 12):
                return f"năm {first.year}"
            if first.month == last.month:
                return f"tháng {first.month} năm {first.year}"
        return f"từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}"

    @property
    def query(self) -> str:
        """The period in an address."""
        found = f"tu={self.first.isoformat()}&den={self.last.isoformat()}"
        return f"{found}&dich-vu={self.service_id}" if self.service_id else found


def period() -> Period:
    """What the address asks for; this month where it asks for nothing sensible."""
    now = today()
    first = typed_day(request.args, "tu") or now.replace(day=1)
    last = typed_day(request.args, "den") or now
    if not first <= last <= first + timedelta(days=LONGEST):
        first, last = now.replace(day=1), now
    return Period(first, last, whole_number(request.args.get("dich-vu")))


def _start(day: date) -> datetime:
    return from_local(datetime.combine(day, time()))


def within(asked: Period) -> Select[Any]:
    """The dossiers that were received within a period, in the order of receiving."""
    statement = select(Dossier).where(
        Dossier.received_at >= _start(asked.first),
        Dossier.received_at < _start(asked.last + timedelta(days=1)),
    )
    if asked.service_id is not None:
        statement = statement.where(Dossier.service_id == asked.service_id)
    return statement.order_by(Dossier.received_at, Dossier.id)


def _count(statement: Select[Any]) -> int:
    return int(db.session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0)


def lines_of(dossiers: Sequence[Dossier], before: int) -> list[RegisterLine]:
    """The lines of the book; `before`: how many lines of the year stand before them."""
    passed = _passed_on([one.id for one in dossiers])
    agency = office_of(g.portal).agency
    return [_line(one, before + at, agency, passed.get(one.id)) for at, one in enumerate(dossiers, 1)]


def _line(one: Dossier, serial: int, agency: str, passed: datetime | None) -> RegisterLine:
    known = one.applicant or {}
    return RegisterLine(
        serial=serial,
        code=one.code,
        service=one.title,
        applicant=Applicant(known.get("name", ""), known.get("address", ""), known.get("phone", "")),
        handled_by=one.unit or agency,
        received_at=one.received_at,
        due_at=one.promised_at,
        passed_on_at=passed,
        result_came_at=one.done_at,
        returned_at=one.returned_at,
        way=str(DELIVERY_LABELS.get(one.delivery, "")),
        note=str(STATE_LABELS[one.state]) if one.state in {"stopped", "withdrawn"} else "",
    )


def _passed_on(ids: Sequence[int]) -> dict[int, datetime]:
    """When each dossier went on from its first step."""
    statement = select(DossierStep.dossier_id, func.min(DossierStep.ended_at)).where(
        DossierStep.dossier_id.in_(ids), DossierStep.outcome == "pass"
    )
    rows = db.session.execute(statement.group_by(DossierStep.dossier_id))
    return {row[0]: row[1] for row in rows if row[1] is not None}


def _before(asked: Period) -> int:
    year = Period(asked.first.replace(month=1, day=1), asked.first - timedelta(days=1), asked.service_id)
    return _count(within(year)) if year.first <= year.last else 0


@bp.get("/so-theo-doi")
@desk_view(READ)
def book() -> ResponseReturnValue:
    """The register of a period."""
    asked = period()
    statement = within(asked)
    page = paged(
        _count(statement),
        lambda offset, limit: lines_and_ids(statement, offset, limit, _before(asked)),
        PER_PAGE,
    )
    services = db.session.execute(select(Service.id, Service.name).order_by(Service.name)).all()
    return render_template(
        "dossiers/desk/book.html",
        page=page,
        asked=asked,
        services=[(one.id, one.name) for one in services],
        most=MOST,
        here=HERE,
        one_path=ONE,
    )


def lines_and_ids(
    statement: Select[Any], offset: int, limit: int, before: int
) -> list[tuple[int, RegisterLine]]:
    """A part of the book with the ids of its dossiers."""
    found = list(db.session.scalars(statement.offset(offset).limit(limit)))
    lines = lines_of(found, before + offset)
    return [(one.id, line) for one, line in zip(found, lines, strict=True)]


@bp.post('/so-theo-doi.<any("pdf","xlsx"):kind>')
@desk_view(READ)
def book_file(kind: str) -> ResponseReturnValue:
    """The register as a file; the trail notes who took it."""
    asked = period()
    statement = within(asked)
    if _count(statement) > MOST:
        return redirect(path(f"{HERE}so-theo-doi?{asked.query}"), 303)
    lines = [line for _id, line in lines_and_ids(statement, 0, MOST, _before(asked))]
    audit(acting(), "dossier.register", detail=f"{asked.words}, {kind}, {len(lines)}")
    commit()
    name = f"so-theo-doi-{asked.first.isoformat()}-{asked.last.isoformat()}"
    if kind == "xlsx":
        return _xlsx(f"{name}.xlsx", lines)
    made = Register(office_of(g.portal), asked.words, moment.now(), tuple(lines))
    return pdf(register(made), name)


def _xlsx(name: str, lines: Sequence[RegisterLine]) -> Response:
    header = [
        _("TT"), _("Mã hồ sơ"), _("Thủ tục"), _("Số bộ"), _("Tên cá nhân, tổ chức"), _("Địa chỉ"), _("Điện thoại"),
        _("Cơ quan giải quyết"), _("Nhận hồ sơ"), _("Hẹn trả"), _("Chuyển giải quyết"), _("Có kết quả"),
        _("Trả kết quả"), _("Cách nhận"), _("Ghi chú"),
    ]  # fmt: skip
    rows = [
        [
            one.serial, one.code, one.service, one.sets, one.applicant.name, one.applicant.address, one.applicant.phone,
            one.handled_by,
            *(to_local(at).replace(tzinfo=None) if at else None for at in _instants(one)),
            one.way, one.note,
        ]
        for one in lines
    ]  # fmt: skip
    return xlsx_answer(name, Sheet(_("Sổ theo dõi hồ sơ"), header, rows))


def _instants(one: RegisterLine) -> tuple[datetime | None, ...]:
    return one.received_at, one.due_at, one.passed_on_at, one.result_came_at, one.returned_at
