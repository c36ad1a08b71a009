"""The form of a document going out: begun empty, from an older one, as an answer or a replacement; changed."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.signing_in import acting, desk_view
from portal.digits import whole_number
from portal.exchange.kinds import BY_SLUG, LETTER
from portal.exchange.registers import drafting, queries, starting
from portal.exchange.registers.desk.forms import COMPETENCES, DraftForm, draft_data, offer, take_messages
from portal.exchange.registers.desk.outgoing import bp, load, words
from portal.exchange.registers.desk.saving import saved
from portal.exchange.registers.drafting import Draft
from portal.exchange.registers.errors import NotPossible, Wrong
from portal.exchange.registers.lent import lent, offices
from portal.exchange.registers.models import IncomingDocument, OutgoingDocument
from portal.exchange.registers.paths import OUTGOING
from portal.exchange.registers.transitions import WRITE, facts_of, refusal
from portal.extensions import db
from portal.papers.service import PaperLost
from portal.publishing.service import commit
from portal.results.offices import office_of
from portal.web.request import current_portal, path
from portal.web.sent import sent_version


class _Start:
    """What a new draft begins from, as the address says: `?tra-loi=` an arrival, `?thay-the=` an issued document that
    it replaces, `?theo=` an older one, `?loai=` a kind."""

    def __init__(self) -> None:
        args = request.args
        self.asked: IncomingDocument | None = _found(queries.incoming, args.get("tra-loi"))
        self.replaced: OutgoingDocument | None = _found(queries.outgoing, args.get("thay-the"))
        self.copied: OutgoingDocument | None = self.replaced or _found(queries.outgoing, args.get("theo"))

    def draft(self) -> Draft:
        """Its first values."""
        if self.asked is not None:
            return _with_office(starting.answer_to(self.asked))
        if self.copied is not None:
            return starting.start_from(self.copied)
        kind = request.args.get("loai", "")
        kind = kind if kind in BY_SLUG else LETTER
        return _with_office(Draft(kind, "", body=lent().skeleton(kind)))


def _found(find: Any, typed: str | None) -> Any:
    number = whole_number(typed)
    if number is None:
        return None
    return find(number) or abort(404)


def _with_office(draft: Draft) -> Draft:
    """A draft with what the office's last document says of who signs, and from where."""
    last = queries.last_issued()
    known = (
        {name: getattr(last, name) for name in ("competence", "position", "signer_name", "unit")}
        if last
        else {}
    )
    place = last.place if last is not None and last.place else office_of(current_portal()).place
    return Draft(**(vars(draft) | known | {"place": place}))


@bp.route("/moi", methods=["GET", "POST"])
@desk_view(WRITE)
def new() -> ResponseReturnValue:
    """Begin a document."""
    start = _Start()
    first = start.draft()
    form = DraftForm(data=draft_data(first))
    offer(form, offices(), first.recipients)
    others: list[str] = []
    if form.validate_on_submit():
        try:
            row = drafting.make(
                form.values(),
                acting(),
                origin=(form.origin.data or "")[:64],
                secrecy=form.secrecy.data or "",
                answers=start.asked,
                replaces=start.replaced,
            )
            if start.copied is not None and start.replaced is None and request.form.get("ca-tep") == "1":
                starting.copy_files(start.copied, row, acting())
            commit()
        except Wrong as error:
            db.session.rollback()
            others = take_messages(form, error.messages)
        except (NotPossible, PaperLost) as error:
            db.session.rollback()
            others = [str(error)]
        else:
            flash(_("Đã lưu dự thảo."), "success")
            return redirect(path(f"{OUTGOING}{row.id}"), 303)
    return _page(form, None, others, start=start), 422 if form.errors or others else 200


@bp.route("/<int:object_id>/sua", methods=["GET", "POST"])
@desk_view(WRITE)
def edit(object_id: int) -> ResponseReturnValue:
    """Change a draft; who saved in between is not overwritten (409, what was typed stays in the form)."""
    row = load(object_id)
    if request.method == "GET" and refusal("change", facts_of(row), acting()) is not None:
        flash(_("Chỉ người soạn hoặc văn thư sửa được, và chỉ khi văn bản còn là dự thảo."), "warning")
        return redirect(path(f"{OUTGOING}{object_id}"), 303)
    said = starting.as_draft(row)
    form = DraftForm(data=draft_data(said, row.version))
    offer(form, offices(), said.recipients)
    others, conflict = list[str](), False
    if form.validate_on_submit():
        seen, secrecy = sent_version(), form.secrecy.data or ""
        found = saved(form, lambda: drafting.change(row, form.values(), seen, acting(), secrecy))
        if found.done:
            flash(_("Đã lưu dự thảo."), "success")
            return redirect(path(f"{OUTGOING}{object_id}"), 303)
        others, conflict = found.others, found.conflict
        row = load(object_id)
        if conflict:  # the next save is of somebody who saw what the other wrote
            form.version.raw_data = None
            form.version.data = row.version
    status = 409 if conflict else 422 if form.errors or others else 200
    return _page(form, row, others, conflict=conflict), status


def _page(
    form: DraftForm,
    row: OutgoingDocument | None,
    others: list[str],
    *,
    start: Any = None,
    conflict: bool = False,
) -> str:
    return render_template(
        "registers/outgoing_form.html",
        form=form,
        row=row,
        others=others,
        start=start,
        conflict=conflict,
        competences=COMPETENCES,
        theirs=starting.as_draft(row) if conflict and row is not None else None,
        query=request.query_string.decode("ascii", "ignore"),
        **words(),
    )
