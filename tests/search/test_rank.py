"""What the close reading prefers."""

from __future__ import annotations

from datetime import date

from portal.search.documents import SearchDocument, entry_of, reading_of
from portal.search.engine import Candidate, Statistics
from portal.search.questions import analyse_query
from portal.search.rank import Ranked, rank
from tests.search.samples import entry

TODAY = date(2026, 11, 25)


def ranked(question: str, *documents: SearchDocument, levels: tuple[int, ...] = ()) -> list[Ranked]:
    candidates = [
        Candidate(entry_of(one), 10.0, level, reading_of(one))
        for one, level in zip(documents, levels or (0,) * len(documents), strict=True)
    ]
    return rank(analyse_query(question), candidates, Statistics(10, {}), TODAY)


def test_the_typed_accents_win() -> None:
    best = ranked(
        "bán đất", entry("news:1:1", "Bàn đạt", "bàn đạt"), entry("news:1:2", "Bán đất", "bán đất")
    )[0]
    assert best.key == "news:1:2" and best.parts["accents"] > 0


def test_without_accents_no_spelling_is_preferred() -> None:
    assert all("accents" not in one.parts for one in ranked("ban dat", entry("news:1:1", "Bán đất")))


def test_a_title_wins_over_a_text() -> None:
    found = ranked(
        "khai sinh",
        entry("news:1:1", "Tin vui", "khai sinh cho trẻ"),
        entry("news:1:2", "Khai sinh", "tin vui"),
    )
    assert found[0].key == "news:1:2"


def test_words_together_win_over_words_apart() -> None:
    apart = "hộ tịch " + "và nhiều việc khác nữa " * 20 + "giấy khai"
    found = ranked(
        "giấy khai hộ tịch", entry("news:1:1", "A", apart), entry("news:1:2", "A", "giấy khai hộ tịch")
    )
    assert found[0].key == "news:1:2"


def test_fresh_news_win_over_old_news() -> None:
    old = entry("news:1:1", "Lịch cắt điện", published_at="2020-01-01")
    new = entry("news:1:2", "Lịch cắt điện", published_at="2026-11-24")
    assert ranked("lịch cắt điện", old, new)[0].key == new.key


def test_a_date_that_is_none_is_no_error() -> None:
    assert ranked("điện", entry("news:1:1", "Điện", published_at="hôm qua"))


def test_a_number_goes_before_everything() -> None:
    named, other = entry("legal:1:1", "Khác hẳn"), entry("legal:1:2", "Một cửa", "một cửa 61/2018")
    assert ranked("một cửa 61/2018", other, named, levels=(2, 3))[0].key == named.key


def test_a_score_is_the_sum_of_its_parts() -> None:
    for one in ranked(
        "đăng ký khai sinh", entry("news:1:1", "Khai sinh", "đăng ký"), entry("news:1:2", "", "")
    ):
        assert abs(one.score - sum(one.parts.values())) < 1e-9
