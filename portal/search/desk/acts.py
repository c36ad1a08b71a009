"""What the pages of synonyms and of promoted results have in common: list, switch, delete, bring back, conflicts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from sqlalchemy.orm.exc import StaleDataError
from wtforms import BooleanField, SelectField

from portal.accounts.signing_in import acting, desk_view
from portal.digits import whole_number
from portal.extensions import db
from portal.search.curation import lists, service
from portal.search.curation.models import PromotedResult, Synonym
from portal.tenancy.directory import directory
from portal.web.paging import paged
from portal.web.request import current_portal, path

Row = TypeVar("Row", Synonym, PromotedResult)


def load(model: type[Row], object_id: int, *, deleted: bool = False) -> Row:
    """A row of this portal, or 404."""
    row = lists.by_id(model, object_id, deleted=deleted)
    if row is None:
        abort(404)
    return row


def list_context(model: type[Row]) -> dict[str, Any]:
    """The page of the list that is asked for, what portals above share, and what was deleted a moment ago."""
    q, gone = request.args.get("q", "")[:200].strip(), whole_number(request.args.get("da-xoa"))
    removed = lists.by_id(model, gone, deleted=True) if gone is not None else None
    above = [
        (portal.name if (portal := directory().by_id(tenant_id)) else "", row)
        for tenant_id, row in lists.shared_from_above(model, current_portal())
    ]
    page = paged(lists.count(model, q), lambda offset, limit: lists.rows(model, q, offset, limit))
    return {"page": page, "q": q, "above": above, "removed": removed}


def may_share() -> bool:
    """Whether the person may share with portals below, and there are any."""
    return bool(current_portal().descendants) and acting().may(service.SHARE)


def with_sharing(form: Any) -> Any:
    """The form without the choice of sharing where there is none."""
    if not may_share():
        del form.shared
    return form


def act(row: Any, verb: Callable[[], None], said: str, where: str, **arguments: int) -> ResponseReturnValue:
    """Do something with a row, say so, go back to the list."""
    try:
        verb()
    except StaleDataError:
        db.session.rollback()
        flash(_("Không làm được: có người vừa sửa mục này. Hãy thử lại."), "warning")
    except service.AlreadyThere as error:
        db.session.rollback()
        flash(_("Không lấy lại được: đã có “%(name)s”.", name=error.row.name), "warning")
    else:
        if said:
            flash(f"{row.name}: {said}", "success")
        where += "".join(f"?{name.replace('_', '-')}={value}" for name, value in arguments.items())
    return redirect(path(where))


def differences(mine: FlaskForm, theirs: FlaskForm) -> list[tuple[str, str, str]]:
    """Label, what was written here, what is stored: of the fields in which the two differ."""
    pairs = [(one, theirs[one.name]) for one in mine if one.name != "csrf_token" and one.name in theirs]
    shown = [(str(one.label.text), _in_words(one), _in_words(other)) for one, other in pairs]
    return [one for one in shown if one[1] != one[2]]


def _in_words(field: Any) -> str:
    if isinstance(field, BooleanField):
        return _("Có") if field.data else _("Không")
    if isinstance(field, SelectField):
        return next((str(label) for value, label in field.choices or [] if value == field.data), "")
    return str(field.data if field.data is not None else "")


def add_switches(bp: Blueprint, model: type[Row], where: str) -> None:
    """The four acts that every list of editors has: switch on, switch off, delete, bring back; then back to `where`."""

    @bp.post("/<int:object_id>/bat")
    @desk_view(service.CURATE)
    def switch_on(object_id: int) -> ResponseReturnValue:
        """Use it again."""
        row = load(model, object_id)
        return act(row, lambda: service.switch(row, True, acting()), _("đã bật."), where)

    @bp.post("/<int:object_id>/tat")
    @desk_view(service.CURATE)
    def switch_off(object_id: int) -> ResponseReturnValue:
        """Keep it without using it."""
        row = load(model, object_id)
        return act(row, lambda: service.switch(row, False, acting()), _("đã tắt."), where)

    @bp.post("/<int:object_id>/xoa")
    @desk_view(service.CURATE)
    def remove(object_id: int) -> ResponseReturnValue:
        """Delete it; the list then offers to bring it back."""
        row = load(model, object_id)
        return act(row, lambda: service.remove(row, acting()), "", where, da_xoa=row.id)

    @bp.post("/<int:object_id>/khoi-phuc")
    @desk_view(service.CURATE)
    def restore(object_id: int) -> ResponseReturnValue:
        """Bring back what was deleted."""
        row = load(model, object_id, deleted=True)
        return act(row, lambda: service.restore(row, acting()), _("đã lấy lại."), where)
