"""The desk's pages of merging: order, dry run, progress, report, undoing. All works without script."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.signing_in import acting, desk_view
from portal.clock import utc_now
from portal.extensions import db
from portal.jobs.service import enqueue
from portal.merging import effects, queries, service
from portal.merging.forms import FORMS
from portal.merging.models import Merge
from portal.merging.orders import Impossible, Order
from portal.tenancy.directory import directory
from portal.web.request import path

PATH = "/quan-tri/cac-cong/sap-nhap/"
bp = Blueprint("merging", __name__, template_folder="templates", url_prefix=PATH.rstrip("/"))


def _crumbs(*more: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    return [(_("Các cổng"), "/quan-tri/cac-cong"), (_("Sáp nhập, tách, đổi tên"), PATH), *more]


@bp.get("/")
@desk_view("district.tenants")
def listing() -> str:
    """What was reorganised so far, and what can be."""
    rows = [{"merge": one, "title": _title(one)} for one in queries.merges()]
    return render_template("merging/list.html", rows=rows, where=PATH, kinds=FORMS, crumbs=_crumbs()[:2])


def _title(merge: Merge) -> str:
    order = Order.of(merge.order)
    names = [one.name if (one := directory().by_slug(slug)) else slug for slug in order.olds]
    into = directory().by_id(merge.into_id or 0)
    target = into.name if into is not None else order.name or order.into
    if merge.kind == "rename":
        before = merge.before.get("name") or order.into
        return _("Đổi tên %(old)s thành %(new)s", old=before, new=order.name or target)
    if merge.kind == "split":
        return _("Tách %(what)s thành %(into)s", what=", ".join(names), into=target)
    return _("Nhập %(what)s vào %(into)s", what=", ".join(names), into=target)


@bp.route('/<any("sap-nhap","tach","doi-ten"):act>', methods=["GET", "POST"])
@desk_view("district.tenants")
def new(act: str) -> ResponseReturnValue:
    """Order something: first its effects are shown, then it is begun."""
    form_class, title = FORMS[act]
    form = form_class()
    form.prepare()
    found: dict[str, Any] = {}
    problems: list[str] = []
    if form.validate_on_submit():
        by = service.By.of(acting())
        db.session.commit()  # the steps need the write lock that this request holds
        try:
            if "begin" in request.form:
                return _begin(form.order(), by)
            found = service.dry_run(form.order(), by)
        except Impossible as error:
            problems = error.problems
    page = render_template(
        "merging/new.html",
        form=form,
        heading=str(title),
        where=PATH,
        act=act,
        problems=problems,
        sections=effects.sections(found),
        crumbs=_crumbs((str(title), None)),
    )
    return page, 422 if form.errors or problems else 200


def _begin(order: Order, by: service.By) -> ResponseReturnValue:
    number = service.begin(order, by)
    _let_work(number)
    flash(_("Đã bắt đầu. Trang này cho biết làm đến đâu; có thể đóng lại, việc vẫn tiếp tục."), "success")
    return redirect(path(f"{PATH}{number}"))


def _let_work(number: int) -> None:
    enqueue(queries.KIND_OF_JOB, number, acting())
    db.session.commit()


def _load(number: int) -> Merge:
    found = queries.merge_by_id(number) if number < 2**31 else None
    if found is None:
        abort(404)
    return found


@bp.get("/<int:number>")
@desk_view("district.tenants")
def report(number: int) -> str:
    """How far it is, what it did, and the way back; HTMX asks for the state alone while something is done."""
    merge = _load(number)
    done, total = queries.progress(merge)
    context = {
        "merge": merge,
        "heading": _title(merge),
        "done": done,
        "total": total,
        "active": queries.is_active(merge),
        "job": queries.job_of(number),
        "where": PATH,
        "may_undo": queries.may_be_undone(merge, utc_now()),
    }
    if request.headers.get("HX-Request"):
        return render_template("merging/_state.html", **context)
    return render_template(
        "merging/report.html",
        sections=effects.sections(merge.effects),
        crumbs=_crumbs((_("Lần %(number)s", number=number), None)),
        **context,
    )


@bp.post('/<int:number>/<any("hoan-tac","chay-tiep"):act>')
@desk_view("district.tenants")
def act(number: int, act: str) -> ResponseReturnValue:
    """Undo, or go on with what stopped."""
    _load(number)
    by = service.By.of(acting())
    db.session.commit()  # the verbs need the write lock that this request holds
    try:
        if act == "hoan-tac":
            service.begin_undoing(number, by)
        _let_work(number)
        flash(_("Đang hoàn tác.") if act == "hoan-tac" else _("Đang chạy tiếp."), "success")
    except Impossible as error:
        flash(" ".join(error.problems), "danger")
    return redirect(path(f"{PATH}{number}"))
