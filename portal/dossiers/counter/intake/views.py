"""The pages of taking in: which procedure and whose, then one page for everything, then what is to be printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import MultiDict

from portal.accounts.signing_in import acting, desk_view
from portal.digits import whole_number
from portal.dossiers import drafts, queries
from portal.dossiers.counter.doing import applicant_of, as_typed
from portal.dossiers.counter.intake import differing, entering, scans
from portal.dossiers.counter.intake.differing import Difference
from portal.dossiers.counter.intake.knowing import begins_with, earlier, kept_papers
from portal.dossiers.counter.reading import note_within
from portal.dossiers.counter.typed import line
from portal.dossiers.counter.where import HERE, ONE
from portal.dossiers.errors import InvalidSubmission, NotPossible
from portal.dossiers.models import Dossier
from portal.dossiers.models_aside import DossierDraft
from portal.dossiers.party import staff
from portal.dossiers.plan import definition_of, version_definition
from portal.dossiers.states import AT_COUNTER, COUNTER, DELIVERY_LABELS
from portal.dossiers.submissions import Applicant, applicant_values
from portal.extensions import db
from portal.papers import queries as papers
from portal.payments.drawers import DrawerClosed
from portal.publishing.service import commit
from portal.services.definition.shapes import Definition
from portal.services.forms import after_row_act, form_view, row_act
from portal.services.models import Service
from portal.web.request import path
from portal.web.sent import sent_version

RECEIVE = "dossier.receive"
WHERE = f"{HERE}tiep-nhan/"
DRAFTS_SHOWN = 30
LATER = "de-sau"
bp = Blueprint("desk_counter_draft", __name__, url_prefix=WHERE.rstrip("/"))


@bp.route("/", methods=["GET", "POST"])
@desk_view(RECEIVE)
def begin() -> ResponseReturnValue:
    """Which procedure, whose identity number; then the form, with what is known of them."""
    services = _services()
    wrong: dict[str, str] = {}
    if request.method == "POST":
        wanted = whole_number(request.form.get("service"))
        chosen = next((one for one in services if one.id == wanted), None)
        if chosen is not None:
            return _begun(chosen)
        wrong["service"] = _("Chọn thủ tục.")
    waiting = db.session.scalars(
        select(DossierDraft)
        .where(DossierDraft.citizen_id.is_(None))
        .order_by(DossierDraft.saved_at.desc())
        .limit(DRAFTS_SHOWN)
    ).all()
    page = render_template(
        "dossiers/desk/intake_begin.html",
        services=services,
        waiting=waiting,
        names={one.id: one.name for one in services},
        wrong=wrong,
        typed=request.form,
        where=WHERE,
        here=HERE,
    )
    return page, 422 if wrong else 200


def _services() -> list[Service]:
    """What is taken in at the counter, by name."""
    found = db.session.scalars(select(Service).where(Service.current_id != 0).order_by(Service.name))
    return [one for one in found if one.current_id and _at_counter(one.current_id)]


def _at_counter(version_id: int) -> bool:
    try:
        definition = version_definition(version_id)
    except LookupError:
        return False
    return COUNTER in definition.channels and bool(definition.steps)


def _begun(service: Service) -> ResponseReturnValue:
    actor, identity = acting(), line(request.form, "identity", 20).replace(" ", "")
    draft = drafts.begin(service, staff(actor))
    known = earlier(identity, actor) or Applicant(name="", identity=identity)
    definition = version_definition(draft.version_id)
    drafts.save(draft, applicant=known, answers=begins_with(definition, asdict(known)))
    commit()
    if known.name:
        flash(_("Đã điền sẵn theo hồ sơ trước của người này. Kiểm tra lại với giấy tờ."), "info")
    return redirect(path(f"{WHERE}{draft.id}"), 303)


def _draft(object_id: int) -> DossierDraft:
    """A draft that was begun at this counter. 404 for anything else."""
    found = db.session.scalar(
        select(DossierDraft).where(DossierDraft.id == object_id, DossierDraft.citizen_id.is_(None))
    )
    if found is None:
        abort(404)
    return found


@bp.get("/<int:object_id>")
@desk_view(RECEIVE)
def form(object_id: int) -> ResponseReturnValue:
    """The one page of taking in."""
    draft = _draft(object_id)
    guided = {f"{entering.GUIDE}{key}": str(value) for key, value in (draft.guide_answers or {}).items()}
    begins = as_typed(draft.applicant or {}) | {"delivery": draft.delivery or AT_COUNTER} | guided
    return _page(draft, MultiDict(begins), draft.answers or {})


@bp.post("/<int:object_id>")
@desk_view(RECEIVE)
def enter(object_id: int) -> ResponseReturnValue:
    """Keep what was typed and scanned; enter it where that was asked for. Sent twice, the dossier that it became; what
    somebody else saved meanwhile answers 409 with both texts, and so does what they entered."""
    again, sent = _entered_before(), MultiDict(request.form)
    if again is not None:
        return _entered_already(again, sent)
    draft = _draft(object_id)
    definition = version_definition(draft.version_id)
    if _saved_meanwhile(draft, definition, sent):
        return _conflict(draft, definition, sent)
    more_rows: dict[str, int] = {}
    pressed = row_act(definition, sent)
    if pressed is not None:
        sent, more_rows = after_row_act(pressed, sent)
    try:
        wrong = _kept(draft, definition, sent)
        db.session.flush()
    except StaleDataError:  # between our reading and our writing
        db.session.rollback()
        return _conflict(_draft(object_id), definition, sent)
    if request.form.get("viec") == LATER and pressed is None and not wrong:
        commit()
        flash(_("Đã lưu. Hồ sơ đang nhập nằm ở trang này."), "success")
        return redirect(path(WHERE), 303)
    if request.form.get("viec") != "tiep-nhan" or pressed is not None or wrong:
        commit()
        answers = entering.answers_of(definition, sent)
        return _page(_draft(object_id), sent, answers, wrong, more_rows, status=422 if wrong else 200)
    commit()  # what was scanned stays, whatever becomes of the rest
    return _entered(object_id, definition, sent)


def _entered_before() -> Dossier | None:
    key = request.form.get("key", "")[:60]
    return db.session.scalar(select(Dossier).where(Dossier.submit_key == key)) if len(key) >= 16 else None


def _saved_meanwhile(draft: DossierDraft, definition: Definition, sent: MultiDict[str, str]) -> bool:
    """Whether somebody saved something else since the page was shown."""
    if "version" not in sent or draft.version == sent_version():
        return False
    return bool(differing.differences(definition, differing.typed(definition, sent), differing.kept(draft)))


def _conflict(draft: DossierDraft, definition: Definition, sent: MultiDict[str, str]) -> ResponseReturnValue:
    """Both texts. The form holds what was typed, and where nothing was, what the other wrote; scans are kept."""
    theirs, mine = differing.kept(draft), differing.typed(definition, sent)
    found, both = differing.differences(definition, mine, theirs), differing.filled_up(mine, theirs)
    wrong = scans.take_in(
        draft, definition, acting(), str(theirs.applicant.get("identity", "")), only_new=True
    )
    commit()
    for name, value in (as_typed(both.applicant) | {"delivery": both.delivery}).items():
        sent[name] = value
    for name, value in both.guided.items():
        sent[f"{entering.GUIDE}{name}"] = str(value)
    answers = dict(both.answers)
    return _page(_draft(draft.id), sent, answers, wrong, differences=found, status=409)


def _entered_already(dossier: Dossier, sent: MultiDict[str, str]) -> ResponseReturnValue:
    """To the dossier; where something else was typed than it says, first what differs."""
    mine, definition = f"{ONE}{dossier.id}/vua-tiep-nhan", definition_of(dossier)
    found = differing.differences(definition, differing.typed(definition, sent), differing.kept(dossier))
    files = [one.filename for each in request.files.listvalues() for one in each if one.filename]
    own = any(one.verb == "receive" and one.by_id == acting().user_id for one in queries.events_of(dossier))
    if dossier.forgotten_at is not None or not (found or (files and not own)):
        return redirect(path(mine), 303)
    note_within(dossier.id, acting())
    commit()
    page = render_template(
        "dossiers/desk/intake_met.html",
        dossier=dossier,
        differences=found,
        files=files,
        base=f"{ONE}{dossier.id}",
        after=mine,
    )
    return page, 409


def _kept(draft: DossierDraft, definition: Definition, sent: MultiDict[str, str]) -> dict[str, str]:
    applicant = applicant_of(sent)
    drafts.save(
        draft,
        answers=entering.answers_of(definition, sent),
        guide_answers=entering.guide_of(definition, sent),
        applicant=applicant,
        delivery=line(sent, "delivery", 12),
    )
    return scans.take_in(draft, definition, acting(), applicant.identity)


def _entered(object_id: int, definition: Definition, sent: MultiDict[str, str]) -> ResponseReturnValue:
    wrong: dict[str, str] = {}
    problem = ""
    try:
        dossier = entering.enter(_draft(object_id), definition, sent, acting())
        commit()
    except InvalidSubmission as error:
        wrong = error.messages
    except entering.TooLittleCash as error:
        wrong = {"tendered": str(error)}
    except NotPossible as error:
        problem = str(error)
    except DrawerClosed:
        problem = _("Ngăn kéo hôm nay của bạn đã chốt. Chọn thu sau hoặc để đồng nghiệp thu.")
    else:
        return redirect(path(f"{ONE}{dossier.id}/vua-tiep-nhan"), 303)
    db.session.rollback()
    answers = entering.answers_of(definition, sent)
    return _page(_draft(object_id), sent, answers, wrong, problem=problem, status=422)


def _page(
    draft: DossierDraft,
    sent: MultiDict[str, str],
    answers: dict[str, Any],
    wrong: dict[str, str] | None = None,
    more_rows: dict[str, int] | None = None,
    *,
    problem: str = "",
    differences: Sequence[Difference] = (),
    status: int = 200,
) -> ResponseReturnValue:
    definition, wrong = version_definition(draft.version_id), wrong or {}
    guided = entering.guide_of(definition, sent)
    service = db.session.scalar(select(Service).where(Service.id == draft.service_id))
    fees = entering.fees_at_counter(definition, answers, guided)
    page = render_template(
        "dossiers/desk/intake.html",
        draft=draft,
        service=service,
        definition=definition,
        typed=sent,
        errors={_input_of(name): message for name, message in wrong.items()},
        problem=problem,
        differences=differences,
        form=form_view(definition, answers, wrong, guided, more_rows),
        questions=[one for one in definition.questions if not one.fills],
        guide_choices={
            one.key: [(each.value, each.label) for each in one.options] for one in definition.questions
        },
        held=papers.papers([one for ids in draft.papers.values() for one in ids]),
        kept=kept_papers(str(applicant_values(applicant_of(sent))["identity"]), definition, acting()),
        proposed=lambda row: scans.proposed(row, definition.papers),
        fees=fees,
        fee_total=sum(one.amount for one in fees),
        deliveries=[(one, DELIVERY_LABELS[one]) for one in definition.deliveries if one in DELIVERY_LABELS],
        by_post="buu-chinh" in definition.channels,
        where=WHERE,
        here=HERE,
    )
    return page, status


def _input_of(name: str) -> str:
    """The input that a message of the core is about."""
    if name.startswith("papers."):
        return f"file.{name.removeprefix('papers.')}"
    return {"applicant.name": "name", "delivery_address": "delivery_to"}.get(name, name)


@bp.post("/<int:object_id>/bo")
@desk_view(RECEIVE)
def drop(object_id: int) -> ResponseReturnValue:
    """Give up what was begun; scans of it are deleted."""
    drafts.drop(_draft(object_id), staff(acting()))
    commit()
    flash(_("Đã bỏ hồ sơ đang nhập."), "success")
    return redirect(path(WHERE), 303)
