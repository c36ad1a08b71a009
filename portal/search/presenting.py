"""The answer's surroundings on a page: tabs, facets, active filters, scopes, and what to try where nothing is found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from flask_babel import gettext as _

from portal.search.narrowing import ALL, DISTRICT, FACETS, OWN, Question, folded, kinds_of
from portal.search.registry import searchables
from portal.search.searching import Page, total_of
from portal.tenancy.directory import directory
from portal.web.request import current_portal

SHOWN_AT_ONCE = 6
MOST_VALUES = 40


@dataclass(frozen=True)
class Choice:
    """A value of a facet: `path` chooses it, or drops it where it is chosen already."""

    label: str
    path: str
    count: int | None = None
    active: bool = False


@dataclass(frozen=True)
class FacetList:
    """A facet with the values that are shown at once and those that are folded away."""

    label: str
    first: list[Choice]
    folded: list[Choice] = field(default_factory=list)


def tabs(question: Question, answer: Page) -> list[Choice]:
    """The kinds of things, each with how many of them answer."""
    counts = answer.facets.get("object", {})
    has_counts = bool(answer.facets)
    whole = None if answer.saturated or not has_counts else sum(counts.values())
    found = [Choice(_("Tất cả"), question.having("kind", "").link(), whole, not question.kind)]
    chosen = kinds_of(question.kind)
    for name, one in searchables().items():
        kind, label = next(iter(one.labels.items()))
        active = bool(chosen) and chosen[0] in one.labels
        count = counts.get(name, 0) if has_counts else None
        if count != 0 or active:
            found.append(Choice(str(label), question.having("kind", kind).link(), count, active))
    return found


def facet_lists(question: Question, answer: Page) -> list[FacetList]:
    """The facets that tell the results apart, or that are chosen."""
    found = []
    for name, label in _labels():
        counts = answer.facets.get(name, {})
        choices = list(_choices(question, name, counts))
        if len(choices) > 1 or any(one.active for one in choices):
            found.append(FacetList(label, choices[:SHOWN_AT_ONCE], choices[SHOWN_AT_ONCE:MOST_VALUES]))
    return found


def _labels() -> Iterator[tuple[str, str]]:
    yield from ((name, str(label)) for name, (_parameter, label) in FACETS.items())
    yield "portal", _("Cổng thông tin")


def _choices(question: Question, name: str, counts: Any) -> Iterator[Choice]:
    chosen = question.portal if name == "portal" else question.chosen.get(name, "")
    values: dict[str, tuple[str, int]] = {}
    for text, count in counts.items():
        code, shown = _named(name, text)
        if code:
            values[code] = (shown, values.get(code, ("", 0))[1] + count)
    if chosen and chosen not in values:
        values[chosen] = (name_of(question, name, chosen), 0)
    order = sorted(values, reverse=True) if name == "year" else list(values)
    # What is chosen stands first, so that it is not folded away.
    for code in sorted(order, key=lambda one: one != chosen):
        shown, count = values[code]
        active = code == chosen
        yield Choice(shown, question.having(name, "" if active else code).link(), count, active)


def _named(name: str, text: str) -> tuple[str, str]:
    """The value in addresses and on the page of a value as it is counted."""
    if name != "portal":
        # States of validity are words of the program, everything else is words of the documents.
        return folded(text), _(text) if name == "validity" else text
    portal = directory().by_id(int(text))
    return (portal.slug, portal.name) if portal is not None else ("", "")


def name_of(question: Question, name: str, code: str) -> str:
    """A chosen value in words, as well as they are known without a result that has it."""
    if name == "portal":
        portal = directory().by_slug(code)
        return portal.name if portal is not None else code
    return code.replace("-", " ")


def chips(question: Question, answer: Page) -> list[Choice]:
    """The filters in force, each with the address without it; the kind is told by the tabs."""
    found = []
    for name, label in _labels():
        chosen = question.portal if name == "portal" else question.chosen.get(name, "")
        if chosen:
            known = dict(_named(name, text) for text in answer.facets.get(name, {}))
            words = known.get(chosen) or name_of(question, name, chosen)
            found.append(Choice(f"{label}: {words}", question.having(name, "").link()))
    if question.within:
        words = answer.within_title or _("Trong một văn bản")
        found.append(Choice(words, replace(question, within="").link()))
    return found


def _scopes_offered() -> list[str]:
    """At the district there is no scope between its own and all."""
    return [OWN, ALL] if current_portal().is_district else [OWN, DISTRICT, ALL]


def _in_scope(question: Question, scope: str) -> Question:
    """Another scope has other portals: what names one does not go along."""
    return replace(question, portal="", within="", scope=scope)


def scopes(question: Question) -> list[Choice]:
    """The scopes to choose from, in words that stand side by side on a narrow screen."""
    labels = {OWN: _("Cổng này"), DISTRICT: _("Thêm huyện"), ALL: _("Mọi cổng")}
    return [
        Choice(labels[scope], _in_scope(question, scope).link(), active=scope == question.scope)
        for scope in _scopes_offered()
    ]


def ways_out(question: Question) -> list[Choice]:
    """Where the same text would find something: without the filters, or in wider scopes, with how much."""
    if not question.text.strip():
        return []
    tried = [(_("Bỏ mọi bộ lọc"), question.plain())] if question.is_narrowed else []
    labels = {DISTRICT: _("Tìm cả trên cổng huyện"), ALL: _("Tìm trên tất cả các cổng")}
    offered = _scopes_offered()
    wider = offered[offered.index(question.scope) + 1 :]
    tried += [(labels[scope], replace(question.plain(), scope=scope)) for scope in wider]
    found: list[Choice] = []
    for label, other in tried:
        count = total_of(other)
        if count > max((one.count or 0 for one in found), default=0):
            found.append(Choice(label, other.link(), count))
    return found
