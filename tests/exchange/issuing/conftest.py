"""An office with registers and a signing key."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import A
from tests.exchange.registers.conftest import shared_office
from tests.exchange.registers.world import Office
from tests.signing import made

__all__ = ["shared_office"]


@pytest.fixture()
def office(app: Flask, instance: Path) -> Office:
    """The office of a commune that can sign."""
    made.holder("UBND xã Tam Hải").pkcs12(instance / "keys" / "signing" / f"{A}.p12")
    return Office(app)
