"""Layout and issuing through the public door: previews, Word out and in, signing with what is in its way, paper."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from PIL import Image

from portal.clock import today
from portal.exchange.composing.skeletons import left_open, skeleton
from portal.exchange.issuing.act import find, issue
from portal.exchange.issuing.papers import SignAs
from portal.exchange.kinds import KINDS
from portal.exchange.registers.files import of_outgoing
from portal.exchange.registers.models import DRAFT, ISSUED, MAIN, TO_SIGN
from portal.extensions import db
from portal.papers import queries as papers
from portal.papers import service as store
from tests.conftest import A, Browser
from tests.exchange.registers.world import Office
from tests.printing.pdf import text_of
from tests.signing import made

OUT = "/quan-tri/van-ban-di/"
SCAN = made.blank_pdf()


@pytest.fixture(scope="module")
def office(shared_office: Office) -> Iterator[Office]:
    """An office that can sign, for all tests of the module."""
    keys = Path(shared_office.app.config["PORTAL"].instance_path) / "keys" / "signing"
    made.holder("UBND xã Tam Hải").pkcs12(keys / f"{A}.p12")
    yield shared_office


@pytest.fixture(scope="module")
def desk(office: Office) -> Callable[[str], Browser]:
    """A browser in which somebody of the office is signed in, once per person."""
    known: dict[str, Browser] = {}

    def of(name: str) -> Browser:
        if name not in known:
            known[name] = Browser(office.app, office.slug)
            assert known[name].sign_in(f"{name}@{office.slug}.example").status_code == 302
        return known[name]

    return of


def row_of(office: Office, number: int) -> dict[str, Any]:
    with office.working():
        row = find(number)
        assert row is not None
        names = (
            "version",
            "state",
            "number_text",
            "body",
            "grounds",
            "position",
            "competence",
            "on_paper",
            "signer_name",
        )
        return {name: getattr(row, name) for name in names}


def drafted(office: Office, **more: Any) -> int:
    with office.working():
        return office.draft(**more).id


def test_a_draft_is_looked_at_as_pages_as_pdf_and_in_word(
    office: Office, desk: Callable[[str], Browser]
) -> None:
    number = drafted(office, subject="Dọn rác ven biển", addressed=("Các thôn",))
    reader = desk("officer2")
    page = reader.get(f"{OUT}{number}")
    assert "Xem bản in" in page.text and "Ký và ban hành" not in page.text
    assert "Ký và ban hành" in desk("leader").get(f"{OUT}{number}").text
    shown = reader.get(f"{OUT}{number}/ban-in")
    assert f"{OUT}{number}/ban-in/trang-1.webp" in shown.text
    picture = reader.get(f"{OUT}{number}/ban-in/trang-1.webp")
    assert picture.mimetype == "image/webp" and Image.open(io.BytesIO(picture.data)).size[0] == 1240
    assert reader.get(f"{OUT}{number}/ban-in/trang-9.webp").status_code == 404
    file = reader.get(f"{OUT}{number}/ban-in.pdf")
    assert file.mimetype == "application/pdf" and file.headers["Cache-Control"] == "no-store"
    text = text_of(file.data)
    assert "DỰ THẢO" in text and "Dọn rác ven biển" in text and "/KH-UBND" in text
    word = reader.get(f"{OUT}{number}/van-ban.docx")
    assert "attachment" in word.headers["Content-Disposition"]
    words = "\n".join(one.text for one in docx.Document(io.BytesIO(word.data)).paragraphs)
    assert "Dọn rác ven biển" in words and "Thực hiện vào sáng thứ Bảy." in words


def test_a_file_that_was_changed_in_word_comes_back_as_text(
    office: Office, desk: Callable[[str], Browser]
) -> None:
    number = drafted(
        office,
        kind="quyet-dinh",
        grounds="Căn cứ Luật Thủy sản\nCăn cứ Luật Biển Việt Nam",
        body="Điều 1. Thành lập đội tuần tra.\n\nĐiều 2. Đội gồm 5 người.",
        position="Chủ tịch",
    )
    writer = desk("officer1")
    document = docx.Document(io.BytesIO(writer.get(f"{OUT}{number}/van-ban.docx").data))
    line = next(one for one in document.paragraphs if "5 người" in one.text)
    line.runs[-1].text = line.runs[-1].text.replace("5 người", "7 người")
    changed = io.BytesIO()
    document.save(changed)
    where = f"{OUT}{number}/nhap-tu-word"
    assert writer.get(where).status_code == 200
    read = writer.post(where, {"file": (io.BytesIO(changed.getvalue()), "sua.docx")})
    assert read.status_code == 200 and "Đội gồm 7 người" in read.text and "Dùng nội dung này" in read.text
    body = re.search(r'<textarea[^>]*name="body"[^>]*>\r?\n?(.*?)</textarea>', read.text, re.DOTALL)
    grounds = re.search(r'<textarea[^>]*name="grounds"[^>]*>\r?\n?(.*?)</textarea>', read.text, re.DOTALL)
    assert (
        body
        and grounds
        and "Căn cứ Luật Thủy sản;" in grounds[1]
        and "CỘNG HÒA" not in body[1]
        and "Nơi nhận" not in body[1]
    )
    version = row_of(office, number)["version"]
    stale = writer.post(where, {"body": body[1], "grounds": grounds[1], "version": version - 1})
    assert stale.status_code == 409 and "7 người" in stale.text
    done = writer.post(where, {"body": body[1], "grounds": grounds[1], "version": version})
    assert done.status_code == 303
    row = row_of(office, number)
    assert row["body"].split("\n\n") == ["Điều 1. Thành lập đội tuần tra.", "Điều 2. Đội gồm 7 người."]
    assert row["grounds"].splitlines() == ["Căn cứ Luật Thủy sản;", "Căn cứ Luật Biển Việt Nam."]


def test_what_is_no_word_file_is_refused_and_others_drafts_stay(
    office: Office, desk: Callable[[str], Browser]
) -> None:
    number = drafted(office)
    where = f"{OUT}{number}/nhap-tu-word"
    assert desk("officer1").post(where, {"file": (io.BytesIO(SCAN), "a.docx")}).status_code == 422
    assert "Chọn một tệp Word" in desk("officer1").post(where, {}).text
    assert desk("officer2").get(where).status_code == 303, "not theirs"
    assert row_of(office, number)["body"] == "Thực hiện vào sáng thứ Bảy."


def test_signing_shows_what_and_where_and_does_it(office: Office, desk: Callable[[str], Browser]) -> None:
    number = drafted(
        office, kind="thong-bao", competence="TM.\nKT.", position="Phó Chủ tịch", body="Nội dung [tên việc]."
    )
    leader = desk("leader")
    where = f"{OUT}{number}/ky-ban-hanh"
    page = leader.get(where)
    for words in ("Số sẽ cấp", "/TB-UBND", "UBND huyện Núi Thành", "Các thôn", "[tên việc]", "trang-1.webp"):
        assert words in page.text, words
    looked = leader.get(f"{where}?competence=TL.&position=Chánh Văn phòng")
    assert "position=Ch%C3%A1nh" in looked.text and row_of(office, number)["position"] == "Phó Chủ tịch"
    version = row_of(office, number)["version"]
    empty = leader.post(where, {"version": version, "competence": "TM.", "position": " "})
    assert empty.status_code == 422 and "Ghi chức vụ người ký." in empty.text
    stale = leader.post(where, {"version": version - 1, "competence": "TM.", "position": "Chủ tịch gõ dở"})
    assert stale.status_code == 409 and "Chủ tịch gõ dở" in stale.text
    assert row_of(office, number)["state"] == DRAFT
    done = leader.post(where, {"version": version, "competence": "TM.\nKT.", "position": "Phó Chủ tịch"})
    assert done.status_code == 303
    row = row_of(office, number)
    issued = row["version"]
    assert row["state"] == ISSUED and row["number_text"] in leader.get(f"{OUT}{number}").text
    again = leader.post(where, {"version": version, "competence": "", "position": "Chủ tịch"})
    assert again.status_code == 303 and row_of(office, number)["version"] == issued, "a second click"
    assert leader.get(where).status_code == 303
    main = leader.get(f"{OUT}{number}/ban-in.pdf")
    assert main.status_code == 302
    file = leader.get(main.location)
    assert f"Số: {row['number_text']}" in text_of(file.data) and "DỰ THẢO" not in text_of(file.data)
    assert "DỰ THẢO" not in "".join(
        one.text
        for one in docx.Document(io.BytesIO(leader.get(f"{OUT}{number}/van-ban.docx").data)).paragraphs
    )


def test_who_may_not_is_told_and_without_a_key_nothing_happens(
    office: Office, desk: Callable[[str], Browser], tmp_path: Path
) -> None:
    number = drafted(office)
    for name in ("officer1", "clerk", "admin"):
        assert desk(name).get(f"{OUT}{number}/ky-ban-hanh").status_code == 403
        assert (
            desk(name).post(f"{OUT}{number}/ky-ban-hanh", {"version": 1, "position": "Chủ tịch"}).status_code
            == 403
        )
    assert desk("leader").get(f"{OUT}{number}/cap-so").status_code == 403
    key = Path(office.app.config["PORTAL"].instance_path) / "keys" / "signing" / f"{A}.p12"
    held = key.read_bytes()
    key.unlink()
    try:
        assert "chưa có khóa ký số" in desk("leader").get(f"{OUT}{number}/ky-ban-hanh").text
        version = row_of(office, number)["version"]
        refused = desk("leader").post(
            f"{OUT}{number}/ky-ban-hanh", {"version": version, "position": "Chủ tịch"}
        )
        assert refused.status_code == 422 and "chưa có khóa ký số" in refused.text
    finally:
        key.write_bytes(held)
    assert row_of(office, number)["state"] == DRAFT


def test_a_paper_gets_its_number_and_a_scan_is_not_lost_when_the_number_went(
    office: Office, desk: Callable[[str], Browser]
) -> None:
    number, other = drafted(office, kind="to-trinh", body=""), drafted(office, kind="to-trinh")
    with office.working():
        row = find(number)
        assert row is not None
        row.state = TO_SIGN
        db.session.commit()
    clerk, where = desk("clerk"), f"{OUT}{number}/cap-so"
    page = clerk.get(where)
    expected = re.search(r'name="expected" value="([^"]+)"', page.text)
    assert expected and expected[1].endswith("/TTr-UBND") and expected[1] in page.text
    values = {
        "expected": expected[1],
        "day": today().isoformat(),
        "competence": "",
        "position": "Chủ tịch",
        "signer_name": "Nguyễn Thị Hường",
    }
    version = row_of(office, number)["version"]
    missing = clerk.post(where, values | {"version": version})
    assert missing.status_code == 422 and "Tải lên bản quét" in missing.text
    with office.working():
        taken = find(other)
        assert taken is not None
        issue(other, taken.version, SignAs("", "Chủ tịch", ""), office.people["leader"])
    conflict = clerk.post(where, values | {"version": version, "file": (io.BytesIO(SCAN), "quet.pdf")})
    assert (
        conflict.status_code == 422
        and "Số tiếp theo là 02/TTr-UBND" in conflict.text
        and "Đã giữ bản quét quet.pdf" in conflict.text
    )
    assert "Nguyễn Thị Hường" in conflict.text
    again = re.search(r'name="version" value="(\d+)"', conflict.text)
    assert again
    done = clerk.post(where, values | {"version": again[1], "expected": "02/TTr-UBND"})
    assert done.status_code == 303
    row = row_of(office, number)
    assert (row["state"], row["number_text"], row["on_paper"], row["signer_name"]) == (
        ISSUED,
        "02/TTr-UBND",
        True,
        "Nguyễn Thị Hường",
    )
    with office.working():
        found = find(number)
        assert found is not None
        (file,) = (one for one in of_outgoing(found) if one.role == MAIN)
        held = papers.paper(file.paper_id)
        assert held is not None and store.content(held) == SCAN


@pytest.mark.parametrize("kind", [one.slug for one in KINDS])
def test_each_kind_has_a_text_to_begin_with(kind: str) -> None:
    text = skeleton(kind)
    assert text.strip().endswith("./.") and left_open(text)


def test_places_left_open_are_found_and_links_are_none() -> None:
    assert left_open("Điều 1. [Tên việc]; [Tên việc] và [xem](/a) ![ảnh](/b) [hạn]") == ["Tên việc", "hạn"]
    assert left_open("m[2") == [] and left_open("Giao \\[đơn vị\\].") == ["đơn vị"]


def test_the_form_begins_with_the_text_of_its_kind(desk: Callable[[str], Browser]) -> None:
    page = desk("officer1").get(f"{OUT}moi?loai=giay-moi")
    assert "trân trọng kính mời" in page.text
