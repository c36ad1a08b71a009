"""A draft that somebody works on: the service and its definition, the parts to fill in, how far each is.

Two kinds share pages: a dossier that was not handed in yet, and what completes one that was (a request of the office);
the key of the second names the dossier ("bs.<id>.<number of the request>") and is never a submit key.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import abort
from flask_babel import gettext as _
from sqlalchemy import select

from portal.citizens.models import Citizen
from portal.digits import whole_number
from portal.dossiers import drafts
from portal.dossiers.applying import asking, who
from portal.dossiers.models_aside import DossierDraft
from portal.dossiers.models_course import DossierRequest
from portal.dossiers.party import Party
from portal.dossiers.paths import CITIZEN
from portal.dossiers.plan import version_definition
from portal.extensions import db
from portal.services import queries as services
from portal.services.definition.answers import papers_needed
from portal.services.definition.knowing import visible
from portal.services.definition.shapes import INFORMATION, Definition, PaperKind
from portal.services.models import OPEN, Service
from portal.web.errors import Missing

COMPLETING = "bs."


@dataclass(frozen=True)
class Part:
    """A page of the form: `wrong` counts what is still to be put right there."""

    key: str
    title: str
    path: str
    wrong: int


class Work:
    """A draft with what it is about."""

    def __init__(self, draft: DossierDraft, service: Service, definition: Definition) -> None:
        self.draft, self.service, self.definition = draft, service, definition

    @property
    def key(self) -> str:
        """The key of the draft, as addresses have it."""
        return self.draft.draft_key

    @property
    def base(self) -> str:
        """Where its pages stand."""
        return f"{CITIZEN}nhap/{self.key}"

    @property
    def answers(self) -> dict[str, Any]:
        """The answers so far."""
        return dict(self.draft.answers or {})

    @property
    def guided(self) -> dict[str, Any]:
        """The answers to the guide."""
        return dict(self.draft.guide_answers or {})

    @property
    def completes(self) -> int | None:
        """The dossier that this completes; None for one that was not handed in yet."""
        if not self.key.startswith(COMPLETING):
            return None
        return whole_number(self.key.split(".")[1])

    @property
    def is_taken(self) -> bool:
        """Whether the service takes dossiers online now."""
        return self.service.status == OPEN and self.definition.level != INFORMATION

    @cached_property
    def needed(self) -> list[PaperKind]:
        """The papers of this case, what is required first."""
        found = papers_needed(self.definition, self.answers, self.guided)
        return sorted(found, key=lambda one: not one.required)

    @cached_property
    def asked_for(self) -> frozenset[str]:
        """Of what completes a dossier: the keys of the papers that the office asked for."""
        if self.completes is None:
            return frozenset()
        open_now = select(DossierRequest).where(
            DossierRequest.dossier_id == self.completes, DossierRequest.ended_at.is_(None)
        )
        row = db.session.scalar(open_now.order_by(DossierRequest.number.desc()).limit(1))
        return frozenset(str(one.get("key") or "") for one in (row.items or [])) if row else frozenset()

    def pieces(self, paper_key: str) -> list[int]:
        """The ids of what was given for a paper."""
        return list(self.draft.papers.get(paper_key, []))

    def missing(self) -> list[PaperKind]:
        """Required papers of which nothing was given."""
        return [one for one in self.needed if one.required and not self.pieces(one.key)]

    def parts(self, person: Citizen) -> list[Part]:
        """The pages to fill in, in order; the review stands behind them."""
        first = who.asked(self.definition, person)
        found = [
            Part(
                who.KEY,
                first.sections[0].title,
                f"{self.base}/{who.KEY}",
                len(asking.wrong_in(first, first.sections[0], who.answers_of(self.draft), {})),
            )
        ]
        for section, _fields in visible(self.definition, self.answers, self.guided):
            wrong = asking.wrong_in(self.definition, section, self.answers, self.guided)
            found.append(Part(section.key, section.title, f"{self.base}/khai/{section.key}", len(wrong)))
        if self.needed:
            found.append(Part("giay-to", _("Giấy tờ kèm theo"), f"{self.base}/giay-to", len(self.missing())))
        return found

    def after(self, key: str, person: Citizen) -> str:
        """The page behind a part."""
        parts = self.parts(person)
        places = [at for at, one in enumerate(parts) if one.key == key]
        at = places[0] + 1 if places else len(parts)
        return parts[at].path if at < len(parts) else f"{self.base}/xem-lai"


def find(key: str, by: Party) -> Work:
    """Somebody's own draft. Raises Missing for whatever else: a stranger's is not told from one that is gone."""
    draft = drafts.own(key, by) if by.citizen_id is not None else None
    service = services.by_id(draft.service_id) if draft is not None else None
    if draft is None or service is None:
        raise Missing(
            _("Không còn bản nháp này"),
            _(
                "Có thể bản nháp đã được nộp, đã xóa, hoặc quá 30 ngày không sửa nên tự xóa. Hồ sơ đã nộp và các bản "
                "nháp khác ở trang Hồ sơ của tôi."
            ),
            CITIZEN,
            _("Hồ sơ của tôi"),
        )
    return Work(draft, service, version_definition(draft.version_id))


def not_handed_in(key: str, by: Party) -> Work:
    """As `find`, of a dossier that was not handed in yet."""
    work = find(key, by)
    if work.completes is not None:
        abort(404)
    return work


def begun(service: Service, by: Party) -> list[DossierDraft]:
    """Somebody's drafts of a service, the latest first."""
    mine = drafts.of_citizen(by.citizen_id) if by.citizen_id is not None else []
    return [one for one in mine if one.service_id == service.id and not one.draft_key.startswith(COMPLETING)]
