"""The desk's pages of promoted results: a page of this portal above the results of a question."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts.signing_in import acting, desk_view
from portal.clock import today
from portal.extensions import db
from portal.publishing.service import StaleVersion
from portal.search.curation import service
from portal.search.curation.models import PromotedResult
from portal.search.desk.acts import (
    add_switches,
    differences,
    list_context,
    load,
    with_sharing,
)
from portal.search.desk.forms import LONGEST, PromotedForm
from portal.search.desk.frame import PROMOTED, frame
from portal.search.desk.targets import Choice, InvalidTarget, chosen, offered, path_of
from portal.web.request import path
from portal.web.sent import sent_version

bp = Blueprint("desk_promoted", __name__, url_prefix=PROMOTED.rstrip("/"))


@bp.get("/")
@desk_view("content.read")
def listing() -> ResponseReturnValue:
    """The promoted results of this portal and, to read, those from above; HTMX asks for the list alone."""
    template = "_promoted_list.html" if request.headers.get("HX-Request") else "promoted_list.html"
    context = list_context(PromotedResult) | frame(PROMOTED)
    return render_template(f"search/desk/{template}", where=PROMOTED, today=today(), **context)


@bp.get("/trang")
@desk_view(service.CURATE)
def pages() -> ResponseReturnValue:
    """A piece of the form: the pages that answer `?find=`, to choose one."""
    found = _offered(request.args.get("find", ""))
    return render_template(
        "search/desk/_choices.html", choices=found, picked=None, asked=request.args.get("find", "")
    )


def _offered(question: str) -> list[Choice]:
    text = question[:LONGEST].strip()
    return offered(text) if text else []


def _stored(row: PromotedResult) -> dict[str, Any]:
    names = ("question", "matching", "target", "title", "note", "starts", "ends", "position", "shared")
    return {name: getattr(row, name) for name in names}


def _form(row: PromotedResult | None) -> PromotedForm:
    asked = {"question": request.args.get("cau", "")[:LONGEST]}
    return with_sharing(PromotedForm(data=_stored(row) if row is not None else asked))


@bp.route("/moi", methods=["GET", "POST"])
@desk_view(service.CURATE)
def new() -> ResponseReturnValue:
    """Promote a page; `?cau=` brings a question that found nothing."""
    return _page(_form(None), None)


@bp.route("/<int:object_id>", methods=["GET", "POST"])
@desk_view(service.CURATE)
def edit(object_id: int) -> ResponseReturnValue:
    """Change a promoted result; a save made from an old version answers 409 with what differs."""
    row = load(PromotedResult, object_id)
    return _page(_form(row), row)


def _page(form: PromotedForm, row: PromotedResult | None) -> ResponseReturnValue:
    if request.method == "POST":
        db.session.commit()  # nothing is written yet: looking for pages must not keep SQLite's write lock
    picked = _picked(row)
    if "look" in request.form:
        return _render(form, row, picked, _offered(request.form.get("find", "")))
    if form.validate_on_submit():
        draft = _draft(form, row, picked)
        if draft is not None:
            try:
                _save(draft, row)
            except (StaleVersion, StaleDataError):
                db.session.rollback()
                return (
                    _conflict(form, load(PromotedResult, row.id), picked) if row else redirect(path(PROMOTED))
                )
            except service.AlreadyThere as error:
                db.session.rollback()
                form.question.errors = [
                    _("Đã có “%(name)s”. Hãy sửa mục ấy thay vì thêm mới.", name=error.row.name)
                ]
            except service.TooMany:
                db.session.rollback()
                form.question.errors = [
                    _("Cổng đã có 500 kết quả đề xuất. Hãy xóa bớt những mục không còn cần.")
                ]
            else:
                flash(_("Đã lưu. Kết quả này đứng đầu khi người dân tìm."), "success")
                return redirect(path(PROMOTED))
    return _render(form, row, picked), 422 if form.errors else 200


def _picked(row: PromotedResult | None) -> Choice | None:
    """The page that is chosen by its title, in the form or in what is stored."""
    if request.method == "POST":
        return chosen(request.form.get("entry", ""))
    return chosen(row.entry_key) if row is not None else None


def _draft(
    form: PromotedForm, row: PromotedResult | None, picked: Choice | None
) -> service.PromotedDraft | None:
    """What was written; None where it leads nowhere, with the reason at its field."""
    target, title = form.target.data, form.title.data
    if picked is not None:
        target, title = picked.path, title or picked.title
    elif not target:
        form.target.errors = [_("Hãy chọn một trang theo tiêu đề, hoặc nhập địa chỉ trang.")]
        return None
    else:
        try:
            target = path_of(target)
        except InvalidTarget as error:
            form.target.errors = [str(error)]
            return None
    if not title:
        form.title.errors = [_("Nhập tiêu đề để người dân biết liên kết dẫn đến đâu.")]
        return None
    return service.PromotedDraft(
        question=form.question.data,
        target=target,
        title=title,
        matching=form.matching.data,
        entry_key=picked.key if picked is not None else "",
        note=form.note.data,
        starts=form.starts.data,
        ends=form.ends.data,
        position=form.position.data or 0,
        shared=bool(form.shared.data) if "shared" in form else (row is not None and row.shared),
    )


def _save(draft: service.PromotedDraft, row: PromotedResult | None) -> None:
    if row is None:
        service.add_promoted(draft, acting())
    else:
        service.save_promoted(row, draft, sent_version(), acting())


def _render(
    form: PromotedForm,
    row: PromotedResult | None,
    picked: Choice | None,
    choices: list[Choice] | None = None,
    **more: Any,
) -> str:
    version = row.version if row is not None else 0
    if request.method == "POST" and "version" not in more:
        version = sent_version()
    context = {"version": version, "asked": request.form.get("find", "")[:LONGEST]} | more | frame(PROMOTED)
    return render_template(
        "search/desk/promoted.html",
        form=form,
        row=row,
        picked=picked,
        choices=choices,
        where=PROMOTED,
        **context,
    )


def _conflict(form: PromotedForm, row: PromotedResult, picked: Choice | None) -> ResponseReturnValue:
    stored = with_sharing(PromotedForm(formdata=None, data=_stored(row)))
    return _render(form, row, picked, version=row.version, differences=differences(form, stored)), 409


add_switches(bp, PromotedResult, PROMOTED)
