"""Pictures on pages: the lightest format that a browser knows, everywhere; and those that were stored before."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select, update

from portal.extensions import db
from portal.media import renewal
from portal.media.models import MediaFile
from portal.media.service import file_store, store_file
from portal.publishing import service as publishing
from tests.conftest import DISTRICT, A, B
from tests.factories import Factory
from tests.media import samples
from tests.media.test_stripping import MARKS, telling


def stored(factory: Factory, slug: str, folder: Path, raw: bytes, name: str = "anh.jpg") -> int:
    """The id of a picture of the portal."""
    (folder / "upload").write_bytes(raw)
    with factory.acting(slug) as actor:
        row = store_file(folder / "upload", name, actor, alt="Bến cá")
        publishing.commit()
        return row.id


def test_a_picture_of_an_item_comes_in_three_formats_cut_around_its_point(
    factory: Factory, tmp_path: Path, browser: Callable[[str], Any]
) -> None:
    media_id = stored(factory, A, tmp_path, samples.picture(700, 500))
    with factory.acting(A):
        db.session.execute(update(MediaFile).values(focus_x=22, focus_y=100))
        db.session.commit()
    body = f"Lời.\n\n![Bến](/tep/{media_id}/640.jpg)\n\n![Lạ](/tep/{media_id}/333.jpg)\n\n![Mất](/tep/77/640.jpg)\n"
    _id, slug = factory.news(A, picture_id=media_id, body=body)
    text = browser(A).get(f"/tin-tuc/{slug}").text
    lead, inside = re.findall(r"<picture>.*?</picture>", text, re.DOTALL)[:2]
    for kind in ("avif", "webp"):
        srcset = ", ".join(f"/tep/{media_id}/{width}.{kind} {width}w" for width in (320, 640))
        source = f'<source type="image/{kind}" srcset="{srcset}"'
        assert source in lead and source in inside
    assert 'class="picture fx-2 fy-10 ' in lead and f'src="/tep/{media_id}/640.jpg"' in lead
    assert f'src="/tep/{media_id}/640.jpg"' in inside and 'alt="Bến"' in inside
    assert inside.endswith(' width="640" height="457"></picture>')
    for other in (f"/tep/{media_id}/333.jpg", "/tep/77/640.jpg"):  # what is not there stays as it was written
        assert re.search(rf'<p><img [^<>]*src="{other}"[^<>]*></p>', text)
    guest = browser(A)
    for address in set(re.findall(r"/tep/\d+/(?:320|640)\.(?:avif|webp|jpg)", lead + inside)):
        assert guest.get(address).status_code == 200, address


def test_ids_of_nineteen_digits_are_ids_like_others(
    factory: Factory, tmp_path: Path, browser: Callable[[str], Any]
) -> None:
    media_id = stored(factory, A, tmp_path, samples.picture(700, 500))
    later, none = 2**63 - 5, "9" * 19  # ids grow by the time: they have nineteen digits from about 2031
    with factory.acting(A):
        db.session.execute(update(MediaFile).where(MediaFile.id == media_id).values(id=later))
        db.session.commit()
    _id, slug = factory.news(A, body=f"![Bến](/tep/{later}/640.jpg)\n\n![Mất](/tep/{none}/640.jpg)\n")
    text = browser(A).get(f"/tin-tuc/{slug}").text
    assert f'srcset="/tep/{later}/320.avif' in text
    assert re.search(rf'<p><img [^<>]*src="/tep/{none}/640.jpg"[^<>]*></p>', text)


def test_a_text_never_shows_what_another_portal_has(
    factory: Factory, tmp_path: Path, browser: Callable[[str], Any]
) -> None:
    foreign = stored(factory, B, tmp_path, samples.picture(700, 500))
    _id, slug = factory.news(A, body=f"![Lạ](/tep/{foreign}/640.jpg)\n")
    text = browser(A).get(f"/tin-tuc/{slug}").text
    assert f'src="/tep/{foreign}/640.jpg"' in text and "image/avif" not in text
    assert browser(A).get(f"/tep/{foreign}/640.avif").status_code == 404


def _age(factory: Factory, slug: str, media_id: int) -> str:
    """Make a stored picture what it was before: with metadata, without AVIF; its hash."""
    with factory.acting(slug):
        row = db.session.scalars(select(MediaFile).where(MediaFile.id == media_id)).one()
        path = file_store().root / "older"
        path.write_bytes(telling("jpg"))
        with path.open("rb") as stream:
            row.sha256 = file_store().put(stream).sha256
        row.renditions = [one for one in row.renditions if one["format"] != "avif"]
        row.fingerprint = ""
        db.session.commit()
        return row.sha256


def test_older_pictures_are_renewed_once_in_every_portal(
    app: Flask, factory: Factory, tmp_path: Path
) -> None:
    held = {slug: stored(factory, slug, tmp_path, telling("jpg")) for slug in (A, B, DISTRICT)}
    older = {_age(factory, slug, media_id) for slug, media_id in held.items()}
    factory.news(A, picture_id=held[A])
    answer = app.test_cli_runner().invoke(args=["media", "renditions"])
    assert answer.exit_code == 0 and "Đã xem 3 ảnh, làm lại 3 ảnh." in answer.output, answer.output
    for slug, media_id in held.items():
        with factory.acting(slug):
            row = db.session.scalars(select(MediaFile).where(MediaFile.id == media_id)).one()
            assert row.sha256 not in older and {one["format"] for one in row.renditions} == {
                "avif",
                "webp",
                "jpeg",
            }
            raw = file_store().path(row.sha256).read_bytes()
            assert row.size == len(raw) and not any(mark.encode() in raw for mark in MARKS)
            assert row.fingerprint
    again = app.test_cli_runner().invoke(args=["media", "renditions"])
    assert "Đã xem 3 ảnh, làm lại 0 ảnh." in again.output
    with app.app_context():
        assert [one for _name, one in renewal.renew_all()] == [False] * 3
