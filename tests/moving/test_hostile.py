"""Files that mean harm, or are merely broken: nothing leaks, nothing is executed, what can be read is taken."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from portal.moving.unpacking import unpack
from portal.moving.xmlstream import MAX_ITEM, Broken, Forbidden, Node, XmlItems
from tests.factories import Factory
from tests.media.samples import zipped
from tests.moving.samples import HEAD, TAIL, Post, old_portal, wxr
from tests.moving.taken import codes, command, make_sections, news_of, report_of, take

ITEM = frozenset({"item"})


@pytest.fixture()
def ready(factory: Factory) -> Factory:
    """A commune with its sections."""
    make_sections(factory)
    return factory


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd">',
    ],
)
@pytest.mark.asvs("1.5.1")
def test_a_document_type_is_refused(app: Flask, ready: Factory, tmp_path: Path, declared: str) -> None:
    export, rules, media = old_portal(tmp_path / "cu")
    export.write_text(
        wxr([Post(1, "&x;&b;")]).replace("<rss", f"{declared}<rss", 1).replace("<![CDATA[&x;&b;]]>", "&x;&b;")
    )
    done = command(app, "wordpress", export, "--map", rules, "--media", media)
    assert done.exit_code == 1 and "DOCTYPE" in done.output
    assert news_of(ready) == {}
    export.write_bytes(export.read_text().encode("utf-16"))
    assert command(app, "wordpress", export).exit_code == 1


def test_scripts_in_bodies_and_paths_of_pictures_lead_nowhere(
    app: Flask, ready: Factory, tmp_path: Path
) -> None:
    body = (
        '<script>alert(1)</script><p onclick="x()">Chữ <a href="jav&#x09;ascript:alert(1)">bấm</a> '
        '<img src="../../../../etc/passwd" alt="a"><img src="/wp-content/uploads/%2e%2e/%2e%2e/map.toml" alt="b">'
        "<svg onload=alert(1)><iframe src='javascript:alert(1)'></iframe></p><style>p{}</style>"
    )
    export, rules, media = old_portal(tmp_path / "cu", [Post(1, "<img src=x onerror=alert(1)>Tin", body)])
    take(app, "wordpress", export, "--map", rules, "--media", media)
    (item,) = news_of(ready).values()
    assert item.body == "Chữ bấm\n"
    assert codes(next(iter(report_of(ready).values()))) >= {"picture"}


def test_of_a_huge_item_only_so_much_is_held(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD)
        file.write(Post(1, "Bài khổng lồ", "ĐÂY").xml().replace("ĐÂY", "chữ " * (MAX_ITEM // 3)))
        file.write(Post(2, "Bài thường").xml() + TAIL)
    held = [one for one in XmlItems(path, ITEM) if isinstance(one, Node)]
    assert [one.too_long for one in held] == [True, False]
    assert len(held[0].value("content:encoded")) <= MAX_ITEM and held[1].value("wp:post_id") == "2"


def test_a_huge_item_is_refused_and_the_others_are_taken(
    tmp_path: Path, app: Flask, ready: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.moving.xmlstream.MAX_ITEM", 10_000)
    posts = [Post(1, "Bài khổng lồ", "chữ " * 10_000), Post(2, "Bài thường")]
    export, rules, media = old_portal(tmp_path / "cu", posts)
    take(app, "wordpress", export, "--map", rules, "--media", media)
    assert list(news_of(ready)) == ["Bài thường"]
    assert codes(report_of(ready)["Bài khổng lồ"]) == {"too_long"}


def test_a_file_that_was_cut_gives_what_came_before(tmp_path: Path, app: Flask, ready: Factory) -> None:
    export, rules, media = old_portal(tmp_path / "cu", [Post(1, "Trước chỗ cắt"), Post(2, "Sau chỗ cắt")])
    text = export.read_text(encoding="utf-8")
    export.write_text(text[: text.index("Sau chỗ cắt")], encoding="utf-8")
    take(app, "wordpress", export, "--map", rules, "--media", media)
    assert list(news_of(ready)) == ["Trước chỗ cắt"]
    assert {"cut"} in [codes(one) for one in report_of(ready).values()]


def test_controls_bad_bytes_and_entities_of_html_do_not_stop_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    raw = (
        "<rss><item><title>Bạn&nbsp;đọc \x0b &rdquo; &khongco; &amp;lt;</title></item></rss>".encode()
        + b"\x00"
    )
    path.write_bytes(raw.replace("ọ".encode(), b"\xff"))
    (item,) = XmlItems(path, ITEM)
    assert isinstance(item, Node) and item.value("title") == "Bạn\xa0đ\ufffdc  ” &khongco; &lt;"


@pytest.mark.parametrize("chunk", [1, 2, 3, 7, 64])
def test_pieces_of_any_size_give_the_same_items(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    path = tmp_path / "a.xml"
    posts = [Post(number, "Tết &amp; lễ hội ờ", "ký tự " * 30) for number in range(20)]
    path.write_text(wxr(posts).replace("lễ hội", "lễ&nbsp;hội"), encoding="utf-8")
    monkeypatch.setattr("portal.moving.xmlstream._CHUNK", chunk)
    monkeypatch.setattr("portal.moving.xmlstream._START", 300)
    found = [one for one in XmlItems(path, ITEM) if isinstance(one, Node)]
    assert [one.value("wp:post_id") for one in found] == [str(number) for number in range(20)]
    assert {one.value("title") for one in found} == {"Tết &amp; lễ&#160;hội ờ"}


def test_deep_nesting_is_bounded(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_text(
        "<rss><item>" + "<a>" * 100_000 + "x" + "</a>" * 100_000 + "<title>T</title></item></rss>"
    )
    found = list(XmlItems(path, ITEM))
    assert len(found) == 1 and (isinstance(found[0], Broken) or found[0].value("title") == "T")


def test_forbidden_is_an_error_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_text("<!DOCTYPE a><rss/>")
    with pytest.raises(Forbidden):
        list(XmlItems(path, ITEM))


@pytest.mark.asvs("5.3.2")
def test_a_zip_cannot_write_outside_of_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "trong" / "cu.zip"
    path.parent.mkdir()
    path.write_bytes(
        zipped({"../ra-ngoai.html": "x", "/tuyet-doi.html": "x", "a/../../b.html": "x", "..\\c.html": "x",
                "C:\\d.html": "x", ".htaccess": "x", "tin/bai.html": "<p>Bài</p>"})
    )  # fmt: skip
    folder = unpack(path)
    written = {one.relative_to(tmp_path).as_posix() for one in tmp_path.rglob("*") if one.is_file()}
    assert written == {"trong/cu.zip", "trong/cu/tin/bai.html"}
    assert unpack(path) == folder
