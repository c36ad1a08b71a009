"""A request read by the parameters that its operation declares; everything else in it is refused by name."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l

from portal.opendata.api.operations import Operation, Values
from portal.opendata.api.parameters import BadValue
from portal.opendata.api.problems import INVALID, NOT_FOUND, Problem, Wrong

MOST_TOLD = 20  # wrong parameters that an answer names


def read(operation: Operation, path_values: dict[str, Any]) -> Values:
    """The values of a request. Raises Problem: INVALID with every parameter that is unknown, given twice or wrong,
    NOT_FOUND for a path that cannot be one."""
    values: dict[str, Any] = {}
    for one in operation.in_path:
        try:
            values[one.name] = one.read(str(path_values[one.name]))
        except BadValue as error:
            raise Problem(NOT_FOUND) from error
    known = {one.name: one for one in operation.in_query}
    wrong = [
        Wrong(name, _l("không có tham số này; các tham số có: %(names)s", names=", ".join(known) or "–"))
        for name in request.args
        if name not in known
    ]
    for name, one in known.items():
        given = request.args.getlist(name)
        if len(given) > 1:
            wrong.append(Wrong(name, _l("chỉ được nêu một lần")))
        elif given:
            try:
                values[name] = one.read(given[0])
            except BadValue as error:
                wrong.append(Wrong(name, error.said))
        else:
            values[name] = one.default() if callable(one.default) else one.default
    if wrong:
        raise Problem(INVALID, _l("Có tham số không đúng; xem mục errors."), wrong[:MOST_TOLD])
    return values
