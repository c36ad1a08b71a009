"""Every carrier holds the same: a document arrives once, both sides know, what is brought twice counts once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from portal.clock import utc_now
from portal.exchange.carrying import inbox, tending
from portal.exchange.carrying.models import (
    DELIVERED,
    FOLDER,
    GIVEN_UP,
    HTTP,
    INSIDE,
    WAITING,
    ExchangeOffice,
)
from portal.exchange.registers import arriving
from portal.exchange.registers.models import IncomingDocument
from portal.extensions import db
from tests.conftest import DISTRICT, A
from tests.exchange.carrying.world import Installation, pair

HOUR = timedelta(hours=7)


@dataclass
class Way:
    """Two offices and how packages go between them; `turn` lets everything that is due go, and come."""

    here: Installation
    there: Installation
    to: str
    receiver: str
    turn: Callable[[], None]


def _folder(one: Installation, name: str, part: str) -> Path:
    return one.folder / "lien-thong" / "thu-muc" / name / part


def _move(from_: Installation, to: Installation) -> int:
    """What somebody else does: files that lie ready are carried over."""
    moved = 0
    source, target = _folder(from_, "ben-kia", "di"), _folder(to, "ben-kia", "den")
    target.mkdir(parents=True, exist_ok=True)
    for one in source.glob("*.xml") if source.is_dir() else []:
        shutil.move(one, target / one.name)
        moved += 1
    return moved


@pytest.fixture(params=[INSIDE, HTTP, FOLDER])
def way(request: pytest.FixtureRequest, blank_instance: Path, tmp_path: Path) -> Iterator[Way]:
    """Each of the carriers."""
    here, there = pair(blank_instance, tmp_path)
    now = [utc_now()]

    def turn() -> None:
        for _again in range(2):
            now[0] += HOUR
            for one, other in ((here, there), (there, here)):
                with one.app.app_context():
                    inbox.read_all()
                one.carry(now[0])
                _move(one, other)

    if request.param == INSIDE:
        (here.folder / "keys" / "signing" / "default.p12").unlink()  # within one house nobody needs one
        yield Way(here, here, here.organ(A), A, turn)
    else:
        if request.param == FOLDER:
            for one in (here, there):
                with one.app.app_context():
                    db.session.query(ExchangeOffice).update({"carrier": FOLDER, "address": "ben-kia"})
                    db.session.commit()
        yield Way(here, there, there.organ(), DISTRICT, turn)
    for one in (here, there):
        one.close()


def test_a_document_arrives_and_both_sides_know(way: Way) -> None:
    document = way.here.issue((way.to, "Nơi nhận"))
    way.turn()
    package = way.here.packages()[0]
    assert (package.state, package.reason) == (DELIVERED, ""), package.detail
    assert package.receipt is not None and "StatusCode>01<" in package.receipt
    assert len(way.there.came()) == 1 and way.here.standing(document, way.to) == "01"
    with way.there.working(way.receiver) as actor:
        row = db.session.query(IncomingDocument).one()
        arriving.accept(row, None, actor)
        db.session.commit()
    way.turn()
    assert way.here.standing(document, way.to) == "03"
    assert {one.state for one in way.there.packages()} == {DELIVERED}


def test_what_is_brought_again_counts_once(way: Way) -> None:
    way.here.issue((way.to, "Nơi nhận"))
    way.turn()
    with way.here.working():
        package = db.session.query(type(way.here.packages()[0])).one()
        package.state, package.handed_at = WAITING, None  # as if the answer had been lost
        db.session.commit()
    way.turn()
    assert way.here.packages()[0].state == DELIVERED
    assert len(way.there.came()) == 1 and [one.again for one in way.there.arrivals()] == [1]


def test_files_travel_byte_for_byte(way: Way) -> None:
    text = "Điều 1. Phê duyệt kế hoạch…\n" * 200
    way.here.issue((way.to, "Nơi nhận"), text=text)
    way.turn()
    with way.there.working(way.receiver):
        row = db.session.query(IncomingDocument).one()
        held = arriving.IncomingFile
        files = db.session.query(held).filter_by(document_id=row.id).all()
        assert [(one.name, one.size) for one in files] == [("van-ban.txt", len(text.encode()))]


@pytest.fixture()
def by_folder(two: tuple[Installation, Installation]) -> tuple[Installation, Installation]:
    """Two that exchange files."""
    for one in two:
        with one.app.app_context():
            db.session.query(ExchangeOffice).update({"carrier": FOLDER, "address": "ben-kia"})
            db.session.commit()
    return two


def test_what_is_no_package_is_put_aside_and_recorded(by_folder: tuple[Installation, Installation]) -> None:
    here, there = by_folder
    here.issue((there.organ(), "B"))
    here.carry()
    den = _folder(there, "ben-kia", "den")
    _move(here, there)
    (den / "rac.xml").write_bytes(b"rubbish")
    (den / "dang-chep.xml.part").write_bytes(b"half")
    (den / "lien-ket.xml").symlink_to("/etc/hostname")
    with there.app.app_context():
        assert inbox.read_all() == 2
    assert len(there.came()) == 1
    assert sorted(one.name for one in den.iterdir()) == ["dang-chep.xml.part", "lien-ket.xml"]
    assert len(list(_folder(there, "ben-kia", "hong").iterdir())) == 1
    assert [one.reason for one in there.refusals()] == ["not_xml"]


def test_a_file_is_read_once_more_when_the_reader_was_killed(
    by_folder: tuple[Installation, Installation], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = by_folder
    here.issue((there.organ(), "B"))
    here.carry()
    _move(here, there)

    def dies(*_given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(inbox, "drop", dies)  # taken, and dead before the answer lies there
    with there.app.app_context(), pytest.raises(KeyboardInterrupt):
        inbox.read_all()
    monkeypatch.undo()
    assert len(there.came()) == 1
    with there.app.app_context():
        assert inbox.read_all() == 1
    assert len(there.came()) == 1 and _move(there, here) == 1
    with here.app.app_context():
        inbox.read_all()
    assert here.packages()[0].state == DELIVERED


def test_an_answer_that_never_comes_is_not_waited_for_without_end(
    by_folder: tuple[Installation, Installation],
) -> None:
    here, there = by_folder
    here.issue((there.organ(), "B"))
    here.carry()
    package = here.packages()[0]
    assert (package.state, package.reason) == (WAITING, "handed")
    here.carry(utc_now() + timedelta(days=8))
    assert here.packages()[0].state == GIVEN_UP
    _move(here, there)
    with there.app.app_context():
        tending.turn()
    _move(there, here)
    with here.app.app_context():
        tending.turn()
    assert here.packages()[0].state == DELIVERED, "a late answer is an answer"
