"""What a citizen may ask of their dossiers, and what the office owes them: shown, taken home, corrected, forgotten; who
read what. `docs/du-lieu-ca-nhan.md` tells it to people."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from portal.citizens.held import hold
from portal.dossiers import listening
from portal.dossiers.privacy import desk, forgetting, models
from portal.dossiers.privacy.asking import WHERE
from portal.dossiers.privacy.holding import HELD
from portal.web.contributions import DeskEntry, contributions, every

__all__ = ["models", "register"]
DAY = 24 * 3600.0  # seconds


def register(app: Flask) -> None:
    """Bind the package to the application."""
    app.register_blueprint(desk.corrections)
    app.register_blueprint(desk.watch)
    hold(app, HELD)
    listening.when(app, forgetting.forgotten)
    shared = contributions(app)
    shared.tended.append(every(DAY, forgetting.forget_payers))
    shared.desk.append(
        DeskEntry(_l("Đề nghị đính chính"), WHERE, 26, "edit", desk.READ, desk.waiting, group="counter")
    )
    shared.desk.append(DeskEntry(_l("Dữ liệu cá nhân"), desk.WATCH, 86, "eye", desk.OVERSEE, group="admin"))
    shared.actions |= {
        "correction.ask": _l("Công dân đề nghị đính chính"),
        "dossier.correction": _l("Trả lời đề nghị đính chính"),
        "dossier.leave": _l("Xóa dữ liệu của người đã rút lại đồng ý"),
    }
