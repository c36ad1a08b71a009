"""The books that the decree prescribes (Nghị định 30/2020/NĐ-CP, Phụ lục IV): of a period, on the page, as a PDF to be
printed, signed for and bound (articles 16 and 22), as a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, func, select

from portal.accounts.signing_in import acting, desk_view
from portal.clock import today, utc_now
from portal.digits import whole_number
from portal.dossiers.codes import agency_identifier
from portal.dossiers.counter.book import LONGEST, Period
from portal.dossiers.counter.printing_views import pdf
from portal.dossiers.counter.typed import day as typed_day
from portal.exchange.kinds import BY_SLUG
from portal.exchange.registers import queries
from portal.exchange.registers.desk import incoming, outgoing
from portal.exchange.registers.desk.book_lines import BY_HAND, HEADS_IN, HEADS_OUT, Line, arrivals, issues
from portal.exchange.registers.desk.book_sheet import Book, printed
from portal.exchange.registers.models import IncomingDocument, OutgoingDocument
from portal.exchange.registers.paths import INCOMING, OUTGOING
from portal.exchange.registers.transitions import READ
from portal.exchange.registers.wanted import start_of
from portal.extensions import db
from portal.publishing.service import audit, commit
from portal.results.offices import office_of
from portal.tenancy.directory import directory
from portal.web.paging import paged
from portal.web.request import current_portal, path
from portal.web.spreadsheet import Sheet, xlsx_answer

MOST, PER_PAGE = 3000, 50


@dataclass(frozen=True)
class Asked:
    """Which lines of a book: the days, both within; of documents going out the kind; of whom, after a merger, where the
    books of several offices lie here (the office's identifier; "": all)."""

    period: Period
    kind: str = ""
    organ_id: str = ""

    @property
    def query(self) -> str:
        """It in an address."""
        found = self.period.query
        found += f"&loai={self.kind}" if self.kind else ""
        return f"{found}&co-quan={self.organ_id}" if self.organ_id else found


def asked_of() -> Asked:
    """What the address asks for; this month where it asks for nothing sensible."""
    now, args = today(), request.args
    first, last = typed_day(args, "tu"), typed_day(args, "den")
    year = whole_number(args.get("nam"), 2999)
    if year is not None and year >= 1900:
        first, last = date(year, 1, 1), date(year, 12, 31)
    first, last = first or now.replace(day=1), last or now
    if not first <= last <= first + timedelta(days=LONGEST):
        first, last = now.replace(day=1), now
    kind, organ = args.get("loai", ""), args.get("co-quan", "")[:30]
    return Asked(Period(first, last), kind if kind in BY_SLUG else "", organ)


def _of_one_office(asked: Asked, register: _Register) -> tuple[Asked, list[tuple[str, str]]]:
    """After a merger the books of several offices lie here, each with numbers of its own: one is looked at, the present
    office's unless another is asked for. With the choices: (identifier, name)."""
    own = agency_identifier(current_portal())
    known = {agency_identifier(one): one.authority or one.name for one in directory().all()}
    held = [(one, known.get(one, one)) for one in queries.organs(register.model)]
    if all(one == own for one, _name in held):
        return replace(asked, organ_id=""), []
    choices = [*held, *([(own, known.get(own, own))] if own not in dict(held) else [])]
    return replace(asked, organ_id=asked.organ_id if asked.organ_id in dict(choices) else own), choices


def _arrivals(asked: Asked) -> Select[Any]:
    model = IncomingDocument
    statement = select(model).where(
        model.number.isnot(None),
        model.accepted_at >= start_of(asked.period.first),
        model.accepted_at < start_of(asked.period.last + timedelta(days=1)),
    )
    if asked.organ_id:
        statement = statement.where(model.organ_id == asked.organ_id)
    return statement.order_by(model.organ_id, model.year, model.number)


def _issues(asked: Asked) -> Select[Any]:
    model = OutgoingDocument
    statement = select(model).where(
        model.number.isnot(None), model.day >= asked.period.first, model.day <= asked.period.last
    )
    if asked.kind:
        statement = statement.where(model.kind == asked.kind)
    if asked.organ_id:
        statement = statement.where(model.organ_id == asked.organ_id)
    return statement.order_by(model.organ_id, model.day, model.issued_at, model.series, model.number)


@dataclass(frozen=True)
class _Register:
    """One of the two books: where it is, what it is called, how its rows are found and become lines."""

    where: str
    title: Any
    heads: Sequence[Any]
    statement: Callable[[Asked], Select[Any]]
    lines: Callable[[Sequence[Any]], list[Line]]
    model: type[Any]
    file_name: str
    main: int  # the column that leads to the document
    has_kinds: bool = False
    by_hand: Any = BY_HAND


_IN = _Register(
    INCOMING,
    _l("Sổ đăng ký văn bản đến"),
    HEADS_IN,
    _arrivals,
    arrivals,
    IncomingDocument,
    "so-van-ban-den",
    5,
)
_OUT = _Register(
    OUTGOING,
    _l("Sổ đăng ký văn bản đi"),
    HEADS_OUT,
    _issues,
    issues,
    OutgoingDocument,
    "so-van-ban-di",
    2,
    True,
)


def _count(statement: Select[Any]) -> int:
    return int(db.session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0)


def _book(register: _Register) -> ResponseReturnValue:
    """The book of a period."""
    asked, organs = _of_one_office(asked_of(), register)
    statement = register.statement(asked)
    page = paged(
        _count(statement),
        lambda offset, limit: register.lines(list(db.session.scalars(statement.offset(offset).limit(limit)))),
        PER_PAGE,
    )
    return render_template(
        "registers/book.html",
        register=register,
        page=page,
        asked=asked,
        years=queries.years(register.model),
        organs=organs,
        kinds=[(one.slug, one.name) for one in BY_SLUG.values()],
        most=MOST,
    )


def _book_file(register: _Register, kind: str) -> ResponseReturnValue:
    """The book as a file; the trail notes who took it."""
    asked, organs = _of_one_office(asked_of(), register)
    statement = register.statement(asked)
    count = _count(statement)
    if count > MOST:
        return redirect(path(f"{register.where}so?{asked.query}"), 303)
    lines = register.lines(list(db.session.scalars(statement)))
    period = asked.period
    audit(acting(), "exchange.book", detail=f"{register.title}, {period.words}, {kind}, {count}")
    commit()
    name = f"{register.file_name}-{period.first.isoformat()}-{period.last.isoformat()}"
    if kind == "xlsx":
        heads = [str(one.head) for one in register.heads]
        return xlsx_answer(f"{name}.xlsx", Sheet(str(register.title), heads, [one.cells for one in lines]))
    office = office_of(current_portal())
    if asked.organ_id:
        office = replace(office, agency=dict(organs)[asked.organ_id])
    made = Book(office, str(register.title), period.words, register.heads, lines, utc_now())
    return _no_store(pdf(printed(made), name))


def _no_store(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _add(bp: Blueprint, register: _Register) -> None:
    read = desk_view(READ)
    bp.add_url_rule("/so", endpoint="book", view_func=read(partial(_book, register)), methods=["GET"])
    bp.add_url_rule(
        '/so.<any("pdf","xlsx"):kind>',
        endpoint="book_file",
        view_func=read(partial(_book_file, register)),
        methods=["POST"],
    )


_add(incoming.bp, _IN)
_add(outgoing.bp, _OUT)
