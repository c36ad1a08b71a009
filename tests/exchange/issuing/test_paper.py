"""Numbers of documents that were signed on paper; letters of offices and units in numbers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.accounts.permissions import Forbidden
from portal.clock import today
from portal.exchange.issuing.act import NumberTaken, find, issue, keep_scan, next_number_of, number_on_paper
from portal.exchange.issuing.offices import initials, issuing_of, unit_letters
from portal.exchange.issuing.papers import SignAs
from portal.exchange.registers.errors import NotPossible, Wrong
from portal.exchange.registers.files import Upload
from portal.exchange.registers.models import DRAFT, ISSUED
from portal.extensions import db
from portal.tenancy.directory import directory
from tests.exchange.issuing.test_act import AS, SCAN, main_of, signed_by_leader
from tests.exchange.registers.world import Office


def test_a_document_signed_on_paper_gets_its_number_with_its_scan(office: Office) -> None:
    clerk = office.people["clerk"]
    with office.working():
        signed_by_leader(office, office.draft())
        row = office.draft(body="", competence="", position="Chủ tịch", signer_name="Nguyễn Thị Hường")
        signer = SignAs(row.competence, row.position, row.signer_name)
        portal = directory().by_id(office.tenant_id)
        assert portal is not None
        expected = next_number_of(row, portal, today(), row.competence)
        assert expected == "02/KH-UBND"
        with pytest.raises(Wrong) as wrong:
            number_on_paper(row.id, row.version, expected, today() + timedelta(1), signer, clerk)
        assert set(wrong.value.messages) == {"file", "day"}
        keep_scan(row, Upload("quet.pdf", SCAN), row.version, clerk)
        db.session.commit()
        with pytest.raises(Forbidden):
            number_on_paper(row.id, row.version, expected, today(), signer, office.people["officer1"])
        with pytest.raises(NumberTaken) as taken:
            number_on_paper(row.id, row.version, "01/KH-UBND", today(), signer, clerk)
        assert taken.value.number == "02/KH-UBND"
        found = find(row.id)
        assert found is not None and found.state == DRAFT
        number_on_paper(found.id, found.version, expected, today(), signer, clerk)
        db.session.refresh(found)
        assert (found.state, found.number_text, found.on_paper) == (ISSUED, "02/KH-UBND", True)
        assert main_of(found)[1] == SCAN
        with pytest.raises(NotPossible, match="bản ký giấy"):
            other = office.draft()
            keep_scan(other, Upload("quet.pdf", SCAN), other.version, clerk)
            db.session.commit()
            issue(other.id, other.version, AS, office.people["leader"])


def test_letters_of_offices_and_units(office: Office) -> None:
    assert unit_letters("") == "" and unit_letters("nnmt") == "NNMT"
    assert unit_letters("Văn phòng HĐND và UBND") == "VP"
    assert unit_letters("Phòng Nông nghiệp và Môi trường") == "NNMT"
    assert unit_letters("Địa chính - xây dựng") == "ĐCXD"
    assert initials("Trung tâm Y tế") == "TTYT"
    with office.working():
        portal = directory().by_id(office.tenant_id)
        assert portal is not None
        found = issuing_of(portal, "cong-van", "", "Văn phòng")
        assert (found.series, found.notation, found.issuer.own) == ("UBND", "UBND-VP", portal.authority)
