"""Citizens' voice: questions and answers, comments on drafts, reports from the field, polls, following a case."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal import screens, sharing
from portal.extensions import csrf
from portal.publishing.holdings import register_holding
from portal.quality.providers import of_kind
from portal.quality.registry import Checked, check, provide
from portal.screens.contract import WordStart
from portal.search.registry import register as register_search
from portal.sharing.queries import not_canonical
from portal.voice import frame, searchable, views
from portal.voice.cases import queries as cases
from portal.voice.cases.handing_over import HOLDING
from portal.voice.cases.labels import ACTION_LABELS
from portal.voice.cases.models import QUESTION, REPORT
from portal.voice.commands import voice_cli
from portal.voice.consultations import desk as consultation_desk
from portal.voice.consultations import queries as consultations
from portal.voice.consultations import views as consultation_views
from portal.voice.consultations.models import Consultation
from portal.voice.consultations.sharable import SHARABLE
from portal.voice.desk import HERE, desk_pages
from portal.voice.polls import desk as poll_desk
from portal.voice.polls import queries as polls
from portal.voice.polls import views as poll_views
from portal.voice.questions import views as question_views
from portal.voice.reports import views as report_views
from portal.voice.tending import Forgetting
from portal.web.contributions import DeskEntry, HomeBlock, MenuEntry, SiteMapEntry, contributions


def register(app: Flask) -> None:
    """Bind citizens' voice to the application: pages, menu, home block, desk, search, command."""
    for room in (question_views, consultation_views, report_views, poll_views, views):
        # Their forms carry a signed number of their own (defence/tokens.py): no session, no cookie for the public.
        csrf.exempt(room.bp)
        app.register_blueprint(room.bp)
    app.register_blueprint(desk_pages)
    screens.add(app, consultation_desk.ConsultationScreen(), WordStart("title", "lead", "body"))
    screens.add(app, poll_desk.PollScreen())
    sharing.add(app, SHARABLE)
    register_search(app, searchable.QUESTIONS)
    register_search(app, searchable.CONSULTATIONS)
    app.cli.add_command(voice_cli)
    register_holding(app, HOLDING)
    check(app, Checked(Consultation, summary="lead", texts=("body",)))
    provide(app, of_kind(Consultation, "du-thao", frame.CONSULTATIONS))
    provide(app, cases.met)
    shared = contributions(app)
    shared.menu.append(MenuEntry(_l("Ý kiến người dân"), frame.LANDING, 55, frame.doors))
    shared.desk.append(DeskEntry(_l("Ý kiến người dân"), HERE, 45, "mail", "content.read"))
    shared.desk_counts.append(_counts)
    shared.home.append(HomeBlock("voice", _l("Ý kiến người dân"), 65, _home))
    shared.site_map.append(_site_map)
    shared.addresses |= {"consultation": frame.CONSULTATIONS, "poll": frame.POLLS}
    shared.visibility |= {
        "question": cases.visible_ids,
        "report": cases.visible_ids,
        "consultation": consultations.visible_ids,
        "poll": polls.visible_ids,
    }
    shared.tended.append(lambda: Forgetting().step)
    shared.actions |= {f"voice.{name}": label for name, label in ACTION_LABELS.items()}
    shared.actions["voice.export"] = _l("Xuất danh sách ý kiến")


def _counts() -> list[dict[str, Any]]:
    found = cases.counts()
    late = {"label": _("Ý kiến quá hạn"), "value": found["late"], "where": f"{HERE}?xem=qua-han"}
    return [
        {"label": _("Ý kiến đang xử lý"), "value": found["open"], "where": HERE},
        *([late | {"tone": "bad"}] if found["late"] else []),
    ]


def _home() -> dict[str, Any] | None:
    """Open drafts and polls, then the latest answers, as a list of links."""
    items = [
        {"title": _("Góp ý đến %(day)s: %(title)s", day=f"{one.closes_on:%d/%m}", title=one.title),
         "path": consultations.consultation_path(one.slug)}
        for one in consultations.open_now()[:3]
    ]  # fmt: skip
    items += [
        {"title": _("Thăm dò: %(title)s", title=one.title), "path": polls.poll_path(one.slug)}
        for one in polls.open_now()[:2]
    ]
    items += [
        {"title": _("Hỏi đáp: %(title)s", title=one.title), "path": cases.case_path(one)}
        for one in cases.latest_answers()
    ]
    if not items:
        return None
    return {"kind": "links", "items": [*items, {"title": _("Gửi câu hỏi, phản ánh"), "path": frame.LANDING}]}


def _site_map() -> list[SiteMapEntry]:
    pages = [SiteMapEntry(frame.LANDING, None), *(SiteMapEntry(at, None) for _label, at in frame.doors()[:4])]
    for kind in (QUESTION, REPORT):
        pages += [
            SiteMapEntry(f"{cases.PATHS[kind]}{one}", changed) for one, changed in cases.all_published(kind)
        ]
    elsewhere = not_canonical(Consultation.kind)
    pages += [
        SiteMapEntry(consultations.consultation_path(one.slug), one.updated_at)
        for one in consultations.all_visible()
        if one.id not in elsewhere
    ]
    return pages + [SiteMapEntry(polls.poll_path(one.slug), one.updated_at) for one in polls.all_visible()]
