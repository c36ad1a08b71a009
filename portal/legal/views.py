"""Public pages of legal documents."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, Response, abort, render_template, request
from flask_babel import gettext as _

from portal.clock import today
from portal.legal import queries, validity
from portal.legal.feeds import atom
from portal.legal.models import LegalDocument
from portal.legal.service import heading_of
from portal.media import queries as media
from portal.web.freshness import remembered
from portal.web.paging import paged
from portal.web.request import public_url
from portal.web.sanitise import render_markdown
from portal.web.structured import legislation

bp = Blueprint("legal", __name__, template_folder="templates", url_prefix="/van-ban")
HERE = "/van-ban/"
CLAUSE = re.compile(r"\d{1,3}\.\s")
POINT = re.compile(r"[a-zđ]{1,2}[.)]\s")


def _filters() -> queries.Filters:
    args = request.args
    year = args.get("nam", "")
    return queries.Filters(
        q=args.get("q", "")[:200].strip(),
        category={"quy-pham": "normative", "chi-dao": "directive"}.get(args.get("nhom", ""), ""),
        type=args.get("loai", "")[:60],
        issuer=args.get("co-quan", "")[:250],
        field=args.get("linh-vuc", "")[:120],
        year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
        validity=args.get("hieu-luc", ""),
    )


@bp.get("/")
def listing() -> str:
    """Documents, filtered by group, type, issuer, field, year and validity."""
    filters = _filters()
    page = paged(
        queries.count_documents(filters), lambda offset, limit: queries.list_documents(filters, offset, limit)
    )
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
        validities=[(code, validity.label(code)) for code in validity.CODES],
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
    """One document by provision; 410 where it was taken off."""
    return render_template("legal/document.html", preview=False, **document_context(_visible(slug)))


@bp.get("/<slug>/in")
def print_view(slug: str) -> str:
    """The document for paper."""
    return render_template("legal/print.html", preview=False, **document_context(_visible(slug)))


def _visible(slug: str) -> LegalDocument:
    found = queries.document_by_slug(slug)
    if found is None:
        abort(410 if queries.was_withdrawn(slug) else 404)
    return found


def lines_of(text: str) -> list[tuple[str, str]]:
    """(class, line) of a provision's text: clause, point, or plain paragraph."""
    found = []
    for line in text.split("\n"):
        if stripped := line.strip():
            kind = "clause" if CLAUSE.match(stripped) else "point" if POINT.match(stripped) else "text"
            found.append((kind, stripped))
    return found


def _chapters(document: LegalDocument) -> list[dict[str, Any]]:
    chapters: list[dict[str, Any]] = []
    for one in document.provisions:
        if not chapters or chapters[-1]["title"] != one.chapter:
            chapters.append({"title": one.chapter, "anchor": f"chuong-{len(chapters) + 1}", "provisions": []})
        is_markdown = not one.no and one.unit != "Điều"
        chapters[-1]["provisions"].append(
            {
                "anchor": one.anchor,
                "heading": heading_of(one),
                "html": render_markdown(one.text, request.script_root) if is_markdown else None,
                "lines": [] if is_markdown else lines_of(one.text),
            }
        )
    return chapters


def document_context(document: LegalDocument) -> dict[str, Any]:
    """What a document's page shows."""
    chapters = _chapters(document)
    contents = []
    for chapter in chapters:
        if chapter["title"]:
            contents.append({"anchor": chapter["anchor"], "label": chapter["title"], "level": 1})
        contents.extend(
            {"anchor": one["anchor"], "label": one["heading"], "level": 2} for one in chapter["provisions"]
        )
    code = validity.validity(document.effective, document.expires, today())
    url = public_url(queries.document_path(document.slug))
    return {
        "document": document,
        "preamble": render_markdown(document.preamble, request.script_root),
        "chapters": chapters,
        "contents": contents,
        "validity": code,
        "validity_label": validity.label(code),
        "files": media.uses_of("legal", document.id),
        "canonical_url": url,
        "description": (document.excerpt or document.title)[:300],
        "og_title": f"{document.type} {document.number}",
        "json_ld": legislation(document, url),
        "crumbs": [(_("Văn bản"), HERE), (document.number, None)],
    }
