"""Signed notes: the published examples, and what a note must not pass as."""

from __future__ import annotations

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from portal.proofs.notes import (
    COSIGNATURE,
    ED25519,
    Checkpoint,
    InvalidNote,
    Note,
    Signature,
    Signer,
    Verifier,
    cosigned_at,
    key_id,
)

# The example keys and note of golang.org/x/mod/sumdb/note, which the specification was written from.
PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
SIGNED = (
    TEXT
    + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
SIGNER = Signer("tam-hai.example/bang-chung", bytes(range(32)))
WITNESS = Signer("tam-tra.example/bang-chung", bytes(range(1, 33)))
POINT = Checkpoint(SIGNER.name, 42, hashlib.sha256(b"root").digest())


def test_the_published_example() -> None:
    assert str(Signer.parse(PRIVATE).verifier) == PUBLIC
    assert Signer.parse(PRIVATE).private_text() == PRIVATE
    assert Signer.parse(PRIVATE).sign(TEXT) == SIGNED
    assert str(Verifier.parse(PUBLIC)) == PUBLIC
    assert Note.parse(SIGNED).is_signed_by(Verifier.parse(PUBLIC))
    assert Note.parse(SIGNED).text == TEXT


def test_ids_and_lines_as_the_specification_builds_them() -> None:
    key = Ed25519PrivateKey.from_private_bytes(WITNESS.seed)
    public = key.public_key().public_bytes_raw()
    expected = hashlib.sha256(b"tam-tra.example/bang-chung\n\x04" + public).digest()[:4]
    assert key_id(WITNESS.name, COSIGNATURE, public) == expected == WITNESS.cosigner.id
    assert key_id(WITNESS.name, ED25519, public) == WITNESS.verifier.id != expected
    message = f"cosignature/v1\ntime 1790000000\n{POINT.text}".encode()
    made = expected + (1_790_000_000).to_bytes(8, "big") + key.sign(message)
    line = f"— tam-tra.example/bang-chung {base64.b64encode(made).decode()}"
    assert WITNESS.cosign(POINT.text, 1_790_000_000) == line
    assert cosigned_at(POINT.text, line, WITNESS.cosigner) == 1_790_000_000
    assert POINT.text == f"{SIGNER.name}\n42\n{base64.b64encode(POINT.root).decode()}\n"


@given(
    st.from_regex(r"[a-z.]{1,20}(/[a-z]{1,9})?", fullmatch=True),
    st.integers(0, 10**15),
    st.binary(min_size=32, max_size=32),
)
def test_what_was_written_is_read_again(origin: str, size: int, root: bytes) -> None:
    point = Checkpoint(origin, size, root)
    raw = SIGNER.sign(point.text) + WITNESS.cosign(point.text, size) + "\n"
    note = Note.parse(raw)
    assert Checkpoint.parse(note.text) == point
    assert note.is_signed_by(SIGNER.verifier)
    assert cosigned_at(note.text, note.signatures[1].line, WITNESS.cosigner) == size


@given(st.integers(0, len(POINT.text.encode()) * 8 - 1))
def test_a_flipped_bit_of_the_text_is_not_signed(bit: int) -> None:
    raw = SIGNER.sign(POINT.text).encode()
    bent = bytearray(raw)
    bent[bit // 8] ^= 1 << bit % 8
    try:
        note = Note.parse(bent.decode())
    except ValueError:
        return
    assert not note.is_signed_by(SIGNER.verifier)


@given(st.integers(0, 76 * 8 - 1))
def test_a_flipped_bit_of_a_cosignature_is_refused(bit: int) -> None:
    line = Signature.parse(WITNESS.cosign(POINT.text, 1_790_000_000))
    data = bytearray(line.key_id + line.data)
    data[bit // 8] ^= 1 << bit % 8
    bent = Signature(line.name, bytes(data[:4]), bytes(data[4:])).line
    assert cosigned_at(POINT.text, bent, WITNESS.cosigner) is None


def test_a_signature_is_no_cosignature_and_the_reverse() -> None:
    signature = Note.parse(SIGNER.sign(POINT.text)).signatures[0]
    assert cosigned_at(POINT.text, signature.line, SIGNER.verifier) is None
    assert cosigned_at(POINT.text, signature.line, SIGNER.cosigner) is None
    cosigned = Note.parse(f"{POINT.text}\n{SIGNER.cosign(POINT.text, 1)}\n")
    assert not cosigned.is_signed_by(SIGNER.cosigner)
    assert not cosigned.is_signed_by(SIGNER.verifier)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a\n",
        "a\n1\n",
        "a\n01\n" + "A" * 43 + "=\n",
        "a\n-1\n" + "A" * 43 + "=\n",
        "a\n1\nAAAA\n",
        "a\n1\n" + "A" * 43 + "=",
        "\n1\n" + "A" * 43 + "=\n",
        "a\n1\n" + "!" * 43 + "=\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(InvalidNote):
        Checkpoint.parse(text)


@pytest.mark.parametrize(
    "raw",
    [
        "",
        TEXT,
        TEXT + "\n",
        SIGNED[:-1],
        SIGNED.replace("—", "-"),
        SIGNED.replace("x08go", "!08go"),
        "a\tb" + SIGNED,
    ],
)
def test_what_is_no_note_is_refused(raw: str) -> None:
    with pytest.raises(InvalidNote):
        Note.parse(raw)


@pytest.mark.parametrize(
    "text", ["", "a", "a+b+c", PUBLIC.replace("c74f20a3", "c74f20a4"), PUBLIC[:-4], "x" + PUBLIC]
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(InvalidNote):
        Verifier.parse(text)
