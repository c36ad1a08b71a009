"""Everything that the page of one dossier shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.permissions import ROLES, Actor
from portal.dossiers import moment, queries, service
from portal.dossiers.counter import wording
from portal.dossiers.counter.typed import day_in_words
from portal.dossiers.counter.where import HERE, ONE, SLUGS
from portal.dossiers.forms import papers_now
from portal.dossiers.models import Dossier, DossierPaper
from portal.dossiers.models_course import DossierEvent
from portal.dossiers.party import staff
from portal.dossiers.plan import definition_of, step_of
from portal.dossiers.running import promise_passed, spent_between, waited
from portal.dossiers.settling import SUBJECT
from portal.dossiers.states import CHANNEL_LABELS, DELIVERY_LABELS, OUTCOME_LABELS, STATE_LABELS
from portal.dossiers.transitions import RULES
from portal.dossiers.verbs.apologising import draft_of
from portal.extensions import db
from portal.papers import queries as papers
from portal.papers.models import Paper
from portal.payments.models import PaymentDemand
from portal.services.definition.answers import papers_needed, shown
from portal.workdays.queries import calendar_of

EVENTS_SHOWN = 200


@dataclass(frozen=True)
class Button:
    """A verb that may be done now."""

    verb: str
    slug: str
    label: str
    effect: str
    icon: str
    at_once: bool

    @property
    def is_usual(self) -> bool:
        """Whether it is what is done next as a rule, and no way out."""
        return self.verb in (*wording.FIRST, "apologise")


@dataclass(frozen=True)
class PaperLine:
    """A paper in the list beside the viewer; `held` is None where it lies on paper only."""

    row: DossierPaper
    held: Paper | None
    kept_before: bool


@dataclass(frozen=True)
class Clock:
    """The time of a dossier in working minutes."""

    spent: int
    total: int
    waited: int
    due: wording.Due

    @property
    def percent(self) -> int:
        """How much of the legal time is spent."""
        return min(round(self.spent * 100 / self.total), 999) if self.total else 0


def context_of(dossier: Dossier, actor: Actor) -> dict[str, Any]:
    """What the page shows besides the paper in the viewer and the form of a verb."""
    definition, answers = definition_of(dossier), dossier.answers or {}
    guided = dossier.guide_answers or {}
    events = queries.events_of(dossier)
    lines = paper_lines(dossier)
    given = {one.row.paper_key for one in lines}
    return {
        "dossier": dossier,
        "where_words": wording.where_it_is(dossier),
        "buttons": buttons_of(dossier, actor),
        "clock": clock_of(dossier),
        "step": step_of(dossier),
        "roles": ROLES,
        "answered": shown(definition, answers, guided) if dossier.forgotten_at is None else [],
        "applicant": applicant_facts(dossier),
        "papers": lines,
        "missing": [
            one for one in papers_needed(definition, answers, guided) if one.required and one.key not in given
        ],
        "events": list(reversed(events))[:EVENTS_SHOWN],
        "steps": queries.steps_of(dossier),
        "requests": queries.requests_of(dossier),
        "forms": [one for one in queries.forms_of(dossier) if one.issued_at is not None],
        "apology": draft_of(dossier),
        "promise_passed": promise_passed(dossier, moment.now()),
        "readings": queries.readings_of([dossier.id], 100),
        "demands": demands_of(dossier) if actor.may("payment.collect") else [],
        "state_label": STATE_LABELS[dossier.state],
        "state_tone": wording.STATE_TONES[dossier.state],
        "outcome_labels": OUTCOME_LABELS,
        "verb_labels": {verb: rule.label for verb, rule in RULES.items()},
        "duration": wording.duration,
        "here": HERE,
        "base": f"{ONE}{dossier.id}",
        "crumbs": [(_("Một cửa"), HERE), (dossier.code, None)],
    }


def buttons_of(dossier: Dossier, actor: Actor) -> list[Button]:
    """What may be done now, what is usually done next first."""
    order = {verb: at for at, verb in reversed(list(enumerate((*wording.FIRST, *SLUGS))))}
    if draft_of(dossier) is not None and promise_passed(dossier, moment.now()):
        order["apologise"] = -1  # nothing else goes on before it
    if dossier.decided_at is not None:
        order["decide"] = len(wording.FIRST)  # it is there already
    verbs = [one for one in service.buttons(dossier, staff(actor)) if one in SLUGS and one != "note"]
    return [
        Button(
            verb,
            SLUGS[verb],
            str(RULES[verb].label),
            wording.effect(verb),
            wording.ICONS.get(verb, ""),
            verb in wording.AT_ONCE,
        )
        for verb in sorted(verbs, key=lambda verb: order.get(verb, 99))
    ]


def clock_of(dossier: Dossier) -> Clock:
    """Where the clock stands now."""
    now, calendar = moment.now(), calendar_of()
    if dossier.counts_from is None:
        spent, stood = 0, 0
    elif dossier.done_at is not None or dossier.closed_at is not None:
        spent, stood = dossier.spent_minutes, dossier.paused_minutes
    else:
        spent = spent_between(dossier, dossier.counts_from, now, calendar)
        stood = waited(dossier, now)
    line = _Line(dossier, queries.urgency(dossier, now))
    return Clock(spent, dossier.total_minutes, stood, wording.due_of(calendar, now)(line))


class _Line:
    """A dossier as a line of a list."""

    def __init__(self, dossier: Dossier, urgency: str) -> None:
        self.urgency = urgency
        for name in ("state", "submitted_at", "due_at", "done_at", "paused_since"):
            setattr(self, name, getattr(dossier, name))


def applicant_facts(dossier: Dossier) -> list[tuple[str, str]]:
    """Who applies, and how things go in and out."""
    known: Mapping[str, Any] = dossier.applicant or {}
    address = dossier.delivery_address or {}
    found = [
        (_("Họ và tên"), known.get("name", "")),
        (_("Số định danh"), known.get("identity", "")),
        (_("Ngày sinh"), day_in_words(known.get("born", ""))),
        (_("Điện thoại"), known.get("phone", "")),
        (_("Thư điện tử"), known.get("email", "")),
        (_("Địa chỉ"), known.get("address", "")),
        (_("Người nộp thay"), known.get("agent", "")),
        (_("Số định danh người nộp thay"), known.get("agent_identity", "")),
        (_("Cách nộp"), str(CHANNEL_LABELS.get(dossier.channel, ""))),
        (_("Nhận kết quả"), str(DELIVERY_LABELS.get(dossier.delivery, ""))),
        (_("Địa chỉ nhận"), ", ".join(str(one) for one in address.values() if one)),
    ]
    return [(label, str(text)) for label, text in found if text]


def paper_lines(dossier: Dossier) -> list[PaperLine]:
    """The papers that count, in the order of the definition."""
    rows = papers_now(dossier)
    held = papers.papers([one.paper_id for one in rows if one.paper_id is not None])
    return [PaperLine(one, held.get(one.paper_id or 0), one.source == "reuse") for one in rows]


def demands_of(dossier: Dossier) -> Sequence[PaymentDemand]:
    """What is or was to be paid for a dossier."""
    statement = select(PaymentDemand).where(
        PaymentDemand.subject_kind == SUBJECT, PaymentDemand.subject_id == dossier.id
    )
    return db.session.scalars(statement.order_by(PaymentDemand.id.desc())).all()


def since(dossier: Dossier, seen: int) -> list[DossierEvent]:
    """What happened after a version was shown."""
    return [one for one in queries.events_of(dossier) if one.version > seen]
