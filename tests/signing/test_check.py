"""What is told about signatures: made ones with a known truth, real ones, and files that mean harm."""

from __future__ import annotations

import base64
import io
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter

from portal.signing.check import WORKER, check_pdf
from portal.signing.report import SignatureReport
from portal.signing.trust import NoCertificate, Trust, add, load_trust
from tests.signing import made

Read = Any


@pytest.fixture()
def read(tmp_path: Path) -> Read:
    """Reads a PDF's signatures, trusting the made root unless told otherwise."""

    def make(raw: bytes, trust: Trust | None = None) -> list[SignatureReport]:
        path = tmp_path / "tep.pdf"
        path.write_bytes(raw)
        return check_pdf(path, made.trusting(tmp_path, made.authority()) if trust is None else trust)

    return make


def states(found: list[SignatureReport]) -> list[tuple[str, str, str]]:
    return [(one.integrity, one.change, one.chain) for one in found]


def test_an_unsigned_file_has_no_signature(read: Read) -> None:
    assert read(made.blank_pdf()) == []


def test_who_signed_in_what_capacity_and_when(read: Read) -> None:
    signer = made.holder(
        TITLE="Chủ tịch", ORGANIZATIONAL_UNIT_NAME="Văn phòng", EMAIL_ADDRESS="anh@tamhai.example"
    )
    (found,) = read(made.signed(made.blank_pdf(), signer))
    assert (found.signer, found.organisation, found.title) == (
        "Nguyễn Thị Ánh",
        "UBND xã Tam Hải",
        "Chủ tịch",
    )
    assert (found.units, found.email, found.reason) == (["Văn phòng"], "anh@tamhai.example", "Thử")
    assert found.issuer == "CA gốc thử" and found.field == "ChuKy1" and found.kind == "approval"
    # A run may begin before midnight and sign after it, so moments are compared and not days.
    signed = datetime.fromisoformat(found.claimed_at)
    assert made.NOW.replace(microsecond=0) <= signed <= datetime.now(UTC) and found.timestamp is None
    assert (found.covers, found.level, found.weak) == ("file", "PAdES B-B", False)


@pytest.mark.tcvn("7.2.3.5.b")
def test_trust_comes_from_the_administrators_roots_alone(read: Read) -> None:
    raw = made.signed(made.blank_pdf(), made.holder())
    assert states(read(raw, Trust())) == [("intact", "none", "unknown")]
    (found,) = read(raw)
    assert states([found]) == [("intact", "none", "trusted")] and found.root == "CA gốc thử"


def test_a_root_that_the_file_brings_along_is_not_believed(read: Read, tmp_path: Path) -> None:
    other = made.trusting(tmp_path / "khac", made.authority("CA khác"))
    # The same key and another name: only a certificate that lies in the folder counts.
    assert states(read(made.signed(made.blank_pdf(), made.holder()), other))[0][2] == "unknown"


def test_one_changed_byte_breaks_the_signature(read: Read) -> None:
    raw = bytearray(made.signed(made.blank_pdf(), made.holder()))
    at = raw.index(b"/MediaBox")
    raw[at + 12 : at + 13] = b"7" if raw[at + 12 : at + 13] != b"7" else b"8"
    (found,) = read(bytes(raw))
    assert found.integrity == "broken" and found.is_changed and found.signer == "Nguyễn Thị Ánh"


def test_an_update_of_the_text_after_signing_is_harmful(read: Read) -> None:
    (found,) = read(made.updated(made.signed(made.blank_pdf(), made.holder()), "So tien: 9 ty dong"))
    assert states([found]) == [("intact", "harmful", "trusted")]
    assert found.is_changed and found.covers == "revision" and found.change_kinds == ["content"]


def test_what_is_appended_without_a_revision_is_harmful_but_not_an_empty_line(read: Read) -> None:
    raw = made.signed(made.blank_pdf(), made.holder())
    assert not read(raw + b"\r\n")[0].is_changed
    assert read(raw + b"1 0 obj << /Evil true >> endobj\n")[0].is_changed


def test_five_signatures_one_after_the_other(read: Read) -> None:
    raw = made.blank_pdf()
    for at in range(1, 6):
        raw = made.signed(
            raw,
            made.holder(f"Người ký {at}"),
            name=f"K{at}",
            box=(50 * at, 50, 50 * at + 40, 90),
        )
    found = read(raw)
    assert [one.signer for one in found] == [f"Người ký {at}" for at in range(1, 6)]
    assert [one.change for one in found] == ["harmless"] * 4 + ["none"]
    assert [one.change_kinds for one in found] == [["signature"]] * 4 + [[]]
    assert [one.covers for one in found] == ["revision"] * 4 + ["file"]
    assert {one.chain for one in found} == {"trusted"} and not any(one.is_changed for one in found)


def test_a_change_between_two_signatures_is_seen_at_the_first(read: Read) -> None:
    raw = made.updated(made.signed(made.blank_pdf(), made.holder()), "Khac")
    found = read(made.signed(raw, made.holder("Người thứ hai"), name="K2"))
    assert [one.is_changed for one in found] == [True, False]


def test_a_certification_that_allows_signing_also_allows_new_fields(read: Read) -> None:
    first = made.signed(made.blank_pdf(), made.holder(), certify=MDPPerm.FILL_FORMS)
    (alone,) = read(first)
    assert alone.kind == "certification" and not alone.is_changed
    found = read(made.signed(first, made.holder("Người thứ hai"), name="K2"))
    assert [(one.kind, one.is_changed) for one in found] == [("certification", False), ("approval", False)]


def test_a_certificate_that_ended_is_expired_unless_a_trusted_stamp_proves_the_time(read: Read) -> None:
    ended = made.holder(begin=-400, end=-1)
    assert states(read(made.signed(made.blank_pdf(), ended))) == [("intact", "none", "expired")]
    stamper = made.holder("Máy chủ dấu thời gian", number=2, stamping=True)
    (found,) = read(made.signed(made.blank_pdf(), made.holder(), stamper=stamper))
    assert found.timestamp is not None and found.timestamp.intact and found.timestamp.chain == "trusted"
    assert found.timestamp.authority == "Máy chủ dấu thời gian" and found.level == "PAdES B-T"
    assert found.signed_at == found.timestamp.at and found.chain == "trusted"


def test_a_stamp_by_somebody_who_may_not_stamp_proves_nothing(read: Read) -> None:
    stamper = made.holder("Không phải máy chủ", number=2)
    (found,) = read(made.signed(made.blank_pdf(), made.holder(begin=-400, end=-1), stamper=stamper))
    assert found.timestamp is not None and found.timestamp.chain == "unknown" and found.chain == "expired"


def test_an_embedded_list_that_names_the_certificate_revokes_it(read: Read) -> None:
    signer = made.holder()
    raw = made.signed(made.blank_pdf(), signer)
    when = made.NOW - timedelta(days=2)
    bad = made.revocation_list(made.authority(), [signer.cert.serial_number], when)
    (found,) = read(made.with_evidence(raw, lists=[bad], certificates=[made.authority().cert]))
    assert states([found]) == [("intact", "harmless", "revoked")] and found.change_kinds == ["ltv"]
    assert found.revoked_at[:10] == when.date().isoformat()
    good = made.revocation_list(made.authority(), [7], when)
    assert read(made.with_evidence(raw, lists=[good], certificates=[]))[0].chain == "trusted"


def test_a_list_that_an_administrator_laid_there_revokes_too(read: Read, tmp_path: Path) -> None:
    signer = made.holder()
    raw = made.signed(made.blank_pdf(), signer)
    source = tmp_path / "thu-hoi.crl"
    source.write_bytes(made.revocation_list(made.authority(), [signer.cert.serial_number], made.NOW))
    before = made.trusting(tmp_path, made.authority())
    assert add(tmp_path, source) == []
    after = load_trust(tmp_path)
    assert [read(raw, one)[0].chain for one in (before, after)] == ["trusted", "revoked"]
    assert before.digest != after.digest
    source.write_bytes(b"khong phai")
    with pytest.raises(NoCertificate):
        add(tmp_path, source)


def test_a_list_that_somebody_else_signed_revokes_nothing(read: Read) -> None:
    signer = made.holder()
    forger = made.Holder(made.authority().cert, made.rsa_key(3))
    forged = made.revocation_list(forger, [signer.cert.serial_number], made.NOW - timedelta(days=2))
    raw = made.with_evidence(made.signed(made.blank_pdf(), signer), lists=[forged], certificates=[])
    assert read(raw)[0].chain == "trusted"


def test_a_revocation_after_a_trusted_stamp_does_no_harm(read: Read) -> None:
    signer, stamper = made.holder(), made.holder("Máy chủ", number=2, stamping=True)
    raw = made.signed(made.blank_pdf(), signer, stamper=stamper)
    late = made.revocation_list(made.authority(), [signer.cert.serial_number], made.NOW + timedelta(hours=1))
    assert read(made.with_evidence(raw, lists=[late], certificates=[]))[0].chain == "trusted"


@pytest.mark.asvs("11.6.1")
def test_an_old_digest_is_told_as_weak_and_not_refused(read: Read) -> None:
    raw = made.signed(
        made.blank_pdf(), made.holder(), digest="sha1", subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED
    )
    (found,) = read(raw)
    assert found.integrity == "intact" and found.weak and found.level == "PKCS#7"


def test_signed_spans_that_leave_out_more_than_the_signature_are_not_believed(read: Read) -> None:
    raw = made.signed(made.blank_pdf(), made.holder())
    start = raw.index(b"/ByteRange")
    end = raw.index(b"]", start)
    numbers = [int(one) for one in raw[start:end].split(b"[")[1].split()]
    numbers[2] -= 2
    told = b"/ByteRange [" + b" ".join(b"%d" % one for one in numbers)
    forged = raw[:start] + told.ljust(end - start) + raw[end:]
    assert len(forged) == len(raw)
    assert read(forged)[0].is_changed


def test_a_signature_that_only_a_page_shows_is_found(read: Read) -> None:
    """As in a file that was saved anew by a tool that drops forms: the signature is there and no longer fits."""
    raw = made.signed(made.blank_pdf(), made.holder(), box=(50, 50, 90, 90))
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(raw)) as pdf, pytest.warns(pikepdf.PageCopyWarning):
        del pdf.Root["/AcroForm"]
        pdf.save(out)
    (found,) = read(out.getvalue())
    assert found.signer == "Nguyễn Thị Ánh" and found.is_changed


def test_nothing_is_ever_fetched(tmp_path: Path) -> None:
    """Signed with a certificate that names places to fetch from; the child's code dies here when it tries."""
    path = tmp_path / "tep.pdf"
    path.write_bytes(made.signed(made.blank_pdf(), made.holder(places="http://127.0.0.1:9/")))
    roots = [base64.b64encode(one.der).decode() for one in made.trusting(tmp_path, made.authority()).roots]
    script = (
        "import socket, sys, json\n"
        "def no(*a, **k): raise SystemExit('network')\n"
        "socket.socket.connect = no; socket.getaddrinfo = no\n"
        f"sys.path.append({str(WORKER.parent)!r})\n"
        "from child.reading import check\n"
        f"print(json.dumps(check({str(path)!r}, {roots!r}, [])))\n"
    )
    done = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and '"trusted"' in done.stdout, done.stderr[-300:]
