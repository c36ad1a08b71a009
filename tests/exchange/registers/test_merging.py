"""Registers after two communes became one: the books stay apart by office, numbers go on in the new one's own, and what
was in hand is handled on; undone, everything is back."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.accounts.service import create_user, grant
from portal.clock import today
from portal.exchange.edxml.shapes import DONE
from portal.exchange.registers import arriving, drafting, handling, queries
from portal.exchange.registers.acting import own_organ
from portal.exchange.registers.desk.book_lines import arrivals
from portal.exchange.registers.files import of_incoming
from portal.exchange.registers.handling import Assignment
from portal.exchange.registers.models import ISSUED, OUT, IncomingDocument, OutgoingDocument
from portal.exchange.registers.numbering import peek
from portal.extensions import db
from portal.papers import queries as papers
from portal.papers.service import content
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered, system_task
from tests.conftest import PASSWORD, Browser
from tests.exchange.registers.world import Office
from tests.merging.world import NEW, SON, THANH, broken_references, merge, undo


def _where() -> dict[int, int]:
    """In which portal each document lies."""
    with system_task("thử"):
        rows = [
            *db.session.execute(select(IncomingDocument.id, IncomingDocument.tenant_id)),
            *db.session.execute(select(OutgoingDocument.id, OutgoingDocument.tenant_id)),
        ]
    return {row[0]: row[1] for row in rows}


def test_registers_of_two_communes_go_on_in_one_office(app: Flask) -> None:
    offices = [Office(app, slug) for slug in (SON, THANH)]
    waiting, held, drafts, organs = [], [], [], set()
    for office in offices:
        with office.working():
            first = office.accepted()
            handling.assign(
                first,
                Assignment(office.people["officer1"].user_id, "Văn phòng"),
                None,
                office.people["leader"],
            )
            db.session.commit()
            held.append((first.id, first.organ_id, first.number))
            waiting.append(office.arrived().id)
            office.issued()
            draft = office.draft()
            drafting.submit(draft, "", draft.version, office.people["officer1"])
            db.session.commit()
            drafts.append(draft.id)
            organs.add(own_organ(office.tenant_id))
    before = _numbers_before(app)
    assert len(organs) == 2
    with app.app_context():
        number = merge(NEW, SON, THANH)
        assert broken_references() == []
        home = directory().by_slug(NEW)
        assert home is not None and set(_where().values()) == {home.id}
        with entered(editing(home.id)):
            _goes_on(home.id, offices, held, waiting, drafts, organs)
    _books_stay_apart(app, organs)
    with app.app_context():
        undo(number)
        assert broken_references() == [] and _where() == before


def _numbers_before(app: Flask) -> dict[int, int]:
    with app.app_context():
        return _where()


def _books_stay_apart(app: Flask, organs: set[str]) -> None:
    """The clerk of the new office chooses whose book is looked at; each has its one line."""
    with app.app_context():
        home = directory().by_slug(NEW)
        assert home is not None
        user = create_user("van-thu@moi.example", "Văn thư xã mới", PASSWORD)
        grant(user, home.id, "records_clerk", is_district=False)
        db.session.commit()
    clerk = Browser(app, NEW)
    assert clerk.sign_in("van-thu@moi.example").status_code == 302
    for where in ("/quan-tri/van-ban-den/so", "/quan-tri/van-ban-di/so"):
        page = clerk.get(where)
        assert "Không có văn bản nào" in page.text and all(one in page.text for one in organs)
        for organ in organs:
            page = clerk.get(f"{where}?co-quan={organ}").text
            assert page.count("<tr>") == 2, "the head and one line"
            assert clerk.post(f"{where}.pdf?co-quan={organ}").mimetype == "application/pdf"


def _goes_on(
    home_id: int,
    offices: list[Office],
    held: list[tuple[int, str, int | None]],
    waiting: list[int],
    drafts: list[int],
    organs: set[str],
) -> None:
    clerk = Actor(offices[0].people["clerk"].user_id, "Văn thư mới", home_id, frozenset({"records_clerk"}))
    officer = Actor(offices[0].people["officer1"].user_id, "Cán bộ", home_id, frozenset({"case_officer"}))
    assert set(queries.organs(IncomingDocument)) == organs == set(queries.organs(OutgoingDocument))
    for number, organ, figure in held:  # both have number 1, each in the book of its office
        row = queries.incoming(number)
        assert row is not None and (row.organ_id, row.number) == (organ, figure) == (organ, 1)
        file = of_incoming(row)[0]
        paper = papers.paper(file.paper_id)
        assert paper is not None and content(paper).startswith("Kế hoạch".encode())
        assert handling.course_of(row)[-1].act == "assign" and arrivals([row])[0].organ_id == organ
    mine = queries.incoming(held[0][0])
    assert mine is not None
    handling.finish(mine, "Xong ở xã mới", mine.version, officer)
    assert mine.state == DONE
    for count, number in enumerate(waiting, 1):
        row = queries.incoming(number)
        assert row is not None
        arriving.accept(row, row.version, clerk)
        assert (row.organ_id, row.number) == (own_organ(home_id), count)
    assert own_organ(home_id) not in organs
    assert peek(OUT, "KH-UBND", today().year) == 1, "the new office numbers what it issues from one"
    for number in drafts:
        draft = queries.outgoing(number)
        assert draft is not None and draft.number is None
        drafting.take_back(draft, draft.version, clerk)
    issued = db.session.scalars(select(OutgoingDocument).where(OutgoingDocument.state == ISSUED)).all()
    assert [one.number for one in issued] == [1, 1]
    db.session.rollback()
