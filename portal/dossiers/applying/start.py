"""The beginning: what a service asks for, what becomes of the data, and a draft once that was agreed to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import abort, flash, g, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.citizens.frame import to
from portal.citizens.models import Citizen
from portal.citizens.signing_in import citizen, citizen_view, the_citizen
from portal.dossiers import drafts
from portal.dossiers.applying import who, works
from portal.dossiers.applying.agreement import sentences
from portal.dossiers.applying.frame import acting, bp, me, shown
from portal.dossiers.applying.reckoning import foreseen
from portal.dossiers.applying.works import Work
from portal.dossiers.models_aside import DossierDraft
from portal.dossiers.paths import CITIZEN
from portal.dossiers.plan import version_definition
from portal.extensions import limiter
from portal.notices.service import somebody_may
from portal.publishing.service import commit
from portal.services import queries as services
from portal.services.definition.conditions import holds
from portal.services.definition.knowing import guided, prefilled
from portal.services.definition.shapes import INFORMATION, ONLINE, Definition, Question
from portal.services.guide.opened import paused
from portal.services.models import Service
from portal.web.freshness import remembered
from portal.web.request import current_portal, path

MOST_DRAFTS = 20


def apply_path(slug: str, answers: Mapping[str, Any]) -> str:
    """Where a citizen begins to apply, with the answers to the guide."""
    query = f"?{urlencode(dict(answers))}" if answers else ""
    return f"{CITIZEN}nop/{slug}{query}"


def offered_path(slug: str, answers: Mapping[str, Any]) -> str:
    """The same where citizens are led to it; "" while nobody of the portal could receive what they hand in."""
    return apply_path(slug, answers) if _is_received() else ""


def _is_received() -> bool:
    """Whether somebody of the portal receives dossiers: looked up once a request at most, and pages that are kept know
    of a change within a minute."""
    if "counter_receives" not in g:
        portal_id = current_portal().id
        g.counter_receives = remembered(
            "dossiers.received", lambda: somebody_may("dossier.receive", portal_id)
        )
    return bool(g.counter_receives)


def _service(slug: str) -> tuple[Service, Definition]:
    """A service that takes dossiers online. Aborts with 404 (in words where it was open once); to its guide where only
    the counter takes them now."""
    service = services.open_by_slug(slug)
    if service is None or not service.current_id:
        raise paused(slug)
    definition = version_definition(service.current_id)
    if definition.level == INFORMATION:
        abort(404)
    if ONLINE not in definition.channels or not _is_received():
        abort(to(services.service_path(slug)))
    return service, definition


@bp.get("/nop/<slug>")
def start(slug: str) -> ResponseReturnValue:
    """What is asked and what becomes of it; who is not signed in is led there and back, with the guide's answers."""
    service, definition = _service(slug)
    answers = guided(definition, request.args.to_dict())
    known = citizen() is not None
    values: dict[str, Any] = {
        "service": service,
        "definition": definition,
        "answers": answers,
        "case": _case(definition, answers),
        "questions": _open_questions(definition, answers),
        "terms": sentences(definition, current_portal().authority),
        "foreseen": foreseen(Work(_rehearsed(service, answers), service, definition)),
        "papers": Work(_rehearsed(service, answers), service, definition).needed,
        "begun": works.begun(service, me()) if known else [],
        "is_known": known,
        "door": path(f"/tai-khoan/dang-nhap?{urlencode({'next': path(apply_path(slug, answers))})}"),
        "crumbs": [(service.name, None)],
    }
    if known:
        return shown("start.html", **values)
    values["crumbs"] = [(_("Dịch vụ công"), "/dich-vu/"), *values["crumbs"]]
    return make_response(render_template("dossiers/public/start.html", robots="noindex", **values))


def _open_questions(definition: Definition, answers: Mapping[str, Any]) -> list[Question]:
    """The guide's questions that this case asks and that were not answered: papers and fees hang on them."""
    return [one for one in definition.questions if one.key not in answers and holds(one.when, answers)]


def _case(definition: Definition, answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What was answered, in words."""
    return [
        (one.text, next(each.label for each in one.options if each.value == answers[one.key]))
        for one in definition.questions
        if one.key in answers
    ]


def _rehearsed(service: Service, answers: dict[str, str]) -> DossierDraft:
    """A draft that is not kept, to tell what would follow."""
    return DossierDraft(
        service_id=service.id, version_id=service.current_id, answers={}, guide_answers=answers, papers={}
    )


@bp.post("/nop/<slug>")
@limiter.limit("60 per hour")
@citizen_view
def begin(slug: str) -> ResponseReturnValue:
    """Agreed: a draft, with what the account and the guide know already filled in. A second click within the same draft
    that is still empty leads to that one."""
    service, definition = _service(slug)
    answers = guided(definition, request.form.to_dict())
    if _open_questions(definition, answers):
        return to(apply_path(slug, answers))
    if request.form.get("dong_y") != "1":
        flash(_("Hãy đánh dấu đồng ý để bắt đầu."), "warning")
        return to(apply_path(slug, answers))
    with acting() as by:
        held = drafts.of_citizen(by.citizen_id or 0)
        same = next((one for one in works.begun(service, by) if _is_untouched(one, answers)), None)
        if same is None and len(held) >= MOST_DRAFTS:
            flash(_("Ông/bà có nhiều bản nháp quá. Hãy xóa bớt bản không dùng rồi bắt đầu lại."), "warning")
            return to(CITIZEN)
        draft = same or _filled(drafts.begin(service, by, answers), definition, the_citizen())
        target = f"{CITIZEN}nhap/{draft.draft_key}/{who.KEY}"
        commit()
    return to(target)


def _is_untouched(draft: DossierDraft, answers: dict[str, str]) -> bool:
    return draft.version == 2 and not draft.papers and (draft.guide_answers or {}) == answers


def _filled(draft: DossierDraft, definition: Definition, person: Citizen) -> DossierDraft:
    """Put what is known into a fresh draft."""
    first = prefilled(definition, draft.guide_answers or {}, who.known_of(person))
    delivery = definition.deliveries[0] if len(definition.deliveries) == 1 else ""
    drafts.save(draft, answers=first, applicant=who.applicant_of(person), delivery=delivery)
    return draft
