"""The desk of documents that go out: the lists, one document with where it stands, the form of a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.permissions import Actor
from portal.accounts.signing_in import acting, desk_view
from portal.exchange.registers import drafting, handling, queries
from portal.exchange.registers.desk import doing, listing
from portal.exchange.registers.desk.forms import URGENCIES, uploads
from portal.exchange.registers.desk.verbs import Trouble, add_verb_routes, tried
from portal.exchange.registers.desk.viewing import add_file_routes, file_lines, viewer_of
from portal.exchange.registers.errors import Wrong
from portal.exchange.registers.files import of_outgoing
from portal.exchange.registers.lent import offices
from portal.exchange.registers.models import (
    DRAFT,
    ISSUED,
    OUT,
    RECALLED,
    REPLACED,
    TO_SIGN,
    OutgoingDocument,
    OutgoingRecipient,
)
from portal.exchange.registers.parts import parts_of
from portal.exchange.registers.paths import INCOMING, OUTGOING
from portal.exchange.registers.transitions import (
    READ,
    STATE_LABELS,
    STATE_TONES,
    WRITE,
    act_label,
    allowed,
    facts_of,
)
from portal.exchange.registers.wanted import outgoing_tabs
from portal.exchange.standing import LABELS as STANDINGS
from portal.web.sanitise import render_markdown

STATES = (DRAFT, TO_SIGN, ISSUED, RECALLED, REPLACED)
STANDING_TONES = {"02": "bad", "13": "warn", "16": "bad", "06": "good", "15": "neutral"}
bp = Blueprint("desk_outgoing", __name__, template_folder="../templates", url_prefix=OUTGOING.rstrip("/"))


def load(object_id: int) -> OutgoingDocument:
    """A document going out of this portal. Aborts with 404 for anything else."""
    found = queries.outgoing(object_id)
    if found is None:
        abort(404)
    return found


def _labels() -> dict[str, str]:
    return {
        "cua-toi": _("Dự thảo của tôi"),
        "cho-ky": _("Chờ ký"),
        "du-thao": _("Mọi dự thảo"),
        "tu-choi": _("Bị từ chối"),
        "da-ban-hanh": _("Đã ban hành"),
    }


def words() -> dict[str, Any]:
    """What every page of documents going out needs to say things."""
    return {
        "here": OUTGOING,
        "other_here": INCOMING,
        "state_labels": STATE_LABELS,
        "state_tones": STATE_TONES,
        "urgency_labels": URGENCIES,
        "register_name": OUT,
    }


@bp.get("/")
@desk_view(READ)
def listing_page() -> str:
    """The list; HTMX asks for it alone."""
    actor = acting()
    counts = queries.tally(OutgoingDocument, outgoing_tabs(actor))
    asked = listing.asked_of(OUTGOING, counts, STATES)
    is_part = bool(request.headers.get("HX-Request"))
    page = listing.page_of(queries.outgoing_list(asked.wanted, actor))
    more: dict[str, Any] = {} if is_part else _frame(actor, asked, counts)
    return render_template(
        "registers/_outgoing_list.html" if is_part else "registers/outgoing.html",
        page=page,
        asked=asked,
        to=queries.recipients_of([one.id for one in page.items]),
        **words(),
        **more,
    )


def _frame(actor: Actor, asked: listing.Asked, counts: Mapping[str, int]) -> dict[str, Any]:
    return {
        "tabs_shown": listing.tabs_shown(asked, _labels(), counts),
        "others": [(one, one) for one in queries.receivers()],
        "people": queries.people(OutgoingDocument),
        "years": [(one, str(one)) for one in queries.years(OutgoingDocument)],
        "may_draft": actor.may(WRITE),
        **listing.choices_of(STATES),
    }


@bp.get("/<int:object_id>")
@desk_view(READ)
def one(object_id: int) -> ResponseReturnValue:
    """One document; HTMX asks for its files alone."""
    row = load(object_id)
    if request.headers.get("HX-Request"):
        lines = file_lines(of_outgoing(row))
        base = f"{OUTGOING}{row.id}"
        return render_template("registers/_files.html", files=lines, viewer=viewer_of(lines), base=base)
    return page_of(row, Trouble())


def page_of(row: OutgoingDocument, trouble: Trouble) -> ResponseReturnValue:
    """The page of a document going out, with what became of a form that was sent."""
    actor = acting()
    lines = file_lines(of_outgoing(row))
    buttons = allowed(OUT, facts_of(row), actor)
    recipients = drafting.recipients_of(row)
    page = render_template(
        "registers/outgoing_one.html",
        row=row,
        trouble=trouble,
        buttons=buttons,
        others=_others(recipients) if "send_more" in buttons else [],
        slugs=doing.SLUGS,
        act_label=act_label,
        base=f"{OUTGOING}{row.id}",
        files=lines,
        viewer=viewer_of(lines),
        course=handling.course_of(row),
        recipients=recipients,
        standings=STANDINGS,
        standing_tones=STANDING_TONES,
        asked=queries.incoming(row.answers_id) if row.answers_id else None,
        former=queries.outgoing(row.replaces_id) if row.replaces_id else None,
        successors=queries.replacing(row),
        parts=parts_of(actor, OUT, row),
        may_draft=actor.may(WRITE),
        body_html=render_markdown(f"{row.grounds}\n\n{row.body}") if row.number is None else "",
        **words(),
    )
    return page, trouble.status


def _others(recipients: Sequence[OutgoingRecipient]) -> list[tuple[str, str]]:
    """The offices of the book that a document did not go to."""
    known = {one.organ_id for one in recipients}
    return [one for one in offices() if one[0] not in known]


@bp.post("/<int:object_id>/tep")
@desk_view(WRITE)
def attach(object_id: int) -> ResponseReturnValue:
    """Put files with a draft."""

    def do(row: OutgoingDocument, seen: int) -> str:
        sent = uploads(main_first=False)
        if not sent:
            raise Wrong({"files": _("Chọn một tệp trên máy.")})
        made = drafting.attach(row, sent, seen, acting())
        return _("Đã thêm %(count)s tệp.", count=len(made))

    return tried("attach", lambda: load(object_id), do, page_of, lambda: f"{OUTGOING}{object_id}")


@bp.post("/<int:object_id>/tep/<int:file_id>/bo")
@desk_view(WRITE)
def detach(object_id: int, file_id: int) -> ResponseReturnValue:
    """Take a file out of a draft."""
    load(object_id)
    if queries.outgoing_file(object_id, file_id) is None:
        abort(404)

    def do(row: OutgoingDocument, seen: int) -> str:
        file = queries.outgoing_file(object_id, file_id)
        if file is None:
            raise Wrong({"files": _("Tệp này không còn nữa.")})
        drafting.detach(row, file, seen, acting())
        return _("Đã bỏ tệp.")

    return tried("detach", lambda: load(object_id), do, page_of, lambda: f"{OUTGOING}{object_id}")


add_file_routes(bp, queries.outgoing_file)
add_verb_routes(bp, doing.OUTGOING, load, page_of, OUTGOING)
