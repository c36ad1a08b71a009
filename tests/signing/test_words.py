"""The sentence about a file, and what stands in the details."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest
from flask import Flask

from portal.signing import words
from portal.signing.report import SignatureReport, Stamped

GOOD = SignatureReport(
    field="K", signer="Nguyễn Thị Ánh", issuer="CA", serial="1", integrity="intact", change="none", covers="file",
    chain="trusted", root="Gốc", claimed_at="2026-11-25T08:00:00+07:00", revision=1, revisions=2,
)  # fmt: skip
UNKNOWN = replace(GOOD, chain="unknown", serial="2")
EXPIRED = replace(GOOD, chain="expired", serial="3")
REVOKED = replace(GOOD, chain="revoked", serial="4", revoked_at="2026-11-01T00:00:00+00:00")
UNREAD = SignatureReport(field="H")
CHANGED = replace(GOOD, change="harmful", change_kinds=["content"])
WORST_FIRST = [CHANGED, UNREAD, REVOKED, UNKNOWN, EXPIRED, GOOD]
STATES = ["changed", "unreadable", "revoked", "unknown", "expired", "trusted"]


@pytest.mark.parametrize("at", range(len(WORST_FIRST)))
def test_the_worst_decides_whatever_the_order(at: int) -> None:
    for order in permutations(WORST_FIRST[at:]):
        assert words.state_of(list(order)) == STATES[at]
    assert words.state_of([]) == ""


def test_the_sentence_counts_signatures_and_certificates(app: Flask) -> None:
    with app.test_request_context():
        reports = [GOOD, GOOD, UNKNOWN, UNKNOWN, replace(UNKNOWN, serial="9"), GOOD]
        told = words.verdict(reports)
        assert told is not None and told.sentence == (
            "Tệp có 6 chữ ký số; không bị thay đổi sau khi ký; chưa rõ nguồn tin cậy của 2 chứng thư."
        )
        assert not told.is_warning and told.label == "Ký số, không rõ nguồn tin cậy"
        best = words.verdict([GOOD])
        assert best is not None and (best.label, best.tone) == ("Ký số hợp lệ", "good")
        assert words.verdict([]) is None


def test_what_must_be_warned_of(app: Flask) -> None:
    with app.test_request_context():
        warned = [told.is_warning for one in WORST_FIRST if (told := words.verdict([one]))]
        assert warned == [True, True, True, False, False, False]
        unread = words.verdict([UNREAD])
        assert unread is not None and "chưa biết tệp có bị thay đổi" in unread.sentence
        weak = words.verdict([replace(GOOD, weak=True)])
        assert weak is not None and "thuật toán cũ" in weak.sentence


def test_a_timestamp_of_the_whole_file_is_no_signature_of_a_person(app: Flask) -> None:
    with app.test_request_context():
        told = words.verdict([GOOD, replace(GOOD, kind="timestamp", serial="7")])
        assert told is not None and told.sentence.startswith("Tệp có 1 chữ ký số;")


def test_details_tell_times_in_vietnam(app: Flask) -> None:
    stamp = Stamped("2026-11-25T01:02:03+00:00", "Máy chủ dấu thời gian", True, "unknown")
    with app.test_request_context():
        told = dict(words.details(replace(GOOD, timestamp=stamp, title="Chủ tịch")))
    assert told["Dấu thời gian"] == (
        "08:02:03 ngày 25/11/2026 – Máy chủ dấu thời gian (không rõ nguồn tin cậy)"
    )
    assert told["Chức vụ"] == "Chủ tịch" and told["Chứng thư"] == "hợp lệ, do Gốc bảo đảm"
    assert words.instant("hôm qua") == "" and words.day("") == ""
