"""Live pages: a number moves with each act of the portal; few streams are held, the others ask again."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import update

from portal.accounts.models import SignInSession
from portal.clock import utc_now
from portal.dossiers import service
from portal.dossiers.counter import live
from portal.extensions import db
from tests.conftest import B
from tests.dossiers.counter.conftest import At
from tests.dossiers.world import Office

STREAM = "/quan-tri/mot-cua/dong-su-kien"


@pytest.fixture()
def held(office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[live.Places]:
    """Two streams at once, each a second long."""
    monkeypatch.setattr(live, "HELD", 1.0)
    monkeypatch.setattr(live, "LOOK", 0.02)
    places = live.Places(2)
    counters, _none = office.app.extensions[live._EXTENSION]
    office.app.extensions[live._EXTENSION] = (counters, places)
    yield places


def _version(office: Office) -> int:
    with office.working():
        return live.versions().read(office.tenant_id)


def test_an_act_moves_the_number_of_its_portal_alone(office: Office) -> None:
    other = Office(office.app, B)
    before, before_there = _version(office), _version(other)
    with office.working():
        office.submitted()
    after = _version(office)
    assert after > before and _version(other) == before_there
    with office.working():
        dossier = office.submission()
        service.submit(dossier, office.citizen())
        db.session.rollback()
    assert _version(office) == after  # what was not committed did not happen


def test_who_is_not_held_is_told_at_once_and_comes_again(office: Office, at_desk: At) -> None:
    before = _version(office)
    answer = at_desk("clerk").get(f"{STREAM}?tu={before}")
    assert answer.mimetype == "text/event-stream" and answer.headers["Cache-Control"] == "no-store"
    assert answer.text.startswith(f"retry: {live.AGAIN}\n") and "event:" not in answer.text
    with office.working():
        office.submitted()
    answer = at_desk("clerk").get(STREAM, headers={"Last-Event-ID": str(before)})
    assert f"event: moved\ndata: {_version(office)}\n" in answer.text


@pytest.mark.tcvn("7.2.3.2.đ")
def test_a_held_stream_tells_what_happens_meanwhile_and_gives_its_place_back(
    office: Office, at_desk: At, held: live.Places
) -> None:
    browser, before, heard = at_desk("clerk"), _version(office), []
    listening = threading.Thread(target=lambda: heard.append(browser.get(f"{STREAM}?tu={before}").text))
    listening.start()
    end = time.monotonic() + 5
    while not held.taken and time.monotonic() < end:
        time.sleep(0.01)
    with office.working():
        office.submitted()
    listening.join()
    assert heard and heard[0].count("event: moved") == 1 and str(_version(office)) in heard[0]
    assert held.taken == 0


def test_a_stream_that_nobody_reads_gives_its_place_back(
    office: Office, at_desk: At, held: live.Places
) -> None:
    at_desk("clerk")
    answer = at_desk("clerk").get(STREAM, buffered=False)
    assert held.taken == 1
    answer.close()
    assert held.taken == 0


def test_a_stream_ends_with_the_session_of_who_listens(
    office: Office, at_desk: At, held: live.Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Signed out somewhere else, nothing more is told, though the stream would be held for long."""
    monkeypatch.setattr(live, "HELD", 120.0)
    monkeypatch.setattr(live, "ASK", 0.05)
    browser, heard = at_desk("clerk"), []
    listening = threading.Thread(target=lambda: heard.append(browser.get(f"{STREAM}?tu=0").text), daemon=True)
    listening.start()
    end = time.monotonic() + 10
    while not held.taken and time.monotonic() < end:
        time.sleep(0.01)
    with office.app.app_context():
        db.session.execute(update(SignInSession).values(ended_at=utc_now()))
        db.session.commit()
    listening.join(60)
    assert not listening.is_alive() and heard
    assert held.taken == 0


def test_nothing_of_a_dossier_is_in_a_stream(office: Office, at_desk: At) -> None:
    with office.working():
        code = office.submitted().code
    text = at_desk("clerk").get(f"{STREAM}?tu=0").text
    assert "moved" in text and code not in text and "Nguyễn" not in text


def test_an_open_page_is_told_who_did_what(office: Office, at_desk: At) -> None:
    with office.working():
        dossier = office.submitted()
        number, seen = dossier.id, dossier.version
    there = f"/quan-tri/mot-cua/ho-so/{number}/vua-doi?phien-ban={seen}"
    assert at_desk("clerk").get(there).status_code == 204
    with office.working():
        found = db.session.get(type(dossier), (office.tenant_id, number))
        assert found is not None
        service.receive(found, office.staff("clerk2"), found.version)
        db.session.commit()
    told = at_desk("clerk").get(there)
    assert told.status_code == 200 and "Cán bộ clerk2</strong>: Tiếp nhận hồ sơ" in told.text
    assert at_desk("clerk2").get(there).status_code == 204  # who did it knows
