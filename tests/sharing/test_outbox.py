"""What is carried over is carried over once, whatever is killed or fails meanwhile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from portal.clock import utc_now
from portal.extensions import db
from portal.news.models import NewsItem
from portal.sharing import placing
from portal.sharing.models import SharedCopy, Sharing
from portal.tenancy.scope import system_task
from tests.conftest import DISTRICT, A, B, Browser
from tests.factories import Factory
from tests.sharing.sending import (
    carry,
    communes,
    item_of,
    send,
)


def test_a_kill_in_the_middle_loses_and_doubles_nothing(
    app: Flask, factory: Factory, instance: Path, tmp_path: Path
) -> None:
    made, _slug = factory.news(DISTRICT, title="Giết giữa chừng")
    send(factory, DISTRICT, made, communes(app))
    code = (
        "import sys; from portal import create_app; from tests.conftest import settings_for\n"
        "from pathlib import Path; from portal.sharing import delivering\n"
        "from portal.tenancy.directory import directory\n"
        "app = create_app(settings_for(Path(sys.argv[1])))\n"
        "real = delivering._deliver_one\n"
        "def one(number):\n"
        "    done = real(number); print('.', flush=True); return done\n"
        "delivering._deliver_one = one\n"
        "with app.app_context():\n"
        "    directory().refresh(1); print('ready', flush=True); delivering.deliver()\n"
    )
    root = Path(__file__).resolve().parents[2]
    child = subprocess.Popen(
        [sys.executable, "-c", code, str(instance)], cwd=root, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    for _line in range(7):  # killed while it carries over the one after these lines
        assert child.stdout.readline()
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    child.stdout.close()
    with app.app_context(), system_task("kiểm thử"):
        left = db.session.scalar(select(func.count(Sharing.id)).where(Sharing.due_at.is_not(None)))
    assert left is not None and 0 < left < 17
    carry(app)
    with app.app_context(), system_task("kiểm thử"):
        copies = select(func.count(NewsItem.id)).where(NewsItem.title == "Giết giữa chừng")
        assert db.session.scalar(copies) == 18
        assert db.session.scalar(select(func.count(SharedCopy.id))) == 17
        assert db.session.scalar(select(func.count(Sharing.id)).where(Sharing.state == "shown")) == 17


def test_one_that_fails_holds_up_no_other_and_is_tried_again(
    app: Flask, factory: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, _slug = factory.news(DISTRICT, title="Một nơi hỏng")
    send(factory, DISTRICT, made, [A, B])
    real, broken = placing.write, factory.tenant_id(A)

    def write(room: Any, copy: SharedCopy) -> Any:
        if copy.tenant_id == broken:
            raise RuntimeError("hỏng")
        return real(room, copy)

    monkeypatch.setattr(placing, "write", write)
    assert carry(app) == 1
    monkeypatch.undo()
    assert item_of(factory, A, "Một nơi hỏng") is None and item_of(factory, B, "Một nơi hỏng") is not None
    with app.app_context(), system_task("kiểm thử"):
        db.session.execute(update(Sharing).where(Sharing.tries > 0).values(due_at=utc_now()))
        db.session.commit()
    assert carry(app) == 1
    assert item_of(factory, A, "Một nơi hỏng") is not None


def test_the_sender_is_told_where_it_goes_wrong_again_and_again(
    app: Flask, factory: Factory, signed_in: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, _slug = factory.news(DISTRICT, title="Mãi không tới")
    send(factory, DISTRICT, made, [A])

    def write(room: Any, copy: SharedCopy) -> Any:
        raise RuntimeError("hỏng")

    monkeypatch.setattr(placing, "write", write)
    desk = signed_in(DISTRICT, "district_editor")
    where, told = f"/quan-tri/tin-tuc/{made}", "Chưa chuyển được, đang thử lại"
    for tries in (1, 2, 3):
        assert told not in desk.get(where).text, tries
        with app.app_context(), system_task("kiểm thử"):
            db.session.execute(update(Sharing).values(due_at=utc_now()))
            db.session.commit()
        assert carry(app) == 0
    assert told in desk.get(where).text
