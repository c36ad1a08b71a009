"""Signing results, one or several with one confirmation: each is numbered, signed and kept in one transaction with the
act on its dossier; what cannot be signed is told, the others are."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts.permissions import Actor, Forbidden
from portal.accounts.signing_in import acting, desk_view
from portal.digits import whole_number
from portal.dossiers import queries, service
from portal.dossiers.counter import reading
from portal.dossiers.counter.acting import load
from portal.dossiers.counter.deciding import as_shown, outcome_of, template_of
from portal.dossiers.counter.listing import bp
from portal.dossiers.counter.page import page_of
from portal.dossiers.counter.where import HERE, ONE
from portal.dossiers.errors import AlreadyTaken, NotPossible
from portal.dossiers.facts import require
from portal.dossiers.models import Dossier
from portal.dossiers.party import staff
from portal.extensions import db
from portal.media.refusal import Refused
from portal.publishing.service import StaleVersion, commit
from portal.results import queries as results
from portal.results import service as documents
from portal.results.layout.filling import InvalidValues
from portal.results.models import DRAFT, ResultDocument
from portal.results.paper import NoSigningKey
from portal.results.signing import sign as sign_document
from portal.signing.sign import SigningFailed
from portal.web.request import path
from portal.web.sent import sent_version

SIGN = "dossier.sign"
MOST_AT_ONCE = 30


class NotSigned(ValueError):
    """The result was not signed; the message says why."""


@dataclass(frozen=True)
class Waiting:
    """A dossier whose result is to be signed, for the list to confirm."""

    dossier: Dossier
    outcome: str
    values: list[tuple[str, str]]


@bp.post("/ho-so/<int:object_id>/ky")
@desk_view(SIGN)
def sign(object_id: int) -> ResponseReturnValue:
    """Sign the result of one dossier."""
    reading.note_within(object_id, acting())
    seen, note = sent_version(), request.form.get("note", "")[:4000].strip()
    try:
        sign_one(object_id, seen, acting(), note=note)
    except (StaleVersion, StaleDataError, AlreadyTaken):
        db.session.rollback()
        return page_of(load(object_id), "sign", request.form, seen=seen, status=409)
    except (NotPossible, NotSigned) as error:
        db.session.rollback()
        dossier = load(object_id)
        if dossier.version != seen:
            return page_of(dossier, "sign", request.form, seen=seen, status=409)
        return page_of(dossier, "sign", request.form, problem=str(error), status=422)
    flash(_("Đã ký kết quả."), "success")
    return redirect(path(f"{ONE}{object_id}"), 303)


def sign_one(object_id: int, seen: int, actor: Actor, *, note: str = "") -> None:
    """Sign the result of a dossier and let it go on to what follows; commits by itself.

    Raises Forbidden, StaleVersion, AlreadyTaken, NotPossible, NotSigned; nothing is done then.
    """
    by, dossier = staff(actor), queries.by_id(object_id)
    if dossier is None:
        raise NotPossible(_("Không có hồ sơ này."))
    require("sign", dossier, by, seen)
    outcome = outcome_of(dossier, dossier.outcome_key)
    if outcome is None or not outcome.template:
        _signed(object_id, seen, actor, note, [])
        commit()
        return
    try:
        draft = _draft(dossier, outcome.template, actor)
        number, version = draft.id, draft.version
        commit()
        sign_document(
            number,
            version,
            actor,
            and_then=lambda made: _signed(object_id, seen, actor, note, [made.paper_id or 0]),
        )
    except documents.NotPossible as error:
        raise NotSigned(_explained(error.problem)) from error
    except (NoSigningKey, SigningFailed, InvalidValues, Refused) as error:
        raise NotSigned(str(error)) from error


def _draft(dossier: Dossier, template: str, actor: Actor) -> ResultDocument:
    """The document that is to be signed, with the values of the decision as they are now."""
    values = dossier.decision or {}
    for one in results.documents_of("dossier", dossier.id):
        if one.state == DRAFT:
            documents.discard(one, actor)  # of an earlier try, perhaps by an older template
    return documents.prepare(documents.Subject("dossier", dossier.id, dossier.code), template, values, actor)


def _signed(object_id: int, seen: int, actor: Actor, note: str, papers: list[int]) -> None:
    """The dossier's part: signed, and on to the next step or done where nothing else is to do."""
    dossier, by = queries.by_id(object_id), staff(actor)
    if dossier is None:
        raise NotPossible(_("Không có hồ sơ này."))
    service.sign(dossier, by, seen, papers=papers, note=note)
    possible = service.buttons(dossier, by)
    if "finish" in possible:
        service.finish(dossier, by, None)
    elif "pass" in possible:
        service.pass_on(dossier, by, None)


def _explained(problem: str) -> str:
    return {
        "template": _("Chưa có mẫu văn bản cho kết quả này. Hãy báo người quản trị."),
        "busy": _("Nhiều người đang ký cùng lúc. Hãy bấm lại."),
    }.get(problem, _("Văn bản này vừa được người khác ký hoặc đã đổi. Hãy tải lại trang."))


@bp.get("/ky-nhieu")
@desk_view(SIGN)
def sign_many_page() -> ResponseReturnValue:
    """What was ticked, to be confirmed once: each with its result."""
    ids = [one for text in request.args.getlist("id") if (one := whole_number(text)) is not None]
    return _page(ids)


def _page(ids: list[int]) -> ResponseReturnValue:
    waiting = [one for number in ids[:MOST_AT_ONCE] if (one := _waiting(number)) is not None]
    shown = render_template("dossiers/desk/sign_many.html", waiting=waiting, here=HERE, one_path=ONE)
    return shown


def _waiting(number: int) -> Waiting | None:
    dossier = queries.by_id(number)
    if dossier is None or not {"sign", "take"} & set(service.buttons(dossier, staff(acting()))):
        return None
    if dossier.decided_at is None:
        return None
    reading.note(number, acting())
    outcome = outcome_of(dossier, dossier.outcome_key)
    template = template_of(outcome)
    labels = {one.key: one.label for one in template.fields} if template else {}
    decided = as_shown(template, dossier.decision or {})
    values = [(labels.get(key, key), said) for key, said in decided.items() if said]
    return Waiting(dossier, outcome.name if outcome else "", values)


@bp.post("/ky-nhieu")
@desk_view(SIGN)
def sign_many() -> ResponseReturnValue:
    """Sign what was confirmed, each by itself."""
    done, refused = 0, []
    for number in [one for text in request.form.getlist("id") if (one := whole_number(text)) is not None]:
        dossier = queries.by_id(number)
        if dossier is None:
            continue
        code = dossier.code
        try:
            _take_first(dossier)
            sign_one(number, dossier.version, acting())
            done += 1
        except (NotPossible, NotSigned) as error:
            db.session.rollback()
            refused.append(f"{code}: {error}")
        except (Forbidden, StaleVersion, StaleDataError):
            db.session.rollback()
            refused.append(f"{code}: {_('có người vừa xử lý hồ sơ này')}")
    if done:
        flash(_("Đã ký %(count)s kết quả.", count=done), "success")
    if refused:
        flash(_("Chưa ký được: %(which)s", which="; ".join(refused)), "warning")
    return redirect(path(f"{HERE}?xem=cho-ky"), 303)


def _take_first(dossier: Dossier) -> None:
    """Take a dossier that waits in the signatory's queue; what the page showed must be what is there."""
    if sent_version(f"version.{dossier.id}") != dossier.version:
        raise StaleVersion
    if dossier.holder_id is None:
        service.take(dossier, staff(acting()), dossier.version)
        commit()
