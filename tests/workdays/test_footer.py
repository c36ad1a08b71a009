"""The footer tells the hours that deadlines are counted by, and where dossiers are followed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import time

from flask import Flask

from portal.accounts.permissions import system_actor
from portal.clock import today
from portal.extensions import db
from portal.publishing.service import commit
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered
from portal.workdays.proposal import proposal
from portal.workdays.service import keep
from tests.conftest import A, B, Browser


def footer(app: Flask, slug: str, path: str = "/") -> str:
    """The text of a page's footer."""
    found = re.search(r"<footer.*?</footer>", Browser(app, slug).get(path).text, re.DOTALL)
    return found[0] if found else ""


def test_the_footer_tells_the_hours_that_deadlines_are_counted_by(app: Flask) -> None:
    usual = "Giờ làm việc: 07:30–11:30, 13:30–17:30 (Thứ Hai – Thứ Sáu)"
    assert usual in footer(app, A) and 'href="/ngay-lam-viec"' in footer(app, A)
    with app.app_context():
        portal = directory().by_slug(A)
        assert portal is not None
        early = ((time(7), time(11)), (time(13), time(17)))
        short = ((time(7), time(11)),)
        hours = dict.fromkeys(range(5), early) | {5: short}
        with entered(editing(portal.id)):
            table = replace(proposal(today().year), hours=hours)
            keep(table, {}, 0, system_actor(portal.id), confirm=True)
            commit()
            db.session.remove()
    own = footer(app, A)
    assert "07:00–11:00, 13:00–17:00 (Thứ Hai – Thứ Sáu); 07:00–11:00 (Thứ Bảy)" in own and usual not in own
    assert usual in footer(app, B)


def test_dossiers_are_followed_from_every_page(app: Flask) -> None:
    assert 'href="/ho-so/tra-cuu"' in footer(app, A, "/thu-tuc/") and 'href="/tai-khoan/"' in footer(app, A)


def test_a_page_that_is_not_there_has_its_footer_without_hours(app: Flask) -> None:
    said = footer(app, A, "/khong-co-trang-nay")
    assert said and "Giờ làm việc" not in said
