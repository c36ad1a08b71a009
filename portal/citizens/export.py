"""Everything that is held about a citizen as one file to take home: a ZIP with JSON for machines, a page for people,
and the papers themselves (Law 91/2025/QH15: the right to have one's data)."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import IO, Any

from flask import render_template

from portal.citizens.held import Held, accesses_of, all_held
from portal.citizens.models import Citizen
from portal.clock import utc_now
from portal.media.names import clean_display_name
from portal.tenancy.directory import Portal

IN_MEMORY = 4 * 1024 * 1024
PIECE = 64 * 1024


def export(citizen: Citizen, portal: Portal) -> IO[bytes]:
    """The ZIP, from its beginning; a large one lies in a temporary file that goes away when it is closed."""
    target: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  (whoever sends it closes it)
    held = all_held()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "du-lieu.json", json.dumps(_data(citizen, held), ensure_ascii=False, indent=1, default=_plain)
        )
        chapters = {one.kind: list(one.chapters(citizen)) for one in held}
        context = page_context(citizen, held) | {"chapters": chapters, "portal": portal}
        page = render_template("citizens/export.html", **context)
        archive.writestr("du-lieu.html", page)
        for number, (kind, name, content) in enumerate(_files(citizen, held), 1):
            archive.writestr(f"giay-to/{kind}-{number:03d}-{name}", content)
    target.seek(0)
    return target


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    """The file piece by piece; closed at its end."""
    with file:
        while piece := file.read(PIECE):
            yield piece


def page_context(citizen: Citizen, held: list[Held]) -> dict[str, Any]:
    """What is shown of everything that is held: sections of lines, and who looked at it."""
    sections = [{"held": one, "lines": list(one.tell(citizen))} for one in held]
    return {"sections": sections, "accesses": accesses_of(citizen), "made_at": utc_now()}


def _data(citizen: Citizen, held: list[Held]) -> dict[str, Any]:
    seen = [
        {"luc": one.at, "nguoi_xem": one.who, "co_quan": one.office, "noi_dung": one.what}
        for one in accesses_of(citizen, 100_000)
    ]
    return {
        "lap_luc": utc_now(),
        "du_lieu": {one.kind: one.export(citizen) for one in held},
        "ai_da_xem": seen,
    }


def _files(citizen: Citizen, held: list[Held]) -> Iterator[tuple[str, str, bytes]]:
    for one in held:
        for file in one.files(citizen):
            yield one.kind, clean_display_name(file.name), file.content()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds") + "Z"
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
