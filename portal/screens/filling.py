"""Forms filled from something else than this request: a revision, a merge. Values are what a browser would send."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, SelectFieldBase, SelectMultipleField, StringField
from wtforms.fields.core import UnboundField

Values = dict[str, str | list[str] | None]
"""Field → what a browser sends for it. None: it sends nothing (a box that is not ticked, a day that is not set)."""

F = TypeVar("F", bound=FlaskForm)
_NOT_CONTENT = frozenset({"csrf_token", "version"})


def filled(form_class: type[F], thing: Any | None, values: Values | None) -> F:
    """The form with `values`, else with what this request posts, else with the thing's own."""
    if values is None:
        return form_class(obj=thing)
    pairs = [
        (name, one)
        for name, value in values.items()
        if value is not None
        for one in (value if isinstance(value, list) else [value])
    ]
    return form_class(formdata=MultiDict(pairs), meta={"csrf": False})


def is_fresh(values: Values | None) -> bool:
    """Whether a form shows the thing as it is stored: what the columns do not hold must be put into it."""
    return values is None and request.method != "POST"


def plain(data: Mapping[str, Any], form_class: type[FlaskForm]) -> Values:
    """The values of all fields that are called as the data are."""
    fields = {name for name in data if isinstance(getattr(form_class, name, None), UnboundField)}
    return {name: _value(data[name]) for name in data if name in fields}


def _value(value: Any) -> str | list[str] | None:
    if value is None or value is False:
        return None
    if value is True:
        return "y"
    if isinstance(value, list):
        return [str(one) for one in value]
    return _lines(str(value))


def values_of(form: FlaskForm) -> Values:
    """What a browser would send of the form as it stands."""
    return {field.name: _sent(field) for field in content_fields(form)}


def content_fields(form: FlaskForm) -> list[Any]:
    """The fields that say something of the thing."""
    return [field for field in form if field.name not in _NOT_CONTENT]


def _sent(field: Any) -> str | list[str] | None:
    if isinstance(field, BooleanField):
        return "y" if field.data else None
    if isinstance(field, SelectMultipleField):
        wanted = {str(one) for one in field.data or []}
        return [str(choice[0]) for choice in field.choices if str(choice[0]) in wanted]
    if isinstance(field, SelectFieldBase):
        return None if field.data is None else str(field.data)
    text = _lines(str(field._value()))
    return text if isinstance(field, StringField) else text or None


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n")
