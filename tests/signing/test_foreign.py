"""Files that nobody here made, and files that mean harm: answered, never an exception, never a hang."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.media.isolated import IsolatedFailure, run_isolated
from portal.signing.check import WORKER, check_pdf, has_signature
from portal.signing.report import SignatureReport, from_json
from portal.signing.trust import Trust
from tests.signing import made

SIGNED = made.signed(made.blank_pdf(), made.holder())


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_mutilated_files_are_answered(tmp_path: Path, data: st.DataObject) -> None:
    raw = bytearray(SIGNED)
    for _ in range(data.draw(st.integers(1, 30))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(len(raw) // 2, len(raw)))
    path = tmp_path / "tep.pdf"
    path.write_bytes(bytes(raw[:cut]))
    for one in check_pdf(path, Trust()):
        assert one.chain == "unknown" and one.integrity in {"intact", "broken", "unreadable"}
        assert one.is_changed or one.integrity == "unreadable" or bytes(raw) == SIGNED or one.covers == "file"


NAMES = st.sampled_from(sorted(SignatureReport.__dataclass_fields__))
LEAVES = st.none() | st.booleans() | st.integers() | st.text()


@given(st.recursive(LEAVES, lambda one: st.lists(one) | st.dictionaries(NAMES, one), max_leaves=20))
def test_any_answer_of_the_child_becomes_a_report(answer: Any) -> None:
    one = from_json(answer)
    assert from_json(one.as_json()) == one


@pytest.mark.real_data
def test_hostile_files_are_answered(tmp_path: Path) -> None:
    folder = made.SHARED / "badinputs"
    if not folder.is_dir():
        pytest.skip("không có ../shared/data/badinputs")
    kinds = ("qpdf-bad", "pdfjs-bad", "verapdf-fail", "generated")
    files = [one for kind in kinds for one in sorted((folder / kind).iterdir()) if one.is_file()]
    assert len(files) > 200
    for one in files:
        found = check_pdf(one, Trust())
        assert all(report.integrity == "unreadable" for report in found), one.name
    # The quick look takes most of them off; the child itself must stand them too.
    for one in [one for one in files if one.suffix == ".pdf"][::30]:
        try:
            assert "result" in run_isolated(
                "check", {"path": str(one), "roots": [], "lists": []}, script=WORKER
            )
        except IsolatedFailure as error:
            assert "PDF" in str(error) or "phức tạp" in str(error) or "hỏng" in str(error)


REAL = {
    "scan-signed-4p.pdf": (1, {"CỔNG THÔNG TIN ĐIỆN TỬ CHÍNH PHỦ"}, False),
    "scan-signed-22p.pdf": (1, {"CỔNG THÔNG TIN ĐIỆN TỬ CHÍNH PHỦ"}, False),
    # Saved anew after signing: its signed spans lie beyond its end.
    "text-signed-30p.pdf": (1, {"CỔNG THÔNG TIN ĐIỆN TỬ CHÍNH PHỦ"}, True),
    "text-six-signatures-1p.pdf": (
        6,
        {
            "Đào Mạnh Hà",
            "Nguyễn Thanh Điệp",
            "CỤC CẢNH SÁT PHÒNG CHÁY, CHỮA CHÁY VÀ CỨU NẠN, CỨU HỘ",
        },
        False,
    ),
    "scan-unsigned-11p.pdf": (0, set(), False),
    "text-unsigned-3p.pdf": (0, set(), False),
}


@pytest.mark.real_data
@pytest.mark.parametrize("name", sorted(REAL))
def test_real_files(name: str) -> None:
    path = made.SHARED / "files" / name
    if not path.is_file():
        pytest.skip(f"không có ../shared/data/files/{name}")
    count, signers, changed = REAL[name]
    found = check_pdf(path, Trust())
    assert len(found) == count and {one.signer for one in found} == signers
    assert any(one.is_changed for one in found) is changed and has_signature(path) is bool(count)
    for one in found:
        assert one.chain == "unknown" and one.organisation and one.claimed_at.endswith("+07:00")
        assert one.timestamp is None or one.timestamp.intact
