"""Who means harm: other people's drafts and papers, extra fields, forged forms, hostile strings in every field."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask

from tests.citizens.conftest import later
from tests.conftest import SHARED, A, B, Browser
from tests.dossiers.applying.conftest import CHILD, MOTHER, WHO, Applicant, dossiers, photo

PAGES = ("/", "/nguoi-nop", "/khai/tre", "/giay-to", "/xem-lai")


def hostile() -> list[str]:
    """Strings that broke others (SAFETY A40)."""
    lines = []
    for name in ("blns-vectors", "fuzzdb-misc"):
        lines += (SHARED / "badinputs" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [str(json.loads(line)["payload"])[:3000] for line in lines]


def test_a_draft_is_its_owners_alone(app: Flask, applicant: Applicant, another: Applicant) -> None:
    applicant.filled()
    (piece,) = applicant.pieces("chung-sinh")
    for page in (*PAGES, f"/trang/{piece}/1", f"/anh/{piece}", f"/goc/{piece}"):
        assert applicant.browser.get(applicant.base + page).status_code in {200, 303}, page
        answer = another.browser.get(applicant.base + page)
        assert answer.status_code == 404 and "Nguyễn Văn An" not in answer.text, page
        signed_out = Browser(app, A).get(applicant.base + page)
        assert signed_out.status_code == 302 and "/tai-khoan/dang-nhap" in signed_out.headers["Location"], (
            page
        )
    before = applicant.draft()
    for path, form in (
        ("/nguoi-nop", WHO), ("/khai/tre", CHILD), ("/nop", {"cam_doan": "1"}), ("/xoa", {}),
        ("/giay-to/chung-sinh", {}),
        (f"/giay-to/chung-sinh/{piece}/bo", {}), (f"/goc/{piece}", {"ca": "1"}), ("/ban-moi", {}),
    ):  # fmt: skip
        answer = another.browser.post(applicant.base + path, form, token_from="/tai-khoan/thong-tin")
        assert answer.status_code == 404, path
    after = applicant.draft()
    assert (after.version, after.answers, after.papers) == (before.version, before.answers, before.papers)
    assert dossiers(app) == []


def test_a_paper_of_somebody_else_is_not_shown_by_ones_own_draft(
    applicant: Applicant, another: Applicant
) -> None:
    applicant.begin()
    applicant.give("chung-sinh", (photo(1), "a.jpg"))
    (piece,) = applicant.pieces("chung-sinh")
    another.begin()
    for path in (f"/trang/{piece}/1", f"/anh/{piece}", f"/goc/{piece}"):
        assert another.browser.get(another.base + path).status_code == 404
    where = f"{another.base}/giay-to"
    assert another.browser.post(f"{where}/chung-sinh/da-co/{piece}", token_from=where).status_code == 404
    assert another.act("chung-sinh", piece, "bo").status_code == 303, "as if it had been clicked twice"
    assert applicant.pieces("chung-sinh") == [piece] and another.pieces("chung-sinh") == []


def test_a_draft_is_of_one_portal(app: Flask, applicant: Applicant, arrived: Any) -> None:
    applicant.begin()
    later(app, 120)  # another code may be asked for
    elsewhere = arrived("ba.sau@example.vn", B)
    assert elsewhere.get(f"{applicant.base}/khai/tre").status_code == 404


@pytest.mark.asvs("8.2.3", "15.3.3")
def test_extra_fields_change_nothing(app: Flask, applicant: Applicant) -> None:
    applicant.filled()
    extra = {
        "tenant_id": "1", "citizen_id": "1", "state": "done", "version_id": "1", "service_id": "1", "code": "X",
        "draft_key": "x" * 30, "channel": "truc-tiep", "f.state": "done", "f.code": "X", "consent_version": "x",
        "paper_id": "5", "papers": "5", "answers": "{}", "received_at": "2020-01-01",
    }  # fmt: skip
    assert applicant.fill("khai/tre", CHILD | extra).status_code == 303
    assert applicant.fill("nguoi-nop", WHO | extra).status_code == 303
    assert applicant.hand_in(**extra).status_code == 303
    (made,) = dossiers(app)
    assert (
        made.state == "new" and made.channel == "truc-tuyen" and made.code != "X" and made.received_at is None
    )
    assert set(made.answers or {}) <= {"ho-ten", "ngay-sinh", "sinh-o", "ban-sao", "me-so", "me-dien-thoai"}
    assert set(made.applicant or {}) <= {
        "name", "identity", "born", "phone", "email", "address", "agent", "agent_identity",
    }  # fmt: skip


def test_no_form_is_taken_without_its_token(app: Flask, applicant: Applicant) -> None:
    applicant.filled()
    client, headers = applicant.browser.client, applicant.browser.headers
    for path in ("/nguoi-nop", "/khai/tre", "/giay-to/chung-sinh", "/nop", "/xoa"):
        answer = client.post(applicant.base + path, data={"cam_doan": "1"} | CHILD, headers=headers)
        assert answer.status_code == 400, path
        forged = client.post(
            applicant.base + path, data={"csrf_token": "x"}, headers=headers | {"HX-Request": "true"}
        )
        assert forged.status_code == 400, path
    assert (
        client.post(f"/ho-so/nop/{applicant.slug}", data={"dong_y": "1"}, headers=headers).status_code == 400
    )
    assert applicant.draft() is not None and dossiers(app) == []


@pytest.mark.real_data
@pytest.mark.skipif(not SHARED.is_dir(), reason="không có ../shared/data/badinputs")
def test_hostile_strings_through_every_field_break_nothing(app: Flask, applicant: Applicant) -> None:
    applicant.begin()
    names = [*WHO, "f.born", "f.email", "f.address", "f.delivery_address.detail"]
    token = applicant.browser.token(f"{applicant.base}/nguoi-nop")
    client, headers = applicant.browser.client, applicant.browser.headers
    strings = hostile()
    for at, text in enumerate(strings[::9]):
        part, fields = [
            ("nguoi-nop", names),
            ("khai/tre", [*CHILD, "f.nuoc"]),
            ("khai/me", [*MOTHER, "f.me-o.detail", "f.con.0.ten", "f.con.x.ten"]),
        ][at % 3]
        form = dict.fromkeys(fields, text) | {
            "csrf_token": token,
            "luu": text,
            "thay": text,
            "rows": text,
        }
        answer = client.post(f"{applicant.base}/{part}", data=form, headers=headers)
        assert answer.status_code < 500, (part, text)
        if "<" in text and ">" in text and len(text) > 8:
            assert text not in answer.text, text
    for text in strings[1::40]:
        form = {"csrf_token": token, "noi-sinh": text, "ho-ngheo": text, "dong_y": text}
        assert client.post(f"/ho-so/nop/{applicant.slug}", data=form, headers=headers).status_code < 500
        assert (
            client.get(
                f"/ho-so/nop/{applicant.slug}", query_string={"noi-sinh": text}, headers=headers
            ).status_code
            < 500
        )


@pytest.mark.parametrize("key", ["x", "bs.1.1", "..", "%00", "a" * 400, "bs.x.y", "bs."])
def test_keys_that_are_none(applicant: Applicant, key: str) -> None:
    for page in PAGES:
        assert applicant.browser.get(f"/ho-so/nhap/{key}{page}").status_code == 404
    answer = applicant.browser.post(
        f"/ho-so/nhap/{key}/nop", {"cam_doan": "1"}, token_from="/tai-khoan/thong-tin"
    )
    assert answer.status_code == 404


def test_what_is_closed_meanwhile_is_told_and_the_draft_stays(
    app: Flask, factory: Any, applicant: Applicant
) -> None:
    from portal.extensions import db
    from portal.services import queries, service

    applicant.filled()
    with factory.acting(A) as actor:
        held = queries.by_slug(applicant.slug)
        assert held is not None
        service.close(held, actor)
        db.session.commit()
    answer = applicant.hand_in()
    assert answer.status_code == 422 and "không nhận hồ sơ trực tuyến" in answer.text
    assert applicant.draft() is not None and dossiers(app) == []
    assert applicant.browser.get(f"/ho-so/nop/{applicant.slug}").status_code == 404
