"""Forms of a thing beside the one that this request sent: the stored text, and a correction that is kept as data."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_wtf import FlaskForm

from portal.screens.contract import Screen


def stored_form(screen: Screen, thing: Any) -> FlaskForm:
    """The form as somebody sees it who opens the thing now, whatever this request sent."""
    method, request.method = request.method, "GET"
    try:
        return screen.form(thing)
    finally:
        request.method = method


def faults_of(form: FlaskForm) -> dict[str, str]:
    """What is wrong with a form filled from kept values: name of the field → what to do."""
    form.validate()
    return {name: str(errors[0]) for name, errors in form.errors.items() if name and errors}
