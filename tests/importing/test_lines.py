"""Reading files line by line, writing rejects, counting."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.importing.lines import UnreadableLine, read_lines
from portal.importing.rejects import RejectsFile
from portal.importing.summary import ImportSummary


def written(folder: Path, content: bytes, name: str = "a.jsonl") -> Path:
    path = folder / name
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    return path


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_records_come_with_their_line_numbers(tmp_path: Path, name: str) -> None:
    path = written(tmp_path, b'\xef\xbb\xbf{"a": "\xc4\x91"}\n\n{"b": 2}\r\n{"c": 3}', name)
    assert list(read_lines(path)) == [(1, {"a": "đ"}), (3, {"b": 2}), (4, {"c": 3})]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b'{"a": 1', "JSON"),
        (b"[1]", "đối tượng"),
        (b"null", "đối tượng"),
        (b'{"a": "\xff"}', "UTF-8"),
        (b'{"a": NaN}', "NaN"),
        (b'{"a": ' + b"9" * 5000 + b"}", "JSON"),
        (b"[" * 100_000, "JSON"),
    ],
)
def test_a_bad_line_is_said_and_the_next_is_read(tmp_path: Path, line: bytes, words: str) -> None:
    (first, bad), (second, good) = read_lines(written(tmp_path, line + b'\n{"good": 1}\n'))
    assert isinstance(bad, UnreadableLine)
    assert words in bad.reason
    assert len(bad.excerpt) <= 300
    assert (first, second, good) == (1, 2, {"good": 1})


def test_a_line_over_the_limit_is_passed_over_without_being_held(tmp_path: Path) -> None:
    path = written(tmp_path, b'{"a": "' + b"x" * 3_000_000 + b'"}\n{"b": 2}\n', "a.jsonl.gz")
    (_, bad), good = read_lines(path, max_line=1000)
    assert isinstance(bad, UnreadableLine)
    assert "1000" in bad.reason
    assert good == (2, {"b": 2})
    exact = written(tmp_path, b'{"a":1}\n{"b":2}')
    assert [value for _, value in read_lines(exact, max_line=7)] == [{"a": 1}, {"b": 2}]


def test_a_truncated_gzip_file_gives_what_it_holds_and_then_says_so(tmp_path: Path) -> None:
    lines = b"".join(b'{"n": %d, "x": "%d"}\n' % (number, number**9) for number in range(2000))
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(lines)[:-2000])
    *good, (_, last) = read_lines(path)
    assert len(good) > 100
    assert all(value == {"n": number - 1, "x": str((number - 1) ** 9)} for number, value in good)
    assert isinstance(last, UnreadableLine)


def test_a_file_that_is_no_gzip_file_is_one_unreadable_line(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(b'{"a": 1}\n')
    ((number, line),) = read_lines(path)
    assert number == 1
    assert isinstance(line, UnreadableLine)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        list(read_lines(tmp_path / "none.jsonl"))


@given(
    content=st.binary(max_size=300),
    damage=st.integers(0, 60),
    name=st.sampled_from(["a.jsonl", "a.jsonl.gz"]),
)
def test_any_bytes_are_read_without_an_exception(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, damage: int, name: str
) -> None:
    path = written(tmp_path_factory.mktemp("lines"), content, name)
    data = bytearray(path.read_bytes())
    if damage < len(data):
        data[damage] ^= 0x55
    path.write_bytes(bytes(data))
    for number, value in read_lines(path):
        assert number > 0
        assert isinstance(value, dict | UnreadableLine)


def test_rejects_are_lines_a_person_can_correct(tmp_path: Path) -> None:
    path = tmp_path / "out" / "rejects.jsonl"
    with RejectsFile(path) as rejects:
        assert not path.exists()
        rejects.write(3, "1.000001", "không có tên", {"ma": "1.000001", "x": "\ud800", "dài": "a" * 9000})
        rejects.write(9, "", "không phải JSON", '{"a"')
        assert rejects.count == 2
    first, second = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    assert (first["line"], first["key"], first["reason"]) == (3, "1.000001", "không có tên")
    assert len(first["raw"]) == 2000
    assert second == {"line": 9, "key": "", "reason": "không phải JSON", "raw": '{"a"'}


def test_no_rejects_leave_no_file(tmp_path: Path) -> None:
    with RejectsFile(tmp_path / "rejects.jsonl"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_summary_counts_every_outcome() -> None:
    summary = ImportSummary()
    for outcome in ("taken", "taken", "updated", "unchanged", "rejected"):
        summary.add(outcome)
    assert summary == ImportSummary(taken=2, updated=1, unchanged=1, rejected=1)
    expected = "Đã đọc 5 bản ghi: 2 mới, 1 cập nhật, 1 không đổi, 0 giữ bản đã sửa, 0 ghép vào nửa kia, "
    assert str(summary) == expected + "0 ngoài phạm vi, 1 bị loại."
