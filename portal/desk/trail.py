"""The audit trail in the desk: who did what, searched, checked and taken along; for the district over all portals."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request
from flask_babel import gettext as _
from sqlalchemy import Select, func, or_, select

from portal.accounts.signing_in import desk_view
from portal.clock import from_local, to_local
from portal.digits import whole_number
from portal.extensions import db
from portal.publishing.models import AuditEntry
from portal.publishing.trail import Verdict, as_record, check, read_heads
from portal.screens.registry import screen_of
from portal.tenancy.directory import directory
from portal.tenancy.scope import all_tenants
from portal.web.paging import paged
from portal.web.request import current_portal
from portal.web.spreadsheet import Sheet, csv_answer, xlsx_answer
from portal.web.templating import action_label

bp = Blueprint("trail", __name__, template_folder="templates", url_prefix="/quan-tri/nhat-ky")
PER_PAGE = 30
MOST_ROWS = 100_000  # of one export; more is asked for by days


@dataclass(frozen=True)
class Asked:
    """What of the trail is wanted; days are those of Vietnam, both included."""

    q: str = ""
    person: str = ""
    action: str = ""
    kind: str = ""
    object_id: int | None = None
    since: date | None = None
    until: date | None = None
    portal: str = ""

    def narrow(self, statement: Select[Any]) -> Select[Any]:
        """The SELECT on audit entries, narrowed."""
        if self.q:
            held = [
                column.icontains(self.q, autoescape=True)
                for column in (AuditEntry.detail, AuditEntry.by_name)
            ]
            statement = statement.where(or_(*held))
        if self.person:
            statement = statement.where(AuditEntry.by_name == self.person)
        if self.action:
            statement = statement.where(AuditEntry.action == self.action)
        if self.kind:
            statement = statement.where(AuditEntry.kind == self.kind)
        if self.object_id is not None:
            statement = statement.where(AuditEntry.object_id == self.object_id)
        if self.since:
            statement = statement.where(AuditEntry.at >= from_local(datetime.combine(self.since, time())))
        if self.until:
            end = datetime.combine(self.until + timedelta(days=1), time())
            statement = statement.where(AuditEntry.at < from_local(end))
        chosen = directory().by_slug(self.portal) if self.portal else None
        return statement.where(AuditEntry.tenant_id == chosen.id) if chosen else statement


def _asked(*, everywhere: bool) -> Asked:
    given = request.args
    return Asked(
        q=given.get("q", "")[:200].strip(),
        person=given.get("nguoi", "")[:120],
        action=given.get("viec", "")[:60],
        kind=given.get("loai", "")[:30],
        object_id=whole_number(given.get("so")),
        since=_day(given.get("tu", "")),
        until=_day(given.get("den", "")),
        portal=given.get("cong", "")[:63] if everywhere else "",
    )


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1990 <= found.year < 9000 else None


def _reading(everywhere: bool) -> AbstractContextManager[Any]:
    return all_tenants("quản trị huyện xem nhật ký của mọi cổng") if everywhere else nullcontext()


@bp.get("/")
@desk_view("audit.read")
def own() -> str:
    """The trail of this portal."""
    return _page(everywhere=False)


@bp.get("/tat-ca")
@desk_view("audit.read_all")
def everywhere() -> str:
    """The trails of all portals."""
    return _page(everywhere=True)


def _page(*, everywhere: bool) -> str:
    asked = _asked(everywhere=everywhere)
    with _reading(everywhere):
        statement = asked.narrow(select(AuditEntry))
        count = int(db.session.scalar(asked.narrow(select(func.count(AuditEntry.id)))) or 0)
        ordered = statement.order_by(AuditEntry.at.desc(), AuditEntry.number.desc())
        page = paged(
            count,
            lambda offset, limit: [
                _line(one) for one in db.session.scalars(ordered.offset(offset).limit(limit))
            ],
            PER_PAGE,
        )
        choices = _choices()
    template = "desk/_trail.html" if request.headers.get("HX-Request") else "desk/trail.html"
    where = "/quan-tri/nhat-ky/tat-ca" if everywhere else "/quan-tri/nhat-ky/"
    query = {name: text for name, text in request.args.items() if text and name != "trang"}
    return render_template(
        template, page=page, asked=asked, where=where, everywhere=everywhere, choices=choices, query=query
    )


def _choices() -> dict[str, list[tuple[str, str]]]:
    """People, acts and kinds that occur, for the filters: three statements."""
    found = {
        name: [one for one in db.session.scalars(select(column).distinct().order_by(column)) if one]
        for name, column in (
            ("people", AuditEntry.by_name),
            ("actions", AuditEntry.action),
            ("kinds", AuditEntry.kind),
        )
    }
    return {
        "people": [(one, one) for one in found["people"]],
        "actions": sorted(((one, action_label(one)) for one in found["actions"]), key=lambda pair: pair[1]),
        "kinds": [(one, _kind_name(one)) for one in found["kinds"]],
        "portals": [(one.slug, one.name) for one in directory().all()],
    }


def _kind_name(kind: str) -> str:
    screen = screen_of(kind)
    return str(screen.plural) if screen is not None else kind


def _line(entry: AuditEntry) -> dict[str, Any]:
    screen = screen_of(entry.kind)
    here = entry.tenant_id == current_portal().id
    portal = directory().by_id(entry.tenant_id)
    return {
        "number": entry.number,
        "at": entry.at,
        "by": entry.by_name,
        "action": action_label(entry.action),
        "kind": str(screen.singular) if screen is not None else "",
        "path": f"{screen.path}{entry.object_id}" if screen is not None and here and entry.object_id else "",
        "detail": entry.detail,
        "portal": portal.name if portal is not None else "",
        "digest": entry.digest,
    }


@bp.get("/kiem-tra")
@desk_view("audit.read")
def verify() -> str:
    """Look through the chain of this portal."""
    return _verdicts(everywhere=False)


@bp.get("/tat-ca/kiem-tra")
@desk_view("audit.read_all")
def verify_everywhere() -> str:
    """Look through the chains of all portals."""
    return _verdicts(everywhere=True)


def _verdicts(*, everywhere: bool) -> str:
    heads = read_heads(current_app.config["PORTAL"].instance_path)
    portals = directory().all() if everywhere else [current_portal()]
    with _reading(everywhere):
        found: list[tuple[str, Verdict]] = [(one.name, check(one.id, heads)) for one in portals]
    return render_template("desk/trail_check.html", verdicts=found, everywhere=everywhere)


@bp.get("/xuat")
@desk_view("audit.read")
def export() -> Response:
    """What is asked for of this portal's trail, as a file."""
    return _export(everywhere=False)


@bp.get("/tat-ca/xuat")
@desk_view("audit.read_all")
def export_everywhere() -> Response:
    """What is asked for of all trails, as a file."""
    return _export(everywhere=True)


def _export(*, everywhere: bool) -> Response:
    asked, form = _asked(everywhere=everywhere), request.args.get("dang", "xlsx")
    with _reading(everywhere):
        statement = asked.narrow(select(AuditEntry)).order_by(AuditEntry.tenant_id, AuditEntry.number)
        entries = list(db.session.scalars(statement.limit(MOST_ROWS)))
        if form == "jsonl":
            return _as_lines(entries)
        rows = list(_rows(entries))
    header = [
        _("Cổng"),
        _("Số"),
        _("Lúc"),
        _("Ai"),
        _("Việc"),
        _("Loại"),
        _("Mã"),
        _("Chi tiết"),
        _("Mã băm"),
    ]
    sheet = Sheet(_("Nhật ký"), header, rows)
    return csv_answer("nhat-ky.csv", sheet) if form == "csv" else xlsx_answer("nhat-ky.xlsx", sheet)


def _rows(entries: list[AuditEntry]) -> Iterator[tuple[Any, ...]]:
    for one in entries:
        portal = directory().by_id(one.tenant_id)
        name = portal.name if portal is not None else str(one.tenant_id)
        at = to_local(one.at).replace(tzinfo=None, microsecond=0)
        object_id = str(one.object_id) if one.object_id is not None else ""
        yield (
            name,
            one.number,
            at,
            one.by_name,
            action_label(one.action),
            one.kind,
            object_id,
            one.detail,
            one.digest,
        )


def _as_lines(entries: list[AuditEntry]) -> Response:
    """JSON Lines with digest and predecessor: whoever holds the file can check the chain without us."""
    lines = (
        json.dumps(as_record(one) | {"digest": one.digest}, ensure_ascii=False, sort_keys=True)
        for one in entries
    )
    answer = Response("".join(f"{line}\n" for line in lines), mimetype="application/jsonl")
    answer.headers["Content-Disposition"] = 'attachment; filename="nhat-ky.jsonl"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
