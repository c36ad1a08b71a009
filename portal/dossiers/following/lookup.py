"""Follow a dossier without an account: its code and a second fact. It shows where the dossier stands, and nobody in it.

An unknown code and a wrong fact are answered alike, in the same time; tries are counted by sender and by code.
"""

from __future__ import annotations

from datetime import datetime

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.dossiers import queries
from portal.dossiers.codes import read_code
from portal.dossiers.following.frame import bp, unkept
from portal.dossiers.models import Dossier
from portal.dossiers.standing import standing_of
from portal.dossiers.states import COMPLETING, REFUSED, STATE_LABELS, STOPPED
from portal.extensions import limiter
from portal.web.rates import count_visitor, rates, visitor

HOUR = 3600.0
MOST_OF_SENDER, MOST_OF_CODE = 30, 50
"""Wrong tries within an hour: of a sender (many may share an address), and for one code whoever tries."""


@bp.get("/tra-cuu")
def lookup() -> ResponseReturnValue:
    """Ask for code and second fact; the QR code of form 01 leads here with the code filled in."""
    return _page(request.args.get("ma", ""))


@bp.post("/tra-cuu")
@limiter.limit("60 per minute")
def looked_up() -> ResponseReturnValue:
    """Where the dossier stands."""
    typed, proof = request.form.get("ma", "")[:80], request.form.get("xac_nhan", "")[:40]
    code = read_code(typed)
    if not code or not proof.strip():
        said = _("Ghi mã hồ sơ như trên giấy hẹn và số định danh hoặc số điện thoại đã khai.")
        return _page(typed, proof, said, 422)
    if _too_many(code):
        said = _("Ông/bà đã thử nhiều lần. Hãy thử lại sau một giờ, hoặc gọi bộ phận một cửa.")
        return _page(typed, proof, said, 429)
    found = queries.followed(code, proof)
    if found is None:
        count_visitor("ho-so sai", HOUR)
        rates().count("ho-so sai mã", code, HOUR)
        said = _("Không có hồ sơ nào khớp với mã và số này. Hãy xem lại giấy hẹn hoặc tin nhắn đã nhận.")
        return _page(typed, proof, said, 404)
    return _shown(found)


def _too_many(code: str) -> bool:
    return rates().seen("ho-so sai mã", code, HOUR) >= MOST_OF_CODE or _seen_of_sender() >= MOST_OF_SENDER


def _seen_of_sender() -> int:
    return rates().seen("ho-so sai", visitor(), HOUR)


def _page(code: str, proof: str = "", refused: str = "", status: int = 200) -> Response:
    """The form, with what was typed: who mistyped one number need not type both again."""
    page = render_template(
        "dossiers/public/lookup.html",
        code=code[:80],
        proof=proof,
        refused=refused,
        wrong=status in {404, 422},
        robots="noindex",
        crumbs=[(_("Tra cứu hồ sơ"), None)],
    )
    return unkept(make_response(page, status))


def _shown(found: Dossier) -> Response:
    standing = standing_of(found)
    sentence = standing.sentence
    if found.state == COMPLETING:
        # What is asked for may name somebody: it is told to who signs in.
        sentence = _(
            "Cơ quan đã yêu cầu bổ sung hồ sơ. Hãy đăng nhập hoặc xem phiếu yêu cầu đã gửi để biết cần gì."
        )
    if found.state in {REFUSED, STOPPED}:
        # The reason stands in the story of the account; here the story names states alone.
        sentence = _("Hãy đăng nhập hoặc xem phiếu, thông báo đã gửi cho ông/bà để biết lý do.")
    page = render_template(
        "dossiers/public/looked_up.html",
        dossier=found,
        standing=standing,
        sentence=sentence,
        steps=_steps(found),
        robots="noindex",
        crumbs=[(_("Tra cứu hồ sơ"), "/ho-so/tra-cuu"), (found.code, None)],
    )
    return unkept(make_response(page))


def _steps(found: Dossier) -> list[tuple[datetime, str]]:
    """What changed its state, by the names of the states alone."""
    return [
        (one.at, str(STATE_LABELS[one.after]))
        for one in queries.events_of(found)
        if one.before != one.after and one.after in STATE_LABELS
    ]
