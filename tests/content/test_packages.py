"""Packages that were made to do harm are refused with a sentence, and nothing of the installation changes."""

from __future__ import annotations

import hashlib
import json
import stat
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select, text

from portal.alerts import service as alerts
from portal.alerts.models import Alert
from portal.clock import utc_now
from portal.content import package as packages
from portal.content.loader import Report, load_portal
from portal.content.package import BadPackage
from portal.content.restoring import load_package
from portal.extensions import db
from portal.media import service as media
from portal.media.models import MediaUse
from portal.publishing.service import commit
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered, system_task
from tests.beside import rows
from tests.conftest import DISTRICT, A, B
from tests.content.test_whole import export, installation
from tests.factories import Factory

Files = dict[str, bytes]
Change = Callable[[Files], None]
DATA = f"content/{A}/du-lieu"


@pytest.fixture(scope="module")
def files(blank_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Files:
    """The files of an honest package of A."""
    folder = tmp_path_factory.mktemp("nguon")
    app = installation(blank_instance, folder / "instance")
    factory = Factory(app)
    news, _slug = factory.news(A)
    factory.legal(A)
    above, _slug = factory.page(A)
    factory.page(A, parent_id=above)
    picture = folder / "anh.png"
    Image.new("RGB", (40, 30), (1, 2, 3)).save(picture)
    with factory.acting(A) as actor:
        row = media.store_file(picture, "anh.png", actor)
        db.session.add(MediaUse(kind="news", object_id=news, media_id=row.id, role="inline"))
        commit()
    made = export(app, A, folder / "goi.zip")
    with app.app_context():
        db.engine.dispose()
    return made


@pytest.fixture(scope="module")
def target(blank_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An installation where B has something and A nothing."""
    app = installation(blank_instance, tmp_path_factory.mktemp("dich") / "instance")
    Factory(app).news(B, title="CỦA XÃ KHÁC")
    yield app
    with app.app_context():
        db.engine.dispose()


def packed(files: Files, path: Path, *, keep_manifest: bool = False) -> Path:
    """A ZIP of these files, with a manifest that agrees with them unless the old one is kept."""
    held = dict(files)
    if not keep_manifest:
        told = json.loads(held.pop("manifest.json"))
        told["files"] = {name: hashlib.sha256(raw).hexdigest() for name, raw in held.items()}
        held["manifest.json"] = json.dumps(told).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, raw in held.items():
            made.writestr(name, raw)
    return path


def state(app: Flask) -> str:
    """A digest of every row of the database."""
    return hashlib.sha256("\n".join(rows(Path(app.instance_path))).encode("utf-8", "replace")).hexdigest()


def refused(app: Flask, path: Path) -> str:
    """Why a package is refused; nothing has changed then."""
    before = state(app)
    with app.app_context(), pytest.raises(BadPackage) as told:
        load_package(path)
    assert state(app) == before
    message = str(told.value)
    assert message.strip() and len(message) < 1000
    return message


def change_row(table: str, at: int = 0, **values: Any) -> Change:
    """Other values in a row of a table."""

    def change(files: Files) -> None:
        lines = files[f"{DATA}/{table}.jsonl"].splitlines()
        lines[at] = json.dumps(json.loads(lines[at]) | values).encode()
        files[f"{DATA}/{table}.jsonl"] = b"\n".join(lines) + b"\n"

    return change


def put(name: str, raw: bytes) -> Change:
    """Another file, or another content."""
    return lambda files: files.update({name: raw})


def replace(name: str, old: str, new: str) -> Change:
    """Another text in a file."""

    def change(files: Files) -> None:
        assert old.encode() in files[name], (name, old)
        files[name] = files[name].replace(old.encode(), new.encode())

    return change


def settings(value: Any) -> Change:
    """Other settings."""
    return put(f"content/{A}/portal.json", json.dumps({"settings": value}).encode())


def twice(table: str) -> Change:
    """The first row of a table once more."""

    def change(files: Files) -> None:
        name = f"{DATA}/{table}.jsonl"
        files[name] += files[name].splitlines()[0] + b"\n"

    return change


def circle(files: Files) -> None:
    """A page below the page that is below it."""
    name = f"{DATA}/page.jsonl"
    first, second, *rest = [json.loads(line) for line in files[name].splitlines()]
    first["parent_id"], second["parent_id"] = second["id"], first["id"]
    files[name] = b"".join(json.dumps(one).encode() + b"\n" for one in [first, second, *rest])


HTML = b"<html><script>alert(1)</script></html>"
TOML = "content/tenants.toml"
HOSTILE: dict[str, tuple[Change, str]] = {
    "folder above": (put("../ngoai.txt", b"x"), "tệp mà bản xuất không bao giờ có"),
    "folder above inside": (put(f"content/{A}/tep/../../../x", b"x"), "không bao giờ có"),
    "root": (put("/etc/passwd", b"x"), "không bao giờ có"),
    "drive": (put("C:\\x.txt", b"x"), "không bao giờ có"),
    "back slashes": (put(f"content/{A}/tep/..\\..\\x", b"x"), "không bao giờ có"),
    "hidden": (put(f"content/{A}/tep/.htaccess", b"x"), "không bao giờ có"),
    "another portal": (put(f"content/{B}/tin-tuc/x.md", b"x"), "không bao giờ có"),
    "another portal's rows": (put(f"content/{B}/du-lieu/news_item.jsonl", b"{}\n"), "không bao giờ có"),
    "unknown table": (put(f"{DATA}/la.jsonl", b"{}\n"), "phiên bản này không biết"),
    "table of secrets": (put(f"{DATA}/invitation.jsonl", b"{}\n"), "phiên bản này không biết"),
    "no JSON": (put(f"{DATA}/own_word.jsonl", b"{]\n"), "không đọc được"),
    "no text": (put(f"{DATA}/own_word.jsonl", b"\xff\xfe\n"), "không đọc được"),
    "deep JSON": (put(f"{DATA}/own_word.jsonl", b"[" * 100_000 + b"\n"), "không đọc được"),
    "list": (put(f"{DATA}/own_word.jsonl", b"[]\n"), "không phải một hàng"),
    "empty row": (put(f"{DATA}/own_word.jsonl", b"{}\n"), "thiếu"),
    "tenant": (change_row("news_item", tenant_id=1), "cột lạ"),
    "wrong type": (change_row("news_item", title=["x"]), "title sai kiểu"),
    "wrong number": (change_row("news_item", version="1"), "version sai kiểu"),
    "huge number": (change_row("news_item", version=1 << 70), "version sai kiểu"),
    "no number": (change_row("legal_document", expires="hôm qua"), "expires không phải ngày"),
    "time zone": (change_row("news_item", created_at="2026-01-01T00:00:00+07:00"), "giờ UTC"),
    "long text": (change_row("news_item", title="x" * 400), "title dài quá"),
    "zero byte": (change_row("news_item", title="a\0b"), "ký tự không hợp lệ"),
    "half a character": (change_row("news_item", title="\ud800"), "ký tự không hợp lệ"),
    "empty": (change_row("news_item", title=None), "title để trống"),
    "state": (change_row("news_item", status="xong"), "status có giá trị không hợp lệ"),
    "address": (change_row("news_item", slug="../quan-tri"), "slug có giá trị không hợp lệ"),
    "category": (change_row("legal_document", category="khác"), "category có giá trị không hợp lệ"),
    "revision": (change_row("revision", data=[1]), "data sai cấu trúc"),
    "person": (change_row("news_item", owner_id=1), "owner_id phải là thư điện tử"),
    "id of nothing": (change_row("news_item", id=0), "id không hợp lệ"),
    "id of the future": (change_row("news_item", id=2**63 - 1), "id không hợp lệ"),
    "same id": (twice("news_section"), "đã thuộc về một hàng khác"),
    "nothing there": (change_row("news_item", section_id=5), "mâu thuẫn"),
    "circle": (circle, "dẫn vòng tròn"),
    "text of others": (change_row("news_item", file_sha256="0" * 64), "không khớp"),
    "no bytes": (change_row("media_file", file="khong-co.png"), "gói không có tệp"),
    "bytes outside": (change_row("media_file", file="../portal.json"), "gói không có tệp"),
    "page as picture": (put(f"content/{A}/tep/anh.png", HTML), "không nhận được"),
    "settings": (settings([]), "sai cấu trúc"),
    "setting": (settings({"review_months": 7}), "sai kiểu dữ liệu"),
    "script in a link": (settings({"links": [{"title": "x", "url": "javascript:alert(1)"}]}), "Liên kết"),
    "file of a setting": (settings({"appearance": {"banner": "tep:khac.png/320.webp"}}), "không có trong gói"),
    "NaN": (put(f"content/{A}/portal.json", b'{"settings": {"voice": {"a": NaN}}}'), "không đọc được"),
    "people": (put(f"content/{A}/people.json", b"[]"), "sai cấu trúc"),
    "host of another": (replace(TOML, f"{A}.localhost", f"{B}.localhost"), "cổng khác"),
    "no host": (replace(TOML, f"{A}.localhost", "http://x/y"), "tên miền"),
    "colour": (replace(TOML, "colours = {primary = \"#", "colours = {primary = \"url(x)#"), "không hợp lệ"),
    "theme": (replace(TOML, "theme = \"", "theme = \"../"), "không hợp lệ"),
    "settings in the list": (replace(TOML, "kind = \"", "settings = {}\nkind = \""), "khóa lạ"),
    "no list": (put(TOML, b"\xff"), "không dùng được"),
    "no portal": (put(TOML, b"tenant = []\n"), f"không có cổng {A}"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_and_nothing_changes(name: str, files: Files, target: Flask, tmp_path: Path) -> None:
    change, wanted = HOSTILE[name]
    held = dict(files)
    change(held)
    assert wanted in refused(target, packed(held, tmp_path / "goi.zip"))
    assert not (tmp_path / "ngoai.txt").exists()


def test_what_fails_in_loading_is_not_told_as_a_broken_file(files: Files, tmp_path: Path) -> None:
    path = packed(dict(files), tmp_path / "goi.zip")
    with pytest.raises(RuntimeError, match="ở chỗ khác"), packages.opened(path):
        raise RuntimeError("lỗi ở chỗ khác")


def test_ids_of_other_portals_are_refused(files: Files, target: Flask, tmp_path: Path) -> None:
    with target.app_context(), system_task("tìm một số trong bài thử"):
        taken = db.session.execute(text("SELECT id FROM news_item")).scalar_one()
    held = dict(files)
    change_row("news_item", id=taken)(held)
    assert "đã thuộc về một hàng khác" in refused(target, packed(held, tmp_path / "goi.zip"))


def test_what_is_no_whole_package_is_refused(
    files: Files, target: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "goi.zip"
    path.write_bytes(b"khong phai zip")
    assert "Không mở được" in refused(target, path)
    whole = packed(files, path).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert "Không mở được" in refused(target, path)
    assert "manifest.json" in refused(target, packed_raw({"x": b""}, path))
    for odd in (b"[]", b'{"format": 1}', b'{"format": 2, "portal": "../x", "files": {}}', b"{"):
        refused(target, packed_raw(dict(files) | {"manifest.json": odd}, path))
    some = next(name for name in files if name.endswith(".md"))
    assert "đã bị sửa" in refused(
        target, packed(dict(files) | {some: b"---\ntitle: x\n---\n"}, path, keep_manifest=True)
    )
    less = {name: raw for name, raw in files.items() if name != some}
    assert "thiếu tệp" in refused(target, packed(less, path, keep_manifest=True))
    monkeypatch.setattr(packages, "FREE", 1 << 20)
    zeros = dict(files) | {f"archive/kho/{hashlib.sha256(bytes(1 << 24)).hexdigest()}": bytes(1 << 24)}
    assert "lớn bất thường" in refused(target, packed(zeros, path))
    monkeypatch.setattr(packages, "MOST_ENTRIES", 3)
    assert "nhiều hơn" in refused(target, packed(files, path))


def packed_raw(files: Files, path: Path) -> Path:
    """A ZIP of just these files."""
    return packed(files, path, keep_manifest=True)


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_links_and_twins_are_refused(files: Files, target: Flask, tmp_path: Path, kind: int) -> None:
    path = packed(files, tmp_path / "goi.zip")
    entry = zipfile.ZipInfo(f"content/{A}/tep/lien-ket.txt")
    entry.external_attr = (kind | 0o777) << 16
    with zipfile.ZipFile(path, "a") as made:
        made.writestr(entry, "/etc/passwd")
    assert "liên kết hoặc tệp đặc biệt" in refused(target, path)
    path = packed(files, tmp_path / "hai.zip")
    with zipfile.ZipFile(path, "a") as made, pytest.warns(UserWarning, match="Duplicate"):
        made.writestr("README.md", "khác")
    assert "hai tệp cùng tên" in refused(target, path)


def test_the_command_tells_and_changes_nothing(files: Files, target: Flask, tmp_path: Path) -> None:
    held = dict(files)
    change_row("news_item", title=7)(held)
    before, runner = state(target), target.test_cli_runner()
    told = runner.invoke(args=["content", "load", str(packed(held, tmp_path / "goi.zip"))])
    assert told.exit_code == 1 and "Chưa có gì thay đổi" in told.output and "Traceback" not in told.output
    assert state(target) == before


def test_a_portal_with_something_in_it_takes_no_whole_package(
    files: Files, blank_instance: Path, tmp_path: Path
) -> None:
    app = installation(blank_instance, tmp_path / "instance")
    Factory(app).page(A, title="Đã có trang này")
    path = packed(files, tmp_path / "goi.zip")
    assert "đã có dữ liệu (page 1" in refused(app, path)
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "mo")
    with app.app_context():
        report, portal = Report(), directory().by_slug(A)
        assert portal is not None
        load_portal(portal, tmp_path / "mo" / "content", report)
        assert len(report.notes) == 1 and "chỉ nạp được vào cổng trống" in report.notes[0]
        assert report.refused == [] and report.counts["made"] >= 4, report
    with app.app_context():
        db.engine.dispose()


def test_commands_take_a_portal_out_and_in_again(blank_instance: Path, tmp_path: Path) -> None:
    """The district's, with a warning for its communes: portals are told by their slugs."""
    app = installation(blank_instance, tmp_path / "mot")
    factory = Factory(app)
    factory.news(DISTRICT)
    with factory.acting(DISTRICT) as actor:
        below = [factory.tenant_id(A), factory.tenant_id(B)]
        draft = alerts.AlertDraft("bao", 3, "Bão", "x", "Huyện", utc_now() + timedelta(days=1), portals=below)
        alerts.issue(draft, actor, "một lần")
    path = tmp_path / "huyen.zip"
    runner = app.test_cli_runner()
    assert runner.invoke(args=["tenants", "export", "khong-co", str(path)]).exit_code == 1
    told = runner.invoke(args=["tenants", "export", DISTRICT, str(path)])
    assert told.exit_code == 0 and path.stat().st_mode & 0o077 == 0, told.output
    assert runner.invoke(args=["tenants", "export", DISTRICT, str(path)]).exit_code == 1
    with zipfile.ZipFile(path) as archive:
        raw = json.loads(archive.read(f"content/{DISTRICT}/du-lieu/alert.jsonl"))
        assert raw["on_portals"] == sorted([A, B])
        assert json.loads(archive.read("manifest.json"))["with_personal_data"] is False
    other = installation(blank_instance, tmp_path / "hai")
    for wanted in ("hàng dữ liệu", "đã được nạp"):
        told = other.test_cli_runner().invoke(args=["content", "load", str(path)])
        assert told.exit_code == 0 and wanted in told.output, told.output
    with other.app_context(), entered(editing(Factory(other).tenant_id(DISTRICT))):
        assert db.session.scalars(select(Alert)).one().on_portals == sorted(below)
    for each in (app, other):
        with each.app_context():
            db.engine.dispose()
