"""Signatures through the whole house: noted when a file is stored, told on every page, kept apart by tenant."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from flask import Flask
from sqlalchemy import event, select

from portal.extensions import db
from portal.media.models import MediaFile
from portal.media.queries import uses_of
from portal.media.service import attach, store_file
from portal.news.models import NewsItem
from portal.pages.models import Page
from portal.procedures.models import Procedure
from portal.publishing import service as publishing
from portal.signing.models import SignatureCheck
from portal.signing.report import SignatureReport
from portal.signing.service import reports_of
from tests.conftest import DISTRICT, A, B, Browser
from tests.factories import Factory
from tests.signing import made

GOOD = made.signed(made.blank_pdf(), made.holder())
CHANGED = made.updated(GOOD, "So tien: 9 ty dong")
ROOMS: list[tuple[str, Any, str]] = [
    ("news", NewsItem, "/tin-tuc/{}"),
    ("page", Page, "/gioi-thieu/{}"),
    ("procedure", Procedure, "/thu-tuc/{}"),
]


def offer(
    factory: Factory, slug: str, folder: Path, kind: str, model: Any, *raws: bytes, shared: bool = False
) -> str:
    """Publish a thing of a kind that offers these PDFs; its slug."""
    more = {"shared": True} if shared else {}
    number, address = getattr(factory, kind)(slug, **more)
    with factory.acting(slug) as actor:
        thing = db.session.scalar(select(model).where(model.id == number))
        for at, raw in enumerate(raws):
            path = folder / "tep"
            path.write_bytes(raw)
            attach(store_file(path, f"tep-{at}.pdf", actor, shared=shared), thing, actor)
        publishing.commit()
    return address


def test_a_file_that_is_stored_is_checked_at_once(factory: Factory, tmp_path: Path) -> None:
    offer(factory, A, tmp_path, "news", NewsItem, GOOD, made.blank_pdf())
    with factory.acting(A):
        found = {
            row.sha256: [one.signer for one in reports_of(row)]
            for row in db.session.scalars(select(SignatureCheck))
        }
    assert sorted(found.values()) == [[], ["Nguyễn Thị Ánh"]]


def test_the_reports_of_one_portal_are_no_business_of_another(factory: Factory, tmp_path: Path) -> None:
    offer(factory, A, tmp_path, "news", NewsItem, GOOD)
    with factory.acting(B):
        assert db.session.scalars(select(SignatureCheck)).all() == []
    offer(factory, B, tmp_path, "news", NewsItem, GOOD)  # the same bytes: a check of its own
    for slug in (A, B):
        with factory.acting(slug):
            found = db.session.scalars(select(SignatureCheck)).all()
            assert [one.tenant_id for one in found] == [factory.tenant_id(slug)]


def test_what_the_district_shares_is_told_in_the_commune(
    app: Flask, factory: Factory, tmp_path: Path
) -> None:
    address = offer(factory, DISTRICT, tmp_path, "procedure", Procedure, GOOD, shared=True)
    assert "không rõ nguồn tin cậy" in Browser(app, A).get(f"/thu-tuc/{address}").text


@pytest.mark.parametrize(("kind", "model", "where"), ROOMS)
def test_a_changed_file_is_warned_of_wherever_it_is_offered(
    app: Flask, factory: Factory, tmp_path: Path, kind: str, model: Any, where: str
) -> None:
    address = offer(factory, A, tmp_path, kind, model, CHANGED)
    page = Browser(app, A).get(where.format(address)).text
    assert "alert--warning" in page and "Đã bị thay đổi sau khi ký" in page
    assert "Tệp có 1 chữ ký số; đã bị thay đổi sau khi ký" in page and "Nguyễn Thị Ánh" in page


def test_a_good_file_has_a_sentence_and_details_to_unfold(
    app: Flask, factory: Factory, tmp_path: Path
) -> None:
    address = offer(factory, A, tmp_path, "news", NewsItem, GOOD)
    page = Browser(app, A).get(f"/tin-tuc/{address}").text
    sentence = "Tệp có 1 chữ ký số; không bị thay đổi sau khi ký; chưa rõ nguồn tin cậy của 1 chứng thư."
    assert sentence in page and "alert--warning" not in page and "<details" in page
    assert "UBND xã Tam Hải" in page and "toàn bộ tệp" in page


def test_a_changed_file_that_a_text_links_to_is_warned_of(
    app: Flask, factory: Factory, tmp_path: Path
) -> None:
    offer(factory, A, tmp_path, "news", NewsItem, GOOD, CHANGED)
    with factory.acting(A):
        ids = list(db.session.scalars(select(MediaFile.id).order_by(MediaFile.id)))
    body = " ".join(f"[Tệp {at}](/tep/{one}/tep-{at}.pdf)" for at, one in enumerate(ids))
    _number, address = factory.news(A, body=body)
    page = Browser(app, A).get(f"/tin-tuc/{address}").text
    assert page.count("file-link__name") == 1 and page.count("alert--warning") == 1
    assert "Đã bị thay đổi sau khi ký" in page


def test_one_statement_tells_all_files_of_a_page(app: Flask, factory: Factory, tmp_path: Path) -> None:
    raws = [made.signed(made.blank_pdf(text=f"T{at}"), made.holder()) for at in range(3)]
    offer(factory, A, tmp_path, "news", NewsItem, *raws)
    sent: list[str] = []
    with app.test_request_context(), factory.acting(A):
        item = db.session.scalar(select(NewsItem))
        assert item is not None

        def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            sent.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        files = uses_of("news", item.id)
        event.remove(db.engine, "before_cursor_execute", note)
    assert [len(one["notes"]) for one in files] == [1, 1, 1]
    assert len([one for one in sent if not one.startswith(("BEGIN", "PRAGMA"))]) == 2


def run(app: Flask, *args: str) -> Any:
    return app.test_cli_runner().invoke(args=["signing", *args])


def test_roots_change_and_what_is_stored_follows(
    app: Flask, factory: Factory, tmp_path: Path, instance: Path
) -> None:
    address = offer(factory, A, tmp_path, "news", NewsItem, GOOD)
    root = tmp_path / "goc.pem"
    root.write_bytes(made.authority().cert.public_bytes(Encoding.PEM))
    visitor = Browser(app, A)
    assert "Ký số, không rõ nguồn tin cậy" in visitor.get(f"/tin-tuc/{address}").text
    added = run(app, "trust", "add", str(root))
    assert added.exit_code == 0 and "Đã kiểm tra lại 1 tệp" in added.output, added.output
    assert "Ký số hợp lệ" in visitor.get(f"/tin-tuc/{address}").text
    assert "goc.pem" in run(app, "trust", "list").output
    assert run(app, "trust", "add", str(root)).exit_code == 1
    # Taken away by hand: nothing is believed by it, even before anything was checked again.
    (instance / "trust" / "goc.pem").unlink()
    assert "Ký số, không rõ nguồn tin cậy" in visitor.get(f"/tin-tuc/{address}?x=1").text
    (instance / "ngoai.pem").touch()
    assert run(app, "trust", "remove", "../ngoai.pem").exit_code == 1 and (instance / "ngoai.pem").is_file()


def test_files_stored_before_are_checked_by_the_command(app: Flask, factory: Factory, tmp_path: Path) -> None:
    offer(factory, A, tmp_path, "news", NewsItem, GOOD, CHANGED)
    with factory.acting(A):
        for row in db.session.scalars(select(SignatureCheck)):
            db.session.delete(row)
        db.session.commit()
    assert json.loads(run(app, "check", "--json").output) == {
        "checked": 2,
        "signed": 2,
        "changed": 1,
        "missing": 0,
    }
    assert json.loads(run(app, "check", "--json").output)["checked"] == 0
    with factory.acting(A):
        row = db.session.scalars(select(SignatureCheck)).first()
        assert row is not None
        row.reports = [
            SignatureReport(problem="file").as_json()
        ]  # a machine that was too busy to read it in time
        db.session.commit()
    assert json.loads(run(app, "check", "--json").output)["checked"] == 1
    assert json.loads(run(app, "check", "--all", "--json").output)["checked"] == 2


def test_a_file_is_checked_by_the_command(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "tep.pdf"
    path.write_bytes(GOOD)
    told = json.loads(run(app, "check", str(path), "--json").output)
    assert told["state"] == "unknown" and told["signatures"][0]["signer"] == "Nguyễn Thị Ánh"
    assert "1. Nguyễn Thị Ánh" in run(app, "check", str(path)).output
    path.write_bytes(made.blank_pdf())
    assert "không có chữ ký số" in run(app, "check", str(path)).output


def test_the_desk_is_warned_too(
    app: Flask, factory: Factory, tmp_path: Path, signed_in: Callable[..., Browser]
) -> None:
    offer(factory, A, tmp_path, "news", NewsItem, CHANGED)
    with factory.acting(A):
        number = db.session.scalar(select(NewsItem.id))
        assert db.session.scalar(select(MediaFile.id)) is not None
    page = signed_in(A, "approver").get(f"/quan-tri/tin-tuc/{number}").text
    assert "Đã bị thay đổi sau khi ký" in page
