"""The reading of Lighthouse's reports: points, kilobytes, and what cost points."""

from __future__ import annotations

from typing import Any

import pytest

from bench.lighthouse import GROUPS, KINDS, LEAST, Run, _told, read, slowdown


def _report(score: float | None = 1.0, **more: Any) -> dict[str, Any]:
    audits: dict[str, Any] = {
        "meta-description": {"score": 0, "displayValue": ""},
        "layout": {"score": None},
        "network-requests": {
            "details": {
                "items": [
                    {"resourceType": "Document", "transferSize": 2048},
                    {"resourceType": "Image", "transferSize": 1024},
                    {"resourceType": "Font"},
                ]
            }
        },
    }
    refs = [
        {"id": "meta-description", "weight": 1},
        {"id": "layout", "weight": 0},
        {"id": "left-out", "weight": 4},
    ]
    categories = {group: {"score": 1.0, "auditRefs": []} for group in GROUPS}
    categories["seo"] = {"score": score, "auditRefs": refs}
    return {"categories": categories, "audits": audits, "environment": {"benchmarkIndex": 900}, **more}


def test_points_kilobytes_and_what_cost_points() -> None:
    found = read(_report(0.5))
    assert found.points == dict.fromkeys(GROUPS, 100.0) | {"seo": 50.0}
    assert (found.kilobytes, found.pictures, found.machine) == (2.0, 1.0, 900.0)
    assert found.lost == ("seo: meta-description 0.00",)


@pytest.mark.parametrize("report", [_report(None), _report(runtimeError={"message": "no page"})])
def test_a_page_that_was_not_looked_at_has_no_points(report: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        read(report)


def test_the_median_decides_and_the_weight_does_too(capsys: pytest.CaptureFixture[str]) -> None:
    home = KINDS[0]
    assert home.most is not None

    def run(points: float, kilobytes: float) -> Run:
        return Run(dict.fromkeys(GROUPS, points), kilobytes, 0, (), 900)

    assert _told(home, "/", [run(LEAST - 30, 10), run(LEAST, 10), run(100, 10)])
    assert not _told(home, "/", [run(LEAST - 1, 10)] * 3)
    assert not _told(home, "/", [run(100, home.most + 1)] * 3)
    assert capsys.readouterr().out.count("SHORT") == 2


def test_a_busy_machine_is_slowed_down_less() -> None:
    assert [slowdown(index) for index in (0, 300, 800, 1_600, 3_000)] == [1, 1, 2, 4, 4]
