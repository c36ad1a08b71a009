"""The desk's pages of relations: what texts propose, confirmed with one click; relations by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.signing_in import acting, desk_view
from portal.legal import queries as documents
from portal.legal.deciding.forms import RelationForm
from portal.legal.models import LegalDocument, LegalRelation
from portal.legal.relation_kinds import CONFIRMED, KINDS, PROPOSED, REJECTED
from portal.legal.relations import queries, service
from portal.legal.relations.wording import effective_day
from portal.web.paging import paged
from portal.web.request import path
from portal.web.sent import sent_ids

QUEUE = "/quan-tri/van-ban/quan-he/"
bp = Blueprint("desk_relations", __name__, url_prefix="/quan-tri/van-ban")
_STATES = {"xac-nhan": CONFIRMED, "bac-bo": REJECTED, "xem-lai": PROPOSED}


@bp.get("/quan-he/")
@desk_view("content.read")
def queue() -> str:
    """Every proposal that waits, document by document."""
    page = paged(queries.count_waiting(), lambda offset, limit: queries.waiting(limit, offset))
    paths = queries.paths_by_key({one.target_key for one, _document in page.items})
    return render_template("legal/relations/queue.html", page=page, paths=paths, kinds=KINDS, where=QUEUE)


@bp.post("/quan-he/xac-nhan")
@desk_view("content.publish")
def confirm_many() -> ResponseReturnValue:
    """Confirm the ticked proposals, or all that the page showed."""
    many = service.confirm_many(sent_ids("chon")[:200], acting())
    flash(_("Đã xác nhận %(many)s quan hệ.", many=many), "success")
    return redirect(path(QUEUE))


@bp.post("/quan-he/<int:relation_id>/<decision>")
@desk_view("content.publish")
def decide(relation_id: int, decision: str) -> ResponseReturnValue:
    """Confirm, reject, or make a proposal again."""
    relation = _relation(relation_id)
    if decision not in _STATES:
        abort(404)
    service.decide(relation, _STATES[decision], acting())
    if request.headers.get("HX-Request"):
        return render_template("legal/relations/_row.html", **_row_context(relation))
    return redirect(path(_page_of(relation.document_id)))


@bp.post("/quan-he/<int:relation_id>/xoa")
@desk_view("content.publish")
def remove(relation_id: int) -> ResponseReturnValue:
    """Take off a relation."""
    relation = _relation(relation_id)
    where = _page_of(relation.document_id)
    service.remove(relation, acting())
    flash(_("Đã xóa quan hệ."), "success")
    return redirect(path(where))


@bp.get("/<int:document_id>/quan-he")
@desk_view("content.read")
def of_document(document_id: int) -> str:
    """The relations of one document, what it proposes, and its dates."""
    return _page(_document(document_id), RelationForm())


@bp.post("/<int:document_id>/quan-he")
@desk_view("content.publish")
def add(document_id: int) -> ResponseReturnValue:
    """Write a relation by hand."""
    document = _document(document_id)
    form = RelationForm()
    if not form.validate_on_submit():
        return _page(document, form), 422
    target = documents.by_number(form.number.data or "")
    service.add(
        document,
        form.kind.data,
        target,
        acting(),
        number=form.number.data or "",
        anchors=form.anchors(),
        effective=form.effective.data,
        until=form.until.data,
    )
    flash(_("Đã thêm quan hệ."), "success")
    return redirect(path(_page_of(document.id)))


@bp.post("/<int:document_id>/ngay-hieu-luc")
@desk_view("content.edit_own")
def take_day(document_id: int) -> ResponseReturnValue:
    """Take the effective day that the text names."""
    document = _document(document_id)
    proposed = _proposed_day(document)
    if proposed is None:
        abort(404)
    service.set_effective(document, proposed[0], acting())
    flash(_("Đã ghi ngày có hiệu lực."), "success")
    return redirect(path(_page_of(document.id)))


def _page(document: LegalDocument, form: RelationForm) -> str:
    rows = queries.to_decide(document.id)
    paths = queries.paths_by_key({one.target_key for one in rows})
    proposed = _proposed_day(document)
    return render_template(
        "legal/relations/document.html",
        document=document,
        rows=rows,
        paths=paths,
        kinds=KINDS,
        form=form,
        proposed_day=proposed if proposed and proposed[0] != document.effective else None,
    )


def _proposed_day(document: LegalDocument) -> tuple[date, str] | None:
    for one in reversed(document.provisions):
        found = effective_day(one.text, document.issued)
        if found is not None:
            return found
    return None


def _row_context(relation: LegalRelation) -> dict[str, Any]:
    return {"one": relation, "paths": queries.paths_by_key({relation.target_key}), "kinds": KINDS}


def _relation(relation_id: int) -> LegalRelation:
    found = queries.relation_by_id(relation_id)
    if found is None:
        abort(404)
    return found


def _document(document_id: int) -> LegalDocument:
    found = documents.by_id(document_id)
    if found is None:
        abort(404)
    return found


def _page_of(document_id: int) -> str:
    return f"/quan-tri/van-ban/{document_id}/quan-he"
