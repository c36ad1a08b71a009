"""A directive of a register becomes a legal document of the portal, once; a published one is sent on."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.accounts.models import User
from portal.accounts.service import grant
from portal.exchange.directives import looking
from portal.exchange.directives.models import DirectiveLink
from portal.exchange.registers.files import Upload, of_outgoing
from portal.exchange.registers.models import MAIN, IncomingFile, OutgoingDocument
from portal.extensions import db
from portal.legal.models import LegalDocument
from portal.media.models import MediaFile
from portal.notices.models import Notice
from portal.papers import queries as papers
from portal.papers import service as store
from portal.proofs.models import ProofLeaf
from portal.signing.models import SignatureCheck
from tests.conftest import A, B, Browser
from tests.exchange.registers.world import Office
from tests.factories import Factory
from tests.papers import samples
from tests.signing import made

IN, OUT = "/quan-tri/cong-bo-van-ban/den/", "/quan-tri/cong-bo-van-ban/di/"
LEGAL = "/quan-tri/van-ban/"
SignedIn = Callable[..., Browser]
WORDS = (
    "ỦY BAN NHÂN DÂN HUYỆN NÚI THÀNH",
    "Điều 1. Phê duyệt kế hoạch\n\nGiao ông Nguyễn Văn An, CCCD 049190987654, ĐT 0905123456.\n\n"
    "Điều 2. Hiệu lực\n\nQuyết định này có hiệu lực từ ngày ký.",
)


@pytest.fixture()
def office(app: Flask) -> Office:
    """A commune's office with registers."""
    return Office(app, A)


def _entered(office: Office, *uploads: Upload, **more: object) -> int:
    with office.working():
        values = {"kind": "quyet-dinh", "sender": "UBND huyện Núi Thành", "notation": "QĐ-UBND"}
        return office.entered(uploads, **(values | more)).id


def _fields(page: str) -> dict[str, object]:
    """What the form sends as it stands, and the decision."""
    found: dict[str, object] = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', page))
    kind = re.search(r'<option selected value="([^"]+)"', page)
    title = re.search(r'<textarea[^>]*name="title"[^>]*>\s*([^<]*)', page)
    assert kind is not None and title is not None
    return found | {
        "type": kind[1],
        "title": title[1],
        "files": re.findall(r'name="files"[^>]*value="(\d+)"', page),
        "agreed": "y",
    }


def _count(office: Office, kind: type) -> int:
    with office.working():
        return int(db.session.scalar(select(func.count()).select_from(kind)) or 0)


def test_an_arrival_becomes_a_published_document_with_files_check_and_proof(
    office: Office, signed_in: SignedIn
) -> None:
    main = Upload("quyet-dinh.pdf", made.signed(samples.pdf(*WORDS), made.holder()), MAIN)
    number = _entered(office, main, Upload("phu-luc.pdf", samples.pdf("Phụ lục")))
    admin = signed_in(A, "tenant_admin")
    page = admin.get(f"{IN}{number}").text
    assert "049190987654" in page and "0905123456" in page and "trang 2" in page
    assert "Chi tiết chữ ký số" in page and "Tệp PDF không có chữ ký số." in page
    form = _fields(page)
    assert form["type"] == "Quyết định" and form["issuer"] == "UBND huyện Núi Thành"
    undecided = admin.post(f"{IN}{number}", form | {"agreed": ""})
    assert undecided.status_code == 422 and _count(office, LegalDocument) == 0
    sent = admin.post(f"{IN}{number}", form | {"publish": "1"})
    assert sent.status_code == 303
    again = admin.post(f"{IN}{number}", form | {"publish": "1"})
    assert again.headers["Location"] == sent.headers["Location"] and _count(office, LegalDocument) == 1
    with office.working():
        legal = db.session.scalars(select(LegalDocument)).one()
        assert (legal.status, legal.category, legal.type) == ("published", "directive", "Quyết định")
        assert [one.anchor for one in legal.provisions] == ["dieu-1", "dieu-2"]
        names = set(db.session.scalars(select(MediaFile.name)))
        assert names == {"quyet-dinh.pdf", "phu-luc.pdf"}
        assert db.session.scalar(select(func.count()).select_from(SignatureCheck)) == 2
        assert db.session.scalar(select(func.count()).select_from(ProofLeaf)) == 1
        held = db.session.scalars(select(MediaFile).where(MediaFile.name == "quyet-dinh.pdf")).one()
        address, slug = f"/tep/{held.id}/quyet-dinh.pdf", legal.slug
    visitor = Browser(office.app, A)
    assert visitor.get(f"/van-ban/{slug}").status_code == 200
    assert visitor.get(address).data == main.data  # the very bytes, so that the signature holds
    edit = admin.get(sent.headers["Location"]).text
    assert f"/quan-tri/van-ban-den/{number}" in edit and "Sổ văn bản" in edit
    register = admin.get(f"/quan-tri/van-ban-den/{number}").text
    assert "Đã công bố thành" in register and f"/van-ban/{slug}" in register
    assert "Công bố trên cổng" not in register.split("Trên cổng thông tin")[0]


def test_only_the_chosen_files_leave_the_sealed_store(office: Office, signed_in: SignedIn) -> None:
    number = _entered(
        office, Upload("vb.pdf", samples.pdf("Nội dung"), MAIN), Upload("danh-sach.pdf", samples.pdf("Kín"))
    )
    admin = signed_in(A, "tenant_admin")
    form = _fields(admin.get(f"{IN}{number}").text)
    files = form["files"]
    assert isinstance(files, list) and len(files) == 2
    answer = admin.post(f"{IN}{number}", form | {"files": files[:1], "draft": "1"})
    assert answer.status_code == 303
    with office.working():
        assert set(db.session.scalars(select(MediaFile.name))) == {"vb.pdf"}
        assert db.session.scalars(select(LegalDocument.status)).one() == "draft"


def test_the_same_document_is_offered_instead_of_made_twice(
    office: Office, signed_in: SignedIn, factory: Factory
) -> None:
    number = _entered(office, Upload("vb.pdf", samples.pdf("Nội dung"), MAIN), figure="77")
    there, _slug = factory.legal(
        A, number="77/QĐ-UBND", type="Quyết định", issuer="UBND huyện Núi Thành", title="Có sẵn"
    )
    admin = signed_in(A, "tenant_admin")
    form = _fields(admin.get(f"{IN}{number}").text)
    answer = admin.post(f"{IN}{number}", form | {"publish": "1"})
    assert answer.status_code == 409 and "Có sẵn" in answer.text and f'value="{there}"' in answer.text
    joined = admin.post(f"{IN}{number}", form | {"into": str(there)})
    assert joined.status_code == 303 and joined.headers["Location"].endswith(f"{LEGAL}{there}")
    with office.working():
        assert db.session.scalars(select(LegalDocument.title)).all() == ["Có sẵn"]
        assert db.session.scalars(select(DirectiveLink.legal_id)).all() == [there]
        assert db.session.scalars(select(MediaFile.name)).all() == ["vb.pdf"]
    other = _entered(office, figure="78")
    assert admin.post(f"{IN}{other}", form | {"files": [], "into": str(2**62)}).status_code == 404


def test_an_issued_document_takes_its_words_from_what_was_composed(
    office: Office, signed_in: SignedIn
) -> None:
    with office.working():
        row = office.issued(body="## Điều 1. Việc\n\nLàm ngay.\n\n## Điều 2. Hiệu lực\n\nTừ ngày ký.")
        number = row.id
    admin = signed_in(A, "tenant_admin")
    page = admin.get(f"{OUT}{number}").text
    assert "Toàn văn lấy từ văn bản" in page
    assert admin.post(f"{OUT}{number}", _fields(page) | {"publish": "1"}).status_code == 303
    with office.working():
        legal = db.session.scalars(select(LegalDocument)).one()
        assert [one.heading for one in legal.provisions] == ["Việc", "Hiệu lực"]
        assert legal.type == "Kế hoạch" and legal.text_state == "full"


def test_what_is_not_registered_taken_back_or_not_issued_cannot_become_public(
    office: Office, signed_in: SignedIn
) -> None:
    with office.working():
        waiting, draft = office.arrived().id, office.draft().id
        back = office.accepted()
        back.taken_back_at = back.arrived_at
        db.session.commit()
        gone = back.id
    admin = signed_in(A, "tenant_admin")
    for address in (f"{IN}{waiting}", f"{IN}{gone}", f"{OUT}{draft}", f"{IN}{2**63}", f"{OUT}1"):
        assert admin.get(address).status_code == 404
        assert admin.post(address, {"agreed": "y"}).status_code == 404


def test_another_portal_reaches_nothing(office: Office, signed_in: SignedIn) -> None:
    number = _entered(office)
    for role in ("tenant_admin", "records_clerk"):
        other = signed_in(B, role)
        assert other.get(f"{IN}{number}").status_code == 404
        assert other.post(f"{IN}{number}/de-nghi").status_code == 404


def test_who_may_not_publish_makes_a_draft_and_who_may_not_write_asks(
    office: Office, signed_in: SignedIn
) -> None:
    number = _entered(office, Upload("vb.pdf", samples.pdf("Nội dung"), MAIN))
    clerk = signed_in(A, "records_clerk")
    page = clerk.get(f"{IN}{number}").text
    assert "Gửi đề nghị" in page and 'name="agreed"' not in page
    forced = {
        "type": "Quyết định",
        "number": "1/QĐ-UBND",
        "title": "x",
        "issuer": "x",
        "issued": "2026-11-03",
    }
    assert clerk.post(f"{IN}{number}", forced | {"agreed": "y", "publish": "1"}).status_code == 403
    assert clerk.post(f"{IN}{number}/de-nghi", {"text": "Đăng giúp"}).status_code == 303
    with office.working():
        told = db.session.scalars(select(Notice).where(Notice.kind == "directive.asked")).all()
        assert told and told[0].path == f"/quan-tri/van-ban-den/{number}" and told[0].detail == "Đăng giúp"
        writer = office.people["clerk"]
        grant(db.session.get(User, writer.user_id), office.tenant_id, "author", is_district=False)  # type: ignore[arg-type]
        db.session.commit()
    both = Browser(office.app, A)
    both.sign_in(f"clerk@{A}.example")
    page = both.get(f"{IN}{number}").text
    assert "Tạo bản nháp" in page and "Đăng lên cổng" not in page
    assert both.post(f"{IN}{number}", _fields(page) | {"publish": "1"}).status_code == 303
    with office.working():
        assert db.session.scalars(select(LegalDocument.status)).one() == "draft"


def test_lost_bytes_and_scans_are_told(
    office: Office, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = _entered(office, Upload("vb.pdf", samples.pdf("Nội dung"), MAIN))
    with office.working():
        paper = next(iter(papers.papers(_paper_ids()).values()))
        store.paper_store().remove(paper.path)
    admin = signed_in(A, "tenant_admin")
    page = admin.get(f"{IN}{number}").text
    assert "Không mở được tệp" in page and 'name="files"' not in page
    other = _entered(office, Upload("dai.pdf", samples.pdf("Nội dung dài"), MAIN))
    monkeypatch.setattr(looking, "SECONDS", -1.0)
    page = admin.get(f"{IN}{other}").text
    assert "Máy chưa đọc được chữ trong tệp này" in page and "Chỉ đăng tệp" in page
    assert "Chưa kịp kiểm tra chữ ký số" in page and "không có chữ ký số" not in page
    assert admin.post(f"{IN}{other}", _fields(page) | {"publish": "1"}).status_code == 303
    with office.working():
        assert db.session.scalars(select(LegalDocument.text_state)).one() == "none"


def _paper_ids() -> list[int]:
    return list(db.session.scalars(select(IncomingFile.paper_id)))


def test_a_published_document_is_sent_on_once(office: Office, signed_in: SignedIn, factory: Factory) -> None:
    number = _entered(office, Upload("vb.pdf", samples.pdf("Nội dung"), MAIN), figure="9")
    admin = signed_in(A, "tenant_admin")
    form = _fields(admin.get(f"{IN}{number}").text)
    where = admin.post(f"{IN}{number}", form | {"publish": "1"}).headers["Location"]
    once = re.search(r'name="once" value="(\w+)"', admin.get(where).text)
    assert once is not None
    legal = int(where.rpartition("/")[2])
    sent = admin.post(f"/quan-tri/gui-van-ban-da-dang/{legal}", {"once": once[1], "kind": "cong-van"})
    assert sent.status_code == 303 and sent.headers["Location"].endswith("/sua")
    again = admin.post(f"/quan-tri/gui-van-ban-da-dang/{legal}", {"once": once[1], "kind": "cong-van"})
    assert again.headers["Location"] == sent.headers["Location"]
    with office.working():
        row = db.session.scalars(select(OutgoingDocument)).one()
        assert row.kind == "cong-van" and "9/QĐ-UBND" in row.subject and row.state == "draft"
        assert [one.name for one in of_outgoing(row)] == ["vb.pdf"]
        draft = row.id
    assert "Gửi kèm văn bản đã đăng" in admin.get(f"/quan-tri/van-ban-di/{draft}").text
    assert "Gửi đi kèm" in admin.get(where).text
    hidden, _slug = factory.legal(A, publish=False)
    refused = admin.post(f"/quan-tri/gui-van-ban-da-dang/{hidden}", {"once": "b", "kind": "phieu-gui"})
    assert refused.status_code == 303 and _count(office, OutgoingDocument) == 1
    elsewhere, _slug = factory.legal(B)
    assert admin.post(f"/quan-tri/gui-van-ban-da-dang/{elsewhere}", {}).status_code == 404
    assert admin.post(f"/quan-tri/van-ban-di/{draft}/xoa", {"version": "1"}).status_code != 500
