"""A result's life: prepared, numbered, signed, kept sealed, checked by strangers, withdrawn, replaced."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import select

from portal import create_app
from portal.accounts.permissions import Forbidden, system_actor
from portal.clock import today
from portal.codes import ALPHABET
from portal.extensions import db, limiter
from portal.papers import service as papers
from portal.papers.models import Paper
from portal.papers.owners import owner_mark
from portal.publishing.models import AuditEntry
from portal.publishing.service import StaleVersion, commit
from portal.results import paper, queries, service, signing, templates_service
from portal.results.layout.filling import InvalidValues
from portal.results.models import DRAFT, REPLACED, SIGNED, WITHDRAWN, ResultDocument
from portal.results.paper import NoSigningKey
from portal.signing import turns
from portal.signing.check import check_pdf
from portal.signing.sign import SigningFailed
from tests.beside import beside
from tests.conftest import A, B, Browser, settings_for
from tests.printing.pdf import text_of
from tests.results.conftest import VALUES, Agency, changed
from tests.signing import made


def _kept(document: ResultDocument) -> tuple[Paper, bytes]:
    row = db.session.scalar(select(Paper).where(Paper.id == document.paper_id))
    assert row is not None
    return row, papers.content(row)


def test_a_signed_result_is_numbered_signed_and_kept_sealed(
    agency: Agency, instance: Path, tmp_path: Path
) -> None:
    with agency.working():
        document = agency.signed()
        assert (document.state, document.number) == (SIGNED, "01/GXN-UBND")
        row, data = _kept(document)
        assert (row.kind, row.source, row.owner_mark) == (
            "xac-nhan-cu-tru",
            "result",
            owner_mark("049190001234"),
        )
        assert document.sha256 == paper.sha256_of(data)
        code = document.code
    (tmp_path / "kq.pdf").write_bytes(data)
    reports = check_pdf(tmp_path / "kq.pdf", made.trusting(tmp_path, made.authority()))
    assert [(one.integrity, one.chain) for one in reports] == [("intact", "trusted")]
    text = text_of(data)
    for words in ("Số: 01/GXN-UBND", "NGUYỄN THỊ HƯỜNG", f"Mã kiểm tra: {code}", "Cán bộ signatory"):
        assert words in text
    raw = b"".join(
        one.read_bytes() for one in instance.rglob("*") if one.is_file() and "keys" not in one.parts
    )
    for canary in ("Nguyễn Thị Hường", "NGUYỄN THỊ HƯỜNG", "049190001234"):
        assert canary.encode() not in raw


def test_a_signatory_with_a_key_of_their_own_signs_before_the_agency(
    agency: Agency, instance: Path, tmp_path: Path
) -> None:
    person = agency.people["signatory"].user_id
    made.holder("Trần Văn Bình").pkcs12(instance / "keys" / "signing" / f"{A}.{person}.p12")
    with agency.working():
        _row, data = _kept(agency.signed())
    (tmp_path / "kq.pdf").write_bytes(data)
    reports = check_pdf(tmp_path / "kq.pdf", made.trusting(tmp_path, made.authority()))
    assert [one.integrity for one in reports] == ["intact", "intact"]


def test_numbers_follow_each_other_per_series_and_lose_none(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    with agency.working():
        agency.offer("quyet-dinh", changed(number="{số}/{năm}/QĐ", series="quyet_dinh"))
        assert [agency.signed(one).number for one in (1, 2)] == ["01/GXN-UBND", "02/GXN-UBND"]
        other = service.prepare(
            service.Subject("dossier", 3), "quyet-dinh", VALUES, agency.people["case_officer"]
        )
        commit()
        signing.sign(other.id, other.version, agency.people["signatory"])
        document = agency.drafted(4)
        with monkeypatch.context() as broken:
            broken.setattr(paper, "sign_pdf", _failing)
            with pytest.raises(SigningFailed):
                signing.sign(document.id, document.version, agency.people["signatory"])
        found = queries.document(document.id)
        assert found is not None
        assert found.state == DRAFT
        signing.sign(document.id, document.version, agency.people["signatory"])
        db.session.expire_all()
        numbers = {one.number for one in db.session.scalars(select(ResultDocument))}
        assert numbers == {"01/GXN-UBND", "02/GXN-UBND", f"01/{today().year}/QĐ", "03/GXN-UBND"}


def _failing(*_args: Any) -> bytes:
    raise SigningFailed("hỏng")


def test_a_number_that_somebody_took_meanwhile_is_not_given_twice(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    with agency.working():
        first, second = agency.drafted(1), agency.drafted(2)
        ids = [(one.id, one.version) for one in (first, second)]
        really, done = paper.signed, []

        def slow(wanted: paper.Wanted, keys: list[Any]) -> bytes:
            data = really(wanted, keys)
            if not done:
                done.append(True)
                signing.sign(*ids[1], agency.people["signatory"])
            return data

        monkeypatch.setattr(paper, "signed", slow)
        monkeypatch.setattr(turns, "WAIT", 0.0)  # as if they worked on two machines
        signing.sign(*ids[0], agency.people["signatory"])
        db.session.expire_all()
        rows = list(db.session.scalars(select(ResultDocument).order_by(ResultDocument.id)))
        assert [one.number for one in rows] == ["02/GXN-UBND", "01/GXN-UBND"]
        assert "Số: 02/GXN-UBND" in text_of(_kept(rows[0])[1])


def test_of_many_who_sign_one_result_one_does_and_many_results_have_many_numbers(agency: Agency) -> None:
    with agency.working():
        same = agency.drafted(1)
        others = [agency.drafted(one) for one in range(2, 8)]
        jobs = [(same.id, same.version)] * 4 + [(one.id, one.version) for one in others]
    gate = threading.Barrier(len(jobs))

    def sign(job: tuple[int, int]) -> str:
        gate.wait()
        with agency.working():
            try:
                signing.sign(*job, agency.people["signatory"])
            except (service.NotPossible, StaleVersion) as error:
                return type(error).__name__
            return "ký"

    with ThreadPoolExecutor(len(jobs)) as pool:
        answers = list(pool.map(sign, jobs))
    assert answers[:4].count("ký") == 1
    assert answers[4:] == ["ký"] * 6
    with agency.working():
        rows = list(db.session.scalars(select(ResultDocument).where(ResultDocument.state == SIGNED)))
        assert sorted(one.serial or 0 for one in rows) == list(range(1, 8))
        assert len(list(db.session.scalars(select(Paper)))) == 7


def test_what_is_done_with_a_signature_is_done_in_its_transaction(agency: Agency) -> None:
    def refuse(_document: ResultDocument) -> None:
        raise RuntimeError("không")

    with agency.working():
        document = agency.drafted()
        with pytest.raises(RuntimeError, match="không"):
            signing.sign(document.id, document.version, agency.people["signatory"], and_then=refuse)
        db.session.expire_all()
        found = queries.document(document.id)
        assert found is not None
        assert (found.state, found.number, found.paper_id) == (DRAFT, "", None)
        assert list(db.session.scalars(select(Paper))) == []
        assert queries.last_number("giay_xac_nhan", today().year) == 0


def test_without_a_key_it_is_said_who_can_help(app: Flask) -> None:
    agency = Agency(app, B)
    with agency.working():
        document = agency.drafted()
        with pytest.raises(NoSigningKey, match="chưa có khóa ký số"):
            signing.sign(document.id, document.version, agency.people["signatory"])


def test_who_may_do_what(agency: Agency) -> None:
    clerk, officer = agency.people["counter_clerk"], agency.people["case_officer"]
    with agency.working():
        with pytest.raises(Forbidden):
            service.prepare(service.Subject("dossier", 1), "giay-xac-nhan", VALUES, clerk)
        document = agency.drafted()
        with pytest.raises(Forbidden):
            signing.sign(document.id, document.version, officer)
        with pytest.raises(Forbidden):
            service.withdraw(document, "sai", document.version, officer)
        with pytest.raises(Forbidden):
            service.change(document, VALUES, document.version, clerk)


def test_a_draft_is_changed_and_discarded_a_signed_one_never(agency: Agency) -> None:
    officer = agency.people["case_officer"]
    with agency.working():
        document = agency.drafted()
        with pytest.raises(InvalidValues):
            service.change(document, {}, document.version, officer)
        service.change(document, VALUES | {"ho_ten": "Lê Văn Ba"}, document.version, officer)
        commit()
        assert document.initials == "L. V. B."
        with pytest.raises(StaleVersion):
            service.change(document, VALUES, document.version - 1, officer)
        service.discard(document, officer)
        commit()
        assert queries.document(document.id) is None
        signed = agency.signed(2)
        for act in (
            lambda: service.change(signed, VALUES, signed.version, officer),
            lambda: service.discard(signed, officer),
        ):
            with pytest.raises(service.NotPossible):
                act()


def test_a_result_keeps_the_template_that_it_was_begun_with(agency: Agency) -> None:
    with agency.working():
        document = agency.drafted()
        row = queries.template_by_key("giay-xac-nhan")
        assert row is not None
        actor = system_actor(agency.tenant_id)
        templates_service.save_draft(row, changed(title="GIẤY KHÁC"), row.version, actor)
        templates_service.publish(row, row.version, actor)
        commit()
        signing.sign(document.id, document.version, agency.people["signatory"])
        db.session.expire_all()
        found = queries.document(document.id)
        assert found is not None
        assert "GIẤY XÁC NHẬN" in text_of(_kept(found)[1])


def test_withdrawing_and_replacing_tell_strangers(agency: Agency) -> None:
    signatory = agency.people["signatory"]
    with agency.working():
        first = agency.signed(1)
        with pytest.raises(service.NotPossible):
            service.withdraw(first, "  ", first.version, signatory)
        again = service.prepare(
            service.Subject("dossier", 1),
            "giay-xac-nhan",
            VALUES,
            agency.people["case_officer"],
            replaces=first,
        )
        commit()
        assert first.state == SIGNED
        signing.sign(again.id, again.version, signatory)
        db.session.expire_all()
        first, again = (queries.document(one.id) for one in (first, again))  # type: ignore[assignment]
        assert (first.state, again.state) == (REPLACED, SIGNED)
        service.withdraw(again, "Cấp nhầm người", again.version, signatory)
        commit()
        assert again.state == WITHDRAWN
        details = " ".join(one.detail for one in db.session.scalars(select(AuditEntry)))
        assert "Hường" not in details and "nhầm" not in details
        codes = first.code, again.code
    visitor = Browser(agency.app, A)
    assert "đã được thay thế" in visitor.get(f"/xac-thuc/{codes[0]}").text
    page = visitor.get(f"/xac-thuc/{codes[1]}").text
    assert "đã bị thu hồi" in page and "nhầm" not in page


def test_a_stranger_learns_what_the_paper_says_of_itself_and_no_more(agency: Agency) -> None:
    with agency.working():
        document = agency.signed()
        draft = agency.drafted(2)
        code, sha256, draft_code = document.code, document.sha256, draft.code
    visitor = Browser(agency.app, A)
    answer = visitor.get(f"/xac-thuc/{code}")
    assert answer.status_code == 200
    assert "còn giá trị" in answer.text and "01/GXN-UBND" in answer.text and "N. T. H." in answer.text
    assert sha256 in answer.text and "noindex" in answer.headers["X-Robots-Tag"]
    for secret in ("Hường", "HƯỜNG", "049190001234", "05/02/1990", "H47-260305"):
        assert secret not in answer.text
    assert len(answer.data) <= 30 * 1024
    typed = code.lower().replace("-", " ")
    assert visitor.get("/xac-thuc/", query_string={"ma": typed}).location.endswith(f"/xac-thuc/{code}")
    assert visitor.get("/xac-thuc/", query_string={"sha256": sha256.upper()}).location.endswith(
        f"/xac-thuc/{code}"
    )
    assert visitor.get(f"/xac-thuc/{draft_code}").status_code == 404
    assert Browser(agency.app, B).get(f"/xac-thuc/{code}").status_code == 404
    for problem, status in ({"ma": "abc"}, 422), ({"sha256": "abc"}, 422), ({"sha256": "0" * 64}, 404):
        assert visitor.get("/xac-thuc/", query_string=problem).status_code == status
    assert visitor.get("/xac-thuc/KQ-2222-2222").status_code == 404


def test_withdrawing_is_seen_at_once_although_pages_are_kept(agency: Agency) -> None:
    with agency.working():
        document = agency.signed()
        code = document.code
    visitor = Browser(agency.app, A)
    assert "còn giá trị" in visitor.get(f"/xac-thuc/{code}").text
    with agency.working():
        found = queries.document(document.id)
        assert found is not None
        service.withdraw(found, "sai", found.version, agency.people["signatory"])
        commit()
    assert "đã bị thu hồi" in visitor.get(f"/xac-thuc/{code}").text


def test_guessing_codes_is_stopped_checking_is_not(instance: Path) -> None:
    limiter.enabled = True
    try:
        visitor = Browser(create_app(settings_for(instance)), A)
        wrong = [f"/xac-thuc/KQ-2222-{letter}222" for letter in ALPHABET[:22]]
        answers = [visitor.get(one).status_code for one in wrong]
        assert answers == [404] * 20 + [429] * 2
        limiter.reset()
        assert {visitor.get("/xac-thuc/").status_code for _try in range(40)} == {200}
    finally:
        limiter.reset()
        limiter.enabled = False


def test_a_preview_says_that_it_is_worth_nothing(agency: Agency) -> None:
    with agency.app.test_request_context(base_url="http://tam-hai.localhost:8000"):
        data = service.preview(changed(), {"ho_ten": "A"}, agency.portal)
    text = text_of(data)
    assert text.count("BẢN XEM TRƯỚC") >= 1 and "Mã kiểm tra" not in text


def test_database_refuses_what_points_elsewhere(agency: Agency, instance: Path) -> None:
    with agency.working():
        document = agency.signed()
        number = document.id
    with pytest.raises((sqlite3.IntegrityError, psycopg.IntegrityError)):
        beside(instance, "UPDATE result_document SET tenant_id = tenant_id + 1 WHERE id = ?", (number,))
