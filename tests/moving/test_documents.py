"""Documents of Word from an old portal: text, tables and pictures come along, once; hostile ones are told of."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from portal.extensions import db
from portal.media import service as media
from portal.media.models import MediaFile, MediaUse
from portal.publishing.models import Revision
from tests.conftest import A, B, Browser
from tests.factories import Factory
from tests.media.reading.articles import article, bold, cell, centred, drawing, linked
from tests.media.reading.samples import W, docx, paragraph, word97
from tests.media.samples import picture
from tests.moving.samples import write_page
from tests.moving.taken import codes, make_sections, news_of, report_of, take

CAPTION = '<w:p><w:pPr><w:pStyle w:val="Caption"/></w:pPr><w:r><w:t>Rừng phi lao ven biển</w:t></w:r></w:p>'
TABLE = f"<w:tbl><w:tr>{cell('Thôn')}{cell('Số cây')}</w:tr><w:tr>{cell('Thuận An')}{cell('5.000')}</w:tr></w:tbl>"
LEAD = "Sáng nay, bà con thôn Thuận An cùng nhau trồng rừng phòng hộ ven biển."
PLACED = (
    b"\xff\xe1\x00\x62Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x88\x25\x00\x04\x00\x00\x00\x01\x00\x00\x00\x1a"
    b"\x00\x00\x00\x00\x00\x01\x00\x01\x00\x02\x00\x00\x00\x02N\x00\x00\x00\x00\x00\x00\x00"
)
"""A part of a JPEG that tells where it was taken (a directory of GPS)."""


def with_place(raw: bytes) -> bytes:
    """A JPEG that tells where it was taken."""
    exif = PLACED + b"\x00" * (0x62 + 2 - len(PLACED))
    return raw[:2] + exif + raw[2:]


@pytest.fixture()
def ready(factory: Factory) -> Factory:
    """A commune with its sections."""
    make_sections(factory)
    return factory


def planting() -> bytes:
    """A report as an officer writes it: heading, list, table, pictures, a link to the old portal."""
    photo = with_place(picture(640, 480))
    body = (
        centred("Trồng rừng phòng hộ năm 2020") + bold(LEAD) + paragraph("Kết quả", style="Heading1")
        + paragraph("Đợt một") + drawing("rId1", "Bà con trồng cây") + CAPTION + TABLE
        + drawing("rId3", "") + drawing("rId1") + drawing("rId2")
        + f"<w:p>{linked('rId4', 'Thông báo nghỉ lễ')}</w:p>"
    )  # fmt: skip
    raw = article(body, outside="http://127.0.0.1:9/secret", word__media__image1_dot_png=photo,
                  word__media__image3_dot_jpg=picture(320, 240))  # fmt: skip
    return related(raw, rId3="media/image3.jpg", rId4="http://www.cu.example/tin/nghi-le.html")


def related(raw: bytes, **targets: str) -> bytes:
    """A DOCX with further relations."""
    import io
    import zipfile

    made, name = io.BytesIO(), "word/_rels/document.xml.rels"
    with zipfile.ZipFile(io.BytesIO(raw)) as held, zipfile.ZipFile(made, "w") as package:
        for one in held.namelist():
            part = held.read(one)
            if one == name:
                more = "".join(
                    f'<Relationship Id="{key}" Type="x" Target="{target}"'
                    f"{' TargetMode=' + chr(34) + 'External' + chr(34) if '://' in target else ''}/>"
                    for key, target in targets.items()
                )
                part = part.replace(b"</Relationships>", more.encode() + b"</Relationships>")
            package.writestr(one, part)
    return made.getvalue()


def old_folder(root: Path) -> Path:
    """Documents and a page of an old portal, and its mapping."""
    (root / "tin").mkdir(parents=True)
    (root / "tin" / "trong-rung.docx").write_bytes(planting())
    write_page(root / "tin" / "nghi-le.html", "Thông báo nghỉ lễ", "<p>Nghỉ hai ngày.</p>")
    rules = root.parent / "map.toml"
    rules.write_text('[site]\nurl = "http://cu.example"\n', encoding="utf-8")
    return rules


def test_pictures_tables_and_links_of_a_document_come_along(
    app: Flask, ready: Factory, browser: Callable[[str], Browser], tmp_path: Path
) -> None:
    root = tmp_path / "cu"
    rules = old_folder(root)
    take(app, "folder", root, "--map", rules)
    news = news_of(ready)
    item = news["Trồng rừng phòng hộ năm 2020"]
    assert item.lead == LEAD
    found = re.fullmatch(
        r"## Kết quả\n\nĐợt một\n\n"
        r'!\[Bà con trồng cây\]\((/tep/(\d+)/640\.jpg) "Rừng phi lao ven biển"\)\n\n'
        r"\| Thôn \| Số cây \|\n\|---\|---\|\n\| Thuận An \| 5\.000 \|\n\n"
        r"!\[\]\(/tep/(\d+)/320\.jpg\)\n\n!\[Bà con trồng cây\]\(\1\)\n\n"
        r"\[Thông báo nghỉ lễ\]\((.*)\)\n",
        item.body,
    )
    assert found, item.body
    assert found[4] == f"/tin-tuc/{news['Thông báo nghỉ lễ'].slug}"
    assert codes(report_of(ready)[item.title]) == {"alt", "drawing", "file_date"}
    visitor = browser(A)
    page = visitor.get("/tin/trong-rung.docx")
    assert (page.status_code, page.location) == (301, f"/tin-tuc/{item.slug}")
    shown = visitor.get(page.location).text
    assert "<figcaption>Rừng phi lao ven biển</figcaption>" in shown and "image/avif" in shown
    assert visitor.get(found[1]).mimetype == "image/jpeg" and browser(B).get(found[1]).status_code == 404
    with ready.acting(A):
        pictures = list(db.session.scalars(select(MediaFile).where(MediaFile.kind == "picture")))
        assert {(one.alt, len(one.renditions) > 0) for one in pictures} == {
            ("Bà con trồng cây", True),
            ("", True),
        }
        for one in pictures:
            assert b"Exif" not in media.file_store().path(one.sha256).read_bytes()


def test_a_second_run_over_documents_changes_nothing(app: Flask, ready: Factory, tmp_path: Path) -> None:
    root = tmp_path / "cu"
    rules = old_folder(root)
    (root / "tin" / "cung-anh.docx").write_bytes(
        article(
            paragraph("Một bài khác có cùng tấm ảnh") + paragraph("Chữ của bài.") + drawing("rId1"),
            word__media__image1_dot_png=picture(
                640, 480
            ),  # the same picture without the place that it was taken at
        )
    )
    dry = take(app, "folder", root, "--map", rules, "--dry-run").output
    assert "3 mới" in dry and "Hình vẽ chỉ Word hiện được" in dry
    take(app, "folder", root, "--map", rules)
    before = rows(ready)
    assert before["pictures"] == 2
    assert "0 mới, 0 cập nhật, 3 không đổi" in take(app, "folder", root, "--map", rules).output
    assert rows(ready) == before


def rows(factory: Factory) -> dict[str, object]:
    """What a run writes, as it stands."""
    with factory.acting(A):
        return {
            "pictures": len(
                list(db.session.scalars(select(MediaFile.id).where(MediaFile.kind == "picture")))
            ),
            "uses": sorted(
                db.session.execute(select(MediaUse.object_id, MediaUse.media_id, MediaUse.role)).all()
            ),
            "revisions": sorted(db.session.scalars(select(Revision.id))),
        }


def test_documents_before_docx_and_without_a_title(app: Flask, ready: Factory, tmp_path: Path) -> None:
    root = tmp_path / "word"
    root.mkdir()
    (root / "bao-cao-nam.doc").write_bytes(word97(("Báo cáo công tác năm 2009 của xã\rXã đảo.\r", False)))
    frame = centred("ỦY BAN NHÂN DÂN XÃ TAM HẢI") + paragraph("Số: 12/TB-UBND, ngày 03/02/2015")
    (root / "thong_bao-12.docx").write_bytes(docx(frame + paragraph("Về việc phòng chống bão số 5.")))
    (root / "chi-co-anh.docx").write_bytes(article(drawing("rId1", "C:\\Users\\xa\\anh.png")))
    take(app, "folder", root)
    report = report_of(ready)
    assert codes(report["Báo cáo công tác năm 2009 của xã"]) == {"layout", "file_date"}
    assert codes(report["thong bao 12"]) == set()
    item = news_of(ready)["chi co anh"]
    assert item.picture_id is not None and item.picture_alt == ""
    assert "alt" in codes(report["chi co anh"])


def test_hostile_documents_are_reported_and_nothing_of_them_is_kept(
    app: Flask, ready: Factory, tmp_path: Path
) -> None:
    root = tmp_path / "word"
    root.mkdir()
    entity = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    entity += f"<w:document {W}><w:body>&a;</w:body></w:document>"
    (root / "xxe.docx").write_bytes(docx("", word__document_dot_xml=entity))
    (root / "zipslip.docx").write_bytes(docx(paragraph("Một"), **{"..__ra_dot_txt": "x"}))
    (root / "no-tung.docx").write_bytes(docx(paragraph("chữ " * 600_000)))
    bomb = (
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
        + struct.pack(">II", 20_000, 20_000)
        + b"\x08\x02\0\0\0"
        + b"\0" * 99
    )
    (root / "anh-lon.docx").write_bytes(
        article(paragraph("Bài có tấm ảnh quá lớn") + paragraph("Chữ.") + drawing("rId1"),
                word__media__image1_dot_png=bomb)
    )  # fmt: skip
    take(app, "folder", root)
    (item,) = news_of(ready).values()
    assert (item.title, item.body) == ("Bài có tấm ảnh quá lớn", "Chữ.\n")
    report = report_of(ready)
    assert codes(report[item.title]) == {"file_refused", "file_date"}
    assert [codes(one) for one in report.values() if one.title != item.title] == [{"unreadable"}] * 3
    with ready.acting(A):
        names = list(db.session.scalars(select(MediaFile.name)))
    assert names == ["anh-lon.docx"]
