"""What README and docs/ name is there, and the handbooks speak the words of the screen."""

from __future__ import annotations

import itertools
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
TEXTS = [ROOT / "README.md", *sorted(DOCS.glob("*.md"))]
HANDBOOKS = ["bien-tap-vien.md", "quan-tri-vien.md"]
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)\s]*)?\)")
CODE = re.compile(r"`[^`\n]+`")
NAMED = re.compile(r"`(?:docs/)?([a-z0-9-]+\.md)`")
LONGEST = 200


def _linked(file: Path) -> set[Path]:
    targets = LINK.findall(CODE.sub("", file.read_text(encoding="utf-8")))
    return {(file.parent / one).resolve() for one in targets if "://" not in one}


@pytest.mark.parametrize("file", TEXTS, ids=lambda one: one.name)
def test_what_a_document_names_exists(file: Path) -> None:
    missing = [str(one.relative_to(ROOT)) for one in _linked(file) if not one.exists()]
    missing += [one for one in NAMED.findall(file.read_text(encoding="utf-8")) if not (DOCS / one).exists()]
    assert not missing


def test_every_document_is_in_the_readme() -> None:
    assert set(DOCS.glob("*.md")) <= _linked(ROOT / "README.md")


def test_pictures_are_taken_by_the_script_and_shown() -> None:
    script = (ROOT / "tools" / "handbook_pictures.py").read_text(encoding="utf-8")
    taken = set(re.findall(r"\.take\(\s*\"([a-z0-9-]+)\"", script))
    there = {one.stem for one in (DOCS / "anh").glob("*.png")}
    shown = {one.stem for file in TEXTS for one in _linked(file) if one.suffix == ".png"}
    assert taken == there == shown


@cache
def _on_screen() -> str:
    """All words that pages, forms, menus and scripts show, with single spaces."""
    sources = [
        one
        for pattern in ("*.html", "*.py", "*.js")
        for one in (ROOT / "portal").rglob(pattern)
        if "vendor" not in one.parts and "migrations" not in one.parts
    ]
    return " ".join(" ".join(one.read_text(encoding="utf-8").split()) for one in sources)


@pytest.mark.parametrize("name", HANDBOOKS)
def test_bold_words_of_a_handbook_are_labels_of_the_screen(name: str) -> None:
    text = (DOCS / name).read_text(encoding="utf-8")
    bold = re.findall(r"\*\*([^*]+)\*\*", text)
    labels = {" ".join(step.split()) for one in bold for step in one.split("→") if step.strip()}
    assert len(labels) > 30
    assert not sorted(one for one in labels if not _is_label(one))


def _is_label(words: str) -> bool:
    """Whether the words stand whole in a source: between quotes, or as the text of an element."""
    ends = itertools.product("\"'>", "\"'<.")
    return any(f"{before}{words}{after}" in _on_screen() for before, after in ends)


@pytest.mark.parametrize("name", HANDBOOKS)
def test_a_handbook_stays_short(name: str) -> None:
    assert len((DOCS / name).read_text(encoding="utf-8").splitlines()) <= LONGEST
