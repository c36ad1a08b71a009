"""What goes along with a step that another portal does: exactly the fields and papers that it names (`Step.needs`), as
text for reading, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from portal.dossiers.forms import papers_now
from portal.dossiers.models import Dossier
from portal.dossiers.plan import definition_of
from portal.papers import queries as papers
from portal.papers import service
from portal.papers.models import REFUSED
from portal.services.definition.answers import shown, visible
from portal.services.definition.shapes import Section, Step


@dataclass(frozen=True)
class Carried:
    """A paper on its way: its bytes in the open, in memory alone, for the moment of carrying."""

    key: str
    title: str
    name: str
    kind: str
    data: bytes


def fields_of(dossier: Dossier, step: Step) -> list[dict[str, Any]]:
    """The answers that a step names, for reading, section by section: [{"title", "lines": [[label, text]]}]."""
    definition, answers, guided = definition_of(dossier), dossier.answers or {}, dossier.guide_answers or {}
    found: list[dict[str, Any]] = []
    for section, fields in visible(definition, answers, guided):
        named = tuple(replace(one, when=None) for one in fields if one.key in step.needs)
        if not named:
            continue
        alone = replace(definition, sections=(Section(section.key, section.title, named),))
        known = {one.key: answers[one.key] for one in named if one.key in answers}
        found += [
            {"title": part.title, "lines": [list(line) for line in part.lines]}
            for part in shown(alone, known, {})
        ]
    return found


def papers_of(dossier: Dossier, step: Step) -> list[Carried]:
    """The papers that a step names, those that were not replaced and can be read. Raises PaperLost."""
    rows = [one for one in papers_now(dossier) if one.paper_key in step.needs and one.paper_id is not None]
    held = papers.papers([one.paper_id for one in rows if one.paper_id is not None])
    return [
        carried(held[row.paper_id], row.paper_key, row.title)
        for row in rows
        if row.paper_id in held and held[row.paper_id].state != REFUSED
    ]


def carried(paper: Any, key: str, title: str) -> Carried:
    """A paper of the portal in force, opened to be carried. Raises PaperLost."""
    return Carried(key, title, paper.name, paper.kind, service.content(paper))
