"""How answered questions and drafts for comment become search entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select

from portal.clock import to_local
from portal.extensions import db
from portal.publishing.appearing import all_ids, due_ids, find_ids, ids_of_keys
from portal.publishing.service import visible
from portal.search.documents import SAME_AS, SearchDocument
from portal.search.registry import Searchable
from portal.sharing.queries import originals
from portal.voice.cases.models import QUESTION, VoiceCase
from portal.voice.cases.queries import case_path, published
from portal.voice.consultations.models import Consultation
from portal.voice.consultations.queries import consultation_path
from portal.web.sanitise import plain_text


def question_documents(ids: Sequence[int]) -> Iterable[SearchDocument]:
    """One entry for each published question."""
    for case in db.session.scalars(published(QUESTION).where(VoiceCase.id.in_(ids))):
        shown = case.published_at
        yield SearchDocument(
            key=f"question:{case.tenant_id}:{case.id}",
            tenant_id=case.tenant_id,
            shared=False,
            kind="question",
            title=case.title,
            body=f"{case.text}\n{plain_text(case.answer)}",
            url_path=case_path(case),
            published_at=shown.isoformat() if shown else "",
            facets={"field": case.field, "year": str(to_local(shown).year) if shown else ""},
        )


def draft_documents(ids: Sequence[int]) -> Iterable[SearchDocument]:
    """One entry for each visible draft."""
    copied = originals("consultation", list(ids))
    statement = visible(select(Consultation).where(Consultation.id.in_(ids)), Consultation)
    for draft in db.session.scalars(statement):
        yield SearchDocument(
            key=f"consultation:{draft.tenant_id}:{draft.id}",
            tenant_id=draft.tenant_id,
            shared=False,
            kind="consultation",
            title=draft.title,
            body="\n".join((draft.lead, plain_text(draft.body), plain_text(draft.summary))),
            url_path=consultation_path(draft.slug),
            published_at=draft.publish_at.isoformat() if draft.publish_at else "",
            facets={
                "year": str(to_local(draft.publish_at).year) if draft.publish_at else "",
                SAME_AS: copied.get(draft.id, ""),
            },
        )


def _question_ids() -> list[int]:
    return list(db.session.scalars(select(VoiceCase.id).where(VoiceCase.kind == QUESTION)))


def _find_questions(text: str, limit: int) -> list[int]:
    held = [column.icontains(text, autoescape=True) for column in (VoiceCase.title, VoiceCase.text)]
    statement = published(QUESTION).with_only_columns(VoiceCase.id).where(or_(*held))
    return list(db.session.scalars(statement.limit(limit)))


def _question_texts(keys: Sequence[str]) -> Mapping[str, SearchDocument]:
    return {one.key: one for one in question_documents(list(ids_of_keys(list(keys))))}


def _draft_texts(keys: Sequence[str]) -> Mapping[str, SearchDocument]:
    return {one.key: one for one in draft_documents(list(ids_of_keys(list(keys))))}


QUESTIONS = Searchable(
    "question",
    {"question": _l("Hỏi đáp")},
    _question_ids,
    question_documents,
    _question_texts,
    lambda _since, _until: {},
    _find_questions,
)
CONSULTATIONS = Searchable(
    "consultation",
    {"consultation": _l("Dự thảo lấy ý kiến")},
    lambda: all_ids(Consultation),
    draft_documents,
    _draft_texts,
    lambda since, until: due_ids(Consultation, since, until),
    lambda text, limit: find_ids(Consultation, [Consultation.title, Consultation.lead], text, limit),
)
