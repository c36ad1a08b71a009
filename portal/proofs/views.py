"""Public pages of the logs: checking a file, the proof of a thing, and everything that a stranger needs to check it."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, jsonify, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.digits import whole_number
from portal.proofs import queries
from portal.proofs.following import followed
from portal.proofs.leaf import PUBLISH, WITHDRAW
from portal.proofs.models import ProofLeaf
from portal.proofs.texts import script_texts
from portal.tenancy.directory import Portal
from portal.web.request import current_portal, public_url
from portal.web.templating import viet_datetime
from portal.web.themes import file_below

bp = Blueprint("proofs", __name__, template_folder="templates")
STATIC = Path(__file__).parent / "static"
VERIFIER = Path(__file__).parent / "verify.py"
FOREVER = "public, max-age=31536000, immutable"
LARGEST = 2**63 - 1
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_THING = f"/bang-chung/<kind>/<int(max={LARGEST}):object_id>"


def hash_in(text: str) -> str | None:
    """The SHA-256 in what a person typed or pasted (upper case, spaces of certutil, a line of sha256sum), or None."""
    parts = text.lower().split()
    found = parts[0] if parts and _SHA256.match(parts[0]) else "".join(parts)
    return found if _SHA256.match(found) else None


def script_asset(name: str) -> str:
    """The versioned address of a file of this room."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]
    return url_for("proofs.static_file", digest=digest, name=name)


@bp.get("/bang-chung/tinh/<digest>/<name>")
def static_file(digest: str, name: str) -> Response:
    """A script or style of this room under a versioned address."""
    found = file_below(STATIC, name)
    if found is None:
        abort(404)
    answer = send_file(found, mimetype="text/javascript" if found.suffix == ".js" else None, conditional=True)
    answer.headers["Cache-Control"] = FOREVER
    return answer


def sentence(portal: Portal, row: ProofLeaf) -> str:
    """An event in words."""
    kind = followed().get(row.kind)
    said = {
        "time": viet_datetime(row.at),
        "portal": portal.authority,
        "label": str(kind.label) if kind is not None else "",
        "number": row.number,
        "version": row.version,
    }
    if row.event == PUBLISH:
        return str(_("Lúc %(time)s, %(portal)s đăng %(label)s %(number)s (phiên bản %(version)s).", **said))
    if row.event == WITHDRAW:
        return str(_("Lúc %(time)s, %(portal)s gỡ %(label)s %(number)s khỏi cổng.", **said))
    return str(
        _("Lúc %(time)s, %(portal)s thay nội dung %(label)s %(number)s bằng phiên bản %(version)s.", **said)
    )


def _events(portal: Portal, rows: list[ProofLeaf]) -> list[dict[str, Any]]:
    return [
        {
            "sentence": sentence(portal, row),
            "position": row.position,
            "event": row.event,
            "text": row.text_sha256,
            "files": row.files,
            "hash": row.leaf_hash.hex(),
        }
        for row in rows
    ]


@bp.get("/bang-chung/")
def index() -> str:
    """The log of this portal: how long, signed by which key, watched by whom, and whom it watches."""
    portal = current_portal()
    point = queries.newest_checkpoint(portal)
    return render_template(
        "proofs/index.html",
        point=point,
        key=queries.public_key(portal),
        witnesses=queries.witnesses_of(point) if point else [],
        refusals=queries.refusals_of(point) if point else [],
        watched=queries.watched(portal),
        style=script_asset("proofs.css"),
        crumbs=[(_("Nhật ký đăng tải"), None)],
        canonical_url=public_url("/bang-chung/"),
    )


@bp.get("/kiem-tra")
def check() -> ResponseReturnValue:
    """Check a file: in the browser, without uploading it; without JavaScript by its hash."""
    asked = request.args.get("sha256", "")
    sha256 = hash_in(asked)
    found = []
    for portal in queries.logs_to_look_in() if sha256 else []:
        with queries.log_of(portal):
            for kind, object_id in queries.things_with(portal, sha256 or ""):
                rows = queries.events_of(portal, kind, object_id)
                url = queries.link_to(portal, kind, object_id)
                found.append({"url": url, "state": _state(rows, sha256 or "")} | _events(portal, rows)[-1])
    page = render_template(
        "proofs/check.html",
        asked=asked[:200],
        sha256=sha256,
        found=found,
        texts=script_texts(),
        keys=[key for one in queries.logs_to_look_in() if (key := queries.public_key(one))],
        script=script_asset("kiem-tra.js"),
        style=script_asset("proofs.css"),
        crumbs=[(_("Kiểm tra văn bản"), None)],
        canonical_url=public_url("/kiem-tra"),
    )
    return page, 422 if asked and not sha256 else 200


def _state(rows: list[ProofLeaf], sha256: str) -> str:
    """What became of the content with this hash: current, replaced, withdrawn."""
    last = rows[-1]
    if last.event == WITHDRAW:
        return "withdrawn"
    return "current" if sha256 in {last.text_sha256, *last.files} else "replaced"


@bp.get("/api/v1/proofs/<sha256>")
def api(sha256: str) -> ResponseReturnValue:
    """{"sha256", "matches": [bundle]}: the things of this portal and of those above it that hold this hash."""
    wanted = hash_in(sha256)
    if wanted is None:
        return jsonify({"error": 400, "message": _("Mã SHA-256 gồm 64 chữ số thập lục phân.")}), 400
    matches = []
    for portal in queries.logs_to_look_in():
        with queries.log_of(portal):
            for kind, object_id in queries.things_with(portal, wanted):
                bundle = queries.bundle_of(portal, queries.events_of(portal, kind, object_id))
                if bundle is not None:
                    matches.append(bundle)
    return jsonify({"sha256": wanted, "matches": matches[: queries.MOST_THINGS]})


@bp.get(_THING)
def thing(kind: str, object_id: int) -> str:
    """The events of a thing that is or was public."""
    portal = current_portal()
    rows = queries.events_of(portal, kind, object_id)
    point = queries.checkpoint_over(portal, rows[-1].position) if rows else None
    newest = queries.newest_checkpoint(portal)
    if point is None or newest is None:
        abort(404)
    url = public_url(queries.proof_path(kind, object_id))
    return render_template(
        "proofs/thing.html",
        number=rows[-1].number,
        state=rows[-1].event,
        events=_events(portal, rows),
        point=point,
        root=point.root.hex(),
        witnesses=queries.witnesses_of(point),
        refusals=queries.refusals_of(newest),
        key=queries.public_key(portal),
        qr=queries.qr_code(url),
        here=queries.proof_path(kind, object_id),
        style=script_asset("proofs.css"),
        crumbs=[(_("Nhật ký đăng tải"), "/bang-chung/"), (rows[-1].number, None)],
        canonical_url=url,
    )


@bp.get(_THING + ".json")
def bundle(kind: str, object_id: int) -> Response:
    """The proof bundle of a thing."""
    portal = current_portal()
    found = queries.bundle_of(portal, queries.events_of(portal, kind, object_id))
    if found is None:
        abort(404)
    answer = jsonify(found)
    answer.headers["Content-Disposition"] = f'attachment; filename="bang-chung-{object_id}.json"'
    return answer


@bp.get("/bang-chung/checkpoint")
def checkpoint() -> Response:
    """The newest signed note of the log."""
    point = queries.newest_checkpoint(current_portal())
    if point is None:
        abort(404)
    return Response(queries.whole_note(point), mimetype="text/plain")


@bp.get("/bang-chung/khoa")
def key() -> Response:
    """The public key of the log."""
    found = queries.public_key(current_portal())
    if found is None:
        abort(404)
    return Response(found + "\n", mimetype="text/plain")


@bp.get("/bang-chung/verify.py")
def verifier() -> Response:
    """The offline verifier."""
    return send_file(VERIFIER, mimetype="text/x-python", as_attachment=True, download_name="verify.py")


@bp.get("/bang-chung/nhat-ky")
def log() -> Response:
    """Leaves `tu` (from 0) up to, without, `den` as JSON lines, 1,000 at most: anybody may mirror the log."""
    first, end = _number("tu", 0), _number("den", LARGEST)
    rows = queries.entries(current_portal(), first, end)
    lines = [
        json.dumps(
            {"index": row.position, "hash": row.leaf_hash.hex(), "leaf": row.canonical.decode()},
            ensure_ascii=False,
        )
        for row in rows
    ]
    return Response("".join(f"{line}\n" for line in lines), mimetype="application/x-ndjson")


def _number(name: str, default: int) -> int:
    text = request.args.get(name, "")
    if not text:
        return default
    found = whole_number(text, LARGEST)
    if found is None:
        abort(400)
    return found
