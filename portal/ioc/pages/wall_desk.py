"""The screen on the wall: at the desk for who is signed in, by a secret link for a screen; giving out such links."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from portal.accounts.signing_in import acting, desk_view
from portal.clock import utc_now
from portal.digits import whole_number
from portal.extensions import db
from portal.ioc.pages import screens
from portal.ioc.pages.frame import READ, WHERE
from portal.ioc.pages.wall import SECONDS, wall
from portal.publishing.service import commit
from portal.tenancy.scope import editing, entered
from portal.web.request import current_portal, path, public_url

DESK = f"{WHERE}man-hinh"
LINKS = f"{DESK}/lien-ket"
PUBLIC = "/man-hinh-dieu-hanh/"
bp = Blueprint("desk_wall_screen", __name__, template_folder="../templates", url_prefix=DESK)
public = Blueprint("ioc_wall", __name__, template_folder="../templates")


class ScreenForm(FlaskForm):
    """A link for a screen."""

    name = StringField(
        _l("Màn hình đặt ở đâu"),
        [InputRequired(_l("Ghi nơi đặt màn hình, ví dụ: Phòng họp tầng 2.")), Length(max=120)],
    )
    days = SelectField(
        _l("Dùng trong"),
        coerce=int,
        choices=[(one, _l("%(days)s ngày", days=one)) for one in screens.DAYS],
        default=screens.USUAL_DAYS,
    )


def _page(where: str, leave: str = "") -> Response:
    """The page that `?trang=` names, the first without it; it stands still with `?dung=1`."""
    number = whole_number(request.args.get("trang", "1"), 99) or 0
    found = wall(current_portal(), number)
    if found is None:
        abort(404)
    stands = request.args.get("dung") == "1"
    if not found.figures and not stands:  # nothing to look at for as long as a page stands
        return _on(path(f"{where}?trang={found.following}"))
    answer = make_response(
        render_template(
            "ioc/wall.html",
            wall=found,
            where=where,
            leave=leave,
            seconds=SECONDS,
            stands=stands,
            portal=current_portal(),
        )
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _on(target: str) -> Response:
    answer = make_response(redirect(target))
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.get("")
@desk_view(READ)
def screen() -> Response:
    """The screen for who is signed in."""
    return _page(DESK, WHERE)


@public.get(f"{PUBLIC}<token>")
def shown(token: str) -> Response:
    """The screen by its secret link: figures alone, no session, no cookie. 404 once it is withdrawn or over."""
    row = screens.find(token)
    if row is None:
        abort(404)
    number, now = row.id, utc_now()
    if screens.wants_note(row, now):
        with entered(editing(current_portal().id)):
            screens.note_seen(number, now)
            db.session.commit()
    answer = _page(f"{PUBLIC}{token}")
    answer.headers["Referrer-Policy"] = "no-referrer"  # the address is the secret
    return answer


shown.writes = True  # type: ignore[attr-defined]  # notes now and then that the screen is still there


@bp.route("/lien-ket", methods=["GET", "POST"])
@desk_view(screens.SET)
def links() -> ResponseReturnValue:
    """The links that were given out; one more."""
    form = ScreenForm()
    if request.method == "GET" or not form.validate_on_submit():
        return _links(form), 200 if request.method == "GET" else 422
    row, token = screens.make(form.name.data or "", form.days.data, acting())
    commit()
    return _links(ScreenForm(formdata=None), public_url(f"{PUBLIC}{token}"), row.name)


def _links(form: ScreenForm, made: str = "", made_for: str = "") -> str:
    now = utc_now()
    return render_template(
        "ioc/screens.html",
        form=form,
        rows=[(one, screens.is_live(one, now)) for one in screens.listed()],
        made=made,
        made_for=made_for,
        where=WHERE,
        here=LINKS,
    )


@bp.post("/lien-ket/<int:object_id>/thu-hoi")
@desk_view(screens.SET)
def withdraw(object_id: int) -> ResponseReturnValue:
    """Close a link at once."""
    row = screens.by_id(object_id)
    if row is None:
        abort(404)
    screens.withdraw(row, acting())
    commit()
    flash(_("Đã thu hồi liên kết của màn hình “%(name)s”.", name=row.name), "success")
    return redirect(path(LINKS))
