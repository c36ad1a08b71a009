"""Names of files: whatever a client sends becomes one harmless line, and the header is what the RFCs say."""

from __future__ import annotations

import json
import random
import re
import unicodedata
from email.message import Message
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.media.names import clean_display_name, content_disposition

DATA = Path(__file__).parents[2].parent / "shared" / "data" / "badinputs"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason=f"no data set at {DATA}")
FORBIDDEN = re.compile(
    r"[/\\<>:\"|?*\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\u3164]"
)
DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?\Z", re.IGNORECASE)


def assert_harmless(name: str) -> None:
    """What every cleaned name promises."""
    assert 0 < len(name) <= 120
    assert name == unicodedata.normalize("NFC", name)
    assert not FORBIDDEN.search(name)
    assert name[0] not in ". " and name[-1] not in ". "
    assert not DEVICE.match(name)
    assert clean_display_name(name) == name


def assert_right_header(header: str, name: str) -> None:
    """One ASCII line of the form of RFC 6266 that reads back as the name."""
    assert header.isascii() and "\r" not in header and "\n" not in header
    message = Message()
    message["Content-Disposition"] = header
    assert message.get_content_disposition() in {"inline", "attachment"}
    extended = re.fullmatch(
        r"(?:inline|attachment); filename=\"[\w .()\-]+\"; filename\*=UTF-8''((?:[\w.~\-]|%[0-9A-F]{2})*)",
        header,
        re.ASCII,
    )
    assert extended
    assert unquote(extended[1]) == name


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("Quyết định số 12.docx", "Quyết định số 12.docx"),
        (unicodedata.normalize("NFD", "Kế hoạch.pdf"), "Kế hoạch.pdf"),
        (r"C:\Users\An\Công văn.doc", "Công văn.doc"),
        ("../../etc/passwd", "passwd"),
        ("a/b/", "b"),
        ("anh\u202egpj.exe", "anhgpj.exe"),
        ("a\u200bb\ufeff.txt", "ab.txt"),
        ("e\u200d\u0301.txt", "é.txt"),
        ("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie x=1.pdf"),
        ("con.txt", "tep-con.txt"),
        ("LPT1", "tep-LPT1"),
        ("nul .pdf", "tep-nul .pdf"),
        ("COM¹.txt", "tep-COM¹.txt"),
        (".htaccess", "htaccess"),
        ("...", "tep"),
        ("", "tep"),
        ("\u3164\u2800", "tep"),
        ("x.pdf. . ", "x.pdf"),
        ("\ud800a.txt", "a.txt"),
    ],
)
def test_name(raw: str, clean: str) -> None:
    assert clean_display_name(raw) == clean
    assert_harmless(clean)


def test_long_name_keeps_its_extension() -> None:
    name = clean_display_name("Tờ trình " * 60 + ".docx")
    assert len(name) <= 120 and name.endswith(".docx") and name.startswith("Tờ trình Tờ")
    assert len(clean_display_name("x." + "y" * 500)) == 120


@settings(deadline=None)
@given(st.text(max_size=400))
def test_any_text_becomes_a_harmless_name(raw: str) -> None:
    name = clean_display_name(raw)
    assert_harmless(name)
    assert_right_header(content_disposition(name, inline=False), name)


@settings(deadline=None)
@given(st.text(alphabet=st.characters(), max_size=60), st.booleans())
def test_header_stands_for_uncleaned_names(raw: str, inline: bool) -> None:
    header = content_disposition(raw, inline)
    assert header.isascii() and not re.search(r"[\x00-\x1f\x7f]", header)
    assert header.count('"') == 2


@pytest.mark.parametrize(
    ("name", "header"),
    [
        (
            "Đơn xin (mẫu).pdf",
            "attachment; filename=\"Don xin (mau).pdf\"; filename*=UTF-8''"
            "%C4%90%C6%A1n%20xin%20%28m%E1%BA%ABu%29.pdf",
        ),
        ("文書.pdf", "attachment; filename=\"tep.pdf\"; filename*=UTF-8''%E6%96%87%E6%9B%B8.pdf"),
        ("文", "attachment; filename=\"tep\"; filename*=UTF-8''%E6%96%87"),
    ],
)
@pytest.mark.asvs("5.4.2")
def test_header(name: str, header: str) -> None:
    assert content_disposition(name, inline=False) == header


@needs_data
@pytest.mark.asvs("5.4.1", "5.4.2")
def test_hostile_names_of_the_data_set() -> None:
    names: list[str] = json.loads((DATA / "generated" / "filenames.json").read_text())
    lines = (DATA / "traversal-traversal.jsonl").read_text().splitlines()
    names += [json.loads(one)["payload"] for one in random.Random(18).sample(lines, min(500, len(lines)))]
    names += [
        json.loads(one)["payload"] for one in (DATA / "fuzzdb-filenames.jsonl").read_text().splitlines()[:500]
    ]
    assert len(names) > 500
    for raw in names:
        name = clean_display_name(str(raw))
        assert_harmless(name)
        assert_right_header(content_disposition(name, inline=True), name)
