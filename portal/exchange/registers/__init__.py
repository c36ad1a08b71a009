"""The registers of documents that come in and go out (Nghị định 30/2020/NĐ-CP, articles 14 to 24, Annex IV).

`transitions` is the one table of verbs; `arriving`, `handling`, `wishing` are those of arrivals, `drafting` and
`starting` those of documents going out, `issuing` signs and numbers. `telling` and `parts` are how other packages of
the exchange hear of acts and show themselves on a document's page.
"""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from portal.clock import utc_now
from portal.exchange.registers import desk
from portal.exchange.registers.acting import ACTION
from portal.exchange.registers.drafting import settle_issued
from portal.exchange.registers.holding import HOLDING
from portal.exchange.registers.reminding import remind
from portal.exchange.registers.telling import listeners
from portal.exchange.registers.transitions import RULES, SYSTEM_LABELS
from portal.publishing.holdings import register_holding
from portal.web.contributions import contributions, every

REMINDING = 300.0
"""Seconds between looks for whom to remind of a deadline."""


def register(app: Flask) -> None:
    """Bind the registers to the application."""
    listeners(app).issued.append(settle_issued)
    register_holding(app, HOLDING)
    desk.register(app)
    shared = contributions(app)
    shared.tended.append(every(REMINDING, lambda: remind(utc_now())))
    shared.actions |= {f"{ACTION}.{verb}": rule.label for verb, rule in RULES.items()}
    shared.actions |= {f"{ACTION}.{act}": label for act, label in SYSTEM_LABELS.items()}
    shared.actions[f"{ACTION}.book"] = _l("Lấy sổ đăng ký văn bản")
