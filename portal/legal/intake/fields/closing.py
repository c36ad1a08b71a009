"""The end of a document: who signed in what position, and who receives it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from portal.legal.intake.fields.names import people_at_end, person, position_in
from portal.legal.intake.fields.proposal import Proposed
from portal.legal.intake.fields.reading import LONG, Piece, Reading, is_rule, is_upper, squeezed
from portal.legal.intake.fields.restated import misread

_RECEIVE = re.compile(r"\W*n[oa]i nh[ao]n\s*[:;.]?")
_ITEM = re.compile(r"\s*[-–—~+•*]+\s*")
_KEPT = re.compile(r"\W*l[uư]u\b", re.IGNORECASE)
_SEALED = re.compile(r"\W?\(?\s*(?:đã ký|ký tên,? đóng dấu)\s*\)?\W?$", re.IGNORECASE)
_ANNEX = re.compile(
    r"\W*(?:phu luc|mau (?:so )?\d|danh muc|danh sach|quy che|quy dinh|bieu phi|bieu mau|phu bieu)\b"
)
_FORM = re.compile(r"\.{4,}|…{2,}|ghi ro ho ten|ky ten")
_LAST = re.compile(r"\./\.?\s*$|thong qua ngay \S+ thang \S+ nam \d{4}\.?$")
_REACH = 45
"""Pieces between a position and the name below it, with recipients printed in between."""


@dataclass(frozen=True)
class Signature:
    """Names and positions at the end of a document with their pieces."""

    names: tuple[tuple[str, Piece, float], ...]
    positions: tuple[tuple[str, Piece], ...]


def signature(reading: Reading, begin: Piece | None, several: bool) -> Signature:
    """Return the signature of a document: the first position line after `begin` that a name follows.

    What is annexed may carry forms with signatures of its own, so the first one counts. With `several`
    (joint documents) all names up to the first annex are taken.
    """
    pieces = [piece for piece in reading.pieces if begin is None or (piece.line > begin.line)]
    for index, piece in enumerate(pieces):
        if not _opens(piece):
            continue
        found = _below(pieces[index : index + _REACH], several)
        if found.names:
            return found
    return _without_names(pieces)


def _opens(piece: Piece) -> bool:
    return any(position_in(part.text) is not None for part in _fragments(piece))


def _fragments(piece: Piece) -> Iterator[Piece]:
    """A piece, or what remains beside "Nơi nhận:" and beside an item of the recipients."""
    if len(piece.text) > LONG:
        return
    yield piece
    head = _RECEIVE.match(piece.plain)
    for at in [head.end()] if head else [match.end() for match in re.finditer(r"[;.,:]\s+", piece.text)]:
        part = piece.part(at, len(piece.text))
        if part is not None:
            yield part
    for match in re.finditer(r"(?<=[^\W\d_])\s+(?=(?:TM|KT|TL|TUQ|Q)\.)", piece.text):
        part = piece.part(match.end(), len(piece.text))
        if part is not None:
            yield part
    if not is_upper(piece.text):
        capitals = re.search(r"(?<!\S)(?:[A-ZĐÀ-ỹ]{2,}\s?)+$", piece.text)
        part = piece.part(capitals.start(), len(piece.text)) if capitals else None
        if part is not None and is_upper(part.text):
            yield part


def _below(pieces: Sequence[Piece], several: bool) -> Signature:
    names: list[tuple[str, Piece, float]] = []
    positions: list[tuple[str, Piece]] = []
    for piece in pieces:
        if names and not several:
            break
        running = len(piece.text) > 80 and not _ITEM.match(piece.text)
        if _annexed(piece) or (running and not is_upper(piece.text)):
            break
        positions += _positions_of(piece) or _in_small_letters(piece, positions)
        if positions and not _RECEIVE.fullmatch(piece.plain):
            names += _names_of(piece)
    return Signature(tuple(names), tuple(positions))


def _positions_of(piece: Piece) -> list[tuple[str, Piece]]:
    for part in _fragments(piece):
        halves = _halves(part)
        found = [(position_in(half.text), half) for half in halves]
        if all(one is not None for one, _ in found):
            return [(one[1], half) for one, half in found if one is not None]
    return []


def _in_small_letters(piece: Piece, above: list[tuple[str, Piece]]) -> list[tuple[str, Piece]]:
    """A position in usual letters, as older documents print it below the authority ("TM. CHÍNH PHỦ / Thủ tướng")."""
    found = (
        position_in(piece.text.upper())
        if above and len(piece.text) < 24 and piece.text[:1].isupper()
        else None
    )
    return [(found[1], piece)] if found is not None and found[1] and person(piece.text) is None else []


def _halves(piece: Piece) -> list[Piece]:
    """Two position lines side by side as two: "KT. BỘ TRƯỞNG KT. BỘ TRƯỞNG", "THỨ TRƯỞNG THỨ TRƯỞNG"."""
    starts = [match.start() for match in re.finditer(r"(?<!\S)(?:TM|KT|TL|TUQ|Q)\.", piece.text)]
    words = piece.plain.split()
    if len(starts) >= 2:
        cuts = [*starts, len(piece.text)]
    elif len(words) >= 4 and len(words) % 2 == 0 and words[: len(words) // 2] == words[len(words) // 2 :]:
        middle = list(re.finditer(r"\S+", piece.text))[len(words) // 2].start()
        cuts = [0, middle, len(piece.text)]
    else:
        return [piece]
    parts = [piece.part(left, right) for left, right in itertools.pairwise(cuts)]
    return [part for part in parts if part is not None]


def _names_of(piece: Piece) -> list[tuple[str, Piece, float]]:
    if len(piece.text) > LONG or is_rule(piece.text):
        return []
    if position_in(piece.text) is not None or _in_small_letters(piece, [("", piece)]):
        return []
    whole = person(piece.text)
    if whole is not None and (whole[1] > 0.8 or not _ITEM.match(piece.text)):
        pair = people_at_end(piece.text)
        if len(pair) < 2:
            return [(whole[0], piece, whole[1])]
    found = []
    for name, start, sure in people_at_end(piece.text):
        part = piece.part(start, len(piece.text))
        if part is not None and sure > 0.6:
            beside = start > 0 and not re.search(r"[;.,:/)\s]\s*$", piece.text[:start].rstrip()[-1:])
            found.append((name, part, sure - (0.15 if beside else 0.05)))
    return found


def _without_names(pieces: Sequence[Piece]) -> Signature:
    """What can be read where no position stands above a name: both are looked for below the last sentence."""
    at = next((i for i, piece in enumerate(pieces) if _RECEIVE.match(piece.plain)), None)
    if at is None:
        at = next((i for i, piece in enumerate(pieces) if _LAST.search(piece.plain)), None)
    if at is None:
        return Signature((), ())
    near = [piece for piece in pieces[max(at - 3, 0) : at + _REACH] if piece.page == pieces[at].page]
    near = list(itertools.takewhile(lambda one: not _annexed(one), near))
    positions = [found for piece in near for found in _positions_of(piece)]
    for piece in near:
        whole = None if _ITEM.match(piece.text) else person(piece.text)
        if whole is not None and whole[1] > 0.55:
            sure = 0.65 if not misread(whole[0]) else 0.5
            return Signature(((whole[0], piece, min(whole[1], sure)),), tuple(positions))
    return Signature((), tuple(positions))


def _annexed(piece: Piece) -> bool:
    """Whether a line begins an annex, or a form to be filled in."""
    if piece.plain.startswith("phu luc") and len(piece.text) < 40:
        return True
    return (_ANNEX.match(piece.plain) is not None and is_upper(piece.text)) or _FORM.search(
        piece.plain
    ) is not None


def signer(reading: Reading, found: Signature) -> Proposed | None:
    """Return who signed; the names of a joint document joined by commas."""
    if not found.names:
        return None
    names = list(dict.fromkeys(name for name, _, _ in found.names))
    sure = min(sure for _, _, sure in found.names) - (0.1 if not found.positions else 0.0)
    return reading.proposed(", ".join(names), [piece for _, piece, _ in found.names], sure)


def signer_position(reading: Reading, found: Signature) -> Proposed | None:
    """Return the position of who signed: the last one above the name ("KT. CHỦ TỊCH / PHÓ CHỦ TỊCH")."""
    named = [(name, piece) for name, piece in found.positions if name]
    if not named:
        return None
    name, piece = named[-1]
    return reading.proposed(name, [piece], 0.9 if found.names else 0.7)


def recipients(reading: Reading, begin: Piece | None) -> Proposed | None:
    """Return the recipients below "Nơi nhận:", joined by semicolons, None where there is no such list."""
    pieces = [piece for piece in reading.pieces if begin is None or piece.line > begin.line]
    at = next((i for i, piece in enumerate(pieces) if _RECEIVE.match(piece.plain)), None)
    if at is None:
        return None
    items: list[str] = []
    used: list[Piece] = []
    done = False
    for piece in pieces[at + 1 : at + 80]:
        if piece.page > pieces[at].page + 1 or (
            piece.column != pieces[at].column and not _ITEM.match(piece.text)
        ):
            continue
        text = _own_part(piece)
        if not text:
            continue
        if _ITEM.match(piece.text) and not done:
            items.append(_ITEM.sub("", text, count=1))
        elif items and not done and not items[-1].endswith((";", ".")) and not piece.blank:
            items[-1] += f" {text}"
        elif items and piece.page == pieces[at].page and not is_upper(piece.text) and done:
            break
        else:
            continue
        used.append(piece)
        done = done or (_KEPT.match(items[-1]) is not None and items[-1].endswith((".", ";")))
    if not items:
        return None
    value = "; ".join(squeezed(item).rstrip(" ;.,") for item in items)
    return reading.proposed(value, [pieces[at], *used], 0.85)


def _own_part(piece: Piece) -> str:
    """What belongs to the recipients on a line beside which the signature stands."""
    if len(piece.text) > LONG or position_in(piece.text) is not None or is_rule(piece.text):
        return ""
    if not _ITEM.match(piece.text) and person(piece.text) is not None:
        return ""
    cut = len(piece.text)
    for part in list(_fragments(piece))[1:]:
        if position_in(part.text) is not None or person(part.text) is not None:
            cut = min(cut, part.start - piece.start)
    for _, start, sure in people_at_end(piece.text[:cut]):
        cut = min(cut, start) if start > 0 and sure > 0.6 else cut
    return _SEALED.sub("", piece.text[:cut]).strip()
