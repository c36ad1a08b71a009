"""The desk's pages of what is asked for: overview, what was not found, statistics as a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.accounts.permissions import Actor
from portal.accounts.signing_in import acting, desk_view
from portal.extensions import db
from portal.search.curation import service, statistics
from portal.search.curation.models import AskedQuery
from portal.search.desk.frame import NOT_FOUND, OVERVIEW, frame
from portal.search.desk.trying import found_by
from portal.web.paging import paged
from portal.web.request import path
from portal.web.spreadsheet import Sheet, csv_answer

bp = Blueprint("desk_search", __name__, url_prefix=OVERVIEW.rstrip("/"))
TOP = 20


@bp.get("/")
@desk_view("content.read")
def overview() -> ResponseReturnValue:
    """Searches of the last 30 days, how many found nothing, what is asked for most."""
    return render_template(
        "search/desk/overview.html",
        lately=statistics.lately(),
        lines=statistics.most_asked(TOP),
        not_found=statistics.count_not_found(),
        **frame(OVERVIEW),
    )


@bp.get("/khong-thay")
@desk_view("content.read")
def not_found() -> ResponseReturnValue:
    """The questions that found nothing, the newest or the most frequent first; HTMX asks for the list alone."""
    template = "_not_found.html" if request.headers.get("HX-Request") else "not_found.html"
    return render_template(f"search/desk/{template}", **_list_context(), **frame(NOT_FOUND))


def _list_context() -> dict[str, Any]:
    ignored = request.args.get("xem") == "bo-qua"
    order = statistics.MOST if request.args.get("xep") == statistics.MOST else statistics.NEWEST
    page = paged(
        statistics.count_not_found(ignored),
        lambda offset, limit: statistics.not_found(ignored, order, offset, limit),
    )
    return {"page": page, "ignored": ignored, "order": order, "where": NOT_FOUND}


def _load(object_id: int) -> AskedQuery:
    query = statistics.query_by_id(object_id)
    if query is None:
        abort(404)
    return query


@bp.post("/cau-hoi/<int:object_id>/thu-lai")
@desk_view(service.CURATE)
def retry(object_id: int) -> ResponseReturnValue:
    """Search for it now: what is found leaves the list."""
    query = _load(object_id)
    db.session.commit()  # nothing is written yet: a search must not keep SQLite's write lock
    tried = found_by(query.shown)
    if tried.broken:
        flash(_("Chỉ mục tìm kiếm đang được lập lại. Hãy thử lại sau ít phút."), "warning")
        return _back()
    service.tried(query, tried.total, acting())
    if not tried.total:
        flash(_("“%(question)s”: vẫn chưa tìm thấy gì.", question=query.shown), "info")
    else:
        first = tried.documents[0][1].title if tried.documents else ""
        said = ngettext(
            "“%(question)s”: nay có %(num)d kết quả, đầu tiên là “%(first)s”.",
            "“%(question)s”: nay có %(num)d kết quả, đầu tiên là “%(first)s”.",
            tried.total,
            question=query.shown,
            first=first,
        )
        flash(said, "success")
    return _back()


def _act(
    object_id: int, verb: Callable[[AskedQuery, bool, Actor], None], on: bool, said: str
) -> ResponseReturnValue:
    query = _load(object_id)
    verb(query, on, acting())
    flash(f"“{query.shown}”: {said}", "success")
    return _back()


def _back() -> ResponseReturnValue:
    """To the list that the button stood in."""
    where = OVERVIEW if request.form.get("ve") == "tong-quan" else NOT_FOUND
    return redirect(path(where))


@bp.post("/cau-hoi/<int:object_id>/bo-qua")
@desk_view(service.CURATE)
def ignore(object_id: int) -> ResponseReturnValue:
    """Take it off the list of what was not found."""
    return _act(object_id, service.ignore, True, _("đã bỏ qua. Xem lại ở mục Đã bỏ qua."))


@bp.post("/cau-hoi/<int:object_id>/hien-lai")
@desk_view(service.CURATE)
def heed(object_id: int) -> ResponseReturnValue:
    """Put it back on the list."""
    return _act(object_id, service.ignore, False, _("đã đưa trở lại danh sách."))


@bp.post("/cau-hoi/<int:object_id>/chan")
@desk_view(service.CURATE)
def block(object_id: int) -> ResponseReturnValue:
    """Never suggest it to others who type."""
    return _act(object_id, service.block, True, _("sẽ không được gợi ý cho người khác."))


@bp.post("/cau-hoi/<int:object_id>/cho-phep")
@desk_view(service.CURATE)
def allow(object_id: int) -> ResponseReturnValue:
    """Let it be suggested again."""
    return _act(object_id, service.block, False, _("có thể được gợi ý khi người khác gõ."))


@bp.get("/thong-ke.csv")
@desk_view("content.read")
def export() -> Response:
    """Every question that is kept, as a table for a spreadsheet."""
    header = [
        _("Câu tìm"),
        _("Số lần"),
        _("Số lần không thấy"),
        _("Kết quả lần cuối"),
        _("Lần đầu"),
        _("Lần cuối"),
        _("Số ngày"),
    ]
    rows = [
        (one.shown, one.count, one.empty, one.last_total, one.first_day, one.last_day, one.days)
        for one in statistics.everything()
    ]
    return csv_answer("thong-ke-tim-kiem.csv", Sheet(_("Câu tìm"), header, rows))
