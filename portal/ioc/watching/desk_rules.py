"""The desk of rules: what raises an alert, part by part; putting right, switching off, rules of one's own."""

from __future__ import annotations

from decimal import Decimal

from flask import Blueprint, abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts.signing_in import acting, desk_view
from portal.extensions import db
from portal.ioc.pages.plan import PLANS
from portal.ioc.watching import queries, service, wording
from portal.ioc.watching.defaults import OWN
from portal.ioc.watching.figures import WATCHED
from portal.ioc.watching.forms import HOLDS, RuleForm, as_form, figure_choices
from portal.ioc.watching.models import WatchRule
from portal.ioc.watching.paths import ALERTS, RULES
from portal.ioc.watching.values import is_summed, text_of
from portal.publishing.service import StaleVersion, commit
from portal.web.request import current_portal, path
from portal.web.sent import sent_version

bp = Blueprint("desk_watch_rule", __name__, template_folder="templates", url_prefix=RULES.rstrip("/"))


def _load(object_id: int) -> WatchRule:
    found = queries.rule(object_id)
    if found is None:
        abort(404)
    return found


def _parts() -> dict[int, str]:
    return {one.part: str(one.title) for one in PLANS}


@bp.get("/")
@desk_view(service.READ)
def listing() -> str:
    """All rules by part, what is on and off, how many alerts each has open."""
    groups: dict[int, list[WatchRule]] = {part: [] for part in _parts()}
    for rule in queries.rules():
        about = WATCHED.get(rule.quantity)
        if about is not None:
            groups[about.reasons[0].part].append(rule)
    return render_template(
        "watching/rules.html",
        groups=[(title, groups[part]) for part, title in _parts().items() if groups[part]],
        open_by_rule=queries.open_by_rule(),
        wording=wording,
        calm=lambda rule: text_of(WATCHED[rule.quantity], rule.calm),
        holds=HOLDS,
        where=RULES,
        alerts_path=ALERTS,
    )


@bp.route("/moi", methods=["GET", "POST"])
@desk_view(service.SET)
def new() -> ResponseReturnValue:
    """A rule of one's own."""
    return _form(None)


@bp.route("/<int:object_id>", methods=["GET", "POST"])
@desk_view(service.SET)
def edit(object_id: int) -> ResponseReturnValue:
    """Put a rule right; who saved in between is not overwritten (409, what was typed stays in the form)."""
    return _form(_load(object_id))


def _form(rule: WatchRule | None) -> ResponseReturnValue:
    blank = {"days": 1, "threshold": None, "calm": None, "severity": 2, "units": OWN}
    form = RuleForm(data=blank if rule is None else as_form(rule, wording.advice(rule)))
    form.quantity.choices = figure_choices(_parts())
    if not current_portal().descendants:
        del form.units
    status = 200
    if form.validate_on_submit():
        try:
            service.keep_rule(form.draft(), acting(), rule, sent_version())
            commit()
        except service.InvalidRule as error:
            db.session.rollback()
            form[error.field].errors = [str(error)]
        except (StaleVersion, StaleDataError):
            db.session.rollback()
            assert rule is not None
            rule, status = _load(rule.id), 409
            form.version.data = form.version.raw_data = None
            form.version.data = rule.version
        else:
            flash(_("Đã lưu ngưỡng. Lần xem xét tới, trong năm phút, sẽ theo số mới."), "success")
            return redirect(path(RULES))
    page = render_template(
        "watching/rule.html",
        form=form,
        rule=rule,
        wording=wording,
        conflict=status == 409,
        summed=[key for key, one in WATCHED.items() if is_summed(one)],
        where=RULES,
        zero=Decimal(0),
    )
    return page, 422 if form.errors else status


@bp.post('/<int:object_id>/<any("bat","tat","goi-y","xoa"):act>')
@desk_view(service.SET)
def act(object_id: int, act: str) -> ResponseReturnValue:
    """Switch a rule on or off, take back the numbers that were suggested, remove a rule of one's own."""
    rule, actor = _load(object_id), acting()
    said = {
        "bat": _("Đã bật ngưỡng."),
        "tat": _("Đã tắt ngưỡng. Cảnh báo đang mở của ngưỡng này sẽ đóng."),
        "goi-y": _("Đã lấy lại số gợi ý."),
        "xoa": _("Đã xóa ngưỡng."),
    }
    try:
        if act in ("bat", "tat"):
            service.switch(rule, act == "bat", actor)
        elif act == "goi-y":
            if rule.origin_key is None:
                abort(404)
            service.back_to_default(rule, actor)
        else:
            service.remove_rule(rule, actor)
        commit()
    except service.InvalidRule as error:
        db.session.rollback()
        flash(str(error), "warning")
    else:
        flash(said[act], "success")
    return redirect(path(RULES))
