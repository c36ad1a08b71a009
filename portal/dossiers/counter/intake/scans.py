"""Scans of the counter: files for a paper, or a whole stack that is parted at blank sheets and given out to papers."""

from __future__ import annotations

from flask import request
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from portal.accounts.permissions import Actor
from portal.dossiers.counter.completing import FILE, keep_scan
from portal.dossiers.models import DossierPaper
from portal.dossiers.models_aside import DossierDraft
from portal.extensions import db
from portal.media.refusal import Refused
from portal.papers import queries as papers
from portal.papers import service
from portal.papers.models import SCAN, Paper
from portal.papers.owners import owner_mark
from portal.papers.preparing.stacks import pages_of, proposed_ranges, split
from portal.services.definition.shapes import Definition, PaperKind

UNSORTED = ""
"""The key under which a draft holds scans that belong to no paper yet."""
STACK, SORT, DROP = "stack", "sort.", "drop"
MOST_SCANS = 60


def take_in(
    draft: DossierDraft, definition: Definition, actor: Actor, identity: str, *, only_new: bool = False
) -> dict[str, str]:
    """Keep every scan that the form sent, and give out those that were sorted; what is wrong by input (the caller
    commits). `only_new`: what somebody else sorted meanwhile stays as it is."""
    held = {key: list(ids) for key, ids in draft.papers.items()}
    wrong = _files(held, definition, identity, actor) | _stack(held, identity, actor)
    if not only_new:
        _sorted(held, {one.key for one in definition.papers})
        _dropped(held, actor)
    draft.papers = {key: ids for key, ids in held.items() if ids}
    _belong_to(draft, identity)
    return wrong


def _files(held: dict[str, list[int]], definition: Definition, identity: str, actor: Actor) -> dict[str, str]:
    wrong: dict[str, str] = {}
    for one in definition.papers:
        for file in request.files.getlist(f"{FILE}{one.key}"):
            if not file.filename:
                continue
            if sum(map(len, held.values())) >= MOST_SCANS:
                return wrong | {f"{FILE}{one.key}": _("Nhiều tệp quá, tối đa %(most)s tệp.", most=MOST_SCANS)}
            try:
                held.setdefault(one.key, []).append(keep_scan(file, one, identity, actor).id)
            except Refused as error:
                wrong[f"{FILE}{one.key}"] = str(error)
    return wrong


def _stack(held: dict[str, list[int]], identity: str, actor: Actor) -> dict[str, str]:
    file = request.files.get(STACK)
    if file is None or not file.filename:
        return {}
    try:
        parts = _parted(file)
        if sum(map(len, held.values())) + len(parts) > MOST_SCANS:
            return {STACK: _("Nhiều tệp quá, tối đa %(most)s tệp.", most=MOST_SCANS)}
        mark = owner_mark(identity)
        for at, data in enumerate(parts, 1):
            name = _("quét %(n)s", n=at) + ".pdf"
            held.setdefault(UNSORTED, []).append(service.keep(data, name, "", mark, SCAN, actor).id)
    except Refused as error:
        return {STACK: str(error)}
    return {}


def _parted(file: FileStorage) -> list[bytes]:
    """The papers of a stack. Raises Refused for what is no PDF."""
    data = file.read()
    if b"%PDF-" not in data[:1024]:
        raise Refused(_("Chồng giấy tờ phải là một tệp PDF do máy quét tạo ra."), "not_accepted")
    ranges = proposed_ranges(pages_of(data))
    return split(data, ranges) if len(ranges) > 1 else [data]


def _sorted(held: dict[str, list[int]], known: set[str]) -> None:
    """Give out scans as the form says; anything else stays where it was."""
    for key, ids in list(held.items()):
        for number in list(ids):
            wanted = request.form.get(f"{SORT}{number}")
            if wanted is not None and wanted != key and wanted in known:
                ids.remove(number)
                held.setdefault(wanted, []).append(number)
                row = papers.paper(number)
                if row is not None and not row.accepted:
                    row.kind = wanted


def _dropped(held: dict[str, list[int]], actor: Actor) -> None:
    """Take away the scan whose button was pressed, unless a dossier has it."""
    text = request.form.get(DROP, "")
    for ids in held.values():
        for number in [one for one in ids if str(one) == text]:
            ids.remove(number)
            row = papers.paper(number)
            used = db.session.scalar(select(DossierPaper.id).where(DossierPaper.paper_id == number).limit(1))
            if row is not None and used is None and row.source == SCAN and not row.accepted:
                service.discard(row, actor)


def _belong_to(draft: DossierDraft, identity: str) -> None:
    """A scan belongs to whoever the form names: the number may be put right after scanning."""
    mark = owner_mark(identity)
    for row in papers.papers([one for ids in draft.papers.values() for one in ids]).values():
        if row.source == SCAN and not row.accepted and row.owner_mark != mark:
            row.owner_mark = mark
    db.session.flush()


def proposed(row: Paper, kinds: tuple[PaperKind, ...]) -> str:
    """The key of the paper that a scan seems to be, by what was recognised on it; "" where nothing is known."""
    return next((one.key for one in kinds if row.proposed_kind and row.proposed_kind == one.kind), "")
