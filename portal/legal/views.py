"""Public pages of legal documents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, render_template, request
from flask_babel import gettext as _

from portal.clock import today
from portal.digits import whole_number
from portal.legal import queries
from portal.legal.body import heading_of
from portal.legal.feeds import atom
from portal.legal.models import LegalDocument, Provision
from portal.legal.naming import anchor_words
from portal.legal.relations.diagram import diagram
from portal.legal.relations.queries import effects_on, groups_of
from portal.legal.rendering import Linked, blocks_of, groups, linked, linked_markdown
from portal.legal.validity import CODES, Effect, label, validity
from portal.media import queries as media
from portal.proofs.queries import proof_of
from portal.web.freshness import remembered
from portal.web.paging import paged
from portal.web.request import public_url
from portal.web.sanitise import render_markdown
from portal.web.structured import legislation

bp = Blueprint("legal", __name__, template_folder="templates", url_prefix="/van-ban")
HERE = "/van-ban/"


def _filters() -> queries.Filters:
    args = request.args
    return queries.Filters(
        q=args.get("q", "")[:200].strip(),
        category={"quy-pham": "normative", "chi-dao": "directive"}.get(args.get("nhom", ""), ""),
        type=args.get("loai", "")[:60],
        issuer=args.get("co-quan", "")[:250],
        field=args.get("linh-vuc", "")[:120],
        year=whole_number(args.get("nam"), 9999),
        validity=args.get("hieu-luc", ""),
    )


@bp.get("/")
def listing() -> str:
    """Documents, filtered by group, type, issuer, field, year and validity."""
    filters = _filters()
    total = queries.count_documents(filters)
    page = paged(total, lambda offset, limit: queries.list_documents(filters, offset, limit, total))
    groups = [
        ("", _("Tất cả")),
        ("quy-pham", _("Văn bản quy phạm pháp luật")),
        ("chi-dao", _("Văn bản chỉ đạo điều hành")),
    ]
    chosen = request.args.get("nhom", "")
    return render_template(
        "legal/list.html",
        page=page,
        filters=filters,
        choices=remembered("legal.filters", queries.filter_choices),
        validities=[(code, label(code)) for code in CODES],
        groups=[
            {"label": text, "path": HERE + (f"?nhom={code}" if code else ""), "active": chosen == code}
            for code, text in groups
        ],
        group=chosen,
        canonical_url=public_url(HERE),
        crumbs=[(_("Văn bản"), None)],
    )


@bp.get("/feed.xml")
def feed() -> Response:
    """Atom feed of the newest documents."""
    return atom(queries.newest(30))


@bp.get("/<slug>")
def document(slug: str) -> str:
    """One document by provision, its validity as of `?ngay=` (today unless given); 410 where it was taken off."""
    return render_template("legal/document.html", preview=False, **document_context(_visible(slug)))


@bp.get("/<slug>/in")
def print_view(slug: str) -> str:
    """The document for paper."""
    return render_template("legal/print.html", preview=False, **document_context(_visible(slug)))


@bp.get("/<slug>/<anchor>")
def provision(slug: str, anchor: str) -> str:
    """One provision alone, with its place in the document and its neighbours."""
    return render_template("legal/provision.html", **_provision_context(slug, anchor))


@bp.get("/<slug>/<anchor>/in")
def provision_print(slug: str, anchor: str) -> str:
    """One provision for paper."""
    return render_template("legal/provision_print.html", **_provision_context(slug, anchor))


def _visible(slug: str) -> LegalDocument:
    found = queries.document_by_slug(slug)
    if found is None:
        abort(410 if queries.was_withdrawn(slug) else 404)
    return found


def asked_day() -> date:
    """The day that the reader asks about; today where none or none that can be read is given."""
    try:
        return date.fromisoformat(request.args.get("ngay", ""))
    except ValueError:
        return today()


def _shown(
    document: LegalDocument, provision: Provision, links: Linked, effects: Sequence[Effect], on: date
) -> dict[str, Any]:
    """A provision as templates show it."""
    name = anchor_words(provision.anchor)
    return {
        "anchor": provision.anchor,
        "heading": heading_of(provision),
        "path": f"{queries.document_path(document.slug)}/{provision.anchor}",
        "blocks": blocks_of(provision, links.of(provision.anchor), request.script_root),
        "effects": [
            one for one in effects if one.anchors and one.works_on(on) and one.touches(provision.anchor)
        ],
        "citation": f"{name} {named(document)}",
    }


def named(document: LegalDocument) -> str:
    """ "Nghị định số 61/2018/NĐ-CP ngày 23/04/2018 của Chính phủ", as it is cited."""
    number = f"số {document.number}" if any(sign.isdigit() for sign in document.number) else document.number
    issued = f"ngày {document.issued:%d/%m/%Y}" if document.issued else ""
    issuer = f"của {document.issuer}" if document.issuer else ""
    return " ".join(part for part in (document.type, number, issued, issuer) if part)


def _contents(document: LegalDocument, opened: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The table of contents: groups and provisions in order."""
    contents: list[dict[str, Any]] = []
    for one in document.provisions:
        contents.extend(
            {"anchor": group["anchor"], "label": group["title"], "level": min(group["level"], 3)}
            for group in opened
            if group["before"] == one.anchor
        )
        level = min(len(one.chapter.split("\n")) + 1 if one.chapter else 1, 4)
        contents.append({"anchor": one.anchor, "label": heading_of(one), "level": level})
    return contents


def _standing(document: LegalDocument, on: date) -> dict[str, Any]:
    """Validity on a day and why."""
    effects = effects_on([document.natural_key]).get(document.natural_key, [])
    state = validity(document.effective, document.expires, on, effects)
    return {
        "state": state,
        "effects": effects,
        "validity": state.code,
        "validity_label": label(state.code),
        "on": on,
        "is_today": on == today(),
    }


def document_context(document: LegalDocument) -> dict[str, Any]:
    """What a document's page shows."""
    on = asked_day()
    standing = _standing(document, on)
    links = linked(document, document.provisions)
    opened = groups(document.provisions)
    relation_groups = groups_of(document)
    url = public_url(queries.document_path(document.slug))
    return standing | {
        "document": document,
        "cited_as": named(document),
        "preamble": render_markdown(linked_markdown(document, document.preamble), request.script_root),
        "opened": opened,
        "provisions": [_shown(document, one, links, standing["effects"], on) for one in document.provisions],
        "contents": _contents(document, opened),
        "relations": relation_groups,
        "diagram": diagram(relation_groups),
        "files": media.uses_of("legal", document.id),
        "proof": proof_of("legal", document.id, document.tenant_id),
        "canonical_url": url,
        "description": (document.excerpt or document.title)[:300],
        "og_title": f"{document.type} {document.number}",
        "json_ld": legislation(document, url, standing["validity"] if standing["is_today"] else ""),
        "crumbs": [(_("Văn bản"), HERE), (document.number, None)],
    }


def _provision_context(slug: str, anchor: str) -> dict[str, Any]:
    document = _visible(slug)
    places = {one.anchor: place for place, one in enumerate(document.provisions)}
    if anchor not in places:
        abort(404)
    place = places[anchor]
    one = document.provisions[place]
    on = asked_day()
    standing = _standing(document, on)
    path = queries.document_path(document.slug)
    links = linked(document, [one], path)

    def neighbour(step: int) -> dict[str, str] | None:
        index = place + step
        if not 0 <= index < len(document.provisions):
            return None
        other = document.provisions[index]
        return {"path": f"{path}/{other.anchor}", "label": heading_of(other)}

    shown = _shown(document, one, links, standing["effects"], on)
    return standing | {
        "document": document,
        "cited_as": named(document),
        "one": shown,
        "groups": one.chapter.split("\n") if one.chapter else [],
        "before": neighbour(-1),
        "after": neighbour(1),
        "canonical_url": public_url(shown["path"]),
        "description": f"{shown['heading']} – {named(document)}"[:300],
        "og_title": f"{anchor_words(anchor)} {document.type} {document.number}",
        "crumbs": [(_("Văn bản"), HERE), (document.number, path), (anchor_words(anchor), None)],
    }
