"""The desk's pages of directives that become public, and the sending on of published documents."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts.signing_in import acting, desk_view
from portal.digits import whole_number
from portal.exchange.directives import announcing, looking, sending_on
from portal.exchange.directives.announcing import PUBLISH, READ
from portal.exchange.directives.forms import DirectiveForm, draft_of, offer_types, values_of
from portal.exchange.directives.looking import Document, Seen
from portal.exchange.directives.places import IN_PATH, OUT_PATH, SEND_PATH, announce_path, legal_path
from portal.exchange.registers import queries as registers
from portal.exchange.registers.errors import Wrong
from portal.exchange.registers.paths import OUTGOING, desk_path
from portal.extensions import db
from portal.legal import queries as documents
from portal.legal.models import LegalDocument
from portal.legal.service import NumberTaken
from portal.media.refusal import Refused
from portal.media.store import StoreUnavailable
from portal.papers.service import PaperLost
from portal.publishing.models import PUBLISHED, SUBMITTED
from portal.publishing.service import commit
from portal.web.request import path

in_bp = Blueprint("desk_directive_in", __name__, template_folder="templates", url_prefix=IN_PATH.rstrip("/"))
out_bp = Blueprint(
    "desk_directive_out", __name__, template_folder="templates", url_prefix=OUT_PATH.rstrip("/")
)
send_bp = Blueprint("desk_sending_on", __name__, url_prefix=SEND_PATH.rstrip("/"))


@in_bp.route("/<int:object_id>", methods=["GET", "POST"])
@desk_view(READ)
def incoming(object_id: int) -> ResponseReturnValue:
    """Look an arrival over and make it public."""
    return _answer(registers.incoming(object_id) if object_id < 2**63 else None)


@out_bp.route("/<int:object_id>", methods=["GET", "POST"])
@desk_view(READ)
def outgoing(object_id: int) -> ResponseReturnValue:
    """Look an issued document over and make it public."""
    return _answer(registers.outgoing(object_id) if object_id < 2**63 else None)


@in_bp.post("/<int:object_id>/de-nghi")
@desk_view(READ)
def ask_incoming(object_id: int) -> ResponseReturnValue:
    """Ask those who publish to make an arrival public."""
    return _asked(registers.incoming(object_id) if object_id < 2**63 else None)


@out_bp.post("/<int:object_id>/de-nghi")
@desk_view(READ)
def ask_outgoing(object_id: int) -> ResponseReturnValue:
    """Ask those who publish to make an issued document public."""
    return _asked(registers.outgoing(object_id) if object_id < 2**63 else None)


@send_bp.post("/<int:object_id>")
@desk_view(sending_on.DRAFT)
def send(object_id: int) -> ResponseReturnValue:
    """Begin an outgoing document that carries a published one; recipients are chosen on the page of the draft."""
    document = documents.by_id(object_id) if object_id < 2**63 else None
    if document is None:
        abort(404)
    origin = f"gui-{document.id}-{request.form.get('once', '')}"[:64]
    try:
        row = sending_on.send_on(document, request.form.get("kind", sending_on.SLIP), origin, acting())
        commit()
    except (sending_on.NotPublished, Wrong, Refused, PaperLost, StoreUnavailable) as error:
        db.session.rollback()
        flash(str(error), "warning")
        return redirect(path(legal_path(object_id)), 303)
    flash(_("Đã soạn văn bản kèm tệp. Hãy chọn nơi nhận rồi trình ký."), "success")
    return redirect(path(f"{OUTGOING}{row.id}/sua"), 303)


def _asked(document: Document | None) -> ResponseReturnValue:
    if document is None:
        abort(404)
    try:
        told = announcing.ask_for(document, request.form.get("text", "")[:500], acting())
        commit()
    except announcing.NotPossible as error:
        db.session.rollback()
        flash(str(error), "warning")
    else:
        if told:
            flash(_("Đã gửi đề nghị tới những người đăng bài của cổng."), "success")
        else:
            flash(_("Đã ghi đề nghị. Cổng chưa có ai khác được đăng bài, hãy báo người quản trị."), "warning")
    return redirect(path(desk_path(document)), 303)


def _answer(document: Document | None) -> ResponseReturnValue:
    if document is None or not announcing.may_be_announced(document):
        abort(404)
    held = announcing.legal_of(document)
    if held is not None:
        flash(_("Văn bản này đã có trên cổng."), "info")
        return redirect(path(legal_path(held.id) if acting().may("content.read") else desk_path(document)))
    files = looking.open_files(looking.files_of(document))
    db.session.commit()  # children read for seconds: nobody else must wait for the database
    seen = looking.look(files)
    document = _again(document)
    form = _form(document, seen)
    if request.method == "GET":
        return _page(document, form, seen)
    if not form.validate_on_submit():
        return _page(document, form, seen), 422
    return _announced(document, form, seen, files)


def _again(document: Document) -> Document:
    """The row as it is after looking."""
    db.session.refresh(document)
    return document


def _form(document: Document, seen: list[Seen]) -> DirectiveForm:
    data: dict[str, Any] = values_of(document) | {"files": [one.row.id for one in seen if not one.lost]}
    form = DirectiveForm(data=data)
    offer_types(form, document)
    form.files.choices = [(one.row.id, one.row.name) for one in seen if not one.lost]
    return form


def _announced(
    document: Document, form: DirectiveForm, seen: list[Seen], files: list[looking.OpenedFile]
) -> ResponseReturnValue:
    body, closing = looking.text_of(document, seen)
    chosen = [one for one in files if one.row.id in (form.files.data or [])]
    into, page = _into(), announce_path(document)
    try:
        done = announcing.announce(
            document,
            draft_of(form, body, closing),
            chosen,
            acting(),
            publish="draft" not in request.form and acting().may(PUBLISH),
            into=into,
        )
        commit()
    except NumberTaken as error:
        db.session.rollback()
        return _page(_again(document), form, seen, taken=documents.by_id(error.document_id)), 409
    except (announcing.NotPossible, Refused, StoreUnavailable) as error:
        db.session.rollback()
        return _page(_again(document), form, seen, reason=str(error)), 422
    except StaleDataError:
        db.session.rollback()
        flash(_("Chưa làm gì: văn bản vừa được người khác sửa. Hãy xem lại rồi làm tiếp."), "warning")
        return redirect(path(page), 303)
    flash(_told(done), "success")
    return redirect(path(legal_path(done.legal.id)), 303)


def _into() -> LegalDocument | None:
    """The document that is there already, where the person chose to join it. Aborts with 404 for one that is not."""
    given = whole_number(request.form.get("into", ""))
    if given is None:
        return None
    found = documents.by_id(given) if given < 2**63 else None
    if found is None:
        abort(404)
    return found


def _told(done: announcing.Outcome) -> str:
    if not done.made:
        return _("Đã nối văn bản trong sổ với văn bản có sẵn trên cổng.")
    if done.legal.status == PUBLISHED:
        return _("Đã đăng văn bản lên cổng.")
    if done.legal.status == SUBMITTED:
        return _("Đã tạo văn bản và gửi duyệt: cổng này duyệt hai người.")
    return _("Đã tạo bản nháp của văn bản.")


def _page(
    document: Document,
    form: DirectiveForm,
    seen: list[Seen],
    *,
    taken: LegalDocument | None = None,
    reason: str = "",
) -> str:
    body, _closing = looking.text_of(document, seen)
    return render_template(
        "directives/announce.html",
        document=document,
        form=form,
        seen=seen,
        has_text=bool(body.strip()),
        taken=taken,
        reason=reason,
        here=announce_path(document),
        back=desk_path(document),
        legal_path=legal_path,
        may_make=announcing.may_announce(acting()),
        may_publish=acting().may(PUBLISH),
        mime_pdf=looking.PDF,
    )
