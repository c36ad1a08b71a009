"""What the form of a verb begins with and offers to choose from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from portal.clock import to_local
from portal.dossiers import moment
from portal.dossiers.counter.completing import completing_of
from portal.dossiers.counter.deciding import VALUE, as_shown, outcome_of, template_of, values_proposed
from portal.dossiers.counter.doing import FIELD, PAPER, REASONS, as_typed
from portal.dossiers.counter.typed import Sent
from portal.dossiers.forms import papers_now
from portal.dossiers.models import Dossier
from portal.dossiers.models_aside import CounterPerson
from portal.dossiers.people import in_role, is_away, stand_in_of
from portal.dossiers.plan import definition_of
from portal.dossiers.states import DELIVERY_LABELS
from portal.dossiers.verbs.apologising import draft_of, proposed
from portal.dossiers.verbs.asking import ANSWER_DAYS, fees_due
from portal.extensions import db
from portal.services.definition.answers import read
from portal.services.forms import form_view


def verb_context(verb: str, dossier: Dossier, sent: Sent | None, errors: Mapping[str, str]) -> dict[str, Any]:
    """What the template of a verb's form needs: `typed` is what was sent, else what the form begins with."""
    make = _MAKERS.get(verb)
    begins, more = make(dossier, sent, errors) if make is not None else ({}, {})
    typed = MultiDict(sent) if sent is not None else MultiDict(begins)
    return {"typed": typed, **more}


Made = tuple[dict[str, Any], dict[str, Any]]


def _ask(dossier: Dossier, _sent: Sent | None, _errors: Mapping[str, str]) -> Made:
    definition = definition_of(dossier)
    rows = papers_now(dossier)
    faulted = {one.paper_key: one.remark or "" for one in rows if one.accepted is False}
    given = {one.paper_key for one in rows}
    items = [
        (f"{PAPER}{one.key}", one.name, "" if one.key in given else _("chưa nộp"))
        for one in definition.papers
    ]
    fields = [
        (
            section.title,
            [(f"{FIELD}{one.key}", one.label, "") for one in section.fields if one.kind != "note"],
        )
        for section in definition.sections
    ]
    begins: dict[str, Any] = {"days": str(ANSWER_DAYS), "item": [f"{PAPER}{key}" for key in faulted]}
    begins |= {f"why.{PAPER}{key}": remark for key, remark in faulted.items()}
    return begins, {"items": items, "field_items": fields}


def _refuse(_dossier: Dossier, _sent: Sent | None, _errors: Mapping[str, str]) -> Made:
    return {}, {"reasons": [str(one) for one in REASONS]}


def _next(dossier: Dossier, _sent: Sent | None, _errors: Mapping[str, str]) -> Made:
    step = definition_of(dossier).steps[dossier.step_position + 1]
    return {"unit": step.unit}, {
        "next_step": step,
        "people": people_for(step.role, dossier.tenant_id) if step.at == "own" else [],
        "units": units_known(dossier),
    }


def _reassign(dossier: Dossier, _sent: Sent | None, _errors: Mapping[str, str]) -> Made:
    people = people_for(dossier.step_role, dossier.tenant_id)
    return {"unit": dossier.unit, "to": str(dossier.holder_id or "")}, {
        "people": people,
        "units": units_known(dossier),
    }


def people_for(role: str, tenant_id: int) -> list[tuple[int, str]]:
    """Who works in a role (id, name), with what is to be known: that they are away and who stands in."""
    people, day = in_role(role, tenant_id), to_local(moment.now()).date()
    known = {one.user_id: one for one in db.session.scalars(db.select(CounterPerson))}
    names = {one.id: one.name for one in people}
    found = []
    for one in people:
        said = ""
        if one.id in known and is_away(known[one.id], day):
            instead = stand_in_of(one.id, day)
            said = (
                _("đang vắng, %(name)s làm thay", name=names.get(instead, ""))
                if instead in names
                else _("đang vắng")
            )
        found.append((one.id, f"{one.name} ({said})" if said else one.name))
    return found


def units_known(dossier: Dossier) -> list[str]:
    """The units that a dossier may be given to: those of the definition and those in which people work."""
    definition = definition_of(dossier)
    named = {*definition.units, *(one.unit for one in definition.steps)}
    for one in db.session.scalars(db.select(CounterPerson)):
        named |= set(one.units)
    return sorted(one for one in named if one)


def _send_back(dossier: Dossier, _sent: Sent | None, _errors: Mapping[str, str]) -> Made:
    steps = list(enumerate(definition_of(dossier).steps))[: dossier.step_position]
    return {"position": str(dossier.step_position - 1)}, {
        "steps_before": [(at, one.name) for at, one in reversed(steps)]
    }


def _charge(dossier: Dossier, _sent: Sent | None, _errors: Mapping[str, str]) -> Made:
    fees = fees_due(dossier)
    return {}, {"fees": fees, "fee_total": sum(one.amount for one in fees)}


def _decide(dossier: Dossier, sent: Sent | None, _errors: Mapping[str, str]) -> Made:
    wanted = sent.get("outcome", "") if sent is not None else request.args.get("ket-qua", "")
    outcome = outcome_of(dossier, wanted)
    template = template_of(outcome)
    kept = as_shown(template, values_proposed(dossier, template)) if outcome is not None else {}
    begins = {"outcome": outcome.key if outcome else ""} | {
        f"{VALUE}{key}": str(said) for key, said in kept.items()
    }
    return begins, {
        "outcomes": definition_of(dossier).outcomes,
        "outcome": outcome,
        "template": template,
        "lacks_template": bool(outcome and outcome.template and template is None),
    }


def _sign(dossier: Dossier, _sent: Sent | None, _errors: Mapping[str, str]) -> Made:
    outcome = outcome_of(dossier)
    template = template_of(outcome)
    labels = {one.key: one.label for one in template.fields} if template else {"noi_dung": _("Nội dung")}
    values = [
        (labels.get(key, key), said)
        for key, said in as_shown(template, dossier.decision or {}).items()
        if said
    ]
    return {}, {"outcome": outcome, "template": template, "decided_values": values}


def _return(dossier: Dossier, _sent: Sent | None, _errors: Mapping[str, str]) -> Made:
    known = dossier.applicant or {}
    return {"receiver": str(known.get("agent") or known.get("name") or "")}, {}


def _apologise(dossier: Dossier, _sent: Sent | None, _errors: Mapping[str, str]) -> Made:
    until = proposed(dossier)
    return {"until": to_local(until).date().isoformat()}, {"prepared": draft_of(dossier) is not None}


def _correct(dossier: Dossier, sent: Sent | None, errors: Mapping[str, str]) -> Made:
    definition, guided = definition_of(dossier), dossier.guide_answers or {}
    answers = dossier.answers or {} if sent is None else read(definition, MultiDict(sent), guided)
    told = {place.removeprefix("f."): message for place, message in errors.items() if place.startswith("f.")}
    known = dossier.applicant or {}
    return as_typed(known) | {"delivery": dossier.delivery}, {
        "form": form_view(definition, answers, told, guided),
        "deliveries": [
            (one, DELIVERY_LABELS[one]) for one in definition.deliveries if one in DELIVERY_LABELS
        ],
    }


def _complete(dossier: Dossier, _sent: Sent | None, _errors: Mapping[str, str]) -> Made:
    return {}, {"completing": completing_of(dossier)}


_MAKERS: dict[str, Any] = {
    "ask": _ask,
    "refuse": _refuse,
    "pass": _next,
    "send_back": _send_back,
    "reassign": _reassign,
    "charge": _charge,
    "decide": _decide,
    "sign": _sign,
    "return": _return,
    "apologise": _apologise,
    "correct": _correct,
    "complete": _complete,
}
