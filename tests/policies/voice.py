"""Citizens' voice: open to everybody in front, moderated and answered on the desk."""

from __future__ import annotations

from tests.factories import Factory
from tests.voice import factories

PUBLIC = "public"
ROUTES = {
    "voice.landing": PUBLIC,
    "voice.follow": PUBLIC,
    "voice.withdraw": PUBLIC,
    "questions.listing": PUBLIC,
    "questions.ask": PUBLIC,
    "questions.question": PUBLIC,
    "questions.helpful": PUBLIC,
    "questions.feed": PUBLIC,
    "consultations.listing": PUBLIC,
    "consultations.consultation": PUBLIC,
    "consultations.comment": PUBLIC,
    "consultations.feed": PUBLIC,
    "reports.listing": PUBLIC,
    "reports.report": PUBLIC,
    "reports.one_report": PUBLIC,
    "polls.listing": PUBLIC,
    "polls.poll": PUBLIC,
    "polls.vote": PUBLIC,
    "desk_voice.listing": "content.read",
    "desk_voice.case": "content.read",
    "desk_voice.export": "voice.moderate",
    "desk_voice.settings_page": "tenant.settings",
    "desk_voice.answer": "voice.answer",
    "desk_voice.note": "voice.answer",
}
ROUTES |= {
    f"desk_voice.{name}": "voice.moderate"
    for name in (
        "accept", "refuse", "spam", "reopen", "assign", "wording", "answer_privately", "answer_publicly",
        "publish", "hide", "merge", "picture", "result",
    )
}  # fmt: skip
OWN = {"desk_voice.answer"}  # an author answers what was given to them
SCREENS = ("consultation", "poll")


def _case(factory: Factory, slug: str, text: str) -> tuple[int, str]:
    return factories.case(factory, slug, title=text), ""


def _consultation(factory: Factory, slug: str, text: str) -> tuple[int, str]:
    return factories.consultation(factory, slug, title=text, publish=False)


def _poll(factory: Factory, slug: str, text: str) -> tuple[int, str]:
    return factories.poll(factory, slug, title=text, publish=False)


THINGS = {"voice": _case, "consultation": _consultation, "poll": _poll}
