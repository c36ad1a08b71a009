"""The answers of the read API: JSON with a validator, links, and what other sites' scripts may see of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC

from flask import Response, request

from portal.opendata.api.operations import Answer
from portal.web.request import public_url

SHOWN_TO_SCRIPTS = "ETag, Last-Modified, Link, RateLimit, RateLimit-Policy, Retry-After, Content-Disposition"
METHODS = "GET, HEAD, OPTIONS"
KEPT = "no-cache"
"""Whoever keeps an answer asks again before using it: with the validator that costs an empty answer."""


def open_to_scripts(response: Response) -> Response:
    """Let scripts of any site read it, without credentials: it is the same for everybody."""
    headers = response.headers
    headers["Access-Control-Allow-Origin"] = "*"
    headers["Access-Control-Expose-Headers"] = SHOWN_TO_SCRIPTS
    headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def preflight() -> Response:
    """The answer to OPTIONS: what may be asked, and by scripts of any site."""
    answer = Response(status=204)
    answer.headers["Allow"] = METHODS
    answer.headers["Access-Control-Allow-Methods"] = METHODS
    answer.headers["Access-Control-Allow-Headers"] = "Accept, If-None-Match, If-Modified-Since"
    answer.headers["Access-Control-Max-Age"] = "86400"
    answer.headers["Cache-Control"] = KEPT
    return answer


def link_header(links: Sequence[tuple[str, str]]) -> str:
    """RFC 8288."""
    return ", ".join(f'<{address}>; rel="{relation}"' for address, relation in links)


def answered(found: Answer, licence: str) -> Response:
    """An answer; 304 where who asks has it already."""
    body = json.dumps(found.body, ensure_ascii=False, separators=(",", ":")).encode()
    answer = Response(body, mimetype="application/json")
    links = [*found.links, (public_url("/api/v1/openapi.json"), "service-desc"), (licence, "license")]
    answer.headers["Link"] = link_header(links)
    answer.headers["X-Robots-Tag"] = "noindex"
    if found.fleeting:
        answer.headers["Cache-Control"] = "no-store"
        return answer
    answer.headers["Cache-Control"] = KEPT
    if found.changed is not None:
        answer.last_modified = found.changed.replace(tzinfo=UTC)
    answer.set_etag(hashlib.blake2b(body, digest_size=12).hexdigest(), weak=True)
    # What tells a list apart from an older one is the list, not the newest of it: things go away, too.
    if request.headers.get("If-None-Match"):
        answer.make_conditional(request)
    return answer
