"""An installation whose VNeID is a provider on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal import create_app
from portal.extensions import db, limiter
from portal.tenancy.directory import directory
from portal.web.freshness import GLOBAL_SLOT, tenants_changed, versions
from tests.citizens.vneid.provider import Provider, serving
from tests.conftest import settings_for


@pytest.fixture()
def provider() -> Iterator[Provider]:
    with serving() as made:
        yield made


@pytest.fixture()
def app(instance: Path, provider: Provider) -> Iterator[Flask]:
    made = create_app(settings_for(instance, **provider.settings()))
    limiter.enabled = False
    with made.app_context():
        tenants_changed()
        directory().refresh(versions().read(GLOBAL_SLOT))
    yield made
    with made.app_context():
        db.engine.dispose()
