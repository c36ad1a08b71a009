"""Sizes and costs: the document holds what the arithmetic says, and the arithmetic says what was measured."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bench.sizes import ASSUMED, MEASURED, SCALES, number, tables, values, worked_out
from tests.conftest import ROOT


@pytest.mark.parametrize("place", range(3), ids=["measured", "assumed", "sizes"])
def test_the_document_holds_what_is_worked_out(place: int) -> None:
    assert tables(values())[place] in (ROOT / "docs" / "quy-mo-chi-phi.md").read_text()


def test_every_figure_was_measured_or_is_called_assumed() -> None:
    assert all(one.value > 0 for one in MEASURED.values())
    for one in MEASURED.values():
        assert (ROOT / "bench" / f"{one.source.strip('`').removeprefix('bench.')}.py").exists()
    assert not MEASURED.keys() & ASSUMED.keys()


def test_more_people_need_more_and_dearer_things_cost_more() -> None:
    found = [worked_out(values(), scale) for scale in SCALES]
    for name in ("readers", "storm", "cores", "memory", "backup", "traffic", "money"):
        assert sorted(one[name] for one in found) == [one[name] for one in found], name
    for name, figure in (MEASURED | ASSUMED).items():
        if name not in {"busy"}:
            more = values() | {name: figure.value * 10}
            grown = [
                worked_out(more, scale)["money"] - one["money"]
                for scale, one in zip(SCALES, found, strict=True)
            ]
            assert min(grown) >= 0 < max(grown), name
    # By hand: 9,000 people, 2 %, 5 pages, 15 % of them in one hour.
    assert found[0]["peak"] == pytest.approx(180 * 5 * 0.15 / 3600)


def test_another_price_gives_another_table() -> None:
    command = [sys.executable, "-m", "bench.sizes", "--set"]
    done = subprocess.run([*command, "cpu=900000"], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert "900.000 đồng" in done.stdout
    assert tables(values())[2] not in done.stdout
    wrong = subprocess.run([*command, "gia=1"], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (wrong.returncode, "cpu" in wrong.stderr) == (2, True)
    assert number(1234.5, 1) == "1.234,5"
