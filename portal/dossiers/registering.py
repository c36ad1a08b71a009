"""What dossiers contribute to the application: cards, the follower's step, words of the trail, what people
have in hand, what payments tell."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from portal.dossiers import first_steps, models, models_aside, models_course, settling, today
from portal.dossiers.holding import HOLDING
from portal.dossiers.tallies import of_services
from portal.dossiers.tending import Tending
from portal.dossiers.transitions import RULES
from portal.payments.registry import lead_to, when_settled, when_undone
from portal.publishing.holdings import register_holding
from portal.services.registry import above
from portal.web.contributions import contributions

__all__ = ["bind", "models", "models_aside", "models_course"]


def bind(app: Flask) -> None:
    """Bind everything but pages to the application."""
    shared = contributions(app)
    shared.today += [first_steps.card, today.apologies, today.in_hand, today.waiting]
    shared.tended.append(lambda: Tending().step)
    shared.actions |= {f"dossier.{verb}": rule.label for verb, rule in RULES.items()}
    shared.actions["dossier.arrange"] = _l("Đặt đơn vị, ngày vắng, người làm thay")
    register_holding(app, HOLDING)
    above(app).dossiers = of_services
    when_settled(app, settling.SUBJECT, settling.settled)
    when_undone(app, settling.SUBJECT, settling.undone)
    lead_to(app, settling.SUBJECT, settling.desk_page)
