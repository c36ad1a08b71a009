"""Fields of the real files against what their pages show."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.fields import TRUTH, is_right
from portal.legal.intake.fields import SURE, Proposals, propose
from portal.media.reading import ocr_available, read_file

FILES = Path(__file__).resolve().parents[4] / "shared" / "data" / "files"
LABELS = json.loads(TRUTH.read_text(encoding="utf-8"))
FIELDS = ("number", "type", "issuer", "issued", "effective", "signer", "title", "legal_bases")

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not FILES.is_dir(), reason=f"không có {FILES}"),
]


def wrong(found: Proposals, truth: dict[str, object]) -> set[str]:
    return {field for field in FIELDS if not is_right(field, getattr(found, field), truth[field])}


@pytest.mark.parametrize("name", [name for name, truth in LABELS.items() if truth["read_from"] == "text"])
def test_documents_with_text_are_read_rightly(name: str) -> None:
    truth = LABELS[name]
    found = propose(read_file(FILES / name, name).pages)
    # The number and date of this letter were stamped on as pictures; its text leaves them blank.
    stamped = {"number", "issued"} if name == "text-six-signatures-1p.pdf" else set()
    assert wrong(found, truth) == stamped
    assert not stamped or (found.number is None and found.issued is None)


@pytest.mark.skipif(not ocr_available(), reason="không có Tesseract với tiếng Việt")
def test_a_scan_is_read_rightly_but_for_what_the_stamp_covers() -> None:
    name = "scan-signed-4p.pdf"
    found = propose(read_file(FILES / name, name).pages)
    assert wrong(found, LABELS[name]) <= {"signer"}
    assert (
        found.signer is None or found.signer.confidence < SURE or "signer" not in wrong(found, LABELS[name])
    )
