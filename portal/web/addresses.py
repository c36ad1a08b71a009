"""What a number in an address may be: one that a row can have."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import IntegerConverter, ValidationError

from portal.digits import LARGEST


class RowNumber(IntegerConverter):
    """`<int:…>`: up to LARGEST. A larger number is no address (404)."""

    def to_python(self, value: str) -> int:
        """The number. Raises ValidationError where no row can have it."""
        if len(value) > len(str(LARGEST)):  # Python refuses to read thousands of digits at all
            raise ValidationError
        number: int = super().to_python(value)
        if number > LARGEST:
            raise ValidationError
        return number


def install(app: Flask) -> None:
    """Let every `<int:…>` of the application be one of these; before the first route."""
    app.url_map.converters = {**app.url_map.converters, "int": RowNumber}
