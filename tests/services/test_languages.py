"""Words that Vietnamese writes alike and other languages do not: an answer "không" is a no, elsewhere it says none."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from flask_babel import force_locale
from flask_babel import gettext as _

from portal.services.definition.shapes import Field
from portal.services.definition.values import in_words
from portal.services.guide.words import day_with_weekday

FIELD = Field("da-ket-hon", "Đã kết hôn", "yes-no")


@pytest.mark.parametrize(
    ("locale", "yes", "no", "none"), [("vi", "Có", "Không", "Không"), ("en", "Yes", "No", "None")]
)
def test_an_answer_is_told_from_what_is_none(app: Flask, locale: str, yes: str, no: str, none: str) -> None:
    with app.test_request_context("/"), force_locale(locale):
        assert (in_words(FIELD, True), in_words(FIELD, False), _("Không")) == (yes, no, none)


@pytest.mark.parametrize(
    ("locale", "said"), [("vi", "thứ Hai, ngày 30/11/2026"), ("en", "Monday, 30/11/2026")]
)
def test_a_weekday_is_written_as_its_language_writes_it(app: Flask, locale: str, said: str) -> None:
    with app.test_request_context("/"), force_locale(locale):
        assert day_with_weekday(date(2026, 11, 30)) == said
