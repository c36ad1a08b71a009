"""English of the interface: complete, compiled, shown to who asked for it and to nobody else."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable, Iterator
from functools import cache

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask
from lxml import html

from tests.conftest import DISTRICT, ROOT, A, Browser, host_of
from tests.factories import Factory

FOLDER = ROOT / "portal" / "translations" / "en" / "LC_MESSAGES"
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%|\{\w*\}")
# What a reader types or a name keeps its Vietnamese: examples for searching, the name of the system.
SAME_IN_ENGLISH = {
    "VNeID",
    "Excel",
    "%(said)s %(answer)s",
    "%(label)s: %(old)s → %(new)s",
    "%(name)s → %(into)s",
    "%(time)s %(weekday)s",
    "Cổng Làng",
    "khai sinh",
    "%(done)s %%",
    "%(name)s, %(first)s – %(last)s",
    "%(name)s, %(period)s",
    "%(over)s : %(under)s",
    "%(value)s %(unit)s, %(period)s",
    "dieu-5, phu-luc-1…",
    "truc-tiep, truc-tuyen, buu-chinh",
}
PAGES = ["/", "/tin-tuc/", "/van-ban/", "/thu-tuc/", "/gioi-thieu/", "/lich-cong-tac/", "/tim-kiem?q=tam"]
Open = Callable[[str], Browser]


@cache
def catalogue() -> Catalog:
    """The English catalogue as it is kept."""
    with (FOLDER / "messages.po").open("rb") as file:
        return read_po(file, locale="en")


def _has_labels(folder: str) -> bool:
    return os.path.basename(folder) not in {"static", "translations", "migrations", "__pycache__"}


def labels() -> Iterator[tuple[str, str | tuple[str, ...], str | None]]:
    """Every label of the source with the place where it stands and its context, collected as make translations does."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file, "babel.cfg")
    keywords = DEFAULT_KEYWORDS | {"_l": None}
    for base in ("portal", "themes"):
        found = extract_from_dir(
            ROOT / base, methods, options, keywords=keywords, directory_filter=_has_labels
        )
        for name, line, label, _comments, context in found:
            yield f"{base}/{name}:{line}", label, context


def strings(message: Message) -> list[str]:
    """The translations of a message: one, or one for each plural form."""
    return [message.string] if isinstance(message.string, str) else list(message.string)


def ask(app: Flask, slug: str, path: str, language: str | None = None) -> str:
    """A page of a portal as a reader of this language sees it; None never chose one."""
    headers = {"Host": host_of(slug)} | ({} if language is None else {"Cookie": f"ngon-ngu={language}"})
    answer = app.test_client(use_cookies=False).get(path, headers=headers)
    assert answer.status_code == 200, (path, answer.status_code)
    return str(answer.text)


def language_of(page: str) -> str:
    """What the page says its language is."""
    return str(html.fromstring(page).get("lang"))


def test_every_label_of_the_source_has_an_english_translation() -> None:
    found = list(labels())
    assert len(found) > 400 and any(".html" in place for place, _label, _context in found)
    missing = []
    for place, label, context in found:
        message = catalogue().get(label if isinstance(label, str) else label[0], context)
        if message is None or message.fuzzy or not all(strings(message)):
            missing.append(f"{place}: {label!r}")
    assert not missing, "run make translations and fill in:\n" + "\n".join(missing)


def test_the_catalogue_holds_no_label_that_is_gone() -> None:
    kept = {
        (message.id if isinstance(message.id, str) else message.id[0], message.context)
        for message in catalogue()
        if message.id
    }
    used = {(label if isinstance(label, str) else label[0], context) for _place, label, context in labels()}
    assert kept <= used, f"run make translations: {sorted(kept - used, key=str)}"


def test_a_translation_keeps_the_placeholders() -> None:
    for message in catalogue():
        wanted = message.id if isinstance(message.id, str) else message.id[0]
        for translated in strings(message) if wanted else []:
            assert sorted(PLACEHOLDER.findall(translated)) == sorted(PLACEHOLDER.findall(wanted)), wanted


def test_a_translation_is_english() -> None:
    same = {message.id for message in catalogue() if message.id and message.id in strings(message)}
    assert same == SAME_IN_ENGLISH


def test_the_compiled_catalogue_is_up_to_date() -> None:
    compiled = io.BytesIO()
    write_mo(compiled, catalogue())
    kept = (FOLDER / "messages.mo").read_bytes()
    assert kept == compiled.getvalue(), "run make translations"


@pytest.mark.parametrize(
    ("path", "vietnamese", "english"),
    [
        ("/", "Chuyển đến nội dung chính", "Skip to main content"),
        ("/tin-tuc/", "Tin tức", "News"),
        ("/van-ban/", "Lọc văn bản", "Filter documents"),
        ("/thu-tuc/", "Tên hoặc mã thủ tục", "Name or code of the procedure"),
        ("/quan-tri/dang-nhap", "Đăng nhập bàn biên tập", "Sign in to the editing desk"),
        ("/tim-kiem?q=khong-co-gi-ca", "Không tìm thấy", "Nothing found"),
    ],
)
def test_a_page_speaks_the_language_that_was_chosen(
    app: Flask, path: str, vietnamese: str, english: str
) -> None:
    chosen = ask(app, A, path, "en")
    assert language_of(chosen) == "en" and english in chosen and vietnamese not in _texts(chosen)
    for language in (None, "vi", "fr", ""):
        plain = ask(app, A, path, language)
        assert language_of(plain) == "vi" and vietnamese in plain and english not in _texts(plain), language


def _texts(page: str) -> set[str]:
    tree = html.fromstring(page)
    return {
        text.strip()
        for text in tree.xpath("//text()[not(ancestor::script)] | //@aria-label | //@placeholder")
    }


@pytest.mark.parametrize("slug", [DISTRICT, A])
def test_no_known_label_stays_vietnamese_on_an_english_page(app: Flask, factory: Factory, slug: str) -> None:
    for make in (factory.news, factory.page, factory.legal, factory.procedure):
        make(slug)
    known = {
        one.id: one.string for one in catalogue() if isinstance(one.id, str) and one.id and not one.context
    }
    for path in PAGES:
        left = {text for text in _texts(ask(app, slug, path, "en")) if known.get(text, text) != text}
        assert not left, (path, left)


def test_counts_have_a_singular_and_a_plural(app: Flask, factory: Factory) -> None:
    factory.legal(A)
    assert "1 document" in _texts(ask(app, A, "/van-ban/", "en"))
    factory.legal(A)
    assert "2 documents" in _texts(ask(app, A, "/van-ban/", "en"))


def test_the_page_cache_keeps_the_languages_apart(app: Flask, factory: Factory) -> None:
    factory.news(A, title="Bản tin của xã")
    for path in ("/", "/tin-tuc/", "/van-ban/"):
        for language in ("vi", "en", "vi", "en", None):
            page = ask(app, A, path, language)
            assert language_of(page) == (language or "vi"), (path, language)
            assert ("Skip to main content" in page) == (language == "en"), (path, language)
    assert "Bản tin của xã" in ask(app, A, "/tin-tuc/", "en"), "content stays as it was written"


def test_choosing_a_language_comes_back_and_lasts(browser: Open) -> None:
    reader = browser(A)
    answer = reader.get("/ngon-ngu/en?ve=/tin-tuc/")
    assert answer.status_code == 302 and answer.headers["Location"] == "/tin-tuc/"
    assert answer.headers["Cache-Control"] == "no-store"
    assert language_of(reader.get("/tin-tuc/").text) == "en"
    assert language_of(reader.get("/van-ban/").text) == "en"
    reader.get("/ngon-ngu/vi?ve=/tin-tuc/")
    assert language_of(reader.get("/tin-tuc/").text) == "vi"


@pytest.mark.parametrize("wanted", ["//example.org/", "https://example.org/", "/\\example.org", ""])
def test_choosing_a_language_leads_nowhere_else(browser: Open, wanted: str) -> None:
    answer = browser(A).get("/ngon-ngu/en", query_string={"ve": wanted})
    assert answer.status_code == 302 and answer.headers["Location"] == "/"


def test_there_is_no_third_language(browser: Open) -> None:
    assert browser(A).get("/ngon-ngu/fr").status_code == 404
