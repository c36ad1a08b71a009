"""A reminder once a day to those whose answers are due or late."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, time

from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.permissions import system_actor
from portal.clock import from_local, today
from portal.extensions import db
from portal.notices.models import Notice
from portal.notices.service import notify, people_who_may
from portal.publishing.service import commit
from portal.tenancy.directory import Portal
from portal.tenancy.scope import editing, entered
from portal.voice.cases.models import OPEN_STATES, VoiceCase
from portal.voice.cases.service import MODERATE
from portal.voice.deadlines import SOON, calendar_for, due_on

KIND = "voice.due"


def remind(portal: Portal) -> int:
    """Tell those who answer in this portal, and the moderators of what nobody was given, what is due; how many people.

    Who was reminded today is not reminded again.
    """
    with entered(editing(portal.id)):
        until = due_on(today(), SOON, calendar_for(portal))
        waiting = Counter(
            db.session.scalars(
                select(VoiceCase.assignee_id).where(
                    VoiceCase.state.in_(OPEN_STATES),
                    VoiceCase.suspected.is_(False),
                    VoiceCase.due_on <= until,
                )
            )
        )
        if not waiting:
            return 0
        unassigned = waiting.pop(None, 0)
        moderators = {one.id for one in people_who_may(MODERATE, portal.id)} if unassigned else set()
        reminded = _reminded_today()
        told = 0
        for person in ({one for one in waiting if one is not None} | moderators) - reminded:
            count = waiting.get(person, 0) + (unassigned if person in moderators else 0)
            title = _("%(count)s ý kiến người dân đến hạn hoặc quá hạn trả lời", count=count)
            text = _("Hãy mở bàn biên tập, mục Ý kiến người dân, để trả lời đúng hạn.")
            told += notify([person], KIND, title, "/quan-tri/y-kien/", system_actor(portal.id), mail=text)
        commit()
        return told


def _reminded_today() -> set[int]:
    midnight = from_local(datetime.combine(today(), time.min))
    return set(
        db.session.scalars(select(Notice.for_user_id).where(Notice.kind == KIND, Notice.at >= midnight))
    )
