"""The figures of search: what they count, and that the command prints them from a small corpus."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from portal.search.documents import SearchDocument
from portal.search.evaluating.commands import evaluate_command
from portal.search.evaluating.corpus import Question, attacks, entries, legal_documents, questions
from portal.search.evaluating.figures import Figure, Ranks, percentile
from portal.search.evaluating.made import made_questions
from portal.search.evaluating.mistakes import mistyped


def article(number: str, heading: str, text: str) -> dict[str, Any]:
    return {"no": number, "heading": heading, "text": text}


def law(number: str, title: str, *articles: dict[str, Any]) -> dict[str, Any]:
    issued = f"{number.split('/')[1]}-05-01"
    return {
        "number": number, "type": "Luật", "title": title, "issuer": "Quốc hội", "issued": issued,
        "articles": list(articles),
    }  # fmt: skip


BIRTH = "Cha hoặc mẹ phải đăng ký khai sinh cho con trong thời hạn sáu mươi ngày kể từ ngày sinh con"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    (folder / "eval").mkdir()
    subjects = [
        "đất đai",
        "nhà ở",
        "xây dựng",
        "cư trú",
        "thủy sản",
        "du lịch",
        "giáo dục",
        "y tế",
        "lâm nghiệp",
    ]
    held = [
        law(
            f"{at}/2015/QH13",
            f"Luật {one}",
            article("1", "Phạm vi điều chỉnh", f"Luật này quy định về {one}."),
        )
        for at, one in enumerate(subjects, 10)
    ]
    old = law("60/2014/QH13", "Luật cũ", article("1", "Cũ", "Bản cũ"))
    new = law(
        "60/2014/QH13", "Luật Hộ tịch",
        article("1", "Phạm vi điều chỉnh", "Luật này quy định về hộ tịch."),
        article("15", "Trách nhiệm đăng ký khai sinh của cha mẹ", f"{BIRTH}."),
    )  # fmt: skip
    _write(folder / "legal_documents.jsonl.gz", [*held, old])
    _write(folder / "eval" / "laws.jsonl.gz", [new])
    asked = {"query": "Thời hạn đăng ký khai sinh cho con là bao lâu?", "relevant": ["60/2014/QH13#15"]}
    (folder / "eval" / "questions_dev.jsonl").write_text(json.dumps(asked), encoding="utf-8")
    return folder


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


def test_laws_of_the_evaluation_take_the_place_of_those_with_their_number(data: Path) -> None:
    titles = [one["title"] for one in legal_documents(data)]
    assert "Luật Hộ tịch" in titles and "Luật cũ" not in titles and len(titles) == 10
    assert sum(one.kind == "provision" for one in entries(data)) == 11


def test_ranks_are_those_of_the_first_right_name() -> None:
    found = Ranks.of([(["a", "b"], frozenset("b")), (["a"], frozenset("a")), ([], frozenset("a"))])
    assert found.ranks == (1, 0, None)
    assert (found.recall(), found.recall(1), found.mrr) == (pytest.approx(2 / 3), pytest.approx(1 / 3), 0.5)


def test_what_is_not_in_the_first_ten_is_not_found() -> None:
    found = Ranks.of([([*"abcdefghij", "k"], frozenset("k"))])
    assert found.recall() == found.mrr == 0 and Ranks(()).recall() == 0


def test_a_figure_says_by_how_much_it_falls_short() -> None:
    assert Figure("x", 0.9, 0.95).line().endswith("HỤT 0.050") and not Figure("x", 0.9, 0.95).met
    assert Figure("x", 0.95, 0.95).met and Figure("x", 4, 3, most=True).met is False
    assert Figure("x", 3, 3, most=True).line().endswith("đạt") and Figure("x", 3).met


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0, 1))
def test_a_percentile_is_one_of_the_values_and_grows_with_the_share(
    values: list[float], share: float
) -> None:
    assert percentile(values, share) in values
    assert (
        percentile(values, 0)
        == min(values)
        <= percentile(values, share)
        <= percentile(values, 1)
        == max(values)
    )


@given(st.lists(st.text("abcđêố", min_size=1, max_size=6), max_size=30), st.integers())
def test_one_word_of_six_is_mistyped_at_most_and_always_the_same(words: list[str], seed: int) -> None:
    wrong = mistyped(" ".join(words), seed)
    assert wrong == mistyped(" ".join(words), seed) and len(wrong.split()) == len(words)
    for start in range(0, len(words), 6):
        before, after = words[start : start + 6], wrong.split()[start : start + 6]
        assert sum(one != other for one, other in zip(before, after, strict=True)) <= 1


def test_made_questions_name_the_article_that_they_are_made_of(data: Path) -> None:
    held = list(entries(data))
    made = dict(made_questions(held, 50, seed=3))
    assert made == dict(made_questions(held, 50, seed=3))
    assert [one.right for one in made["tiêu đề nhớ thiếu chữ"]] == [frozenset({"60/2014/QH13#15"})]
    assert len(made["tiêu đề kèm tên luật"]) == 10
    assert all("Phạm vi điều chỉnh Luật" in one.text for one in made["tiêu đề kèm tên luật"])
    sentence = made["câu nhớ thiếu chữ"][0]
    assert sentence.right == {"60/2014/QH13#15"} and set(sentence.text.split()) <= set(BIRTH.split())


def test_nothing_is_made_of_documents_without_articles() -> None:
    empty: list[SearchDocument] = []
    assert all(found == [] for _name, found in made_questions(empty, 5, seed=1))


def test_questions_and_attacks_are_read(data: Path) -> None:
    assert questions(data) == [
        Question("Thời hạn đăng ký khai sinh cho con là bao lâu?", frozenset({"60/2014/QH13#15"}))
    ]
    assert any(len(one) >= 10_000 for one in attacks(data)) and any("\x00" in one for one in attacks(data))


@pytest.mark.parametrize("engine", ["whoosh", "tantivy"])
def test_the_command_prints_each_figure_with_its_target(data: Path, engine: str) -> None:
    parts = [f"--only={part}" for part in ("build", "quality", "made", "numbers", "speed")]
    done = CliRunner().invoke(evaluate_command, ["--engine", engine, "--data", str(data), *parts, "--json"])
    assert done.exit_code == 0, done.output
    figures = {one["name"]: one for one in json.loads(done.output)["figures"]}
    assert figures["câu hỏi, recall@10"]["value"] == 1 and figures["câu hỏi, recall@10"]["met"]
    assert figures["câu nhớ thiếu chữ (1), recall@10"]["value"] == 1
    assert any(name.startswith("theo số hiệu") and one["value"] == 1 for name, one in figures.items())
    assert {"một câu hỏi, p50", "một trang tìm kiếm, p95"} <= set(figures)


def test_strict_tells_by_the_exit_status_whether_a_target_was_missed(data: Path) -> None:
    asked = ["--data", str(data), "--only", "build", "--engine", "tantivy"]
    loose = CliRunner().invoke(evaluate_command, asked)
    strict = CliRunner().invoke(evaluate_command, [*asked, "--strict"])
    missed = "HỤT" in strict.output  # so few articles are indexed slowly: most of the time is opening files
    assert loose.exit_code == 0 and strict.exit_code == int(missed)


def test_without_the_real_data_the_command_says_so(tmp_path: Path) -> None:
    done = CliRunner().invoke(evaluate_command, ["--data", str(tmp_path)])
    assert done.exit_code == 1 and str(tmp_path) in done.output


def test_postgresql_wants_a_database_of_its_own(data: Path) -> None:
    done = CliRunner().invoke(evaluate_command, ["--engine", "postgresql", "--data", str(data)])
    assert done.exit_code == 1 and "--database" in done.output


def test_an_index_that_is_kept_is_never_overwritten_by_procedures(data: Path, tmp_path: Path) -> None:
    queries = tmp_path / "queries.jsonl"
    queries.write_text(json.dumps({"query": "khai sinh", "codes": ["1"]}), encoding="utf-8")
    kept = ["--data", str(data), "--engine", "tantivy", "--keep", str(tmp_path / "kept")]
    first = CliRunner().invoke(
        evaluate_command, [*kept, "--queries", str(queries), "--only", "build", "--only", "procedures"]
    )
    again = CliRunner().invoke(evaluate_command, [*kept, "--only", "quality"])
    assert first.exit_code == again.exit_code == 0 and "procedures" in first.output
    assert "lập chỉ mục" not in again.output and "recall@10" in again.output
