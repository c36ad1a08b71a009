"""The desk of the exchange: the book of offices, putting a document right, what belongs to whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from portal.accounts.service import create_user, grant
from portal.exchange.carrying import keeping, offices
from portal.exchange.carrying.certificates import NoCertificate, pem_of, read_all
from portal.exchange.carrying.models import INSIDE, ExchangeOffice, ExchangePackage
from portal.exchange.edxml.shapes import UPDATE
from portal.exchange.registers.models import IncomingDocument
from portal.extensions import db
from portal.outbound.asking import NoAnswer
from portal.outbound.talking import Reply
from tests.conftest import DISTRICT, PASSWORD, A, B, Browser
from tests.exchange.carrying.world import Installation, key_for, pair

Two = tuple[Installation, Installation]
OFFICES, HEALTH = "/quan-tri/co-quan-lien-thong/", "/quan-tri/lien-thong-van-ban/"
GOOD = pem_of(key_for("Sở Tài chính")[1])


@pytest.fixture(scope="module")
def known_two(blank_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    """Two with people at the desk of the first."""
    found = pair(blank_instance, tmp_path_factory.mktemp("ban-lien-thong"))
    here = found[0]
    with here.app.app_context():
        for name, slug, role in (
            ("huyen", DISTRICT, "district_admin"),
            ("xa", A, "records_clerk"),
            ("khac", B, "records_clerk"),
        ):
            user = create_user(f"{name}@thu.example", name, PASSWORD)
            grant(user, here.portal(slug).id, role, is_district=slug == DISTRICT)
        db.session.commit()
    yield found
    for one in found:
        one.close()


@pytest.fixture()
def at(known_two: Two) -> Callable[[str], Browser]:
    """Somebody at the desk: huyen, xa, khac."""

    def find(name: str) -> Browser:
        made = Browser(known_two[0].app, {"huyen": DISTRICT, "xa": A, "khac": B}[name])
        assert made.sign_in(f"{name}@thu.example").status_code == 302
        return made

    return find


def _typed(**other: Any) -> dict[str, Any]:
    return {
        "organ_id": "000.00.20.h47",
        "name": "Sở  Tài chính",
        "carrier": "http",
        "address": "https://STC.example/",
        "certificates": GOOD,
        "revoked": "0A:BC",
        "is_active": "y",
    } | other


def test_an_office_is_entered_looked_at_and_changed(known_two: Two, at: Callable[[str], Browser]) -> None:
    here, _there = known_two
    desk = at("huyen")
    answer = desk.post(f"{OFFICES}moi", _typed())
    assert answer.status_code == 302 and answer.location.endswith("/000.00.20.H47/")
    with here.app.app_context():
        row = keeping.by_organ("000.00.20.H47")
        assert row is not None
        assert (row.name, row.address, row.revoked) == ("Sở Tài chính", "https://stc.example", ["abc"])
        version = row.version
    page = desk.get(f"{OFFICES}000.00.20.H47/").text
    assert "Dấu vân tay SHA-256" in page and "Còn hiệu lực" in page
    assert desk.post(f"{OFFICES}moi", _typed()).status_code == 422, "once in the book"
    stale = desk.post(f"{OFFICES}000.00.20.H47/", _typed(name="Tên tôi gõ", version="0"))
    assert stale.status_code == 409 and "Tên tôi gõ" in stale.text
    changed = desk.post(f"{OFFICES}000.00.20.H47/", _typed(name="Sở Tài chính tỉnh", version=str(version)))
    assert changed.status_code == 302 and "Sở Tài chính tỉnh" in desk.get(OFFICES).text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"organ_id": "không"}, "Ghi mã định danh cơ quan"),
        ({"organ_id": "000.11.18.H47"}, "đã có sẵn trong danh bạ"),
        ({"name": "  "}, "Ghi tên cơ quan"),
        ({"address": "http://stc.example"}, "Chỉ gửi qua https"),
        ({"address": "https://10.0.0.1.x/duong-dan"}, "không ghi đường dẫn"),
        ({"address": "https://localhost"}, "mạng nội bộ"),
        ({"address": "https://192.168.1.5"}, "mạng nội bộ"),
        ({"address": "https://ai:mk@stc.example"}, "không hợp lệ"),
        ({"carrier": "folder", "address": "../../etc"}, "Ghi tên thư mục"),
        ({"certificates": "-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----"}, "thiếu hoặc hỏng"),
        ({"certificates": "chữ thường"}, "Dán chứng thư số"),
        ({"revoked": "không phải số"}, "thập lục phân"),
    ],
)
def test_what_cannot_be_right_is_refused_with_what_to_do(
    known_two: Two, at: Callable[[str], Browser], typed: dict[str, str], said: str
) -> None:
    here, _there = known_two
    before = here.count(ExchangeOffice)
    answer = at("huyen").post(f"{OFFICES}moi", _typed(organ_id="000.00.21.H47") | typed)
    assert answer.status_code == 422 and said in answer.text
    assert here.count(ExchangeOffice) == before


def test_certificates_are_read_each_once_and_not_too_many() -> None:
    assert len(read_all(GOOD + GOOD)) == 1
    with pytest.raises(NoCertificate, match="many"):
        read_all("".join(pem_of(key_for(str(number))[1]) for number in range(6)))


def test_trying_says_who_is_there(known_two: Two, at: Callable[[str], Browser]) -> None:
    here, there = known_two
    desk = at("huyen")
    where = f"{OFFICES}{there.organ()}/"
    assert desk.post(f"{where}thu").status_code == 302
    assert "đúng là chứng thư đã ghim" in desk.get(where).text
    fresh = there.new_key()
    desk.post(f"{where}thu")
    assert "không phải chứng thư đã ghim" in desk.get(where).text
    here.line.fault = lambda _data, _bring: (_ for _ in ()).throw(NoAnswer("dns"))
    desk.post(f"{where}thu")
    assert "Tên miền không tồn tại" in desk.get(where).text
    here.line.fault = lambda _data, _bring: Reply(200, {}, b"<html>")
    desk.post(f"{where}thu")
    assert "không phải cổng liên thông" in desk.get(where).text
    here.line.fault = None
    with here.app.app_context():
        row = keeping.by_organ(there.organ())
        assert row is not None
        row.certificates = [*row.certificates, pem_of(fresh)]
        db.session.commit()


def test_the_book_names_everybody_but_oneself(known_two: Two) -> None:
    here, there = known_two
    with here.working(A):
        found = offices.book()
    assert here.organ(A) not in {one.organ_id for one in found}
    assert found[0][:2] == (here.organ(), here.portal().authority) and found[0].carrier == INSIDE
    assert there.organ() in {one.organ_id for one in found} and len(found) >= 18


def test_a_document_is_put_right_from_its_page_and_others_see_nothing(
    known_two: Two, at: Callable[[str], Browser]
) -> None:
    here, _there = known_two
    document = here.issue((here.organ(B), "UBND xã Tam Trà"), slug=A)
    here.carry()
    desk = at("xa")
    page = desk.get(f"/quan-tri/van-ban-di/{document}")
    assert page.status_code == 200 and "Gửi bản cập nhật" in page.text
    assert desk.post(f"{HEALTH}cap-nhat/{document}", {"reason": " "}).status_code == 302
    assert here.count(ExchangePackage, ExchangePackage.about == UPDATE) == 0, "not without a reason"
    desk.post(f"{HEALTH}cap-nhat/{document}", {"reason": "Sai số trang"})
    assert here.count(ExchangePackage, ExchangePackage.about == UPDATE) == 1
    package = here.packages(ExchangePackage.about == UPDATE)[0]
    assert desk.get(f"{HEALTH}{package.id}").status_code == 200
    other = at("khac")
    assert other.get(f"{HEALTH}{package.id}").status_code == 404
    assert other.post(f"{HEALTH}{package.id}/gui-lai").status_code == 404
    assert other.post(f"{HEALTH}cap-nhat/{document}", {"reason": "Thử xem"}).status_code == 404
    assert "UBND xã Tam Trà" not in other.get(HEALTH).text
    here.carry()
    came = here.came(IncomingDocument.sender_id == here.organ(A))
    assert [one.wanted["about"] for one in came if one.wanted] == [UPDATE]
    assert "Cập nhật văn bản" in desk.get(HEALTH).text
