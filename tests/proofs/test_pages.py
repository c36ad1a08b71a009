"""What citizens and strangers are shown of the logs, and what they are not."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, render_template_string

from portal.clock import utc_now
from portal.extensions import db
from portal.news.models import NewsItem
from portal.proofs import merkle
from portal.proofs.leaf import text_digest
from portal.proofs.notes import Checkpoint, Note, Verifier
from portal.publishing import service as publishing
from tests.conftest import DISTRICT, A, B, Browser
from tests.factories import Factory
from tests.proofs.conftest import FILE
from tests.proofs.test_checking import rewrite, run

Open = Callable[[str], Browser]


def news_with_file(factory: Factory, slug: str = A, **more: Any) -> int:
    return factory.news(slug, **({"title": f"CANARY-{slug}", "body": "Nội dung", "tags": [FILE]} | more))[0]


def withdraw(factory: Factory, item_id: int, slug: str = A) -> None:
    with factory.acting(slug) as actor:
        item = db.session.get(NewsItem, (actor.tenant_id, item_id))
        assert item is not None
        publishing.withdraw(item, actor, "lý do kín")
        publishing.commit()


def test_a_thing_shows_its_events_in_sentences(logged: Flask, factory: Factory, browser: Open) -> None:
    item_id = news_with_file(factory)
    page = browser(A).get(f"/bang-chung/news/{item_id}")
    assert page.status_code == 200
    assert "đăng tin CANARY-tam-hai (phiên bản" in page.text and FILE in page.text
    assert "<svg" in page.text and "style=" not in page.text and "Nội dung" not in page.text
    withdraw(factory, item_id)
    page = browser(A).get(f"/bang-chung/news/{item_id}")
    assert page.status_code == 200 and "gỡ tin CANARY-tam-hai khỏi cổng" in page.text
    assert "lý do kín" not in page.text and "hệ thống" not in page.text


def test_the_bundle_is_whole(logged: Flask, factory: Factory, browser: Open) -> None:
    items = [news_with_file(factory, title=f"Tin {number}") for number in range(7)]
    withdraw(factory, items[2])
    bundle = browser(A).get(f"/bang-chung/news/{items[2]}.json").json
    verifier = Verifier.parse(browser(A).get("/bang-chung/khoa").text)
    assert bundle["key"] == str(verifier)
    assert bundle["checkpoint"] == browser(A).get("/bang-chung/checkpoint").text
    note = Note.parse(bundle["checkpoint"])
    point = Checkpoint.parse(note.text)
    assert note.is_signed_by(verifier) and point.size == 8
    assert [entry["index"] for entry in bundle["entries"]] == [2, 7]
    for entry in bundle["entries"]:
        import base64

        leaf = merkle.leaf_hash(entry["leaf"].encode())
        proof = [base64.b64decode(one) for one in entry["proof"]]
        assert merkle.includes(point.root, point.size, entry["index"], leaf, proof)


def test_the_log_can_be_mirrored(logged: Flask, factory: Factory, browser: Open) -> None:
    for number in range(5):
        news_with_file(factory, title=f"Tin {number}")
    answer = browser(A).get("/bang-chung/nhat-ky")
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert answer.mimetype == "application/x-ndjson" and [one["index"] for one in lines] == [0, 1, 2, 3, 4]
    nodes = merkle.grown(0, {}, [merkle.leaf_hash(one["leaf"].encode()) for one in lines])
    point = Checkpoint.parse(Note.parse(browser(A).get("/bang-chung/checkpoint").text).text)
    assert merkle.root_from(nodes, 5) == point.root
    part = browser(A).get("/bang-chung/nhat-ky?tu=1&den=3").text.splitlines()
    assert [json.loads(line)["index"] for line in part] == [1, 2]
    assert browser(A).get(f"/bang-chung/nhat-ky?tu={'9' * 18}").text == ""
    for bad in ("-1", "a", "9" * 30, "１"):
        assert browser(A).get("/bang-chung/nhat-ky", query_string={"tu": bad}).status_code == 400


def test_a_hash_is_looked_up(logged: Flask, factory: Factory, browser: Open) -> None:
    item_id = news_with_file(factory)
    found = browser(A).get(f"/api/v1/proofs/{FILE}").json
    assert found["sha256"] == FILE
    assert [json.loads(one["entries"][0]["leaf"])["id"] for one in found["matches"]] == [str(item_id)]
    text = text_digest("CANARY-tam-hai\nĐoạn dẫn\nNội dung")
    assert browser(A).get(f"/api/v1/proofs/{text}").json["matches"] == []
    assert browser(A).get(f"/api/v1/proofs/{FILE.upper()}").json["matches"] == found["matches"]
    for bad in ("abc", "g" * 64, "%20"):
        answer = browser(A).get(f"/api/v1/proofs/{bad}")
        assert answer.status_code == 400 and answer.is_json


def test_without_a_script_a_hash_is_typed(logged: Flask, factory: Factory, browser: Open) -> None:
    item_id = news_with_file(factory)
    spaced = " ".join(
        FILE.upper()[at : at + 2] for at in range(0, 64, 2)
    )  # as certutil of Windows 7 prints it
    page = browser(A).get("/kiem-tra", query_string={"sha256": spaced})
    assert (
        page.status_code == 200 and f"/bang-chung/news/{item_id}" in page.text and "bản mới nhất" in page.text
    )
    pasted = browser(A).get("/kiem-tra", query_string={"sha256": f"{FILE}  van-ban.pdf"})
    assert "bản mới nhất" in pasted.text
    withdraw(factory, item_id)
    assert "đã được gỡ" in browser(A).get(f"/kiem-tra?sha256={FILE}").text
    assert "Không có nội dung nào đã đăng" in browser(A).get(f"/kiem-tra?sha256={'0' * 64}").text
    wrong = browser(A).get("/kiem-tra?sha256=<script>")
    assert wrong.status_code == 422 and "&lt;script&gt;" in wrong.text and "<script>" not in wrong.text
    plain = browser(A).get("/kiem-tra")
    assert plain.status_code == 200 and "certutil -hashfile" in plain.text and "sha256sum" in plain.text


def test_a_portal_shows_nothing_of_another(logged: Flask, factory: Factory, browser: Open) -> None:
    item_id = news_with_file(factory, B)
    news_with_file(factory, A, title="Của A", tags=[])
    visitor = browser(A)
    for path in (
        f"/bang-chung/news/{item_id}",
        f"/bang-chung/news/{item_id}.json",
        f"/api/v1/proofs/{FILE}",
        f"/kiem-tra?sha256={FILE}",
        "/bang-chung/nhat-ky",
        "/bang-chung/",
        "/bang-chung/checkpoint",
    ):
        answer = visitor.get(path)
        assert f"CANARY-{B}" not in answer.text and str(item_id) not in answer.text.replace(path, ""), path
    assert visitor.get(f"/bang-chung/news/{item_id}").status_code == 404
    assert visitor.get("/bang-chung/khoa").text != browser(B).get("/bang-chung/khoa").text


def test_a_commune_finds_what_the_district_published(logged: Flask, factory: Factory, browser: Open) -> None:
    item_id = news_with_file(factory, DISTRICT)
    (found,) = browser(A).get(f"/api/v1/proofs/{FILE}").json["matches"]
    assert found["page"] == f"http://localhost:8000/bang-chung/news/{item_id}"
    assert browser(A).get(f"/bang-chung/news/{item_id}").status_code == 404
    assert (
        f"http://localhost:8000/bang-chung/news/{item_id}" in browser(A).get(f"/kiem-tra?sha256={FILE}").text
    )


def test_drafts_and_what_is_due_later_are_nowhere(logged: Flask, factory: Factory, browser: Open) -> None:
    ids = [
        news_with_file(factory, publish=False),
        news_with_file(factory, at=utc_now() + timedelta(days=1)),
    ]
    for item_id in ids:
        assert browser(A).get(f"/bang-chung/news/{item_id}").status_code == 404
        assert browser(A).get(f"/bang-chung/news/{item_id}.json").status_code == 404
    assert browser(A).get(f"/api/v1/proofs/{FILE}").json["matches"] == []
    assert browser(A).get("/bang-chung/nhat-ky").text == ""


@pytest.mark.parametrize(
    "path",
    [
        "/bang-chung/news/1",
        "/bang-chung/khong-co/1.json",
        f"/bang-chung/news/{2**63}",
        f"/bang-chung/news/{2**63 - 1}",
        "/bang-chung/checkpoint",
        "/bang-chung/khoa",
        "/bang-chung/tinh/0/../views.py",
        "/bang-chung/tinh/0/khong-co.js",
    ],
)
def test_what_is_not_there_is_404(app: Flask, browser: Open, path: str) -> None:
    assert browser(A).get(path).status_code == 404


def test_the_index_is_there_before_anything_is_logged(app: Flask, browser: Open) -> None:
    page = browser(A).get("/bang-chung/")
    assert page.status_code == 200 and "chưa có mục nào" in page.text


def test_witnesses_are_named_and_a_rewritten_past_is_shown(
    logged: Flask, factory: Factory, browser: Open
) -> None:
    items = [news_with_file(factory, title=f"Tin {number}") for number in range(3)]
    run(logged, "witness")
    page = browser(A).get(f"/bang-chung/news/{items[0]}").text
    assert "17 nhân chứng đã ký" in page and "Xã Tam Trà" in page
    assert len(browser(A).get(f"/bang-chung/news/{items[0]}.json").json["witnesses"]) == 17
    assert "giữ điểm kiểm 3 mục" in browser(B).get("/bang-chung/").text
    rewrite(logged, factory, 1, 3)
    run(logged, "witness")
    for path in ("/bang-chung/", f"/bang-chung/news/{items[0]}"):
        assert "không công nhận nhật ký này" in browser(A).get(path).text
    assert "nội dung của 3 mục đầu đã bị viết lại" in browser(B).get("/bang-chung/").text


def test_a_witnessed_checkpoint_is_preferred(logged: Flask, factory: Factory, browser: Open) -> None:
    first = news_with_file(factory, title="Tin 1")
    run(logged, "witness")
    second = news_with_file(factory, title="Tin 2")
    assert len(browser(A).get(f"/bang-chung/news/{first}.json").json["witnesses"]) == 17
    assert browser(A).get(f"/bang-chung/news/{second}.json").json["witnesses"] == []


def test_a_page_of_a_room_shows_the_proof_with_one_statement(logged: Flask, factory: Factory) -> None:
    from sqlalchemy import event

    from portal.proofs.queries import proof_of

    item_id = news_with_file(factory)
    above = news_with_file(factory, DISTRICT)
    beside = news_with_file(factory, B)
    with logged.test_request_context("/", headers={"Host": f"{A}.localhost:8000"}):
        logged.preprocess_request()
        seen: list[str] = []
        count = lambda *all_of: seen.append(all_of[2])  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", count)
        proof = proof_of("news", item_id)
        event.remove(db.engine, "before_cursor_execute", count)
        assert (
            proof is not None and sum("FROM" in one for one in seen) == 1
        )  # besides what PostgreSQL is told
        html = render_template_string("{% include 'proofs/_proof.html' %}", proof=proof)
        assert f"/bang-chung/news/{item_id}" in html and "<svg" in html and proof["short"] in html
        assert not render_template_string("{% include 'proofs/_proof.html' %}", proof=None).strip()
        assert proof_of("news", 1) is None and proof_of("news", beside) is None
        assert proof_of("news", beside, factory.tenant_id(B)) is None
        shared = proof_of("news", above, factory.tenant_id(DISTRICT))
        assert shared is not None and shared["url"] == f"http://localhost:8000/bang-chung/news/{above}"


def test_scripts_and_the_verifier_are_served_from_here(app: Flask, browser: Open) -> None:
    page = browser(A).get("/kiem-tra").text
    script = page.split("/bang-chung/tinh/")[2].split('"')[0] if page.count("/bang-chung/tinh/") > 1 else ""
    answer = browser(A).get(f"/bang-chung/tinh/{script}")
    assert answer.status_code == 200 and answer.mimetype == "text/javascript"
    assert "immutable" in answer.headers["Cache-Control"]
    verifier = browser(A).get("/bang-chung/verify.py")
    assert verifier.status_code == 200 and b"import portal" not in verifier.data
    assert "attachment" in verifier.headers["Content-Disposition"]
    assert (
        hashlib.sha256(verifier.data).hexdigest() and verifier.headers["X-Content-Type-Options"] == "nosniff"
    )
