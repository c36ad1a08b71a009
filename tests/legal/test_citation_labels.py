"""The hand-labelled citations: enough of them, over kinds and decades, well formed, and true to the data's texts."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from tests.legal.labelled import DOCUMENTS, FRESH, LABELS, LabelledArticle, load

ANCHOR = re.compile(
    r"(?:dieu-\d+[a-z]*|(?:phu-luc(?:-\d+)?|chuong-\d+|muc-\d+)(?:-muc-\d+)?)(?:-khoan-\d+[a-z]*)?(?:-diem-(?:dd|[a-z])\d*)?"
)
MAX_QUOTE = 400
needs_documents = pytest.mark.skipif(not DOCUMENTS.is_file(), reason=f"không có {DOCUMENTS.name}")


@pytest.fixture(scope="module", params=[LABELS, FRESH], ids=["labelled", "fresh"])
def sample(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


@pytest.fixture(scope="module")
def articles(sample: Path) -> list[LabelledArticle]:
    return load(sample)


def test_the_sample_is_large_and_mixed_enough() -> None:
    articles = load(LABELS)
    assert len({article.number for article in articles}) >= 75
    assert sum(len(article.citations) for article in articles) >= 450
    assert sum(not article.citations for article in articles) >= 40
    kinds = Counter(article.type for article in articles)
    assert {"Luật", "Bộ luật", "Pháp lệnh", "Nghị định", "Thông tư", "Thông tư liên tịch"} <= set(kinds)
    assert {"Quyết định", "Nghị quyết", "Chỉ thị", "Nghị quyết liên tịch"} <= set(kinds)
    ways = Counter(citation.kind for article in articles for citation in article.citations)
    assert set(ways) == {"self", "own provision", "by number", "by name"}
    assert min(ways.values()) >= 30


def test_the_fresh_sample_is_large_enough_and_of_other_documents() -> None:
    articles = load(FRESH)
    assert len({article.number for article in articles if article.citations}) >= 70
    assert sum(len(article.citations) for article in articles) >= 200
    assert not {article.number for article in articles} & {article.number for article in load(LABELS)}


def test_no_article_is_labelled_twice(articles: list[LabelledArticle]) -> None:
    assert not [key for key, count in Counter((a.number, a.no) for a in articles).items() if count > 1]
    assert not [key for key, count in Counter((a.number, a.sha256) for a in articles).items() if count > 1]


def test_labels_follow_one_another_and_quote_as_much_as_they_span(articles: list[LabelledArticle]) -> None:
    for article in articles:
        for one in article.citations:
            assert 0 <= one.start < one.end
            assert len(one.text) == min(one.end - one.start, MAX_QUOTE), one
            assert one.text == one.text.strip(), one
        for before, after in pairwise(article.citations):
            assert before.end <= after.start, (article.number, article.no, before.text, after.text)


def test_targets_are_anchors_and_none_is_named_twice(articles: list[LabelledArticle]) -> None:
    for article in articles:
        for one in article.citations:
            assert len(set(one.targets)) == len(one.targets), one
            for target in one.targets:
                assert ANCHOR.fullmatch(target), (article.number, article.no, target)


def test_what_says_this_cites_the_document_itself(articles: list[LabelledArticle]) -> None:
    for article in articles:
        for one in article.citations:
            if one.text.endswith(" này"):
                assert one.document.is_self, (article.number, article.no, one.text)
            if re.search(r"(?i)(?:điều|khoản|điểm) này$", one.text):
                assert one.targets, (article.number, article.no, one.text)
                assert all(target.startswith(f"dieu-{article.no}") for target in one.targets), one


@needs_documents
@pytest.mark.real_data
def test_every_label_is_true_to_the_text_of_the_data(articles: list[LabelledArticle]) -> None:
    for article in articles:
        assert article.text is not None, (article.number, article.no)
        for one in article.citations:
            assert article.text[one.start : one.end][:MAX_QUOTE] == one.text, (
                article.number,
                article.no,
                one,
            )


def test_without_the_data_labels_are_read_and_texts_are_missing(
    sample: Path, articles: list[LabelledArticle]
) -> None:
    bare = load(sample, DOCUMENTS.with_name("khong-co.jsonl.gz"))
    assert len(bare) == len(articles) and all(article.text is None for article in bare)
