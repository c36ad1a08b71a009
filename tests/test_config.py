"""Settings: typed, documented, refused when wrong."""

from __future__ import annotations

import dataclasses
import stat
from pathlib import Path

import pytest

from portal import create_app
from portal.config import InvalidSetting, Settings, secret_key
from tests.conftest import ROOT


def test_every_setting_is_documented() -> None:
    text = (ROOT / "docs" / "cau-hinh.md").read_text(encoding="utf-8")
    for one in dataclasses.fields(Settings):
        assert f"`PORTAL_{one.name.upper()}`" in text and one.metadata["meaning"] in text, one.name


def test_a_setting_is_read_with_its_type() -> None:
    settings = Settings.from_environment(
        {"PORTAL_WORKERS": "4", "PORTAL_COOKIE_SECURE": "yes", "PORTAL_TENANTS_BY": "path"}
    )
    assert (settings.workers, settings.cookie_secure, settings.tenants_by) == (4, True, "path")


@pytest.mark.parametrize(("name", "value"), [("PORTAL_WORKERS", "nhiều"), ("PORTAL_TENANTS_BY", "cookie")])
def test_a_bad_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(InvalidSetting, match=name):
        Settings.from_environment({name: value})


@pytest.mark.asvs("13.3.1", "13.3.2")
@pytest.mark.tcvn("7.2.3.6.h")
def test_the_secret_key_is_made_once_and_kept_private(tmp_path: Path) -> None:
    settings = Settings(instance=str(tmp_path))
    first = secret_key(settings)
    assert len(first) == 64 and secret_key(settings) == first
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert secret_key(Settings(instance=str(tmp_path / "khác"))) != first


def test_an_engine_that_nobody_knows_is_refused_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(InvalidSetting, match="PORTAL_SEARCH_ENGINE"):
        create_app(Settings(instance=str(tmp_path), secret_key="x", search_engine="lucene"))
