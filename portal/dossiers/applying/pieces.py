"""Papers of a draft, piece by piece: photos made into straight pages, PDFs as they came, papers that the office has.

A photo stays beside the page that was made of it for as long as a draft lives (`Paper.forget_on`), so that the page can
be made anew with other corners or another turn; `fields` of the page says how it was made. With the handing in, pieces
of one paper become one file and the photos go.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import PurePath
from typing import Any

from flask_babel import gettext as _

from portal.citizens.models import VNEID, Citizen
from portal.clock import today
from portal.dossiers import drafts
from portal.dossiers.applying.works import Work
from portal.dossiers.party import Party
from portal.dossiers.submissions import MOST_PAPERS, UPLOAD
from portal.jobs.service import enqueue
from portal.media.refusal import Refused
from portal.papers import inspecting, queries, service
from portal.papers.combining import Piece, combine, rehearse
from portal.papers.models import READY, Paper
from portal.papers.owners import owner_mark
from portal.papers.preparing.making import Corners, Made, Source, make
from portal.services.definition.shapes import PaperKind

RAW_DAYS = 45  # longer than a draft lives
MOST_PIECES = 30
_KINDS = frozenset({"picture", "pdf"})


@dataclass(frozen=True)
class Ready:
    """What was sent, looked at: a photo with the page made of it, or a PDF. Nothing of it is kept yet."""

    data: bytes
    name: str
    made: Made | None = None
    made_with: dict[str, Any] = field(default_factory=dict)


def look_at(kind: PaperKind, data: bytes, name: str) -> Ready:
    """Judge what was sent for a paper and make a page of a photo; takes a second, so no transaction should be open.

    Raises Refused with a sentence for who sent it.
    """
    if not data:
        raise Refused(_("Tệp trống. Hãy chọn lại tệp."), "empty")
    if len(data) > kind.most_mb * 1024 * 1024:
        raise Refused(
            _("Tệp lớn hơn %(most)s MB. Hãy chụp từng trang rồi gửi lại.", most=kind.most_mb), "too_large"
        )
    found = inspecting.inspect(data, name, _KINDS & set(kind.formats))
    if found.kind != "picture":
        return Ready(data, found.name)
    return Ready(data, found.name, *_made(data))


def _made(
    data: bytes, corners: Corners | None = None, turn: int | None = None
) -> tuple[Made, dict[str, Any]]:
    made = make([Source(data, corners, turn)])
    page = made.pages[0]
    return made, {
        "turn": page.turn,
        "corners": [list(one) for one in corners] if corners is not None else None,
        "troubles": list(made.troubles),
    }


def add(work: Work, kind: PaperKind, ready: Ready, by: Party, person: Citizen) -> Paper:
    """Keep what was looked at as the last piece of a paper (the caller commits). Sent again, it is the piece that it
    became the first time. Raises Refused, StoreUnavailable."""
    given = work.pieces(kind.key)
    everything = sum(len(ids) for ids in work.draft.papers.values())
    if len(given) >= MOST_PIECES or everything >= MOST_PAPERS:
        raise Refused(_("Đã đủ %(most)s tệp. Hãy bỏ bớt tệp không cần.", most=MOST_PIECES), "too_many")
    kept = _keep(kind, ready.data, ready.name, by, person)
    known = _known_already(kept, given)
    if known is not None:
        service.discard(kept, by.actor, noted=False)
        return known
    piece = kept
    if ready.made is not None:
        kept.forget_on = today() + timedelta(days=RAW_DAYS)
        piece = _page_of(kept, ready.made, ready.made_with, by, person)
    _give(work, kind.key, [*given, piece.id])
    return piece


def _keep(kind: PaperKind, data: bytes, name: str, by: Party, person: Citizen) -> Paper:
    mark = owner_mark(person.identity) if person.level == VNEID else ""
    return service.keep(
        data, name, kind.kind or kind.key, mark, UPLOAD, by.actor, citizen_id=person.id, read=False
    )


def _known_already(kept: Paper, given: Sequence[int]) -> Paper | None:
    """The piece of this paper that the same file became before."""
    pieces = queries.papers(list(given))
    raws = queries.papers([raw for one in pieces.values() if (raw := raw_of(one)) is not None])
    for one in pieces.values():
        raw = raws.get(raw_of(one) or 0)
        if kept.digest in {one.digest, raw.digest if raw is not None else ""}:
            return one
    return None


def _page_of(raw: Paper, made: Made, made_with: dict[str, Any], by: Party, person: Citizen) -> Paper:
    page = service.keep(
        made.pdf,
        f"{PurePath(raw.name).stem or 'trang'}.pdf",
        raw.kind,
        raw.owner_mark,
        UPLOAD,
        by.actor,
        citizen_id=person.id,
        read=False,
    )
    page.state = READY
    page.fields = {"raw": raw.id} | made_with
    return page


def raw_of(piece: Paper) -> int | None:
    """The id of the photo that a page was made of; None for what came as it is."""
    found = (piece.fields or {}).get("raw")
    return found if isinstance(found, int) else None


def troubles_of(piece: Paper) -> list[str]:
    """What was wrong with the photo, as words of `making.TROUBLES`."""
    found = (piece.fields or {}).get("troubles")
    return [str(one) for one in found] if isinstance(found, list) and raw_of(piece) is not None else []


def made_anew(piece: Paper, corners: Corners | None, turn: int | None) -> tuple[Made, dict[str, Any]] | None:
    """A page made of its photo again; None where there is no photo (any more). Takes a second; raises Refused."""
    raw = queries.paper(raw_of(piece) or 0)
    if raw is None:
        return None
    return _made(service.content(raw), corners, turn)


def wishes_of(piece: Paper) -> tuple[Corners | None, int]:
    """The corners that a person set (None: found by itself), and how the photo was turned."""
    told = piece.fields or {}
    corners = told.get("corners")
    chosen: Corners | None = None
    if isinstance(corners, list) and len(corners) == 4:
        first, second, third, fourth = ((float(x), float(y)) for x, y in corners)
        chosen = (first, second, third, fourth)
    return chosen, int(told.get("turn") or 0)


def replace(
    work: Work, key: str, piece: Paper, made: tuple[Made, dict[str, Any]], by: Party, person: Citizen
) -> Paper | None:
    """Put a page that was made anew in the place of the one before (the caller commits)."""
    raw, given = queries.paper(raw_of(piece) or 0), work.pieces(key)
    if raw is None or piece.id not in given:
        return None
    page = _page_of(raw, *made, by, person)
    _give(work, key, [page.id if one == piece.id else one for one in given])
    service.discard(piece, by.actor, noted=False)
    return page


def move(work: Work, key: str, paper_id: int, by_places: int) -> None:
    """Move a piece up (-1) or down (1) (the caller commits)."""
    given = work.pieces(key)
    at = given.index(paper_id)
    to = min(max(at + by_places, 0), len(given) - 1)
    given.insert(to, given.pop(at))
    _give(work, key, given)


def remove(work: Work, key: str, paper_id: int, by: Party) -> None:
    """Take a piece out, with its photo; what the office has stays there (the caller commits)."""
    _give(work, key, [one for one in work.pieces(key) if one != paper_id])
    piece = queries.paper(paper_id)
    if piece is None or piece.accepted or piece.source != UPLOAD:
        return
    raw = queries.paper(raw_of(piece) or 0)
    for one in filter(None, (piece, raw)):
        service.discard(one, by.actor, noted=False)


def drop_photos(work: Work, by: Party) -> None:
    """Delete the photos that pages were made of (the caller commits); the pages stay."""
    photos = [raw for one in _held(work).values() if (raw := raw_of(one)) is not None]
    for one in queries.papers(photos).values():
        service.discard(one, by.actor, noted=False)


def offered(kind: PaperKind, person: Citizen) -> list[Paper]:
    """What the office has already of this kind ("giấy tờ đã có"): of the account's own, and by the number that VNeID
    vouches for."""
    mark = owner_mark(person.identity) if person.level == VNEID else ""
    return queries.reusable(mark, kind.kind or kind.key, citizen_id=person.id)


def reuse(work: Work, kind: PaperKind, paper_id: int, person: Citizen) -> bool:
    """Give a paper that the office has (the caller commits); False where it is not offered."""
    if paper_id not in {one.id for one in offered(kind, person)}:
        return False
    given = work.pieces(kind.key)
    if paper_id not in given:
        _give(work, kind.key, [*given, paper_id])
    return True


def _give(work: Work, key: str, ids: list[int]) -> None:
    papers = {**work.draft.papers, key: ids}
    work.draft.papers = {name: held for name, held in papers.items() if held}
    drafts.save(work.draft)


def joined(work: Work) -> dict[str, tuple[list[int], Made]]:
    """For each paper of several pieces one file of all of them, made and not kept yet: (pieces, file) by the paper.

    Pieces that can't be joined (a signed PDF, a paper that the office has) stay apart.
    """
    found: dict[str, tuple[list[int], Made]] = {}
    for key, ids in work.draft.papers.items():
        pieces = [one for one in map(queries.papers(ids).get, ids) if one is not None]
        own = [one for one in pieces if not one.accepted]
        if len(own) < 2 or len(own) != len(pieces):
            continue
        try:
            found[key] = ([one.id for one in own], rehearse([Piece(one, is_ready=True) for one in own]))
        except Refused:
            continue
    return found


def settle(work: Work, ready: dict[str, tuple[list[int], Made]], by: Party) -> None:
    """Before the handing in (the caller commits): pieces become one file where `joined` made one, photos go, and the
    text of what is left is looked for."""
    names, joined_now = {one.key: one.name for one in work.definition.papers}, set()
    drop_photos(work, by)
    for key, (ids, made) in ready.items():
        held = queries.papers(ids)
        if work.pieces(key) != ids or len(held) != len(ids):
            continue  # changed meanwhile: the pieces are handed in as they are
        whole = combine(
            [Piece(held[one], is_ready=True) for one in ids], names.get(key, key)[:80], by.actor, made=made
        )
        joined_now.add(whole.id)
        _give(work, key, [whole.id])
    for piece in _held(work).values():
        if piece.source == UPLOAD and not piece.accepted and piece.id not in joined_now:
            piece.fields = None
            enqueue(service.JOB, piece.id, by.actor)


def _held(work: Work) -> dict[int, Paper]:
    return queries.papers([one for ids in work.draft.papers.values() for one in ids])
