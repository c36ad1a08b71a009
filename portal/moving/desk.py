"""The desk's pages of moving in. Each works as plain forms and links; HTMX only makes the progress live."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, flash, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts.signing_in import acting, desk_view
from portal.extensions import db
from portal.jobs.service import jobs_of
from portal.moving import queries, report, service
from portal.moving.foreign import UnreadableSource
from portal.moving.forms import MappingForm
from portal.moving.looking import suggested
from portal.moving.mapping import EVERYTHING_ELSE, NEWS, PAGE, SKIP, InvalidMapping, Mapping, Target
from portal.moving.models import BUSY, LOOKING, Move
from portal.moving.troubles import advice_of, label_of
from portal.moving.unpacking import drop_folder, free_name, waiting
from portal.publishing.service import StaleVersion
from portal.web.request import path
from portal.web.sanitise import render_markdown
from portal.web.sent import sent_version

PATH = "/quan-tri/chuyen-du-lieu/"
OLD_PATHS = f"{PATH}dia-chi-cu/"
bp = Blueprint("desk_moving", __name__, template_folder="templates", url_prefix=PATH.rstrip("/"))


def tabs_of(here: str) -> list[dict[str, Any]]:
    """The tabs of all pages about moving in."""
    labels = {PATH: _("Chuyển dữ liệu"), OLD_PATHS: _("Địa chỉ cũ")}
    return [{"label": label, "path": at, "active": at == here} for at, label in labels.items()]


def prepare_upload() -> None:
    """Before a request with an export is read: let it be large, and let go of the database meanwhile.

    The person was looked up in a transaction that holds SQLite's write lock; a slow line must not keep it.
    """
    if request.endpoint == "desk_moving.open_new" and request.method == "POST" and g.get("actor") is not None:
        request.max_content_length = (current_app.config["PORTAL"].moving_upload_mb + 1) * 1024 * 1024
        db.session.commit()


def load(object_id: int) -> Move:
    """A source of this portal, or 404."""
    move = queries.move_by_id(object_id)
    if move is None:
        abort(404)
    return move


@bp.get("/")
@desk_view(service.MANAGE)
def listing() -> ResponseReturnValue:
    """The old portals that are taken in, and the way to bring another."""
    return _listing()


def _listing(problem: str = "") -> ResponseReturnValue:
    tenant_id = acting().tenant_id
    page = render_template(
        "moving/list.html",
        lines=queries.moves(),
        waiting=waiting(tenant_id),
        folder=drop_folder(tenant_id),
        limit=current_app.config["PORTAL"].moving_upload_mb,
        problem=problem,
        where=PATH,
        moving_tabs=tabs_of(PATH),
        busy=BUSY,
    )
    return page, 422 if problem else 200


@bp.post("/")
@desk_view(service.MANAGE)
def open_new() -> ResponseReturnValue:
    """Take an upload, or what the server's administrator has put into the portal's folder, as a source."""
    actor, upload = acting(), request.files.get("file")
    name, media = request.form.get("name", "")[:300], request.form.get("media", "")[:300]
    try:
        if upload is not None and upload.filename:
            target = free_name(actor.tenant_id, upload.filename)
            if target.suffix.lower() not in {".xml", ".zip", ".rss", ".atom"}:
                raise UnreadableSource(_("Chỉ nhận tệp .xml (WordPress, RSS, Atom) hoặc .zip."))
            part = target.with_name(f".{target.name}.part")
            upload.save(part)
            part.replace(target)
            name = target.name
        if not name:
            raise UnreadableSource(_("Hãy chọn một tệp hoặc một mục trong thư mục."))
        move = service.open_dropped(name, media, actor)
    except service.Busy:
        db.session.rollback()
        return _listing(_("Nguồn này đang được xử lý; hãy đợi xong hoặc dừng lại trước."))
    except UnreadableSource as error:
        db.session.rollback()
        return _listing(str(error))
    return redirect(path(f"{PATH}{move.id}"))


@bp.get("/<int:object_id>")
@desk_view(service.MANAGE)
def page(object_id: int) -> ResponseReturnValue:
    """One source: its progress, where its sections go, what a run did; HTMX asks for the progress alone."""
    move = load(object_id)
    if request.headers.get("HX-Request"):
        return render_template("moving/_state.html", **state_of(move))
    return _page(move, _form(move))


def state_of(move: Move) -> dict[str, Any]:
    """What every page of a source shows."""
    return {
        "move": move,
        "job": jobs_of(service.KIND, [move.id]).get(move.id),
        "busy": move.state in BUSY,
        "where": PATH,
        "label_of": label_of,
        "advice_of": advice_of,
        "counts": report.counts_by_outcome(move),
        "outcomes": report.OUTCOMES,
        "troubled": report.count_with_trouble(move),
    }


def _form(move: Move) -> MappingForm:
    mapping = Mapping.from_json(move.mapping)
    return MappingForm(
        data={
            "site": mapping.site,
            "also": ", ".join(mapping.also),
            "state": mapping.state,
            "content": mapping.content,
            "drop": "\n".join(mapping.drop),
            "attach_originals": mapping.attach_originals,
        }
    )


def _page(move: Move, form: MappingForm, status: int = 200, problem: str = "") -> ResponseReturnValue:
    context = state_of(move)
    rendered = render_template(
        "moving/page.html",
        form=form,
        rows=[] if move.state == LOOKING else _rows(move),
        choices=_choices(),
        problem=problem,
        moving_tabs=tabs_of(PATH),
        **context,
    )
    return rendered, status


def _choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Where a section may go, in groups."""
    news = [(f"{NEWS}:{slug}", name) for slug, name in queries.sections_here().items()]
    pages = [(f"{PAGE}:", _("Trang ở cấp cao nhất"))]
    pages += [
        (f"{PAGE}:{slug}", _("Dưới trang: %(name)s", name=title))
        for slug, title in queries.parents_here().items()
    ]
    return [(_("Tin tức"), news), (_("Trang giới thiệu"), pages), ("", [(f"{SKIP}:", _("Không chuyển"))])]


def _rows(move: Move) -> list[dict[str, Any]]:
    """The sections of the source, each with the choice that is kept or suggested, and its samples."""
    mapping, sections = Mapping.from_json(move.mapping), queries.sections_here()
    rows = []
    for number, one in enumerate(move.found.get("places", [])):
        kept = (
            mapping.rules.get(one["name"])
            if one["name"] != EVERYTHING_ELSE
            else mapping.rest
            if mapping.rules
            else None
        )
        target = kept or suggested(one["name"], one["label"], sections)
        chosen = (
            request.form.get(f"to-{number}", _written(target))
            if request.method == "POST"
            else _written(target)
        )
        samples = [
            sample | {"html": render_markdown(sample["body"], request.script_root, top=4)}
            if "body" in sample
            else sample
            for sample in one["samples"]
        ]
        rows.append(one | {"field": f"to-{number}", "chosen": chosen, "samples": samples})
    return rows


def _written(target: Target) -> str:
    return f"{target.to}:{target.section if target.to == NEWS else target.parent}"


def _chosen(move: Move, form: MappingForm) -> Mapping:
    """The mapping that the form says. Raises InvalidMapping."""
    mapping = Mapping(
        state=form.state.data,
        site=(form.site.data or "").strip(),
        also=[one.strip() for one in (form.also.data or "").split(",") if one.strip()],
        content=(form.content.data or "").strip(),
        drop=[line.strip() for line in (form.drop.data or "").splitlines() if line.strip()],
        attach_originals=bool(form.attach_originals.data),
    )
    for number, one in enumerate(move.found.get("places", [])):
        to, _sign, name = request.form.get(f"to-{number}", "").partition(":")
        if to not in {NEWS, PAGE, SKIP}:
            raise InvalidMapping(_("Hãy chọn nơi nhận cho “%(name)s”.", name=one["label"] or one["name"]))
        target = Target(to, section=name if to == NEWS else "", parent=name if to == PAGE else "")
        if one["name"] == EVERYTHING_ELSE:
            mapping.rest = target
        else:
            mapping.rules[one["name"]] = target
    return mapping


@bp.post("/<int:object_id>/noi-nhan")
@desk_view(service.MANAGE)
def choose(object_id: int) -> ResponseReturnValue:
    """Keep where sections go; with `step` begin to try or to take in at once."""
    move, form = load(object_id), MappingForm()
    if not form.validate_on_submit():
        return _page(move, form, 422)
    step = request.form.get("step", "")
    try:
        mapping = _chosen(move, form)
        service.save_mapping(move, mapping, sent_version(), acting())
        if step in {"try", "take", "look"}:
            service.start(load(object_id), step, acting())
    except InvalidMapping as error:
        db.session.rollback()
        return _page(load(object_id), form, 422, str(error))
    except (StaleVersion, StaleDataError):
        db.session.rollback()
        said = _("Có người vừa đổi lựa chọn của nguồn này. Xem lại lựa chọn bên dưới rồi lưu lần nữa.")
        return _page(load(object_id), form, 409, said)
    except service.Busy:
        db.session.rollback()
        flash(_("Nguồn này đang được xử lý; hãy đợi xong hoặc dừng lại trước."), "warning")
    else:
        if not step:
            flash(_("Đã lưu nơi nhận."), "success")
    return redirect(path(f"{PATH}{object_id}"))


@bp.post("/<int:object_id>/chay-tiep")
@desk_view(service.MANAGE)
def go_on(object_id: int) -> ResponseReturnValue:
    """Look into the source again, or go on with taking it in, with the mapping that is kept."""
    move = load(object_id)
    step = "take" if request.form.get("step") == "take" and move.mapping.get("rules") else "look"
    try:
        service.start(move, step, acting())
    except service.Busy:
        flash(_("Nguồn này đang được xử lý."), "warning")
    return redirect(path(f"{PATH}{object_id}"))


@bp.post("/<int:object_id>/dung")
@desk_view(service.MANAGE)
def stop(object_id: int) -> ResponseReturnValue:
    """Stop at the next item; what was taken stays."""
    if service.stop(load(object_id), acting()):
        flash(_("Đang dừng ở bài kế tiếp. Những bài đã chuyển vẫn còn; chạy lại sẽ làm tiếp."), "success")
    return redirect(path(f"{PATH}{object_id}"))


@bp.post("/<int:object_id>/bo")
@desk_view(service.MANAGE)
def forget(object_id: int) -> ResponseReturnValue:
    """Take the source off the list with its report; what was taken stays."""
    try:
        service.forget(load(object_id), acting())
    except service.Busy:
        flash(_("Hãy dừng lại trước khi bỏ."), "warning")
        return redirect(path(f"{PATH}{object_id}"))
    flash(_("Đã bỏ nguồn khỏi danh sách. Bài đã chuyển và địa chỉ cũ vẫn còn."), "success")
    return redirect(path(PATH))
