"""One installation with everybody in it for all tests of this folder, and a Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from portal import create_app
from portal.extensions import limiter
from portal.tenancy.directory import directory
from portal.web import rates
from portal.web.freshness import GLOBAL_SLOT, versions
from tests.conftest import settings_for
from tests.hostile.people import Everybody


@pytest.fixture(scope="module")
def everybody(blank_instance: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everybody]:
    """An installation of its own, for it is not the same afterwards; nobody in it is told to slow down."""
    folder = tmp_path_factory.mktemp("hostile") / "instance"
    shutil.copytree(blank_instance, folder)
    app = create_app(settings_for(folder, confirm_minutes=600, api_limit="1000000 per minute"))
    app.config["PROPAGATE_EXCEPTIONS"] = False
    limiter.enabled = False
    with app.app_context():
        directory().refresh(versions().read(GLOBAL_SLOT))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rates, "count_visitor", lambda *_args: 1)
        yield Everybody(app)
