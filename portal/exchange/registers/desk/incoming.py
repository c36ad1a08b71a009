"""The desk of documents that come in: the lists, one document beside its files, entering and putting right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.signing_in import acting, desk_view
from portal.clock import today
from portal.exchange.edxml.shapes import ACCEPTED, ARRIVED, ASSIGNED, DONE, HANDLING, REFUSED
from portal.exchange.registers import arriving, handling, queries
from portal.exchange.registers.arriving import Entry
from portal.exchange.registers.desk import doing, listing
from portal.exchange.registers.desk.forms import (
    URGENCIES,
    ArrivalForm,
    arrival_data,
    take_messages,
    uploads,
)
from portal.exchange.registers.desk.saving import saved
from portal.exchange.registers.desk.showing import offered_changes, shown_former
from portal.exchange.registers.desk.verbs import Trouble, add_verb_routes, tried
from portal.exchange.registers.desk.viewing import add_file_routes, file_lines, viewer_of
from portal.exchange.registers.errors import AlreadyHeld, Wrong
from portal.exchange.registers.files import of_incoming
from portal.exchange.registers.models import BY_HAND, IN, IncomingDocument
from portal.exchange.registers.parts import parts_of
from portal.exchange.registers.paths import INCOMING, OUTGOING
from portal.exchange.registers.people import handlers
from portal.exchange.registers.transitions import (
    READ,
    REGISTER,
    STATE_LABELS,
    STATE_TONES,
    act_label,
    allowed,
    facts_of,
    refusal,
)
from portal.exchange.registers.wanted import incoming_tabs
from portal.extensions import db
from portal.media.refusal import Refused
from portal.publishing.service import commit
from portal.web.request import path
from portal.web.sent import sent_version

STATES = (ARRIVED, REFUSED, ACCEPTED, ASSIGNED, HANDLING, DONE)
bp = Blueprint("desk_incoming", __name__, template_folder="../templates", url_prefix=INCOMING.rstrip("/"))


def load(object_id: int) -> IncomingDocument:
    """An arrival of this portal. Aborts with 404 for anything else."""
    found = queries.incoming(object_id)
    if found is None:
        abort(404)
    return found


def _labels() -> dict[str, str]:
    return {
        "cua-toi": _("Của tôi"),
        "cho-tiep-nhan": _("Chờ tiếp nhận"),
        "de-nghi": _("Nơi gửi đề nghị"),
        "cho-phan-cong": _("Chờ phân công"),
        "dang-xu-ly": _("Đang xử lý"),
        "qua-han": _("Quá hạn"),
    }


@bp.get("/")
@desk_view(READ)
def listing_page() -> str:
    """The list; HTMX asks for it alone."""
    actor = acting()
    counts = queries.tally(IncomingDocument, incoming_tabs(actor))
    asked = listing.asked_of(INCOMING, counts, STATES)
    is_part = bool(request.headers.get("HX-Request"))
    more: dict[str, Any] = {} if is_part else _frame(asked, counts)
    return render_template(
        "registers/_incoming_list.html" if is_part else "registers/incoming.html",
        page=listing.page_of(queries.incoming_list(asked.wanted, actor)),
        asked=asked,
        today=today(),
        is_late=handling.is_late,
        **_words(),
        **more,
    )


def _frame(asked: listing.Asked, counts: Mapping[str, int]) -> dict[str, Any]:
    return {
        "tabs_shown": listing.tabs_shown(asked, _labels(), counts),
        "others": [(one, one) for one in queries.senders()],
        "people": queries.people(IncomingDocument),
        "years": [(one, str(one)) for one in queries.years(IncomingDocument)],
        **listing.choices_of(STATES),
    }


def _words() -> dict[str, Any]:
    """What every page of arrivals needs to say things."""
    return {
        "here": INCOMING,
        "other_here": OUTGOING,
        "state_labels": STATE_LABELS,
        "state_tones": STATE_TONES,
        "urgency_labels": URGENCIES,
        "register_name": IN,
    }


@bp.route("/moi", methods=["GET", "POST"])
@desk_view(REGISTER)
def new() -> ResponseReturnValue:
    """Enter a document that came on paper or in a mail: it has its number at once."""
    form = ArrivalForm(data=arrival_data(None))
    others: list[str] = []
    twin = None
    if form.validate_on_submit():
        entry = Entry(
            form.values(),
            form.arrived_at(),
            form.secrecy.data or "",
            (form.origin.data or "")[:64],
            form.again.data,
        )
        try:
            made = arriving.enter(entry, uploads(), acting())
            commit()
        except Wrong as error:
            db.session.rollback()
            others = take_messages(form, error.messages)
        except Refused as error:
            db.session.rollback()
            others = take_messages(form, {"files": str(error)})
        except AlreadyHeld as error:
            db.session.rollback()
            twin = queries.incoming(error.held.id)
        else:
            flash(_("Đã vào sổ, số đến %(number)s.", number=made.number), "success")
            return redirect(path(f"{INCOMING}{made.id}"), 303)
    status = 422 if form.errors or others else 409 if twin is not None else 200
    return render_template(
        "registers/incoming_form.html",
        form=form,
        row=None,
        others=others,
        twin=twin,
        senders=queries.senders(),
        **_words(),
    ), status


@bp.route("/<int:object_id>/sua", methods=["GET", "POST"])
@desk_view(REGISTER)
def edit(object_id: int) -> ResponseReturnValue:
    """Put right what was entered; who saved in between is not overwritten (409, what was typed stays)."""
    row = load(object_id)
    if request.method == "GET" and (row.source != BY_HAND or refusal("correct", facts_of(row), acting())):
        flash(_("Thông tin vào sổ của văn bản này không sửa được nữa."), "warning")
        return redirect(path(f"{INCOMING}{object_id}"), 303)
    form, others, conflict = ArrivalForm(data=arrival_data(row)), list[str](), False
    del form.files, form.arrived, form.again
    if form.validate_on_submit():
        seen, secrecy = sent_version(), form.secrecy.data or ""
        found = saved(form, lambda: arriving.correct(row, form.values(), seen, acting(), secrecy))
        if found.done:
            flash(_("Đã sửa thông tin vào sổ."), "success")
            return redirect(path(f"{INCOMING}{object_id}"), 303)
        others, conflict = found.others, found.conflict
        row = load(object_id)
        if conflict:
            form.version.raw_data = None
            form.version.data = row.version
    status = 409 if conflict else 422 if form.errors or others else 200
    return render_template(
        "registers/incoming_form.html",
        form=form,
        row=row,
        others=others,
        conflict=conflict,
        senders=[],
        **_words(),
    ), status


@bp.get("/<int:object_id>")
@desk_view(READ)
def one(object_id: int) -> ResponseReturnValue:
    """One arrival; HTMX asks for its files alone."""
    row = load(object_id)
    if request.headers.get("HX-Request"):
        lines = file_lines(of_incoming(row, former=True))
        return render_template(
            "registers/_files.html", files=lines, viewer=viewer_of(lines), base=f"{INCOMING}{row.id}"
        )
    return page_of(row, Trouble())


def page_of(row: IncomingDocument, trouble: Trouble) -> ResponseReturnValue:
    """The page of an arrival, with what became of a form that was sent."""
    actor = acting()
    lines = file_lines(of_incoming(row, former=True))
    buttons = allowed(IN, facts_of(row), actor)
    before, after = queries.neighbours(row)
    page = render_template(
        "registers/incoming_one.html",
        row=row,
        trouble=trouble,
        buttons=[one for one in buttons if row.source == BY_HAND or one not in {"correct", "add_file"}],
        slugs=doing.SLUGS,
        act_label=act_label,
        base=f"{INCOMING}{row.id}",
        files=lines,
        viewer=viewer_of(lines),
        course=handling.course_of(row),
        changes=offered_changes(row),
        former=shown_former(row),
        answers=queries.drafts_for(row),
        issued_answers=handling.answers_to(row) if "finish" in buttons else [],
        people=handlers(row.tenant_id) if "assign" in buttons else [],
        units=queries.units() if "assign" in buttons else [],
        successor=queries.incoming(row.replaced_by_id) if row.replaced_by_id else _wanted_successor(row),
        predecessors=queries.former_of(row),
        before=before,
        after=after,
        is_late=handling.is_late(row),
        parts=parts_of(actor, IN, row),
        may_draft=actor.may("exchange.draft"),
        **_words(),
    )
    return page, trouble.status


def _wanted_successor(row: IncomingDocument) -> IncomingDocument | None:
    number = (row.wanted or {}).get("by_id")
    return queries.incoming(int(number)) if number else None


@bp.post("/<int:object_id>/tep")
@desk_view(REGISTER)
def add_file(object_id: int) -> ResponseReturnValue:
    """Add a scan to a document that was entered by hand."""

    def do(row: IncomingDocument, seen: int) -> str:
        sent = uploads(main_first=not of_incoming(row))
        if not sent:
            raise Wrong({"files": _("Chọn một tệp trên máy.")})
        made = arriving.add_files(row, sent, seen, acting())
        return _("Đã thêm %(count)s tệp.", count=len(made))

    return tried("add_file", lambda: load(object_id), do, page_of, lambda: f"{INCOMING}{object_id}")


add_file_routes(bp, queries.incoming_file)
add_verb_routes(bp, doing.INCOMING, load, page_of, INCOMING)
