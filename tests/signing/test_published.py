"""What publishing a legal document does with its PDFs where the portal has a key."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from portal.extensions import db
from portal.legal.models import LegalDocument
from portal.media.models import MediaFile, MediaUse
from portal.media.service import attach, detach, store_file
from portal.publishing import service as publishing
from portal.publishing.models import AuditEntry
from portal.signing.check import check_pdf
from tests.conftest import A, Browser
from tests.factories import Factory
from tests.signing import made

Offer = Callable[..., tuple[int, str]]


@pytest.fixture()
def offer(factory: Factory, tmp_path: Path) -> Offer:
    """Publishes a legal document of A with these PDFs attached: its id and slug."""

    def make(*raws: bytes, late: bool = False) -> tuple[int, str]:
        number, slug = factory.legal(A, publish=late)
        with factory.acting(A) as actor:
            document = db.session.scalar(select(LegalDocument).where(LegalDocument.id == number))
            assert document is not None
            for at, raw in enumerate(raws):
                path = tmp_path / "dinh-kem"
                path.write_bytes(raw)
                attach(store_file(path, f"quyet-dinh-{at}.pdf", actor), document, actor)
            if not late:
                publishing.publish(document, actor)
            publishing.commit()
        return number, slug

    return make


def uses(factory: Factory, number: int) -> dict[str, tuple[int, str, str]]:
    """Role → (file, name, hash) of what a document uses."""
    with factory.acting(A):
        found = db.session.scalars(select(MediaUse).where(MediaUse.object_id == number))
        return {one.role: (one.media_id, one.media.name, one.media.sha256) for one in found}


def audited(factory: Factory) -> list[tuple[str, str]]:
    with factory.acting(A):
        rows = db.session.scalars(select(AuditEntry).where(AuditEntry.action.in_(["sign", "sign_failed"])))
        return [(one.action, one.detail) for one in rows]


def test_without_a_key_nothing_happens(factory: Factory, offer: Offer) -> None:
    number, _slug = offer(made.blank_pdf())
    assert set(uses(factory, number)) == {"attachment"} and audited(factory) == []


@pytest.mark.parametrize("late", [False, True])
def test_publishing_signs_and_keeps_the_original(
    app: Flask, factory: Factory, instance: Path, tmp_path: Path, offer: Offer, late: bool
) -> None:
    made.holder("UBND xã Tam Hải").pkcs12(instance / "keys" / "signing" / f"{A}.p12")
    raw = made.blank_pdf()
    number, slug = offer(raw, late=late)
    found = uses(factory, number)
    assert set(found) == {"attachment", "original"} and audited(factory) == [("sign", "quyet-dinh-0.pdf")]
    assert found["attachment"][1] == found["original"][1] == "quyet-dinh-0.pdf"
    visitor = Browser(app, A)
    signed = visitor.get(f"/tep/{found['attachment'][0]}/quyet-dinh-0.pdf").data
    (tmp_path / "da-ky.pdf").write_bytes(signed)
    found_there = check_pdf(tmp_path / "da-ky.pdf", made.trusting(tmp_path, made.authority()))
    assert [(one.integrity, one.chain) for one in found_there] == [("intact", "trusted")]
    assert visitor.get(f"/tep/{found['original'][0]}/quyet-dinh-0.pdf").data == raw
    page = visitor.get(f"/van-ban/{slug}").text
    assert f"/tep/{found['attachment'][0]}/" in page and "Tải tệp gốc, trước khi cổng ký" in page
    assert page.count("file-link__name") == 1


def test_publishing_again_does_not_sign_again(factory: Factory, instance: Path, offer: Offer) -> None:
    made.holder().pkcs12(instance / "keys" / "signing" / "default.p12")
    number, _slug = offer(made.blank_pdf())
    before = uses(factory, number)
    with factory.acting(A) as actor:
        document = db.session.scalar(select(LegalDocument).where(LegalDocument.id == number))
        assert document is not None
        publishing.withdraw(document, actor)
        publishing.publish(document, actor)
        publishing.commit()
    assert uses(factory, number) == before and len(audited(factory)) == 1


def test_publishing_is_not_lost_where_signing_fails(
    app: Flask, factory: Factory, instance: Path, offer: Offer
) -> None:
    made.holder().pkcs12(instance / "keys" / "signing" / "default.p12")
    changed = made.updated(made.signed(made.blank_pdf(), made.holder("Người trước")), "Khac")
    number, slug = offer(changed, made.blank_pdf(text="Tot"))
    with factory.acting(A):
        found = db.session.scalars(select(MediaUse).where(MediaUse.object_id == number)).all()
        names = sorted((one.role, one.media.name) for one in found)
    assert names == [
        ("attachment", "quyet-dinh-0.pdf"),
        ("attachment", "quyet-dinh-1.pdf"),
        ("original", "quyet-dinh-1.pdf"),
    ]
    (failed, done) = sorted(audited(factory), reverse=True)
    assert failed[0] == "sign_failed" and "không còn hợp lệ" in failed[1] and done[0] == "sign"
    assert Browser(app, A).get(f"/van-ban/{slug}").status_code == 200


def test_a_key_that_cannot_be_opened_does_not_stop_publishing(
    app: Flask, factory: Factory, instance: Path, offer: Offer
) -> None:
    (instance / "keys" / "signing").mkdir(parents=True)
    (instance / "keys" / "signing" / "default.p12").write_bytes(b"hong")
    number, slug = offer(made.blank_pdf())
    assert set(uses(factory, number)) == {"attachment"}
    assert audited(factory)[0][0] == "sign_failed" and "default.p12" in audited(factory)[0][1]
    assert Browser(app, A).get(f"/van-ban/{slug}").status_code == 200
    with factory.acting(A):
        assert len(db.session.scalars(select(MediaFile)).all()) == 1


def test_the_original_goes_with_the_signed_copy(
    app: Flask, factory: Factory, instance: Path, offer: Offer
) -> None:
    made.holder().pkcs12(instance / "keys" / "signing" / "default.p12")
    number, _slug = offer(made.blank_pdf(text="Mot"), made.blank_pdf(text="Hai"))
    visitor = Browser(app, A)
    with factory.acting(A):
        first = db.session.scalar(
            select(MediaUse).where(MediaUse.role == "attachment").order_by(MediaUse.position)
        )
        assert first is not None
        originals = db.session.scalars(
            select(MediaUse.media_id).where(MediaUse.role == "original").order_by(MediaUse.position)
        ).all()
    paths = [f"/tep/{one}/quyet-dinh-{at}.pdf" for at, one in enumerate(originals)]
    assert [visitor.get(path).status_code for path in paths] == [200, 200]
    with factory.acting(A) as actor:
        document = db.session.scalar(select(LegalDocument).where(LegalDocument.id == number))
        assert document is not None
        detach(document, first.id, actor)
        publishing.commit()
    assert [visitor.get(path).status_code for path in paths] == [404, 200]
