"""Signing: what a key of the installation makes of a PDF, and what publishing does with it."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest
from flask import Flask
from PIL import Image, ImageChops
from pyhanko.sign.fields import MDPPerm

from portal.signing.check import check_pdf
from portal.signing.development import make_development_ca
from portal.signing.keys import KeyUnusable, SigningKey, find_key, open_pkcs12
from portal.signing.sign import SigningFailed, sign_pdf, stamp_lines
from portal.signing.stamp import NoTypeface, draw
from portal.signing.trust import add, load_trust
from tests.conftest import ROOT, A, B, settings_for
from tests.signing import made

FONTS = ROOT / "themes" / "_shared" / "static" / "fonts"


@pytest.fixture()
def key(tmp_path: Path) -> SigningKey:
    """A key below the made root."""
    return open_pkcs12(made.holder("UBND xã Tam Hải").pkcs12(tmp_path / "khoa.p12"), "", development=False)


def sign(raw: bytes, key: SigningKey, folder: Path) -> bytes:
    path = folder / "chua-ky.pdf"
    path.write_bytes(raw)
    return sign_pdf(path, key, "Đăng tải", stamp_lines(key, datetime.now(UTC)), FONTS)


def read(raw: bytes, folder: Path) -> Any:
    path = folder / "da-ky.pdf"
    path.write_bytes(raw)
    return check_pdf(path, made.trusting(folder, made.authority()))


def rendered(raw: bytes) -> Image.Image:
    document = pdfium.PdfDocument(raw)
    document.init_forms()
    picture: Image.Image = document[0].render(scale=2).to_pil().convert("RGB")
    return picture


@pytest.mark.tcvn("7.2.3.5.a")
def test_a_signed_file_is_valid_and_leads_to_its_root(key: SigningKey, tmp_path: Path) -> None:
    (found,) = read(sign(made.blank_pdf(2), key, tmp_path), tmp_path)
    assert (found.signer, found.integrity, found.change, found.chain) == (
        "UBND xã Tam Hải",
        "intact",
        "none",
        "trusted",
    )
    assert found.level == "PAdES B-B" and found.reason == "Đăng tải" and found.covers == "file"


def test_the_stamp_is_seen_where_the_page_was_empty(key: SigningKey, tmp_path: Path) -> None:
    raw = made.blank_pdf()
    before, after = rendered(raw), rendered(sign(raw, key, tmp_path))
    box = ImageChops.difference(before, after).getbbox()
    assert box is not None and before.crop(box).getextrema() == ((255, 255),) * 3  # paper only
    assert box[0] > before.width / 2 and box[1] < before.height / 10  # at the top right
    drawn = sum(count for count, colour in after.crop(box).getcolors(100_000) if colour != (255, 255, 255))
    assert drawn > 500


def test_the_stamp_moves_where_the_top_is_taken(key: SigningKey, tmp_path: Path) -> None:
    raw = made.signed(made.blank_pdf(), made.holder(), box=(300, 760, 590, 840))
    before, after = rendered(raw), rendered(sign(raw, key, tmp_path))
    taken = (600, 4, 1180, 164)
    assert before.crop(taken).tobytes() == after.crop(taken).tobytes()
    assert before.tobytes() != after.tobytes()


def test_earlier_signatures_stay_valid(key: SigningKey, tmp_path: Path) -> None:
    raw = made.blank_pdf()
    for at in range(3):
        raw = made.signed(raw, made.holder(f"Người {at}"), name=f"K{at}", box=(60 * at, 20, 60 * at + 50, 60))
    raw = sign(sign(raw, key, tmp_path), key, tmp_path)
    found = read(raw, tmp_path)
    assert len(found) == 5 and not any(one.is_changed for one in found)
    assert {one.chain for one in found} == {"trusted"}


def test_who_forbade_changes_is_heeded(key: SigningKey, tmp_path: Path) -> None:
    raw = made.signed(made.blank_pdf(), made.holder(), certify=MDPPerm.NO_CHANGES)
    with pytest.raises(SigningFailed, match="không cho phép"):
        sign(raw, key, tmp_path)


def test_a_broken_file_is_not_signed(key: SigningKey, tmp_path: Path) -> None:
    with pytest.raises(SigningFailed, match="hỏng"):
        sign(b"%PDF-1.7 nothing", key, tmp_path)


@pytest.mark.real_data
def test_six_real_signatures_stay_valid(key: SigningKey, tmp_path: Path) -> None:
    path = made.SHARED / "files" / "text-six-signatures-1p.pdf"
    if not path.is_file():
        pytest.skip("không có ../shared/data/files")
    found = read(sign(path.read_bytes(), key, tmp_path), tmp_path)
    assert len(found) == 7 and not any(one.is_changed for one in found)


def test_the_stamp_writes_vietnamese(tmp_path: Path) -> None:
    plain, marked = draw(["Ky boi: Uy ban"], FONTS), draw(["Ký bởi: Ủy ban"], FONTS)
    assert plain.tobytes() != marked.tobytes()
    long = draw(["Ủy ban nhân dân " * 30], FONTS)
    assert long.crop((long.width - 12, 8, long.width - 6, long.height - 8)).getcolors() == [
        ((long.height - 16) * 6, (255, 255, 255))
    ]
    with pytest.raises(NoTypeface):
        draw(["x"], tmp_path)


def test_the_tenants_key_comes_before_the_installations(instance: Path) -> None:
    settings = settings_for(instance)
    assert find_key(settings, A) is None
    folder = instance / "keys" / "signing"
    made.holder("Chung").pkcs12(folder / "default.p12")
    made.holder("Xã Tam Hải").pkcs12(folder / f"{A}.p12")
    holders = [found.holder for slug in (A, B) if (found := find_key(settings, slug))]
    assert holders == ["Xã Tam Hải", "Chung"]


def test_keys_that_cannot_be_used_say_why(instance: Path, tmp_path: Path) -> None:
    path = instance / "keys" / "signing" / "default.p12"
    made.holder(begin=-40, end=-1).pkcs12(path)
    with pytest.raises(KeyUnusable, match="hết hạn"):
        find_key(settings_for(instance), A)
    path.write_bytes(b"x")
    with pytest.raises(KeyUnusable, match=r"default\.p12"):
        find_key(settings_for(instance), A)
    path.unlink()
    path.with_suffix(".toml").write_text('module = "/khong/co.so"\n')
    with pytest.raises(KeyUnusable, match="token"):
        find_key(settings_for(instance), A)
    path.with_suffix(".toml").write_text('module = "/khong/co.so"\ntoken = "T"\ncertificate = "C"\n')
    token = find_key(settings_for(instance), A)
    assert token is not None and token.order["kind"] == "pkcs11"
    with pytest.raises(SigningFailed, match=r"python-pkcs11|thiết bị ký"):
        sign(made.blank_pdf(), token, tmp_path)


def test_what_is_made_for_trying_is_neither_believed_nor_used_in_production(
    app: Flask, instance: Path, tmp_path: Path
) -> None:
    answer = app.test_cli_runner().invoke(args=["signing", "make-development-ca", str(tmp_path / "ca")])
    assert answer.exit_code == 0 and "KHÔNG DÙNG THẬT" in answer.output
    again = app.test_cli_runner().invoke(args=["signing", "make-development-ca", str(tmp_path / "ca")])
    assert again.exit_code == 1
    root, held = sorted((tmp_path / "ca").glob("*.pem"))[0], sorted((tmp_path / "ca").glob("*.p12"))[0]
    assert stat.S_IMODE(held.stat().st_mode) == 0o600
    with pytest.raises(KeyUnusable, match="KHÔNG DÙNG THẬT"):
        open_pkcs12(held, "", development=False)
    add(instance, root)
    assert load_trust(instance).roots == () and len(load_trust(instance).ignored) == 1
    raw = sign(made.blank_pdf(), open_pkcs12(held, "", development=True), tmp_path)
    path = tmp_path / "thu.pdf"
    path.write_bytes(raw)
    judged = [check_pdf(path, load_trust(instance, development=on))[0].chain for on in (False, True)]
    assert judged == ["unknown", "trusted"]
    assert load_trust(instance).digest != load_trust(instance, development=True).digest
    listed = app.test_cli_runner().invoke(args=["signing", "trust", "list"]).output
    assert "CHỈ ĐỂ THỬ" in listed


def test_a_key_for_trying_needs_its_passphrase(tmp_path: Path) -> None:
    held = make_development_ca(tmp_path, "mật khẩu").key
    assert "THẬT" in open_pkcs12(held, "mật khẩu", development=True).holder
    with pytest.raises(KeyUnusable, match="mật khẩu"):
        open_pkcs12(held, "sai", development=True)
