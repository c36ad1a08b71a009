"""Issuing: number, signature and file in one transaction; none lost, none twice, whoever works at the same time."""

from __future__ import annotations

import hashlib
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from portal.accounts.permissions import Forbidden
from portal.clock import today
from portal.exchange.composing.pdf import Drawn
from portal.exchange.issuing import signing
from portal.exchange.issuing.act import find, issue
from portal.exchange.issuing.papers import SignAs
from portal.exchange.registers.errors import NotPossible, StaleVersion, Wrong
from portal.exchange.registers.files import of_outgoing
from portal.exchange.registers.models import (
    DRAFT,
    ISSUED,
    MAIN,
    HandlingNote,
    OutgoingDocument,
    OutgoingFile,
    RegisterCounter,
)
from portal.exchange.registers.telling import listeners
from portal.extensions import db
from portal.papers import queries as papers
from portal.papers import service as store
from portal.papers.models import Paper
from portal.papers.store import paper_store
from portal.results.paper import NoSigningKey
from portal.signing import turns
from portal.signing.check import check_pdf
from portal.signing.sign import SigningFailed
from tests.conftest import ROOT, A, B
from tests.exchange.registers.world import Office
from tests.printing.pdf import opened, text_of
from tests.signing import made
from tests.thorough import THOROUGH

SCAN = made.blank_pdf()
AS = SignAs("TM.\nKT.", "Phó Chủ tịch", "")


def signed_by_leader(office: Office, row: OutgoingDocument, signer: SignAs = AS) -> OutgoingDocument:
    issue(row.id, row.version, signer, office.people["leader"])
    found = find(row.id)
    assert found is not None
    db.session.refresh(found)
    return found


def main_of(row: OutgoingDocument) -> tuple[OutgoingFile, bytes]:
    (file,) = (one for one in of_outgoing(row) if one.role == MAIN)
    held = papers.paper(file.paper_id)
    assert held is not None
    return file, store.content(held)


def test_an_issued_document_has_number_day_signature_and_sealed_file(
    office: Office, instance: Path, tmp_path: Path
) -> None:
    heard: list[tuple[str, str]] = []
    listeners(office.app).issued.append(lambda row: heard.append((row.number_text, row.state)))
    with office.working():
        row = signed_by_leader(office, office.draft(unit="Văn hóa - xã hội", typist="lvh"))
        assert (row.state, row.number_text, row.day) == (ISSUED, "01/KH-UBND", today())
        assert (row.series, row.year, row.place) == ("KH-UBND", today().year, "Tam Hải")
        assert (row.signer_name, row.position) == (office.people["leader"].name, "Phó Chủ tịch")
        file, data = main_of(row)
        assert file.sha256 == hashlib.sha256(data).hexdigest() and file.size == len(data)
        assert heard == [("01/KH-UBND", ISSUED)]
        acts = list(db.session.scalars(select(HandlingNote.act).where(HandlingNote.document_id == row.id)))
        assert acts[-1] == "issue"
    (tmp_path / "vb.pdf").write_bytes(data)
    reports = check_pdf(tmp_path / "vb.pdf", made.trusting(tmp_path, made.authority()))
    assert [(one.integrity, one.chain) for one in reports] == [("intact", "trusted")]
    text = text_of(data)
    for words in ("Số: 01/KH-UBND", "KẾ HOẠCH", "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH", "- Các thôn;",
                  office.people["leader"].name, "Lưu: VT, VHXH.LVH"):  # fmt: skip
        assert words in text, words
    assert "DỰ THẢO" not in text
    raw = b"".join(one.read_bytes() for one in (instance / "giay-to").rglob("*") if one.is_file())
    assert raw and b"%PDF" not in raw


def test_it_is_still_an_archive_file_when_it_is_signed(office: Office) -> None:
    with office.working():
        _file, data = main_of(signed_by_leader(office, office.draft()))
    held = opened(data)
    about = held.open_metadata()
    assert (about["pdfaid:part"], about["pdfaid:conformance"]) == ("2", "B")
    for page in held.pages:
        for note in page.get("/Annots", []):
            assert int(note.F) & 4, "what is seen is printed"
            assert not int(note.F) & 2


def test_the_signatory_signs_before_the_agency(office: Office, instance: Path, tmp_path: Path) -> None:
    person = office.people["leader"].user_id
    made.holder("Trần Văn Bình").pkcs12(instance / "keys" / "signing" / f"{A}.{person}.p12")
    with office.working():
        _file, data = main_of(signed_by_leader(office, office.draft()))
    (tmp_path / "vb.pdf").write_bytes(data)
    reports = check_pdf(tmp_path / "vb.pdf", made.trusting(tmp_path, made.authority()))
    assert [one.integrity for one in reports] == ["intact", "intact"]
    boxes = sorted(
        [float(x) for x in note.Rect] for page in opened(data).pages for note in page.get("/Annots", [])
    )
    assert len(boxes) == 2 and len({tuple(one) for one in boxes}) == 2
    low, high = sorted(boxes, key=lambda one: one[1])
    assert low[3] <= high[1], "one stamp does not cover the other"


def test_numbers_follow_each_other_per_kind_and_year_and_a_failure_loses_none(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    with office.working(), monkeypatch.context() as quick:
        quick.setattr(signing, "signed", _quickly)
        numbers = [signed_by_leader(office, office.draft()).number_text for _one in range(2)]
        assert numbers == ["01/KH-UBND", "02/KH-UBND"]
        assert signed_by_leader(office, office.draft(kind="quyet-dinh")).number_text == "01/QĐ-UBND"
        first = signed_by_leader(office, office.draft(kind="cong-van", unit="Văn phòng"))
        second = signed_by_leader(office, office.draft(kind="cong-van", unit="Địa chính"))
        assert [first.number_text, second.number_text] == ["01/UBND-VP", "02/UBND-ĐC"], (
            "letters run in one series"
        )
        council = office.draft(kind="nghi-quyet")
        signed_by_leader(office, council, SignAs("TM. HỘI ĐỒNG NHÂN DÂN", "Chủ tịch", ""))
        assert council.number_text == "01/NQ-HĐND" and "HỘI ĐỒNG NHÂN DÂN XÃ TAM HẢI" in text_of(
            main_of(council)[1]
        )
    with office.working():
        row = office.draft()
        with monkeypatch.context() as broken:
            broken.setattr(signing, "sign_pdf", _failing)
            with pytest.raises(SigningFailed):
                issue(row.id, row.version, AS, office.people["leader"])
        found = find(row.id)
        assert found is not None and (found.state, found.number) == (DRAFT, None)
        assert signed_by_leader(office, found).number_text == "03/KH-UBND"


def _failing(*_args: Any) -> bytes:
    raise SigningFailed("hỏng")


def test_what_a_listener_refuses_leaves_nothing(office: Office) -> None:
    def refuse(_row: OutgoingDocument) -> None:
        raise RuntimeError("không")

    listeners(office.app).issued.append(refuse)
    with office.working():
        row = office.draft()
        with pytest.raises(RuntimeError, match="không"):
            issue(row.id, row.version, AS, office.people["leader"])
        db.session.rollback()
        db.session.expire_all()
        found = find(row.id)
        assert found is not None and (found.state, found.number) == (DRAFT, None)
        assert not list(db.session.scalars(select(Paper))) and not list(
            db.session.scalars(select(RegisterCounter))
        )
        assert not list(paper_store().all())


def test_a_number_taken_meanwhile_is_not_given_twice(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    with office.working():
        one, two = office.draft(), office.draft()
        jobs = [(one.id, one.version), (two.id, two.version)]
        really, done = signing.signed, []

        def slow(*args: Any) -> bytes:
            data = really(*args)
            if not done:
                done.append(True)
                issue(*jobs[1], AS, office.people["leader"])
            return data

        monkeypatch.setattr(signing, "signed", slow)
        monkeypatch.setattr(turns, "WAIT", 0.0)  # as if they worked on two machines
        issue(*jobs[0], AS, office.people["leader"])
        db.session.expire_all()
        rows = [find(number) for number, _version in jobs]
        assert [row.number_text for row in rows if row] == ["02/KH-UBND", "01/KH-UBND"]
        assert rows[0] is not None and "Số: 02/KH-UBND" in text_of(main_of(rows[0])[1])


def test_fifty_at_once_have_fifty_numbers_and_one_document_has_one(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = 50 if THOROUGH else 16
    monkeypatch.setattr(signing, "signed", _quickly)
    with office.working():
        same = office.draft()
        others = [office.draft() for _one in range(many)]
        jobs = [(same.id, same.version)] * 4 + [(one.id, one.version) for one in others]
    gate = threading.Barrier(len(jobs))

    def sign(job: tuple[int, int]) -> str:
        gate.wait()
        with office.working():
            try:
                issue(*job, AS, office.people["leader"])
            except (NotPossible, StaleVersion) as error:
                return type(error).__name__
            return "ký"

    with ThreadPoolExecutor(len(jobs)) as pool:
        answers = list(pool.map(sign, jobs))
    assert answers[:4].count("ký") == 1 and answers[4:] == ["ký"] * many
    with office.working():
        rows = list(db.session.scalars(select(OutgoingDocument).where(OutgoingDocument.state == ISSUED)))
        assert sorted(one.number or 0 for one in rows) == list(range(1, many + 2))
        for one in rows:
            assert f"Số: {one.number_text}" in text_of(main_of(one)[1])
        assert len(list(db.session.scalars(select(Paper)))) == many + 1


def _quickly(drawn: Drawn, *_others: Any) -> bytes:
    return drawn.data


@pytest.mark.parametrize(
    "after", [0.9, *(pytest.param(one / 10, marks=pytest.mark.chaos) for one in range(2, 40, 3))]
)
def test_killed_at_any_moment_no_number_is_lost_and_nothing_issued_lacks_its_file(
    office: Office, instance: Path, after: float, tmp_path: Path
) -> None:
    with office.working():
        drafts = [office.draft().id for _one in range(6)]
    leader = office.people["leader"]
    command = [
        sys.executable,
        "-m",
        "tests.exchange.issuing.issuer",
        str(instance),
        str(leader.user_id),
        *map(str, drafts),
    ]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None and process.stdout.readline().strip() == "bắt đầu"
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    with office.working():
        db.session.expire_all()
        rows = [row for row in map(find, drafts) if row is not None]
        done = [row for row in rows if row.state == ISSUED]
        assert sorted(row.number or 0 for row in done) == list(range(1, len(done) + 1))
        for row in done:
            file, data = main_of(row)
            assert file.sha256 == hashlib.sha256(data).hexdigest()
            (tmp_path / "vb.pdf").write_bytes(data)
            assert [
                one.integrity
                for one in check_pdf(tmp_path / "vb.pdf", made.trusting(tmp_path, made.authority()))
            ] == ["intact"]
        left = next(row for row in [*rows, office.draft()] if row.state == DRAFT)
        assert signed_by_leader(office, left).number == len(done) + 1


def test_who_may_and_what_is_missing(office: Office) -> None:
    with office.working():
        row = office.draft()
        for name in ("clerk", "officer1", "admin", "writer"):
            with pytest.raises(Forbidden):
                issue(row.id, row.version, AS, office.people[name])
        with pytest.raises(StaleVersion):
            issue(row.id, row.version - 1, AS, office.people["leader"])
        with pytest.raises(Wrong) as wrong:
            issue(row.id, row.version, SignAs("TM.", " ", ""), office.people["leader"])
        assert set(wrong.value.messages) == {"position"}
        empty = office.draft(body=" ")
        with pytest.raises(NotPossible, match="chưa có nội dung"):
            issue(empty.id, empty.version, AS, office.people["leader"])
        signed_by_leader(office, row)
        with pytest.raises(NotPossible):
            issue(row.id, row.version, AS, office.people["leader"])
        with pytest.raises(NotPossible, match="không còn"):
            issue(1, 1, AS, office.people["leader"])


def test_without_a_key_it_is_said_who_can_help(app: Any) -> None:
    office = Office(app, B)
    with office.working():
        row = office.draft()
        with pytest.raises(NoSigningKey, match="chưa có khóa ký số"):
            issue(row.id, row.version, AS, office.people["leader"])
