"""What the pages of citizens' accounts share: the blueprint, addresses, tabs, and how an answer is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, Response, current_app, make_response, redirect, render_template, request
from flask_babel import gettext as _

from portal.citizens.signing_in import CONSENT, DOOR, citizen
from portal.web.request import path
from portal.web.safe_redirect import safe_target

bp = Blueprint("citizens", __name__, template_folder="templates", url_prefix="/tai-khoan")
HOME = "/tai-khoan/"
CODE = "/tai-khoan/ma"
DATA = "/tai-khoan/du-lieu"
SEEN = "/tai-khoan/ai-da-xem"
SESSIONS = "/tai-khoan/phien"
LEAVE = "/tai-khoan/roi-di"
CONTACT = "/tai-khoan/lien-he"
PROFILE = "/tai-khoan/thong-tin"
VNEID = "/tai-khoan/vneid"
_BELOW_ACCOUNT = frozenset({PROFILE, CONTACT, f"{CONTACT}/ma", LEAVE, f"{LEAVE}/ma"})
_EXTENSION = "citizen_tabs"


@dataclass(frozen=True)
class Tab:
    """A page of signed-in citizens beside the account's own; `label` is asked per request."""

    label: Any
    path: str
    order: int


def add_tab(app: Flask, tab: Tab) -> None:
    """Register a tab of a room ("Hồ sơ của tôi")."""
    app.extensions.setdefault(_EXTENSION, []).append(tab)


def tabs() -> list[dict[str, Any]]:
    """The tabs of a signed-in citizen, for the macro `tabs`."""
    own = [
        Tab(_("Tài khoản"), HOME, 10),
        Tab(_("Dữ liệu của tôi"), DATA, 30),
        Tab(_("Ai đã xem"), SEEN, 40),
        Tab(_("Phiên đăng nhập"), SESSIONS, 50),
    ]
    found = sorted([*own, *current_app.extensions.get(_EXTENSION, [])], key=lambda one: one.order)
    here = HOME if request.path in _BELOW_ACCOUNT else request.path
    return [{"label": one.label, "path": one.path, "active": here == one.path} for one in found]


def page(template: str, status: int = 200, **context: Any) -> Response:
    """A page of one person or of a door: no cache keeps it, no search engine lists it."""
    shown = {"robots": "noindex", "tabs_of_citizen": tabs() if citizen() is not None else []} | context
    return unkept(make_response(render_template(template, **shown), status))


def to(where: str) -> Response:
    """To a portal-relative page, after a form."""
    return unkept(make_response(redirect(path(where), 303)))


def to_target(target: str) -> Response:
    """To where `wanted` said."""
    return unkept(make_response(redirect(target, 303)))


def unkept(answer: Response) -> Response:
    """Kept by nobody."""
    answer.headers["Cache-Control"] = "no-store"
    return answer


def wanted(given: str | None = None, otherwise: str = HOME) -> str:
    """Where somebody wants to go afterwards, within this portal (SAFETY A26): `next` of the address or form."""
    asked = given if given is not None else request.values.get("next", "")
    target = safe_target(asked, path(otherwise))
    return path(otherwise) if target.removeprefix(request.script_root) in {DOOR, CODE, CONSENT} else target
