"""The interface, the handbooks and the first content write Vietnamese one way, and have one word for one thing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.language.syllables import placed, placing

ROOT = Path(__file__).resolve().parents[1]
WORD = re.compile(r"[^\W\d_]*(?:o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])(?![^\W\d_])", re.IGNORECASE)
"""What may be a syllable whose tone stands the newer way: "hoà", "xoá", "thuỷ"."""
READ_FROM_OTHERS = {
    "docs/goi-y-viet.md",  # shows both ways
    "portal/language/syllables.py",
    "portal/language/words.py",
    "portal/legal/agencies.py",  # old papers write the other way: these files recognise it
    "portal/legal/citations/mentions.py",
    "portal/legal/citations/names.py",
    "portal/legal/intake/fields/bases.py",
    "portal/legal/intake/fields/names.py",
    "portal/legal/relations/wording.py",
    "portal/media/reading/article.py",
    "portal/media/reading/child/corrections.py",
    "portal/screens/hints/wording.py",
    "portal/search/analysis.py",
    "portal/search/data/dong-nghia.txt",  # what citizens type
}
TRANSLATED = {"_", "_l", "gettext", "lazy_gettext", "ngettext", "pgettext"}
IN_TEMPLATE = re.compile(r"\b_l?\(\s*(['\"])(.*?)(?<!\\)\1", re.DOTALL)


def _files() -> Iterator[Path]:
    for folder, names in (
        ("portal", ("*.py", "*.html", "*.js", "*.txt", "*.toml")),
        ("themes", ("*.html", "*.toml")),
        ("docs", ("*.md",)),
        ("content", ("*.md", "*.toml")),
        ("tools", ("*.py",)),
    ):
        for name in names:
            yield from (ROOT / folder).rglob(name)
    yield from (ROOT / "README.md", ROOT / "ARCHITECTURE.md")


def newer_tones(text: str) -> set[str]:
    """The words of a text whose tone stands on the second of two open vowels ("hoà"; the project writes "hòa")."""
    return {one for one in WORD.findall(text) if placing(one.lower()) == "new"}


def test_tones_stand_where_the_project_puts_them() -> None:
    wrong = {}
    for file in _files():
        name = str(file.relative_to(ROOT))
        found = newer_tones(file.read_text(encoding="utf-8"))
        if found and name not in READ_FROM_OTHERS:
            wrong[name] = {one: placed(one.lower(), "old") for one in found}
    assert not wrong


def test_what_is_let_off_still_needs_it() -> None:
    assert [
        one for one in READ_FROM_OTHERS if not newer_tones((ROOT / one).read_text(encoding="utf-8"))
    ] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Xoá khoá THUỶ sản", {"Xoá", "khoá", "THUỶ"}),
        ("Quý hoàn toàn quả khoản thủy hòa xóa khỏe loài quỹ Quyết", set()),
        ("tóan qúy", set()),
    ],
)
def test_the_newer_way_is_told_from_what_only_looks_like_it(text: str, found: set[str]) -> None:
    assert newer_tones(text) == found


def _labels() -> Iterator[tuple[str, str]]:
    """Each text of the interface with the file that it stands in."""
    for file in (ROOT / "portal").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TRANSLATED:
                for one in node.args:
                    if isinstance(one, ast.Constant) and isinstance(one.value, str):
                        yield str(file.relative_to(ROOT)), one.value
    for file in (ROOT / "portal").rglob("*.html"):
        for _quote, text in IN_TEMPLATE.findall(file.read_text(encoding="utf-8")):
            yield str(file.relative_to(ROOT)), text


TAKES_BACK = re.compile(
    r"(?<!-)(?<!hồ sơ đã được )(?<!đề nghị )(?<!công dân )\brút\b(?! (?:lại|gọn|ngắn|ra|kinh|hồ sơ))",
    re.IGNORECASE,
)
"""To take off the portal is "gỡ" everywhere. "Rút lại" is another thing: to take back what one has sent in oneself;
"rút hồ sơ", "hồ sơ đã được rút", "công dân rút" is what the law calls that of a dossier (Circular 01/2018/TT-VPCP)."""


OF_DOSSIERS = {"chi-so-766.md", "nop-ho-so.md"}
"""Handbooks that speak of dossiers throughout, where "rút" needs no "hồ sơ" behind it."""


def test_what_is_taken_off_the_portal_is_called_one_word() -> None:
    assert [one for one in _labels() if TAKES_BACK.search(one[1])] == []


def test_handbooks_call_it_the_same() -> None:
    said = {
        file.name: TAKES_BACK.findall(file.read_text(encoding="utf-8"))
        for file in (ROOT / "docs").glob("*.md")
        if file.name not in OF_DOSSIERS
    }
    assert {name: words for name, words in said.items() if words} == {}
