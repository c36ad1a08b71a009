"""Hostile strings in every field and parameter that the application's own pages offer (SAFETY A40).

A share of the pages in each run, another one with HOSTILE_SEED=…; all of them with THOROUGH=1, with strings of three
families for each field (HOSTILE_EACH=0: of every family, which takes hours).
"""

from __future__ import annotations

import os

import pytest

from tests.conftest import SHARED
from tests.hostile.payloads import SEED, share
from tests.hostile.people import Everybody
from tests.thorough import THOROUGH

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.thorough,
    pytest.mark.skipif(not SHARED.is_dir(), reason="không có ../shared/data/badinputs"),
]
EACH = int(os.environ.get("HOSTILE_EACH", 3 if THOROUGH else 1))
SHARE = 24


@pytest.mark.tcvn("7.1.5.7.b", "7.2.3.6.đ")
def test_no_field_breaks_a_page_or_becomes_part_of_it(everybody: Everybody) -> None:
    for one in everybody.offers(*share(SHARE)):
        everybody.sweep.try_one(one, EACH)
    found = everybody.sweep.found
    asked = {endpoint for endpoint, _status in found.answers}
    assert len(found.reached()) * 3 >= len(asked) > 0, sorted(asked - found.reached())
    assert found.wrong == [], f"HOSTILE_SEED={SEED}\n" + "\n".join(dict.fromkeys(found.wrong))
