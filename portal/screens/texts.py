"""What a revision says, as people read it: field by field, with labels, choices by name, days as they are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import inspect
from wtforms import BooleanField, DateField, DateTimeField, SelectFieldBase, SelectMultipleField, StringField

from portal.clock import to_local
from portal.publishing.contents import provided_names
from portal.screens.contract import Screen
from portal.screens.filling import content_fields

STATES = {
    "draft": _l("Bản nháp"),
    "submitted": _l("Chờ duyệt"),
    "approved": _l("Đã duyệt"),
    "published": _l("Đã đăng"),
    "withdrawn": _l("Đã gỡ"),
    "trashed": _l("Trong thùng rác"),
}


@dataclass(frozen=True)
class FieldText:
    """A field as text; `is_whole`: a choice, a day, a number, which is another one or the same, never half changed."""

    label: str
    text: str
    is_whole: bool = False


def texts_of(screen: Screen, thing: Any, data: dict[str, Any]) -> dict[str, FieldText]:
    """All that a revision of the thing says, in the order of the form, then what the form does not have; a field that
    the revision does not keep is missing."""
    values = screen.values(data)
    texts = form_texts(screen.form(thing, values))
    found = {name: one for name, one in texts.items() if name in values}
    return found | _beyond_the_form(data) | _of_older_days(thing, data, set(found))


def form_texts(form: FlaskForm) -> dict[str, FieldText]:
    """What a form holds, field by field."""
    return {
        field.name: FieldText(str(field.label.text), in_words(field), not isinstance(field, StringField))
        for field in content_fields(form)
    }


def in_words(field: Any) -> str:
    """What a field holds, as people read it."""
    if isinstance(field, BooleanField):
        return _("Có") if field.data else _("Không")
    if isinstance(field, SelectFieldBase):
        return _chosen(field)
    if isinstance(field, DateTimeField) and field.data:
        pattern = "%d/%m/%Y" if isinstance(field, DateField) else "%H:%M %d/%m/%Y"
        return str(field.data.strftime(pattern))
    text = str(field._value()) if hasattr(field, "_value") else str(field.data or "")
    return text.replace("\r\n", "\n").strip()


def _chosen(field: Any) -> str:
    labels = {str(choice[0]): str(choice[1]) for choice in field.choices or []}
    chosen = field.data or [] if isinstance(field, SelectMultipleField) else [field.data]
    gone = _("(mục không còn trên cổng)")
    return ", ".join(labels.get(str(one), gone if one else "") for one in chosen if one is not None)


def _beyond_the_form(data: Mapping[str, Any]) -> dict[str, FieldText]:
    """State, hours and files: told where the revision keeps them and there are any."""
    found: dict[str, FieldText] = {}
    if "status" in data:
        state = str(data["status"])
        found["status"] = FieldText(_("Trạng thái"), str(STATES.get(state, state)), is_whole=True)
    for name, label in (("publish_at", _("Đăng từ")), ("expires_at", _("Tự gỡ lúc"))):
        if name in data:
            found[name] = FieldText(label, _hour(data[name]), is_whole=True)
    if "files" in data:
        names = "\n".join(str(one["name"]) for one in data["files"])
        found["files"] = FieldText(_("Tệp đính kèm"), names)
    return found


def _hour(text: str | None) -> str:
    return f"{to_local(datetime.fromisoformat(text)):%H:%M %d/%m/%Y}" if text else ""


def _of_older_days(thing: Any, data: Mapping[str, Any], shown: set[str]) -> dict[str, FieldText]:
    """Fields that things of this kind do not have any more, by the name that they had."""
    columns = {column.key for column in inspect(type(thing)).column_attrs}
    known = columns | provided_names() | set(thing.kept_elsewhere()) | shown
    return {
        name: FieldText(name, value if isinstance(value, str) else str(value))
        for name, value in data.items()
        if name not in known and value not in (None, "", [], {})
    }
