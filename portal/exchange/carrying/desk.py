"""The desk of the exchange: what goes out and what becomes of it, what was refused here, sending once more."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.accounts.signing_in import acting, desk_view
from portal.clock import utc_now
from portal.dossiers.codes import agency_identifier
from portal.exchange.carrying import labels, outbox, queries, settling
from portal.exchange.carrying.certificates import described
from portal.exchange.carrying.models import DELIVERED, NEEDLESS, ExchangePackage
from portal.exchange.carrying.own_keys import own_signer
from portal.exchange.carrying.paths import HEALTH
from portal.exchange.carrying.troubles import words_of
from portal.exchange.registers.models import IN, ISSUED, IncomingDocument, OutgoingDocument
from portal.exchange.registers.paths import desk_path
from portal.exchange.standing import LABELS as STANDINGS
from portal.extensions import db
from portal.publishing.service import audit, commit
from portal.web.contributions import Card, CardLine
from portal.web.paging import paged_rows
from portal.web.request import current_portal, path

READ, CLERK = "exchange.read", settling.CLERK
ENDED = (DELIVERED, NEEDLESS)
bp = Blueprint("desk_exchange_package", __name__, template_folder="templates", url_prefix=HEALTH.rstrip("/"))
course_bp = Blueprint(
    "desk_exchange_course", __name__, template_folder="templates", url_prefix=f"{HEALTH}cap-nhat"
)


def shared() -> dict[str, Any]:
    """What every template of the exchange is given."""
    return {
        "health": HEALTH,
        "states": labels.STATES,
        "what_of": labels.what_of,
        "words_of": words_of,
        "standings": STANDINGS,
        "tones": labels.STANDING_TONES,
        "ended": ENDED,
    }


def _load(object_id: int) -> ExchangePackage:
    found = queries.by_id(object_id)
    if found is None:
        abort(404)
    return found


@bp.get("/")
@desk_view(READ)
def listing() -> str:
    """What goes out, by state (`?xem=`), and how the office stands in the exchange."""
    by_view = {view: state for state, view in labels.VIEWS.items()}
    state = by_view.get(request.args.get("xem", ""), "")
    counts, page = queries.counts(), paged_rows(queries.listed(state))
    tabs = [{"label": _("Tất cả"), "path": HEALTH, "active": not state}]
    tabs += [
        {
            "label": labels.STATES[one][0],
            "path": f"{HEALTH}?xem={view}",
            "active": one == state,
            "count": counts[one],
        }
        for one, view in labels.VIEWS.items()
        if counts[one] or one == state
    ]
    signer = own_signer(current_portal())
    return render_template(
        "exchange/listing.html",
        page=page,
        tabs_=tabs,
        counts=counts,
        titles=queries.titles(page.items),
        key=described(signer.certificate) if signer is not None else None,
        now=utc_now(),
        state=state,
        **shared(),
    )


@bp.get("/<int:object_id>")
@desk_view(READ)
def package(object_id: int) -> str:
    """A package: what it is, every word about where it is, the other side's sealed answer."""
    found = _load(object_id)
    return render_template(
        "exchange/package.html", package=found, title=queries.titles([found]).get(found.id), **shared()
    )


@bp.get("/<int:object_id>/bien-nhan.xml")
@desk_view(READ)
def receipt(object_id: int) -> Response:
    """The sealed answer as it came: proof for both sides."""
    found = _load(object_id)
    if not found.receipt:
        abort(404)
    answer = Response(found.receipt.encode(), content_type="application/xml; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="bien-nhan-{found.id}.xml"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/<int:object_id>/gui-lai")
@desk_view(CLERK)
def again(object_id: int) -> ResponseReturnValue:
    """Send it once more, now."""
    found = settling.row_of(object_id)
    if found is None:
        abort(404)
    if found.state in ENDED:
        flash(_("Gói tin này đã xong, không cần gửi lại."), "info")
    else:
        settling.again(found, acting(), utc_now(), outbox.KEEP_TRYING)
        commit()
        flash(_("Gói tin được gửi lại ngay. Gửi nhiều lần cũng chỉ được tính một lần."), "success")
    return redirect(path(f"{HEALTH}{object_id}"))


@bp.get("/goi-bi-tu-choi")
@desk_view(READ)
def refusals() -> str:
    """What was not taken here, and why; nothing of what it held is kept."""
    page = paged_rows(queries.refusals())
    return render_template("exchange/refusals.html", page=page, carriers=labels.CARRIERS, **shared())


@bp.get("/chung-thu.pem")
@desk_view(READ)
def certificate() -> Response:
    """The office's own certificate, for others to pin."""
    signer = own_signer(current_portal())
    if signer is None:
        abort(404)
    answer = Response(signer.pem.encode(), content_type="application/x-pem-file")
    name = f"chung-thu-{agency_identifier(current_portal())}.pem"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@course_bp.post("/<int:object_id>")
@desk_view(CLERK)
def put_right(object_id: int) -> ResponseReturnValue:
    """Send an issued document anew, as an update, to all who have it."""
    row = db.session.scalar(select(OutgoingDocument).where(OutgoingDocument.id == object_id))
    if row is None:
        abort(404)
    reason = " ".join(request.form.get("reason", "").split())
    if row.state != ISSUED:
        flash(_("Chỉ gửi cập nhật cho văn bản đang có hiệu lực gửi."), "danger")
    elif len(reason) < 3:
        flash(_("Ghi lý do cập nhật để nơi nhận biết."), "danger")
    else:
        count = outbox.put_right(row, reason)
        audit(acting(), "exchange.put_right", kind="outgoing_document", object_id=row.id, detail=reason)
        commit()
        flash(
            ngettext(
                "Đang gửi bản cập nhật tới %(num)s nơi nhận.",
                "Đang gửi bản cập nhật tới %(num)s nơi nhận.",
                count,
            ),
            "success",
        )
    return redirect(path(desk_path(row)))


def panel(
    actor: Actor, register: str, document: IncomingDocument | OutgoingDocument
) -> dict[str, Any] | None:
    """The exchange on the page of a document: where it stands with each recipient, or what its sender was told."""
    if not actor.may(READ):
        return None
    found: dict[str, Any] = shared() | {"may_send": actor.may(CLERK)}
    if register == IN:
        arrival = queries.arrival_of(document.id)
        return found | {"arrival": arrival, "told": queries.packages_about(document.id)} if arrival else None
    course = queries.course_of(document.id)
    may_update = document.state == ISSUED and any(one.told for one in course)
    return found | {"course": course, "may_update": may_update} if course else None


def card(actor: Actor) -> Card | None:
    """On "Hôm nay": packages that nobody took and that wait for the clerk."""
    if not actor.may(CLERK):
        return None
    rows = queries.failures(5)
    if not rows:
        return None
    lines = tuple(
        CardLine(
            one.to_name, f"{HEALTH}{one.id}", words_of(one.reason), str(labels.STATES[one.state][0]), "bad"
        )
        for one in rows
    )
    return Card(
        _("Gói tin liên thông chưa gửi được"),
        9,
        "alert",
        lines,
        queries.failed_count(),
        more_path=HEALTH,
        more_label=_("Tất cả gói tin"),
    )
