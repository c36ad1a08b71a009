"""The clerk enters what a citizen brought to complete a dossier: scans, papers, an answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import request
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from portal.accounts.permissions import Actor
from portal.dossiers import service
from portal.dossiers.counter.typed import Sent, Wrong, text
from portal.dossiers.models import Dossier
from portal.dossiers.party import Party
from portal.dossiers.plan import definition_of
from portal.dossiers.submissions import AT_COUNTER, GivenPaper
from portal.dossiers.verbs.closing import open_request
from portal.media.refusal import Refused
from portal.papers import service as papers
from portal.papers.models import SCAN, Paper
from portal.papers.owners import owner_mark
from portal.services.definition.shapes import PaperKind

FILE = "file."


@dataclass(frozen=True)
class Completing:
    """A paper that may be brought: what was said of it in the request."""

    key: str
    name: str
    reason: str = ""


def completing_of(dossier: Dossier) -> list[Completing]:
    """The papers that were asked for; all of the definition where only something else was."""
    request_row, known = open_request(dossier), {one.key: one for one in definition_of(dossier).papers}
    items = (request_row.items if request_row is not None else None) or []
    asked = [
        Completing(one["key"], known[one["key"]].name, str(one.get("reason", "")))
        for one in items
        if one.get("key") in known
    ]
    return asked or [Completing(one.key, one.name) for one in known.values()]


def complete(dossier: Dossier, by: Party, seen: int, sent: Sent) -> str:
    """Enter it. Raises Wrong where a file is of no use or nothing was brought."""
    known = {one.key: one for one in definition_of(dossier).papers}
    identity = str((dossier.applicant or {}).get("identity", ""))
    given, wrong = scanned(known, identity, by.actor)
    scanned_keys = {one.paper_key for one in given}
    on_paper = [one for one in sent.getlist("on_paper") if one in known and one not in scanned_keys]
    given += [GivenPaper(key, None, AT_COUNTER, originals=1) for key in on_paper]
    said = text(sent, "text")
    if not wrong and not given and not said:
        wrong["text"] = _("Chưa có gì để nhập: chọn tệp quét, đánh dấu bản giấy hoặc ghi trả lời.")
    if wrong:
        raise Wrong(wrong)
    service.complete(dossier, by, seen, papers=given, text=said)
    return _("Đã nhập bổ sung, hồ sơ được xử lý tiếp.")


def scanned(
    known: dict[str, PaperKind], identity: str, actor: Actor
) -> tuple[list[GivenPaper], dict[str, str]]:
    """The scans that were sent as `file.<paper key>`, kept; and what is wrong with others, by input."""
    given: list[GivenPaper] = []
    wrong: dict[str, str] = {}
    for name, key, file in _files(known):
        try:
            row = keep_scan(file, known[key], identity, actor)
        except Refused as error:
            wrong[name] = str(error)
        else:
            given.append(GivenPaper(key, row.id, AT_COUNTER, originals=1))
    return given, wrong


def _files(known: dict[str, PaperKind]) -> Iterator[tuple[str, str, FileStorage]]:
    for name in request.files:
        key = name.removeprefix(FILE)
        if name.startswith(FILE) and key in known:
            for file in request.files.getlist(name):
                if file.filename:
                    yield name, key, file


def keep_scan(file: FileStorage, kind: PaperKind, identity: str, actor: Actor) -> Paper:
    """Keep a scan of the counter, sealed. Raises Refused."""
    return papers.keep(
        file.read(), file.filename or "quet.pdf", kind.kind or kind.key, owner_mark(identity), SCAN, actor
    )
