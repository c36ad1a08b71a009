"""Accepting many arrivals at once: each by itself, so that one that is gone keeps none of the others back."""

from __future__ import annotations

from flask import flash, redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts.signing_in import acting, desk_view
from portal.exchange.registers import arriving, queries
from portal.exchange.registers.desk.incoming import bp
from portal.exchange.registers.errors import NotPossible
from portal.exchange.registers.paths import INCOMING
from portal.exchange.registers.transitions import REGISTER
from portal.extensions import db
from portal.publishing.service import commit
from portal.web.request import path
from portal.web.sent import sent_ids

MOST_AT_ONCE = 100


@bp.post("/tiep-nhan-nhieu")
@desk_view(REGISTER)
def accept_many() -> ResponseReturnValue:
    """Register what was ticked, the oldest first, as it came; what could not be is named."""
    numbers, refused = [], []
    for one in sorted(sent_ids("id"))[:MOST_AT_ONCE]:
        row = queries.incoming(one)
        if row is None:
            continue
        subject = row.subject
        try:
            arriving.accept(row, None, acting())
            commit()
            numbers.append(row.number)
        except NotPossible as error:
            db.session.rollback()
            refused.append(f"{subject}: {error}")
        except StaleDataError:
            db.session.rollback()
            refused.append(_("%(subject)s: có người vừa xử lý", subject=subject))
    if numbers:
        flash(
            _("Đã vào sổ %(count)s văn bản, số đến %(which)s.", count=len(numbers), which=_span(numbers)),
            "success",
        )
    if refused:
        flash(_("Không vào sổ được: %(which)s", which="; ".join(refused[:10])), "warning")
    if not numbers and not refused:
        flash(_("Chưa chọn văn bản nào. Đánh dấu vào ô đầu dòng rồi bấm lại."), "warning")
    return redirect(path(f"{INCOMING}?xem=cho-tiep-nhan"), 303)


def _span(numbers: list[int | None]) -> str:
    """The numbers that were given: "5", "5–9"; with commas where others were faster in between."""
    known = [one for one in numbers if one is not None]
    if len(known) > 1 and known == list(range(known[0], known[0] + len(known))):
        return f"{known[0]}–{known[-1]}"
    return ", ".join(map(str, known))
