"""A service that changes while a draft is open: the draft stays with its version where nothing else is asked, else it
is moved over, and nothing that still fits is lost."""

from __future__ import annotations

from typing import Any

from flask import Flask

from tests.dossiers.applying.conftest import Applicant, dossiers, publish_anew
from tests.factories import Factory


def _words(data: dict[str, Any]) -> None:
    data["summary"] = "Lời khác."
    data["sections"][0]["title"] = "Em bé"
    data["sections"][0]["fields"][0]["help"] = "Ghi chữ có dấu."


def _more(data: dict[str, Any]) -> None:
    fields = data["sections"][0]["fields"]
    fields.insert(1, {"key": "dan-toc", "label": "Dân tộc", "required": True})
    fields[-1]["most"] = 1  # two copies were wanted
    data["sections"][1]["fields"].pop(1)
    data["papers"].append({"key": "ho-khau", "name": "Giấy xác nhận cư trú"})
    data["fees"][0]["online"] = 5000


def test_other_words_keep_a_draft_with_its_version(
    app: Flask, factory: Factory, birth: tuple[int, str], applicant: Applicant
) -> None:
    applicant.filled()
    version = applicant.draft().version_id
    publish_anew(app, factory, birth[0], _words)
    assert applicant.browser.get(f"{applicant.base}/xem-lai").status_code == 200
    assert applicant.hand_in().status_code == 303
    (made,) = dossiers(app)
    assert made.version_id == version


def test_other_questions_are_told_and_what_fits_is_kept(
    app: Flask, factory: Factory, birth: tuple[int, str], applicant: Applicant
) -> None:
    applicant.filled()
    before = applicant.draft()
    publish_anew(app, factory, birth[0], _more)
    for page in ("/", "/khai/tre", "/giay-to", "/xem-lai"):
        answer = applicant.browser.get(applicant.base + page)
        assert answer.status_code == 303 and answer.headers["Location"].endswith("/ban-moi"), page
    assert applicant.hand_in().headers["Location"].endswith("/ban-moi") and dossiers(app) == []
    page = applicant.browser.get(f"{applicant.base}/ban-moi").text
    for said in (
        "thêm mục “Dân tộc”",
        "không còn hỏi “Điện thoại”",
        "Giấy xác nhận cư trú",
        "nay là 5.000 đồng",
    ):
        assert said in page, said
    answer = applicant.browser.post(f"{applicant.base}/ban-moi", token_from=f"{applicant.base}/ban-moi")
    assert answer.status_code == 303
    draft = applicant.draft()
    assert draft.version_id != before.version_id and draft.papers == before.papers
    assert draft.answers == {
        "ho-ten": "Nguyễn Văn An",
        "ngay-sinh": "2026-11-01",
        "sinh-o": "trong-nuoc",
        "me-so": "049190001234",
    }
    assert applicant.browser.get(f"{applicant.base}/").headers["Location"].endswith("/khai/tre")
    again = applicant.browser.post(f"{applicant.base}/ban-moi", token_from="/tai-khoan/thong-tin")
    assert again.status_code == 303 and applicant.draft().version_id == draft.version_id
