"""The search page and its JSON."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, render_template, request
from flask_babel import gettext as _

from portal.search.registry import kind_labels
from portal.search.searching import Found, search
from portal.web.paging import ListPage, page_number
from portal.web.request import public_url

bp = Blueprint("search", __name__, template_folder="templates")
PER_PAGE = 10
MAX_LIMIT = 50
SCOPES = {"tat-ca": "all", "all": "all"}


def _asked() -> tuple[str, str, str]:
    kind = request.args.get("kind", request.args.get("loai", ""))
    scope = SCOPES.get(request.args.get("scope", request.args.get("pham-vi", "")), "own")
    return request.args.get("q", "")[:2000], kind if kind in kind_labels() else "", scope


@bp.get("/tim-kiem")
def page() -> str:
    """Results with extracts, by kind, of this portal or of all."""
    question, kind, scope = _asked()
    number = min(page_number(), 50)
    found = search(question, kind, scope, PER_PAGE, (number - 1) * PER_PAGE)
    labels = kind_labels()
    template = "search/_results.html" if request.headers.get("HX-Request") else "search/page.html"
    return render_template(
        template,
        q=question,
        kind=kind,
        scope=scope,
        results=[_shown(one, labels) for one in found.results],
        page=ListPage([], number, min(found.total, 50 * PER_PAGE), PER_PAGE),
        total=found.total,
        tabs_of=_tabs(question, kind, scope, labels),
        scopes=[
            {"label": text, "path": _link(question, kind, code), "active": scope == code}
            for code, text in (("own", _("Cổng này")), ("all", _("Tất cả các cổng")))
        ],
        robots="noindex",
        canonical_url=public_url("/tim-kiem"),
        crumbs=[(_("Tìm kiếm"), None)],
    )


def _link(question: str, kind: str, scope: str) -> str:
    pairs = [("q", question), ("loai", kind), ("pham-vi", "tat-ca" if scope == "all" else "")]
    return "/tim-kiem?" + urlencode([pair for pair in pairs if pair[1]])


def _tabs(question: str, kind: str, scope: str, labels: dict[str, Any]) -> list[dict[str, Any]]:
    kinds = [("", _("Tất cả")), *labels.items()]
    return [
        {"label": str(text), "path": _link(question, code, scope), "active": kind == code}
        for code, text in kinds
    ]


def _shown(found: Found, labels: dict[str, Any]) -> dict[str, Any]:
    return {
        "url": found.url,
        "title": found.title,
        "kind_label": str(labels.get(found.kind, found.kind)),
        "tenant_name": found.tenant_name,
        "snippet": found.snippet,
        "place": found.place,
        "number": found.number,
        "date": found.date,
    }


@bp.get("/api/v1/search")
def api() -> Response:
    """{"total", "took_ms", "results": [{"kind", "title", "url", "tenant", "number", "article", "snippet"}]}."""
    began = time.perf_counter()
    question, kind, scope = _asked()
    text = request.args.get("limit", "10")
    limit = min(max(int(text), 1), MAX_LIMIT) if text.isascii() and text.isdigit() and len(text) < 6 else 10
    found = search(question, kind, scope, limit, 0)
    results = [
        {
            "kind": one.kind,
            "title": one.title,
            "url": one.url,
            "tenant": one.tenant_slug,
            "number": one.number,
            "article": one.article,
            "snippet": one.plain_snippet,
        }
        for one in found.results
    ]
    took = round((time.perf_counter() - began) * 1000, 1)
    answer = jsonify({"total": found.total, "took_ms": took, "results": results})
    answer.headers["Cache-Control"] = "no-store"
    return answer
