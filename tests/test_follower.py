"""The follower's steps: everything that is registered is done, and what fails holds up nothing else."""

from __future__ import annotations

from datetime import datetime

from flask import Flask

from portal.clock import utc_now
from portal.follower import Tended, steps_of
from portal.web.contributions import contributions, every


def test_every_package_that_has_something_to_do_is_asked(app: Flask) -> None:
    with app.app_context():
        names = {type(one._act.__self__).__name__ for one in steps_of(app) if hasattr(one._act, "__self__")}
    assert {"Indexing", "Tending", "Forgetting", "Folding", "KeepingHeads"} <= names
    assert len(contributions(app).tended) >= 7


def test_all_steps_run_on_an_empty_installation(app: Flask) -> None:
    with app.app_context():
        for one in steps_of(app):
            one._act(utc_now())


def test_what_is_done_hourly_is_done_at_once_and_then_not_again_so_soon() -> None:
    done: list[str] = []
    step = every(3600, lambda: done.append("once"))()
    for _ in range(3):
        step(utc_now())
    assert done == ["once"]


def test_a_fault_of_one_holds_up_none(app: Flask) -> None:
    done: list[str] = []

    def broken(_now: datetime) -> None:
        done.append("broken")
        raise RuntimeError("hỏng")

    steps = [Tended(broken), Tended(lambda _now: done.append("whole"))]
    with app.app_context():
        for _ in range(2):
            for one in steps:
                one(utc_now())
    assert done == ["broken", "whole", "whole"]  # what failed rests before it is tried again
