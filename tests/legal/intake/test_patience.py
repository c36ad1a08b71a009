"""A text that is made to slow our patterns ends in a note, not in a worker that hangs."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from portal.legal.intake import step
from portal.legal.intake.models import READ
from portal.legal.intake.patience import TookTooLong, time_limit
from tests.conftest import A, Browser
from tests.legal.intake.samples import WHERE, bring, only, work

SLOW = re.compile(r"(?:[.;]+\s*)+(?=\w)")  # doubles its time with each dot


def search_for_ever(*_pages: Any) -> Any:
    """What takes longer than anybody waits."""
    return SLOW.match("." * 200)


def test_a_search_that_never_ends_is_ended() -> None:
    with pytest.raises(TookTooLong), time_limit(0.2):
        search_for_ever()
    with time_limit(60):
        assert SLOW.match(". a")


def test_beside_the_main_thread_there_is_no_limit_and_no_error() -> None:
    done: list[int] = []

    def work_there() -> None:
        with time_limit(0.001):
            done.append(sum(range(1000)))

    thread = threading.Thread(target=work_there)
    thread.start()
    thread.join()
    assert done == [499500]


@pytest.mark.parametrize(
    ("what", "note"), [("propose", step.NOT_PROPOSED), ("structured", step.NOT_STRUCTURED)]
)
def test_the_file_is_read_and_the_note_says_what_is_missing(
    app: Flask, signed_in: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch, what: str, note: str
) -> None:
    monkeypatch.setattr(step, "PATIENCE", 0.3)
    monkeypatch.setattr(step, what, search_for_ever)
    author = signed_in(A, "author")
    bring(author, ("a.txt", "Nội dung".encode()))
    work(app)
    file = only(app, A)
    assert (file.state, file.notes, file.body) == (READ, [note], "Nội dung")
    shown = author.get(f"{WHERE}{file.id}")
    assert note in shown.text and "Không tìm thấy trong văn bản" in shown.text
