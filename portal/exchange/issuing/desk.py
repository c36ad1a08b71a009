"""The pages of the act: "Ký và ban hành" with the preview and where it goes, "Cấp số văn bản giấy" with the scan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts.signing_in import acting, desk_view
from portal.clock import today
from portal.dossiers.counter.typed import day, line, text
from portal.exchange.composing.skeletons import left_open
from portal.exchange.issuing.act import issue, keep_scan, next_number_of, number_on_paper
from portal.exchange.issuing.papers import SignAs
from portal.exchange.issuing.views import bp, drawn_of, load
from portal.exchange.registers import drafting
from portal.exchange.registers.errors import NotPossible, StaleVersion, Wrong
from portal.exchange.registers.files import Upload, of_outgoing
from portal.exchange.registers.models import ISSUED, MAIN, OutgoingDocument
from portal.exchange.registers.paths import OUTGOING
from portal.exchange.registers.transitions import REGISTER, SIGN, facts_of, refusal
from portal.extensions import db
from portal.media.refusal import Refused
from portal.media.store import StoreUnavailable
from portal.publishing.service import commit
from portal.results.paper import NoSigningKey, keys_for
from portal.signing.sign import SigningFailed
from portal.web.request import current_portal, path
from portal.web.sent import sent_version


@dataclass(frozen=True)
class Trouble:
    """Why it was not done: messages by input, one for the page, whether somebody was faster."""

    messages: dict[str, str] = field(default_factory=dict)
    problem: str = ""
    is_conflict: bool = False

    @property
    def status(self) -> int:
        """The status of the answer."""
        return 409 if self.is_conflict else 422 if self.messages or self.problem else 200


def _typed(row: OutgoingDocument, name: str) -> SignAs:
    """As whom it is signed: as typed, else as the draft has it. `name` where none was typed."""
    sent = request.values
    return SignAs(
        text(sent, "competence", 400) if "competence" in sent else row.competence,
        line(sent, "position") if "position" in sent else row.position,
        line(sent, "signer_name") if "signer_name" in sent else name,
    )


def _tried(
    object_id: int,
    verb: str,
    do: Callable[[OutgoingDocument, int], None],
    page: Callable[..., ResponseReturnValue],
) -> ResponseReturnValue:
    """Do it, or answer the page with what was typed and what is in the way."""
    seen = sent_version()
    try:
        do(load(object_id), seen)
    except (StaleVersion, StaleDataError, NotPossible) as error:
        db.session.rollback()
        row = load(object_id)
        if row.state == ISSUED and row.issued_by_id == acting().user_id:
            return _done(row)  # a second click, or the same form sent again: it is done
        if not isinstance(error, NotPossible):
            return page(row, Trouble(is_conflict=True))
        gone = refusal(verb, facts_of(row), acting()) is not None
        return page(row, Trouble(problem=str(error), is_conflict=gone))
    except Wrong as error:
        db.session.rollback()
        return page(load(object_id), Trouble(error.messages))
    except (NoSigningKey, SigningFailed, Refused, StoreUnavailable) as error:
        db.session.rollback()
        return page(load(object_id), Trouble(problem=str(error)))
    row = load(object_id)
    db.session.refresh(row)
    return _done(row)


def _done(row: OutgoingDocument) -> ResponseReturnValue:
    flash(_("Đã ban hành văn bản số %(number)s.", number=row.number_text), "success")
    return redirect(path(f"{OUTGOING}{row.id}"), 303)


@bp.route("/<int:object_id>/ky-ban-hanh", methods=["GET", "POST"])
@desk_view(SIGN)
def sign(object_id: int) -> ResponseReturnValue:
    """Look at what is to be signed and where it goes; sign it, which numbers and sends it."""
    if request.method == "GET":
        row = load(object_id)
        if refusal("issue", facts_of(row), acting()) is not None:
            flash(_("Văn bản này đã ban hành hoặc không còn ở bước ký."), "warning")
            return redirect(path(f"{OUTGOING}{object_id}"), 303)
        return _sign_page(row, Trouble())

    def do(row: OutgoingDocument, seen: int) -> None:
        issue(object_id, seen, _typed(row, acting().name), acting())

    return _tried(object_id, "issue", do, _sign_page)


def _sign_page(row: OutgoingDocument, trouble: Trouble) -> ResponseReturnValue:
    actor, portal = acting(), current_portal()
    signer = SignAs(_typed(row, "").competence, _typed(row, "").position, actor.name)
    can_sign = row.number is None
    page = render_template(
        "issuing/sign.html",
        row=row,
        here=f"{OUTGOING}{row.id}",
        trouble=trouble,
        signer=signer,
        pages=drawn_of(row).pages if can_sign else 0,
        next_number=next_number_of(row, portal, today(), signer.competence) if can_sign else "",
        no_key=_key_problem(),
        open_places=left_open(f"{row.grounds}\n{row.body}"),
        **_where(row),
    )
    return page, trouble.status


def _key_problem() -> str:
    try:
        keys_for(current_portal(), acting().user_id)
    except NoSigningKey as error:
        return str(error)
    return ""


def _where(row: OutgoingDocument) -> dict[str, Any]:
    """Where a document goes and what comes along."""
    to = drafting.recipients_of(row)
    return {
        "by_exchange": [one.name for one in to if one.organ_id],
        "by_hand": [one.name for one in to if not one.organ_id],
        "along": [one for one in of_outgoing(row) if one.role != MAIN],
        "main": next((one for one in of_outgoing(row) if one.role == MAIN), None),
    }


@bp.route("/<int:object_id>/cap-so", methods=["GET", "POST"])
@desk_view(REGISTER)
def number(object_id: int) -> ResponseReturnValue:
    """Give a document that was signed on paper its number, with its scan."""
    if request.method == "GET":
        row = load(object_id)
        if refusal("number", facts_of(row), acting()) is not None:
            flash(_("Văn bản này đã có số."), "warning")
            return redirect(path(f"{OUTGOING}{object_id}"), 303)
        return _number_page(row, Trouble())

    def do(row: OutgoingDocument, seen: int) -> None:
        now = _with_scan(row, seen)
        number_on_paper(
            object_id, now, line(request.form, "expected"), _day(), _typed(row, row.signer_name), acting()
        )

    return _tried(object_id, "number", do, _number_page)


def _with_scan(row: OutgoingDocument, seen: int) -> int:
    """Keep the scan that was sent with the draft at once, so that nothing that follows can lose it; the version now."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return seen
    keep_scan(row, Upload(sent.filename, sent.read(), MAIN), seen, acting())
    commit()
    return load(row.id).version


def _day() -> Any:
    found = day(request.form, "day")
    if found is None:
        raise Wrong({"day": _("Ghi ngày như 05/03/2026.")})
    return found


def _number_page(row: OutgoingDocument, trouble: Trouble) -> ResponseReturnValue:
    given, signer = day(request.form, "day"), _typed(row, row.signer_name)
    typed = given or today()
    is_open = row.number is None
    page = render_template(
        "issuing/number.html",
        row=row,
        here=f"{OUTGOING}{row.id}",
        trouble=trouble,
        signer=signer,
        day="" if given is None and "day" in request.form else typed.isoformat(),
        next_number=next_number_of(row, current_portal(), typed, signer.competence) if is_open else "",
        **_where(row),
    )
    return page, trouble.status
