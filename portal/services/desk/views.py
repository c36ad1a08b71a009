"""The desk's list of services, one service with all its parts, and what may become of it."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts.signing_in import acting, desk_view
from portal.digits import whole_number
from portal.extensions import db
from portal.publishing.service import StaleVersion, commit
from portal.services import queries, service
from portal.services.definition.checking import check
from portal.services.definition.faults import InvalidDefinition
from portal.services.definition.reading import to_json
from portal.services.definition.shapes import INFORMATION, PARTLY, Definition
from portal.services.definition.wording import asked, condition_in_words
from portal.services.desk.blueprint import WHERE, bp, load, page, shown_faults, working
from portal.services.desk.inputs import FIELD_KINDS, ROLES
from portal.services.desk.places import deadline_in_words, name_of_part
from portal.services.models import OPEN, Service
from portal.services.registry import above
from portal.services.views import level_label
from portal.web.request import current_portal, path
from portal.web.sent import sent_version

MOST_POPULAR = 99


@bp.get("/")
@desk_view(service.EDIT)
def listing() -> str:
    """Every service: level, state, how many dossiers."""
    rows = queries.desk_rows()
    counts = above(current_app).dossiers([one.id for one, _version, _draft in rows])
    shown = [
        {
            "service": one,
            "level": level_label(queries.definition_of(held).level) if held else "",
            "is_open": one.status == OPEN,
            "has_draft": has_draft,
            "dossiers": counts.get(one.id, 0),
        }
        for one, held, has_draft in rows
    ]
    mine = {one.code for one, _version, _draft in rows}
    offered = service.offered_above(current_portal().parent_id)
    return page("list.html", None, rows=shown, offered=[one for one in offered if one[0] not in mine])


@bp.route("/moi", methods=["GET", "POST"])
@desk_view(service.EDIT)
def new() -> ResponseReturnValue:
    """A new service with nothing in it but a first part of the form."""
    facts, errors = _sent_facts(), {}
    if request.method == "POST":
        try:
            made = service.make(facts, _blank(), acting())
            commit()
        except service.InvalidService as error:
            db.session.rollback()
            errors = _explained(error)
        else:
            flash(_("Đã tạo dịch vụ. Điền các phần bên dưới rồi công bố."), "success")
            return redirect(path(f"{WHERE}{made.id}"))
    return page("facts.html", None, facts=facts, errors=errors), 422 if errors else 200


def _sent_facts() -> service.Facts:
    form = request.form
    popular = form.get("popular", "").strip()
    return service.Facts(
        code=form.get("code", "").strip()[:60],
        name=" ".join(form.get("name", "").split())[: service.LONGEST_NAME + 1],
        field=" ".join(form.get("field", "").split())[: service.LONGEST_FIELD + 1],
        popular=min(whole_number(popular) or 0, MOST_POPULAR),
    )


def _explained(error: service.InvalidService) -> dict[str, str]:
    told = {
        "code": _("Mã thủ tục gồm chữ số, chữ và dấu chấm, ví dụ: 1.001193."),
        "taken": _("Mã này đã có dịch vụ khác."),
        "name": _("Điền tên dịch vụ, không quá 500 ký tự; lĩnh vực không quá 200 ký tự."),
    }
    return {"code" if error.field == "taken" else error.field: told[error.field]}


def _blank() -> Definition:
    return Definition(
        level=PARTLY,
        summary=_("Chưa viết lời giới thiệu."),
        sections=(),
        papers=(),
        fees=(),
        steps=(),
        deadlines=(),
        outcomes=(),
    )


@bp.post("/lay-ve")
@desk_view(service.EDIT)
def take_over() -> ResponseReturnValue:
    """Take a service of the portal above."""
    try:
        made = service.take_over(request.form.get("code", "")[:40], acting())
        commit()
    except service.InvalidService:
        db.session.rollback()
        flash(_("Cấp trên không còn công bố dịch vụ này."), "danger")
        return redirect(path(WHERE))
    flash(_("Đã lấy về thành bản nháp. Xem lại rồi công bố."), "success")
    return redirect(path(f"{WHERE}{made.id}"))


@bp.get("/<int:object_id>")
@desk_view(service.EDIT)
def overview(object_id: int) -> str:
    """One service: state, what is wrong with it, every part."""
    found = load(object_id)
    held, definition = working(found)
    faults = check(definition)
    return page(
        "overview.html",
        found,
        held=held,
        is_draft=held.published_at is None,
        current=queries.current(found),
        is_open=found.status == OPEN,
        may_open=definition.level != INFORMATION,
        level=level_label(definition.level),
        definition=definition,
        data=to_json(definition),
        faults=shown_faults(found, definition, faults),
        is_sound=not any(one.serious for one in faults),
        say=_sayings(definition),
    )


def _sayings(definition: Definition) -> dict[str, Any]:
    """Functions that put parts into words."""
    known = asked(definition)
    return {
        "name": name_of_part,
        "kind": lambda kind: FIELD_KINDS[kind][0],
        "role": dict(ROLES).get,
        "when": lambda condition: condition_in_words(condition, known),
        "deadline": deadline_in_words,
    }


@bp.route("/<int:object_id>/ten", methods=["GET", "POST"])
@desk_view(service.EDIT)
def rename(object_id: int) -> ResponseReturnValue:
    """Name, field, place among those most looked for: at once, without a draft."""
    found = load(object_id)
    facts, errors, status = (
        service.Facts(found.code, found.name, found.field, found.slug, found.popular),
        {},
        200,
    )
    if request.method == "POST":
        sent = _sent_facts()
        facts = service.Facts(found.code, sent.name, sent.field, found.slug, sent.popular)
        try:
            service.rename(found, facts, sent_version(), acting())
            commit()
        except service.InvalidService as error:
            db.session.rollback()
            errors, status = _explained(error), 422
        except (StaleVersion, StaleDataError):
            db.session.rollback()
            status = 409
        else:
            flash(_("Đã lưu."), "success")
            return redirect(path(f"{WHERE}{object_id}"))
    return page("facts.html", load(object_id), facts=facts, errors=errors, conflict=status == 409), status


@bp.post("/<int:object_id>/cong-bo")
@desk_view(service.EDIT)
def publish(object_id: int) -> ResponseReturnValue:
    """Make the draft what new dossiers begin with."""
    found = load(object_id)
    try:
        service.publish(found, sent_version(), acting(), request.form.get("note", ""))
        commit()
    except InvalidDefinition as error:
        db.session.rollback()
        flash(_("Chưa công bố được: còn %(num)s chỗ phải sửa.", num=len(error.faults)), "danger")
    except (StaleVersion, StaleDataError):
        return stale_answer(object_id)
    except service.InvalidService:
        db.session.rollback()
        flash(_("Không có gì mới để công bố."), "info")
    else:
        flash(_("Đã công bố. Hồ sơ mới theo bản này; hồ sơ đang giải quyết vẫn theo bản cũ."), "success")
    return redirect(path(f"{WHERE}{object_id}"))


@bp.post("/<int:object_id>/bo-nhap")
@desk_view(service.EDIT)
def discard(object_id: int) -> ResponseReturnValue:
    """Throw the draft away."""
    found = load(object_id)
    try:
        service.discard(found, sent_version(), acting())
        commit()
    except (StaleVersion, StaleDataError):
        return stale_answer(object_id)
    except service.InvalidService:
        db.session.rollback()
        flash(_("Dịch vụ chưa công bố lần nào nên không bỏ bản nháp được."), "danger")
    else:
        flash(_("Đã bỏ bản nháp, trở về bản đang dùng."), "success")
    return redirect(path(f"{WHERE}{object_id}"))


def stale_answer(object_id: int) -> ResponseReturnValue:
    """409 with the service as it is now."""
    db.session.rollback()
    flash(_("Có người vừa sửa dịch vụ này. Hãy xem lại rồi làm tiếp."), "warning")
    return overview(object_id), 409


@bp.post('/<int:object_id>/<any("mo","dong"):act>')
@desk_view(service.EDIT)
def act(object_id: int, act: str) -> ResponseReturnValue:
    """Open it online, or close it."""
    found: Service = load(object_id)
    try:
        if act == "mo":
            service.open_online(found, acting())
        else:
            service.close(found, acting())
        commit()
    except service.InvalidService as error:
        db.session.rollback()
        told = _("Hãy công bố dịch vụ trước khi mở.")
        if error.field == "level":
            told = _("Dịch vụ chỉ cung cấp thông tin thì không nộp trực tuyến được.")
        flash(told, "danger")
    else:
        flash(
            _("Đã mở nộp trực tuyến.") if act == "mo" else _("Đã đóng. Hồ sơ đang giải quyết vẫn tiếp tục."),
            "success",
        )
    return redirect(path(f"{WHERE}{object_id}"))
