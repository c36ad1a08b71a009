"""Recipients added after a document was issued: sent once, noted in the course, the trail and the book."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.exchange.carrying.models import ExchangePackage
from portal.exchange.registers import drafting
from portal.exchange.registers.desk.book_lines import issues
from portal.exchange.registers.drafting import Recipient
from portal.exchange.registers.errors import NotPossible, StaleVersion, Wrong
from portal.exchange.registers.lent import offices
from portal.exchange.registers.sending_more import send_more
from portal.extensions import db
from portal.publishing.models import AuditEntry
from tests.conftest import Browser
from tests.exchange.registers.world import SENDER, Office

OUT = "/quan-tri/van-ban-di/"


def test_further_recipients_get_it_and_the_book_says_so(shared_office: Office) -> None:
    office = shared_office
    with office.working():
        row, clerk = office.issued(), office.people["clerk"]
        code, name = next(one for one in offices() if one[0] != SENDER.id)
        before = (row.number, row.day, row.issued_at)
        seen = row.version
        wanted = [Recipient(name, code), Recipient(name, code), Recipient("các thôn"), Recipient("Trạm y tế")]
        made = send_more(row, wanted, seen, clerk)
        db.session.commit()
        assert [one.name for one in made] == [name, "Trạm y tế"], "who has it already is passed over"
        assert (row.number, row.day, row.issued_at) == before and row.version > seen
        assert [one.name for one in drafting.recipients_of(row)][-2:] == [name, "Trạm y tế"]
        cells = issues([row])[0].cells
        assert name in cells[4] and "Gửi thêm ngày" in cells[-1] and "Trạm y tế" in cells[-1]
        sent = select(ExchangePackage.to_organ).where(ExchangePackage.outgoing_id == row.id)
        assert sorted(db.session.scalars(sent)) == sorted([SENDER.id, code])
        trail = select(AuditEntry).where(
            AuditEntry.action == "exchange.send_more", AuditEntry.object_id == row.id
        )
        assert db.session.scalars(trail).one().detail == row.number_text
        with pytest.raises(StaleVersion):
            send_more(row, [Recipient("Nơi khác")], seen, clerk)
        with pytest.raises(Wrong):
            send_more(row, wanted, None, clerk)
        drafting.recall(row, "Nhầm", None, office.people["leader"])
        with pytest.raises(NotPossible):
            send_more(row, [Recipient("Nơi khác")], None, clerk)
        db.session.rollback()


def test_the_clerk_adds_them_on_the_page(shared_office: Office) -> None:
    office = shared_office
    with office.working():
        row = office.issued()
        code, name = next(one for one in offices() if one[0] != SENDER.id)
        number, seen = row.id, row.version
    clerk, leader = Browser(office.app, office.slug), Browser(office.app, office.slug)
    for browser, who in ((clerk, "clerk"), (leader, "leader")):
        assert browser.sign_in(f"{who}@{office.slug}.example").status_code == 302
    assert "viec-gui-them" not in leader.get(f"{OUT}{number}").text
    sent = {"version": seen, "recipients": code, "on_paper": "Trạm y tế"}
    assert leader.post(f"{OUT}{number}/gui-them", sent).status_code == 403
    assert "viec-gui-them" in clerk.get(f"{OUT}{number}").text
    empty = clerk.post(f"{OUT}{number}/gui-them", {"version": seen, "on_paper": "Các thôn"})
    assert empty.status_code == 422 and "chưa nhận văn bản này" in empty.text and "Các thôn" in empty.text
    assert clerk.post(f"{OUT}{number}/gui-them", sent).status_code == 303
    page = clerk.get(f"{OUT}{number}").text
    assert name in page and "Trạm y tế" in page and "Gửi thêm nơi nhận" in page
    assert clerk.post(f"{OUT}{number}/gui-them", sent).status_code == 409
