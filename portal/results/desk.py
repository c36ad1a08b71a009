"""The desk of templates: what is in force, the draft with its preview, versions and what differs between them."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts.signing_in import acting, desk_view
from portal.clock import today
from portal.digits import whole_number
from portal.extensions import db
from portal.printing import PDF
from portal.publishing.service import StaleVersion, commit
from portal.publishing.words import compare
from portal.results import queries, service
from portal.results import templates_service as verbs
from portal.results.forms import TemplateForm, blank, form_values, write_fields
from portal.results.layout.checking import check
from portal.results.layout.filling import Filled, InvalidValues, Value, fill
from portal.results.layout.samples import sample_values
from portal.results.layout.shapes import InvalidTemplate, Template
from portal.results.models import ResultTemplate
from portal.results.offices import office_of
from portal.results.paper import number_of
from portal.web.request import current_portal, path
from portal.web.sent import sent_version

WHERE = "/quan-tri/mau-ket-qua/"
bp = Blueprint("desk_result_template", __name__, template_folder="templates", url_prefix=WHERE.rstrip("/"))


def _load(object_id: int) -> ResultTemplate:
    found = queries.template_by_id(object_id)
    if found is None:
        abort(404)
    return found


@bp.get("/")
@desk_view(verbs.EDIT)
def listing() -> str:
    """All templates."""
    rows = [(one, queries.current(one), queries.draft(one)) for one in queries.templates()]
    return render_template("results/desk_list.html", rows=rows, where=WHERE)


@bp.route("/moi", methods=["GET", "POST"])
@desk_view(verbs.EDIT)
def new() -> ResponseReturnValue:
    """Write a new template; it is a draft until it is put in force."""
    form = TemplateForm(data=blank())
    if form.validate_on_submit():
        try:
            made = verbs.make((form.key.data or "").strip(), form.template(), acting())
            commit()
        except verbs.InvalidAct as error:
            db.session.rollback()
            form.key.errors = [_explained(error)]
        else:
            flash(_("Đã lưu bản nháp. Xem trước rồi áp dụng."), "success")
            return redirect(path(f"{WHERE}{made.id}"))
    return _page(form, None), 422 if form.errors else 200


@bp.route("/<int:object_id>", methods=["GET", "POST"])
@desk_view(verbs.EDIT)
def edit(object_id: int) -> ResponseReturnValue:
    """Change a template: keep the draft, or put it in force at once (`viec=ap-dung`)."""
    row = _load(object_id)
    form = TemplateForm(data=form_values(_present(row)) | {"version": row.version})
    status, faults = 200, []
    if form.validate_on_submit():
        try:
            verbs.save_draft(row, form.template(), sent_version(), acting())
            if request.form.get("viec") == "ap-dung":
                verbs.publish(row, row.version, acting(), form.note.data or "")
            commit()
        except InvalidTemplate as error:
            db.session.rollback()
            row, status, faults = _load(object_id), 422, error.faults
        except (StaleVersion, StaleDataError):
            db.session.rollback()
            row, status = _load(object_id), 409
            form.version.raw_data = None
            form.version.data = row.version
        else:
            is_new = queries.draft(row) is None
            flash(_("Mẫu mới được áp dụng từ bây giờ.") if is_new else _("Đã lưu bản nháp."), "success")
            return redirect(path(f"{WHERE}{row.id}"))
    return _page(form, row, faults, conflict=status == 409), 422 if form.errors else status


def _present(row: ResultTemplate) -> Template:
    version = queries.draft(row) or queries.current(row)
    if version is None:
        abort(404)
    return queries.definition_of(version)


def _page(form: TemplateForm, row: ResultTemplate | None, faults: Any = (), *, conflict: bool = False) -> str:
    return render_template(
        "results/desk_form.html",
        form=form,
        row=row,
        where=WHERE,
        faults=faults,
        conflict=conflict,
        has_draft=row is not None and queries.draft(row) is not None,
        versions=queries.versions(row) if row is not None else [],
        **_preview(form.template()),
    )


def _preview(template: Template) -> dict[str, Any]:
    """The paper with sample values, or what is wrong with the template."""
    try:
        check(template)
        office = office_of(current_portal())
        number = number_of(template, 7, today().year)
        built_in: dict[str, Value] = {
            "co_quan": office.agency,
            "cap_tren": office.above,
            "dia_danh": office.place,
            "so_van_ban": number,
            "ngay_ky": date(today().year, 3, 5),
            "nguoi_ky": "Nguyễn Văn An",
            "chuc_vu": template.titles[-1].capitalize() if template.titles else "",
        }
        filled: Filled | None = fill(template, sample_values(template), built_in)
    except InvalidTemplate as error:
        return {"filled": None, "preview_faults": error.faults, "template": template}
    return {
        "filled": filled,
        "preview_faults": [],
        "template": template,
        "office": office,
        "sample_number": number,
    }


@bp.post("/xem-truoc")
@desk_view(verbs.EDIT)
def preview() -> str:
    """The preview of what is typed, as a piece of the page."""
    return render_template("results/_preview.html", **_preview(TemplateForm().template()))


@bp.get("/<int:object_id>/ban-in.pdf")
@desk_view(verbs.EDIT)
def sample(object_id: int) -> ResponseReturnValue:
    """The draft, else what is in force, as a PDF with sample values."""
    template = _present(_load(object_id))
    try:
        check(template)
        data = service.preview(template, sample_values(template), current_portal(), "Nguyễn Văn An")
    except (InvalidTemplate, InvalidValues) as error:
        return Response(str(error), 422, mimetype="text/plain")
    headers = {"Content-Disposition": 'inline; filename="ban-xem-truoc.pdf"', "Cache-Control": "no-store"}
    return Response(data, mimetype=PDF, headers=headers)


@bp.get("/<int:object_id>/so-sanh")
@desk_view(verbs.EDIT)
def comparison(object_id: int) -> str:
    """Two versions side by side: `?tu=` and `?den=` are their numbers; the draft is 0."""
    row = _load(object_id)
    known = {one.number: one for one in queries.versions(row)}
    draft = queries.draft(row)
    if draft is not None:
        known[0] = draft
    old = known.get(_number("tu"))
    new = known.get(_number("den"))
    if old is None or new is None:
        abort(404)
    rows = compare(_as_text(queries.definition_of(old)), _as_text(queries.definition_of(new)))
    return render_template("results/desk_compare.html", row=row, old=old, new=new, rows=rows, where=WHERE)


def _number(name: str) -> int:
    found = whole_number(request.args.get(name, ""), 1_000_000)
    return -1 if found is None else found


def _as_text(template: Template) -> str:
    """A template as people compare it."""
    values = form_values(template)
    parts = [
        str(values[name])
        for name in ("kind", "title", "subtitle", "number", "series", "size")
        if values[name]
    ]
    return "\n".join(
        (*parts, write_fields(template.fields), template.body, *template.titles, *template.recipients)
    )


@bp.post('/<int:object_id>/<any("bo-nhap","xoa"):act>')
@desk_view(verbs.EDIT)
def act(object_id: int, act: str) -> ResponseReturnValue:
    """Throw the draft away, or delete a template that nothing was made of."""
    row = _load(object_id)
    try:
        if act == "bo-nhap":
            verbs.discard(row, row.version, acting())
        else:
            verbs.remove(row, row.version, acting())
        commit()
    except verbs.InvalidAct as error:
        db.session.rollback()
        flash(_explained(error), "danger")
        return redirect(path(f"{WHERE}{object_id}"))
    flash(_("Đã bỏ bản nháp.") if act == "bo-nhap" else _("Đã xóa mẫu."), "success")
    return redirect(path(WHERE if act == "xoa" else f"{WHERE}{object_id}"))


def _explained(error: verbs.InvalidAct) -> str:
    return {
        "key": _("Ghi mã mẫu: chữ thường không dấu, chữ số và dấu gạch nối."),
        "taken": _("Đã có mẫu mang mã này."),
        "nothing": _("Mẫu chưa được áp dụng lần nào nên không bỏ bản nháp được; xóa mẫu nếu không cần."),
        "used": _("Đã có kết quả lập theo mẫu này nên không xóa được."),
    }[error.problem]
