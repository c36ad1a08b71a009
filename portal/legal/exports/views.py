"""The exports of a document that citizens can see; kept by the page cache like the document's page."""

from __future__ import annotations

import json
from collections.abc import Sequence

from flask import Blueprint, Response, abort, request

from portal.clock import today
from portal.legal import queries
from portal.legal.citations.held import candidates_for
from portal.legal.exports.akoma_ntoso import akoma_ntoso
from portal.legal.exports.as_json import Facts, as_json
from portal.legal.exports.as_text import as_text
from portal.legal.exports.document import DocumentText, of
from portal.legal.exports.originals import archive, manifest, originals_of, tag_of, told
from portal.legal.models import LegalDocument
from portal.legal.relations.queries import RelationGroup, effects_on, groups_of
from portal.legal.validity import Effect, validity
from portal.media.names import content_disposition
from portal.proofs.queries import proof_of
from portal.web.request import current_portal, public_url

bp = Blueprint("legal_exports", __name__, template_folder="templates", url_prefix="/van-ban")


@bp.get("/<slug>/akn.xml")
def akn(slug: str) -> Response:
    """Akoma Ntoso 3.0."""
    document = _visible(slug)
    text = _text(document, groups_of(document), _effects(document))
    return _answer(akoma_ntoso(text, candidates_for), "application/akn+xml", document, "akn.xml")


@bp.get("/<slug>/van-ban.json")
def as_object(slug: str) -> Response:
    """JSON: fields, validity today with its reasons, provisions as a tree, relations, files, proof."""
    document = _visible(slug)
    proof = proof_of("legal", document.id, document.tenant_id)
    facts = Facts(
        validity(document.effective, document.expires, today(), _effects(document)),
        groups_of(document),
        told(originals_of(document), public_url),
        proof["url"] if proof else "",
    )
    made = json.dumps(as_json(_text(document), facts, public_url), ensure_ascii=False, indent=1)
    return _answer(made.encode(), "application/json", document, "json")


@bp.get("/<slug>/van-ban.txt")
def plain(slug: str) -> Response:
    """Plain text."""
    document = _visible(slug)
    return _answer(as_text(_text(document)).encode(), "text/plain; charset=utf-8", document, "txt")


@bp.get("/<slug>/tep-goc.zip")
def files(slug: str) -> Response:
    """The attached files in one archive, as they were taken in; 404 where there are none."""
    document = _visible(slug)
    found = originals_of(document)
    if not found:
        abort(404)
    parts = archive(found, manifest(found, public_url(queries.document_path(document.slug))))
    answer = _answer(parts, "application/zip", document, "zip")
    # Never in the page cache, which is for pages; browsers may keep it as they keep the files themselves.
    answer.headers["Cache-Control"] = "public, max-age=3600"
    answer.set_etag(tag_of(found))
    answer.make_conditional(request)
    return answer


def _visible(slug: str) -> LegalDocument:
    found = queries.document_by_slug(slug)
    if found is None:
        abort(410 if queries.was_withdrawn(slug) else 404)
    return found


def _effects(document: LegalDocument) -> list[Effect]:
    return effects_on([document.natural_key]).get(document.natural_key, [])


def _text(
    document: LegalDocument, groups: Sequence[RelationGroup] = (), effects: Sequence[Effect] = ()
) -> DocumentText:
    address = public_url(queries.document_path(document.slug))
    publisher = current_portal().authority
    return of(document, groups=groups, effects=effects, address=address, publisher=publisher)


def _answer(body: object, type_name: str, document: LegalDocument, ending: str) -> Response:
    answer = Response(body, content_type=type_name)  # type: ignore[arg-type]
    answer.headers["Content-Disposition"] = content_disposition(f"{document.slug}.{ending}", inline=False)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Link"] = f'<{public_url(queries.document_path(document.slug))}>; rel="canonical"'
    return answer
