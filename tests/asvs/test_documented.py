"""docs/an-toan.md says what an assessor must read, and says it as the code has it."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from portal.accounts import confirming, links, permissions, service, tries
from portal.citizens import codes, sessions
from portal.config import Settings
from portal.media import dimensions, kinds, office
from portal.papers import inspecting
from tests.conftest import ROOT

TOLD = (ROOT / "docs" / "an-toan.md").read_text(encoding="utf-8")
DEFAULT = Settings()


def _section(title: str) -> str:
    """The part of the page below a heading, up to the next of its level or above."""
    found = re.search(rf"^(#+) {re.escape(title)}\n(.*?)(?=^#{{1,2}} |\Z)", TOLD, re.MULTILINE | re.DOTALL)
    assert found, title
    if found[1] == "###":
        return re.split(r"^### ", found[2], flags=re.MULTILINE)[0]
    return found[2]


@pytest.mark.asvs("2.1.1", "2.1.2", "2.1.3")
def test_rules_of_what_is_typed_are_written_down() -> None:
    told = _section("Dữ liệu vào")
    for word in (
        "forms.py",
        "kiểm ở máy chủ",
        "Dữ liệu liên quan",
        "Giới hạn nghiệp vụ",
        "không trống không trùng",
    ):
        assert word in told


@pytest.mark.asvs("5.1.1")
def test_kinds_and_sizes_of_files_are_written_down() -> None:
    told = _section("Tệp")
    listed = {word.lower() for word in re.findall(r"\b[A-Z]{3,4}\b|WebP", told)}
    assert {"jpg" if one == "jpeg" else one for one in kinds.MIME} <= listed
    assert f"{DEFAULT.max_upload_mb} MB" in told and f"{DEFAULT.moving_upload_mb} MB" in told
    assert f"{inspecting.MAX_PAGES} trang" in told
    assert f"{office.MAX_ENTRIES:,}".replace(",", ".") in told and f"{office.MAX_TOTAL // 2**20} MB" in told
    assert f"{dimensions.MAX_PIXELS // 10**6} triệu" in told


@pytest.mark.asvs("6.1.1")
def test_how_guessing_is_slowed_is_written_down() -> None:
    told = _section("Chống dò mật khẩu mà không khóa nhầm người")
    assert DEFAULT.sign_in_limit == "10 per minute" and "10 lần mỗi phút" in told
    assert f"{tries.FREE} lần sai" in told and f"{tries.LONGEST.seconds // 60} phút" in told
    assert f"{codes.CONTACT_MOST} mã mỗi giờ" in told and f"{codes.RESEND.seconds} giây" in told
    assert f"{codes.VISITOR_MOST} mã và {codes.GUESSES_MOST} lần sai" in told


@pytest.mark.asvs("6.1.3", "6.3.4")
def test_every_way_in_is_written_down() -> None:
    told = _section("Các đường đăng nhập")
    assert f"{links.VALID.seconds // 60} phút" in told and f"{codes.VALID.seconds // 60} phút" in told
    assert f"{codes.TRIES} lần thử" in told
    for way in ("WebAuthn", "mã dự phòng", "VNeID", "chữ ký XML"):
        assert way in told


@pytest.mark.asvs("6.2.9", "6.2.10", "6.4.2")
def test_what_a_password_may_be_is_written_down() -> None:
    told = _section("Mật khẩu")
    assert f"Từ {service.MINIMUM_PASSWORD} đến 256 ký tự" in told
    assert "không bắt đổi định kỳ" in told
    assert "câu hỏi gợi nhớ" in TOLD


@pytest.mark.asvs("7.1.1", "7.1.2", "7.1.3", "7.6.1")
def test_how_long_sessions_last_is_written_down() -> None:
    told = _section("Phiên")
    assert f"({DEFAULT.session_idle_minutes} phút)" in told and f"({DEFAULT.session_hours} giờ)" in told
    assert f"({DEFAULT.citizen_hours} giờ)" in told and f"{sessions.IDLE.seconds // 3600} giờ" in told
    assert f"({DEFAULT.confirm_minutes} phút)" in told
    assert "SP 800-63B" in told and "không hạn chế" in told
    assert "kết thúc độc lập với" in re.sub(r"\s+", " ", TOLD)
    assert len(confirming.CONFIRMED) > 30  # the table that the page points at


@pytest.mark.asvs("8.1.1", "8.1.2")
def test_who_may_do_what_is_written_down() -> None:
    told = _section("Quyền")
    for word in ("portal/accounts/permissions.py", "Quyền theo trường", "dữ liệu"):
        assert word in told
    assert set(permissions.ROLES) == set(permissions.ROLE_MEANINGS)  # each is explained where it is given


@pytest.mark.asvs("11.1.1", "11.1.2", "11.2.2", "13.3.1")
@pytest.mark.tcvn("7.1.5.3.a")
def test_keys_and_ciphers_are_listed() -> None:
    told = _section("Danh mục mật mã")
    for named in re.findall(r"`(portal/[a-z_/]+(?:\.py)?)`", told):
        assert (ROOT / named).exists(), named
    for one in ("argon2id", "AES-256-GCM", "HMAC-SHA-256", "PAdES", "scrypt", "flask sealing rotate"):
        assert one in TOLD
    keys = _section("Vòng đời khóa")
    for one in ("Niêm phong", "PORTAL_SECRET_KEY", "Ký số", "Sao lưu", "TLS"):
        assert one in keys


@pytest.mark.asvs("13.1.1", "13.2.4", "13.2.5")
def test_whom_the_system_talks_to_is_listed() -> None:
    told = _section("Hệ thống liên lạc với đâu")
    named = set(re.findall(r"`(PORTAL_[A-Z_]+)`", told))
    known = {f"PORTAL_{name.upper()}" for name in Settings.__dataclass_fields__}
    assert named <= known
    addresses = {
        one
        for one in known
        if one.endswith(("_URL", "_ISSUER", "_STORE")) or one in {"PORTAL_MAIL", "PORTAL_SMS"}
    }
    assert addresses - named <= {"PORTAL_DATABASE_OWNER_URL"}


@pytest.mark.asvs("14.1.1", "14.1.2", "14.2.4")
@pytest.mark.tcvn("7.2.4.3.c")
def test_data_have_levels_of_protection() -> None:
    told = _section("Phân mức dữ liệu")
    for level in ("Công khai", "Nội bộ", "Cá nhân", "Bí mật hệ thống", "Bí mật nhà nước"):
        assert f"| {level} |" in told


@pytest.mark.asvs("15.1.1", "15.1.2", "15.2.3")
@pytest.mark.tcvn("7.1.5.7.a", "7.2.2.4.c")
def test_how_soon_parts_are_mended_is_written_down() -> None:
    told = _section("Thành phần bên ngoài")
    for word in ("requirements.lock", "CycloneDX", "3 ngày", "14 ngày", "không có mã thử"):
        assert word in told


@pytest.mark.tcvn("7.1.4.1.a")
def test_the_design_and_its_defences_are_written_down() -> None:
    told = _section("Hồ sơ cấp độ và quy chế của đơn vị")
    pages = re.findall(r"\]\(([a-z-]+\.md)\)", told)
    assert len(pages) > 8 and all((ROOT / "docs" / one).exists() for one in pages)
    design = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    packages = {one.parent.name for one in (ROOT / "portal").glob("*/__init__.py")}
    assert {one for one in packages if not re.search(rf"\b{one}\b", design)} == set()


@pytest.mark.tcvn("7.1.5.8.a")
def test_what_is_done_after_an_incident_is_written_down(app: Flask) -> None:
    told = _section("Khi có sự cố")
    for step in ("Phát hiện", "Cô lập", "Giữ chứng cứ", "Khắc phục", "Báo cáo", "Rút kinh nghiệm"):
        assert f"**{step}" in told
    commands = re.findall(r"`flask ([a-z -]+)`", told)
    assert len(commands) >= 4
    for one in commands:
        done = app.test_cli_runner().invoke(args=[*one.split(), "--help"])
        assert done.exit_code == 0 and "Usage" in done.output, one


@pytest.mark.tcvn("7.2.2.3.c", "7.2.2.3.đ", "7.2.3.3.đ")
def test_how_long_logs_are_kept_is_written_down() -> None:
    told = _section("Giữ nhật ký ít nhất ba tháng")
    kept = re.search(r"MaxRetentionSec=(\d+)month", told)
    web = re.search(r"`daily`, `rotate (\d+)`", told)
    assert kept and int(kept[1]) >= 3 and web and int(web[1]) >= 92
    assert "Storage=persistent" in told and "SystemMaxUse=" in told


@pytest.mark.tcvn("7.2.2.6.a", "7.1.5.11.b")
def test_how_a_machine_is_given_away_is_written_down() -> None:
    told = _section("Chuyển giao máy, kết thúc vận hành")
    for word in ("flask backup verify", "khóa niêm phong", "khóa sao lưu", "cryptsetup erase", "shred"):
        assert word in told


@pytest.mark.asvs("15.1.3")
def test_what_takes_much_is_written_down() -> None:
    told = _section("Chức năng tốn tài nguyên")
    named = set(re.findall(r"`PORTAL_([A-Z_]+)`", told))
    assert named and all(hasattr(DEFAULT, name.lower()) for name in named)


@pytest.mark.asvs("16.1.1", "16.2.3")
def test_what_is_logged_is_listed() -> None:
    told = _section("Nhật ký")
    for word in ("UTC", "cơ sở dữ liệu", "journald", "nginx", "NTP"):
        assert word in told
