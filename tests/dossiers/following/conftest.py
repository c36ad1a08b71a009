"""A citizen with a dossier at an office, both real."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from portal.dossiers.models import Dossier
from portal.extensions import db
from portal.tenancy.scope import all_tenants
from tests.citizens.conftest import arrived, post
from tests.conftest import A, Browser
from tests.dossiers.world import Office

__all__ = ["arrived", "post"]


class Follower:
    """A citizen who is signed in, with their office."""

    def __init__(self, app: Flask, browser: Browser, citizen_id: int, office: Office) -> None:
        self.app, self.browser, self.citizen_id, self.office = app, browser, citizen_id, office

    def has(self, how: Callable[[Office], Dossier]) -> int:
        """Put a dossier of the office into the citizen's name; its id."""
        with self.office.working():
            dossier = how(self.office)
            dossier.citizen_id = self.citizen_id
            db.session.commit()
            return dossier.id

    def now(self, dossier_id: int) -> Any:
        """The dossier as it stands."""
        with self.app.app_context(), all_tenants("thử"):
            return db.session.get(Dossier, (self.office.tenant_id, dossier_id))

    def post(
        self, path: str, data: dict[str, Any] | None = None, token_from: str = "/tai-khoan/thong-tin"
    ) -> Any:
        """Send a form."""
        return self.browser.post(path, data, token_from=token_from)


def _account(app: Flask, contact: str) -> int:
    from portal.citizens.accounts import by_contact
    from portal.citizens.contacts import read_contact

    with app.app_context(), all_tenants("thử"):
        found = by_contact(read_contact(contact))
        assert found is not None
        return found.id


@pytest.fixture()
def follower(app: Flask, office: Office, arrived: Callable[..., Browser]) -> Follower:
    """Somebody with an account at the office's portal."""
    browser = arrived("ba.sau@example.vn", A)
    return Follower(app, browser, _account(app, "ba.sau@example.vn"), office)


@pytest.fixture()
def stranger(app: Flask, office: Office, arrived: Callable[..., Browser]) -> Follower:
    """Somebody else with an account there."""
    browser = arrived("nguoi.khac@example.vn", A)
    return Follower(app, browser, _account(app, "nguoi.khac@example.vn"), office)
