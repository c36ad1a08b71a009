"""What a citizen's answers lead to: questions still asked, papers, fees, time; by the functions that dossiers use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from portal.services.definition.answers import FeeLine, deadline_of, fees_of, guided, papers_needed
from portal.services.definition.conditions import holds
from portal.services.definition.shapes import (
    IN_PERSON,
    ONLINE,
    Deadline,
    Definition,
    Fee,
    Option,
    PaperKind,
    Question,
)
from portal.services.definition.wording import asked, condition_in_words
from portal.services.guide.words import only_shown, time_limit


@dataclass(frozen=True)
class Asked:
    """A question that is asked in this case; `chosen` is the option that was chosen, if any."""

    question: Question
    chosen: Option | None


@dataclass(frozen=True)
class FeeOfCase:
    """A fee of this case; `online` only where it is another amount when handed in online."""

    fee: Fee
    line: FeeLine
    online: FeeLine | None


@dataclass(frozen=True)
class Case:
    """A case of a service as far as the questions were answered; papers, fees and time count once all are."""

    definition: Definition
    answers: Mapping[str, str]
    asked: tuple[Asked, ...]
    to_give: tuple[PaperKind, ...]
    to_show: tuple[PaperKind, ...]
    fees: tuple[FeeOfCase, ...]
    deadline: Deadline | None

    @property
    def left(self) -> int:
        """How many questions have no answer yet."""
        return sum(one.chosen is None for one in self.asked)

    @property
    def is_whole(self) -> bool:
        """Whether everything that is asked was answered."""
        return self.left == 0

    @property
    def channel(self) -> str:
        """The way of handing in that the fees are shown for: at the counter where that is possible."""
        return _usual(self.definition)

    @property
    def total(self) -> int:
        """The đồng that are certain in this case."""
        return sum(one.line.amount for one in self.fees if not one.line.is_open)

    @property
    def has_open_fee(self) -> bool:
        """Whether something is paid by a count that is not known yet."""
        return any(one.line.is_open and one.line.amount for one in self.fees)

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """The answers in words, for the printed sheet."""
        return [(one.question.text, one.chosen.label) for one in self.asked if one.chosen]


def as_offered(definition: Definition, *, is_received: bool) -> Definition:
    """A definition with the ways of handing in that there are now: where nobody could receive what comes online, that
    way is none, and the one-stop counter is."""
    if is_received or ONLINE not in definition.channels:
        return definition
    others = (one for one in definition.channels if one not in (ONLINE, IN_PERSON))
    return replace(definition, channels=(IN_PERSON, *others))


def case_of(definition: Definition, sent: Mapping[str, str]) -> Case:
    """The case that these answers (question → option, from an address) make; whatever else was sent is left out."""
    known = guided(definition, sent)
    options = {one.key: {option.value: option for option in one.options} for one in definition.questions}
    questions = tuple(
        Asked(one, options[one.key].get(known.get(one.key, "")))
        for one in definition.questions
        if holds(one.when, known)
    )
    papers = papers_needed(definition, {}, known)
    return Case(
        definition=definition,
        answers=known,
        asked=questions,
        to_give=tuple(one for one in papers if not only_shown(one)),
        to_show=tuple(one for one in papers if only_shown(one)),
        fees=_fees(definition, known),
        deadline=deadline_of(definition, {}, known),
    )


def _usual(definition: Definition) -> str:
    return (
        IN_PERSON if IN_PERSON in definition.channels or not definition.channels else definition.channels[0]
    )


def _fees(definition: Definition, known: Mapping[str, str]) -> tuple[FeeOfCase, ...]:
    lines = fees_of(definition, {}, _usual(definition), known)
    online = {}
    if ONLINE in definition.channels:
        online = {one.key: one for one in fees_of(definition, {}, ONLINE, known)}
    fees = {one.key: one for one in definition.fees}
    return tuple(FeeOfCase(fees[one.key], one, _other(one, online.get(one.key))) for one in lines)


def _other(line: FeeLine, online: FeeLine | None) -> FeeLine | None:
    return online if online is not None and online.amount != line.amount else None


def all_papers(definition: Definition) -> list[tuple[PaperKind, str]]:
    """Every paper that some case needs, with that case in words ("" for every case)."""
    known = asked(definition)
    return [(one, condition_in_words(one.when, known)) for one in definition.papers]


def all_times(definition: Definition) -> list[tuple[Deadline, str]]:
    """Every time that some case takes, with that case in words ("" for all others)."""
    known = asked(definition)
    return [(one, condition_in_words(one.when, known)) for one in definition.deadlines]


def usual_time(definition: Definition) -> str:
    """How long it takes unless something makes it longer; "" where nothing is handed in."""
    return time_limit(definition.deadlines[-1]) if definition.deadlines else ""
