"""A restore that fails while it puts things in their places leaves the installation as it was."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from portal.extensions import db
from portal.upkeep import repository, restoring
from portal.upkeep.keys import KeySource
from tests.upkeep.things import backup, digest_of_all, fingerprint

Failing = Callable[[int, BaseException], None]


@pytest.fixture()
def failing(monkeypatch: pytest.MonkeyPatch) -> Failing:
    """The so many-th step of taking places fails: each that moves something, and the last, which makes them last."""

    def fail(at: int, fault: BaseException) -> None:
        numbers = itertools.count()
        move, sync = restoring._move, restoring.sync_folder

        def step(act: Callable[..., Any], *given: Any) -> Any:
            if next(numbers) == at:
                raise fault
            return act(*given)

        monkeypatch.setattr(restoring, "_move", lambda *given: step(move, *given))
        monkeypatch.setattr(restoring, "sync_folder", lambda *given: step(sync, *given))

    return fail


@pytest.mark.parametrize("fault", [OSError("no space left"), KeyboardInterrupt()], ids=["disk", "by hand"])
@pytest.mark.parametrize("at", range(3))
def test_what_stood_there_stands_there_again(
    filled: Flask, source: KeySource, tmp_path: Path, failing: Failing, at: int, fault: BaseException
) -> None:
    """Three steps: the former folder aside, the new one in its place, both for good."""
    settings = filled.config["PORTAL"]
    folder = repository.prepared(tmp_path / "kho", source)
    made, held = backup(folder), digest_of_all()
    db.session.remove()
    db.engine.dispose()
    before = fingerprint(settings.instance_path)
    failing(at, fault)
    with pytest.raises(type(fault)):
        restoring.restore(
            folder, made.head.id, settings, lambda *_told: None, replacing=str(settings.instance_path)
        )
    assert fingerprint(settings.instance_path) == before
    assert not list(settings.instance_path.parent.glob(f"{settings.instance_path.name}.before-*"))
    assert digest_of_all() == held
