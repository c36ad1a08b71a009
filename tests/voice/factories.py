"""Makes questions, reports, comments, drafts and polls through the room's own verbs."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import Any

from portal.clock import today
from portal.publishing import service as publishing
from portal.tenancy.directory import directory
from portal.voice.cases import queries, service
from portal.voice.cases.models import ACCEPTED, ASSIGNED, NEW
from portal.voice.cases.receiving import Letter, Sender, citizen, receive
from portal.voice.consultations import service as consultations
from portal.voice.polls import service as polls
from tests.factories import Factory

_count = itertools.count(1)


def letter(kind: str = "question", **more: Any) -> Letter:
    """A letter of a citizen who can be told by telephone."""
    number = next(_count)
    values: dict[str, Any] = {
        "kind": kind,
        "title": f"Việc số {number}",
        "text": f"Nội dung của việc số {number} mà người dân viết.",
        "form_token": f"phieu-{number}",
        "sender": Sender(name="Nguyễn Thị Thử", phone="0905 123 456", consent="Tôi đồng ý"),
        "may_publish": True,
    }
    return Letter(**(values | more))


def case(factory: Factory, slug: str, kind: str = "question", *, state: str = NEW, **more: Any) -> int:
    """A case in a state; "published" is answered and published."""
    with factory.acting(slug) as actor:
        portal = directory().by_slug(slug)
        assert portal is not None
        made, _new = receive(letter(kind, **more), portal, citizen(portal))
        publishing.commit()
        if state != NEW:
            service.accept(made, actor)
        if state in {ASSIGNED, "drafted", "answered", "published"}:
            service.assign(made, None, "Văn phòng", actor)
        if state in {"drafted", "answered", "published"}:
            service.save_answer(made, "Câu trả lời của **xã**.", "Văn phòng", made.version, actor)
        if state in {"answered", "published"}:
            service.finish(made, portal, actor, public=state == "published")
        assert state in {NEW, ACCEPTED, ASSIGNED, "drafted", "answered", "published"}
        return made.id


def code_of(factory: Factory, slug: str, case_id: int) -> str:
    """The code of a case."""
    with factory.acting(slug):
        found = queries.by_id(case_id)
        assert found is not None
        return found.code


def consultation(
    factory: Factory,
    slug: str,
    *,
    publish: bool = True,
    opens_on: date | None = None,
    closes_on: date | None = None,
    **more: Any,
) -> tuple[int, str]:
    """A draft for comment that is open now."""
    with factory.acting(slug) as actor:
        draft = consultations.ConsultationDraft(
            **(
                {
                    "title": f"Dự thảo số {next(_count)}",
                    "opens_on": opens_on or today() - timedelta(days=1),
                    "closes_on": closes_on or today() + timedelta(days=10),
                    "lead": "Mời góp ý.",
                    "body": "Nội dung dự thảo.",
                }
                | more
            )
        )
        return factory._finish(consultations.write(draft, actor), actor, publish, None)


def poll(
    factory: Factory,
    slug: str,
    *,
    publish: bool = True,
    opens_on: date | None = None,
    closes_on: date | None = None,
    **more: Any,
) -> tuple[int, str]:
    """A poll that is open now."""
    with factory.acting(slug) as actor:
        draft = polls.PollDraft(
            **(
                {
                    "title": f"Thăm dò số {next(_count)}",
                    "opens_on": opens_on or today() - timedelta(days=1),
                    "closes_on": closes_on or today() + timedelta(days=10),
                    "choices": ["Có", "Không"],
                }
                | more
            )
        )
        return factory._finish(polls.write(draft, actor), actor, publish, None)
