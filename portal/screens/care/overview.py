"""What is to be looked at again, of all kinds; after how many months each kind is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.models import User
from portal.accounts.signing_in import acting, desk_view
from portal.clock import today
from portal.extensions import db
from portal.publishing import care
from portal.publishing.models import PUBLISHED
from portal.publishing.service import commit
from portal.screens.registry import all_screens
from portal.web.freshness import tenants_changed
from portal.web.request import path

WHERE = "/quan-tri/ra-soat/"
AHEAD = timedelta(days=30)
MOST = 100  # of one kind
bp = Blueprint("care", __name__, template_folder="../templates")


def names_of(user_ids: Iterable[int | None]) -> dict[int, str]:
    """Names of people: one statement, none for nobody."""
    wanted = {one for one in user_ids if one is not None}
    if not wanted:
        return {}
    return dict(db.session.execute(select(User.id, User.name).where(User.id.in_(wanted))).all())


@bp.get(WHERE)
@desk_view("content.read")
def page() -> str:
    """What citizens see and was to be looked at by now, or within thirty days; all of it, or what is one's own."""
    actor, mine = acting(), request.args.get("xem") == "cua-toi"
    rows: list[dict[str, Any]] = []
    for screen in all_screens():
        model = screen.model
        statement = select(model).where(model.status == PUBLISHED, model.review_on <= today() + AHEAD)
        if mine:
            statement = statement.where(model.owner_id == actor.user_id)
        for thing in db.session.scalars(statement.order_by(model.review_on, model.id).limit(MOST)):
            title, may = screen.title_of(thing), care.may_care(thing, actor)
            rows.append({"screen": screen, "thing": thing, "title": title, "may": may})
    rows.sort(key=lambda row: row["thing"].review_on)
    months = {screen.kind: care.months_of(actor.tenant_id, screen.kind) for screen in all_screens()}
    return render_template(
        "screens/care/overview.html",
        rows=rows,
        mine=mine,
        names=names_of(row["thing"].owner_id for row in rows),
        day=today(),
        screens=all_screens(),
        months=months,
        choices=care.MONTHS,
        usual=care.USUAL,
        where=WHERE,
    )


@bp.post(f"{WHERE}dinh-ky")
@desk_view("tenant.settings")
def rhythm() -> ResponseReturnValue:
    """After how many months things of each kind are looked at again, once they are published."""
    wanted = {screen.kind: request.form.get(f"months-{screen.kind}", "") for screen in all_screens()}
    months = {kind: int(text) for kind, text in wanted.items() if text in map(str, care.MONTHS)}
    care.set_months(months, acting())
    commit()
    tenants_changed()
    flash(_("Đã lưu. Nội dung đăng từ bây giờ tự có ngày rà soát."), "success")
    return redirect(path(WHERE))
