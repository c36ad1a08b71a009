"""Following a case by its code, taking it back, and the end of what is personal."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import func, select

from portal.clock import utc_now
from portal.codes import ALPHABET
from portal.extensions import db
from portal.mail.models import OutgoingMail
from portal.media.models import MediaFile, MediaUse
from portal.media.service import file_store
from portal.publishing.models import AuditEntry
from portal.voice import codes
from portal.voice.cases import receipts
from portal.voice.cases.models import VoiceCase, VoiceEvent, VoicePerson
from portal.voice.forgetting import forget_due
from tests.conftest import A, B, Browser
from tests.factories import Factory
from tests.voice.citizen import QUESTION, hidden, send
from tests.voice.factories import case, code_of

Make = Callable[..., Browser]
LETTERS = st.text(alphabet=ALPHABET, min_size=4, max_size=4)


@given(
    st.sampled_from(["HD", "PA", "GY"]), LETTERS, LETTERS, st.sampled_from(["-", " ", "", "–", ".", " - "])
)
def test_a_code_is_read_however_it_is_typed(prefix: str, first: str, second: str, between: str) -> None:
    code = f"{prefix}-{first}-{second}"
    assert codes.read_code(between.join((prefix, first, second)).lower()) == code
    assert codes.read_code(f"  {code}\n") == code


@given(st.text(max_size=80))
def test_what_is_no_code_is_none(text: str) -> None:
    found = codes.read_code(text)
    assert found == "" or re.fullmatch(r"(HD|PA|GY)-\w{4}-\w{4}", found)


def _follow(browser: Browser, code: str, proof: str) -> tuple[int, str]:
    answer = browser.client.post("/tra-cuu/", data={"code": code, "proof": proof}, headers=browser.headers)
    return answer.status_code, answer.text


def test_a_case_is_followed_by_its_secret_or_the_contact(app: Flask, factory: Factory) -> None:
    made = case(factory, A, title="Việc của tôi")
    code, citizen = code_of(factory, A, made), Browser(app, A)
    with app.app_context():
        secret = codes.secret_of(code)
    for proof in (secret, secret.lower().replace("-", " "), "3456", "0905123456"):
        status, text = _follow(citizen, code.lower(), proof)
        assert status == 200 and "Việc của tôi" in text and "Đã nhận" in text
        assert "0905 123 456" not in text and "Nguyễn Thị Thử" not in text


def test_unknown_and_wrong_are_told_alike_and_not_endlessly(app: Flask, factory: Factory) -> None:
    code = code_of(factory, A, case(factory, A))
    with app.app_context():
        of_other = codes.secret_of("HD-3333-3333")
    citizen = Browser(app, A)
    wrong = [_follow(citizen, code, proof) for proof in ("3457", of_other, "456")]
    unknown = [_follow(citizen, "HD-2222-2222", proof) for proof in ("3457", of_other, "456")]
    assert {status for status, _text in wrong + unknown} == {404}
    assert {text.replace(code, "HD-2222-2222") for _status, text in wrong} == {
        text for _status, text in unknown
    }
    tried = [_follow(citizen, code, f"{number:04d}")[0] for number in range(8)]
    assert tried[-1] == 429 and _follow(citizen, code, "3456")[0] == 429


def test_a_code_is_unknown_at_another_portal(app: Flask, factory: Factory) -> None:
    code = code_of(factory, A, case(factory, A, title="CANARYAX"))
    status, text = _follow(Browser(app, B), code, "3456")
    assert status == 404 and "CANARYAX" not in text


def test_what_the_desk_notes_is_not_shown_to_the_sender(
    app: Flask, factory: Factory, signed_in: Make
) -> None:
    made = case(factory, A)
    desk = signed_in(A, "approver")
    desk.post(f"/quan-tri/y-kien/{made}/ghi-chu", {"note": "Người này hay gửi đơn"})
    assert "Người này hay gửi đơn" in desk.get(f"/quan-tri/y-kien/{made}").text
    _status, text = _follow(Browser(app, A), code_of(factory, A, made), "3456")
    assert "hay gửi đơn" not in text and f"approver {A}" not in text


def _counts(factory: Factory) -> tuple[int, int, int, int]:
    with factory.acting(A):
        tables = (VoiceCase, VoicePerson, OutgoingMail, MediaFile)
        return tuple(db.session.scalar(select(func.count()).select_from(one)) or 0 for one in tables)  # type: ignore[return-value]


def test_a_sender_takes_a_case_back(app: Flask, factory: Factory) -> None:
    citizen = Browser(app, A)
    receipt = send(
        citizen, "/hoi-dap/gui", QUESTION | {"name": "Lê Thị Riêng", "email": "rieng@thu.example"}
    ).location
    page = citizen.get(receipt).text
    form = hidden(page)
    wrong = citizen.client.post(
        "/tra-cuu/rut-lai", data=form | {"khoa": "2222-2222"}, headers=citizen.headers
    )
    assert wrong.status_code == 404 and _counts(factory)[:3] == (1, 1, 1)
    done = citizen.client.post("/tra-cuu/rut-lai", data=form, headers=citizen.headers)
    assert done.status_code == 200 and "Đã xóa" in done.text
    assert _counts(factory)[:3] == (1, 0, 0)
    with factory.acting(A):
        left = db.session.scalars(select(VoiceCase)).one()
        assert (left.title, left.text, left.state) == (left.code, "", "taken_back")
        trail = " ".join(db.session.scalars(select(AuditEntry.detail)))
        assert "Riêng" not in trail and "tách thửa" not in trail


def test_no_address_holds_the_secret(app: Flask, factory: Factory, monkeypatch: pytest.MonkeyPatch) -> None:
    citizen = Browser(app, A)
    receipt = send(citizen, "/hoi-dap/gui", QUESTION | {"email": "toi@thu.example"}).location
    first = citizen.get(receipt)
    with factory.acting(A):
        code = db.session.scalars(select(VoiceCase.code)).one()
        mail = db.session.scalars(select(OutgoingMail.text)).one()
    with app.app_context():
        secret = codes.secret_of(code)
    assert first.status_code == 200 and code in first.text and secret in first.text
    assert code not in receipt and secret not in receipt
    assert first.headers["Cache-Control"] == "no-store" and first.headers["Referrer-Policy"] == "no-referrer"
    assert f"/tra-cuu/#ma={code}&khoa={secret}" in mail  # what stands behind "#" is sent to no server
    assert Browser(app, B).get(receipt).status_code == 410
    older = citizen.get(f"/tra-cuu/?ma={code}&khoa={secret}")
    assert older.status_code == 303 and secret not in older.location and code not in older.location
    assert older.headers["Cache-Control"] == "no-store" and older.headers["Referrer-Policy"] == "no-referrer"
    assert secret in citizen.get(older.location).text
    monkeypatch.setattr(receipts, "LIFE", -1)
    late = citizen.get(receipt)
    assert late.status_code == 410 and "30 phút" in late.text and code not in late.text
    assert citizen.get("/tra-cuu/?xem=" + "x" * 400).status_code == 410


def _close(factory: Factory, case_id: int, days: int) -> None:
    with factory.acting(A):
        found = db.session.scalars(select(VoiceCase).where(VoiceCase.id == case_id)).one()
        found.closed_at = utc_now() - timedelta(days=days)
        db.session.commit()


def test_what_is_personal_ends_with_its_term(app: Flask, factory: Factory) -> None:
    shown, private, young, running = (
        case(factory, A, state="published", title="Đăng"),
        case(factory, A, state="answered", title="Riêng"),
        case(factory, A, state="answered", title="Mới"),
        case(factory, A, title="Đang chờ"),
    )
    _close(factory, shown, 400)
    _close(factory, private, 400)
    _close(factory, young, 300)
    with app.app_context():
        done = forget_due()
    assert (done[A].persons, done[A].cases) == (2, 1) and list(done) == [A]
    with factory.acting(A):
        left = set(db.session.scalars(select(VoiceCase.id)))
        assert left == {shown, young, running}
        assert set(db.session.scalars(select(VoicePerson.case_id))) == {young, running}
        assert private not in set(db.session.scalars(select(VoiceEvent.case_id)))
    assert Browser(app, A).get(f"/hoi-dap/{shown}").status_code == 200
    with app.app_context():
        assert forget_due() == {}
    result = app.test_cli_runner().invoke(args=["voice", "forget"])
    assert result.exit_code == 0 and "Không có dữ liệu nào" in result.output


def test_spam_ends_sooner(app: Flask, factory: Factory, signed_in: Make) -> None:
    made = case(factory, A)
    signed_in(A, "approver").post(f"/quan-tri/y-kien/{made}/thu-rac")
    _close(factory, made, 31)
    result = app.test_cli_runner().invoke(args=["voice", "forget"])
    assert "1 hồ sơ, trong đó 1 hồ sơ xóa hẳn" in result.output
    assert _counts(factory)[:2] == (0, 0)


def test_what_nobody_ever_looked_at_ends_with_its_term(app: Flask, factory: Factory) -> None:
    old, young = case(factory, A), case(factory, A)
    with factory.acting(A):
        for found in db.session.scalars(select(VoiceCase)):
            found.suspected = True
            found.received_at = utc_now() - timedelta(days=400 if found.id == old else 300)
        db.session.commit()
    with app.app_context():
        assert forget_due()[A].cases == 1
    with factory.acting(A):
        assert set(db.session.scalars(select(VoiceCase.id))) == {young}
        assert set(db.session.scalars(select(VoicePerson.case_id))) == {young}


def _photo() -> io.BytesIO:
    """A photograph that says where and with what it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "MAYBIMAT"
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    Image.new("RGB", (800, 600), "#3a7").save(out, "JPEG", exif=exif.tobytes())
    out.seek(0)
    return out


REPORT = {
    "title": "Cống bị tắc",
    "text": "Cống trước nhà văn hóa bị tắc, nước tràn ra đường.",
    "lat": "15.49036",
    "lon": "108.65912",
    "place": "Trước nhà văn hóa",
    "consent": "y",
    "may_publish": "y",
}


def test_a_report_with_a_picture_goes_its_whole_way(app: Flask, factory: Factory, signed_in: Make) -> None:
    citizen, desk = Browser(app, A), signed_in(A, "approver")
    files = {"anh": [(_photo(), "hien-truong.jpg"), (io.BytesIO(b"%PDF-1.4 gia"), "khong-phai-anh.jpg")]}
    answer = send(citizen, "/phan-anh/gui", REPORT | files, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text
    assert "Có 1 ảnh không nhận được" in citizen.get(answer.location).text
    with factory.acting(A):
        made = db.session.scalars(select(VoiceCase)).one()
        stored = db.session.scalars(select(MediaFile)).one()
        use = db.session.scalars(select(MediaUse)).one()
        assert (made.lat, made.lon) == (15.49036, 108.65912)
        data = file_store().path(stored.sha256).read_bytes()
        hashes = [stored.sha256, *(one["sha256"] for one in stored.renditions)]
        assert b"MAYBIMAT" not in data and not Image.open(io.BytesIO(data)).getexif()
    picture, where = f"/tep/{stored.id}/{stored.renditions[0]['width']}.jpg", f"/quan-tri/y-kien/{made.id}"
    assert citizen.get(f"/phan-anh/{made.id}").status_code == 404

    desk.post(f"{where}/tiep-nhan")
    desk.post(f"{where}/cong-bo")
    page = citizen.get(f"/phan-anh/{made.id}").text
    assert (
        "Cống bị tắc" in page
        and "voice-map__pin" in page
        and "<img" not in page.split("share")[0].split("<main")[1]
    )
    assert citizen.get(picture).status_code == 404
    desk.post(f"{where}/anh/{use.id}", {"shown": "1", "alt": "Nước tràn qua mặt đường"})
    assert citizen.get(picture).status_code == 200 and Browser(app, B).get(picture).status_code == 404
    assert "Nước tràn qua mặt đường" in citizen.get(f"/phan-anh/{made.id}").text
    assert "Cống bị tắc" in citizen.get("/phan-anh/").text
    result = {"files": (_photo(), "xong.jpg")}
    assert desk.post(f"{where}/ket-qua", result, content_type="multipart/form-data").status_code == 302
    assert "Kết quả xử lý" in citizen.get(f"/phan-anh/{made.id}").text

    desk.post(f"{where}/an")
    assert citizen.get(picture).status_code == 404 and citizen.get(f"/phan-anh/{made.id}").status_code == 404
    desk.post(f"{where}/tu-choi", {"reason": "Đã có phản ánh khác"})
    _close(factory, made.id, 400)
    assert app.test_cli_runner().invoke(args=["voice", "forget"]).exit_code == 0
    assert _counts(factory) == (0, 0, 0, 0)
    with app.app_context():
        assert not any(file_store().exists(one) for one in hashes)


@pytest.mark.parametrize(
    ("lat", "lon"), [("", ""), ("nan", "nan"), ("15.49", "inf"), ("0", "0"), ("abc", "1"), ("1e400", "108")]
)
def test_a_place_off_the_map_is_no_place(app: Flask, factory: Factory, lat: str, lon: str) -> None:
    assert send(Browser(app, A), "/phan-anh/gui", REPORT | {"lat": lat, "lon": lon}).status_code == 303
    with factory.acting(A):
        assert db.session.execute(select(VoiceCase.lat, VoiceCase.lon)).one() == (None, None)
