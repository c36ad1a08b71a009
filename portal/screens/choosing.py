"""What the editor's dialogs choose from: pages to link to, pictures and files of this portal, and a place to upload.

Pieces of HTML for a dialog, and one upload that answers with what it stored. All of it is read in the editing scope of
the portal, or as its visitors read: nothing of another portal is ever offered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.signing_in import acting, desk_view
from portal.extensions import db
from portal.media import kinds
from portal.media import service as media
from portal.media.library.queries import DOCUMENTS, PICTURES, Wanted, search
from portal.media.models import MediaFile
from portal.media.names import clean_display_name
from portal.publishing.models import PUBLISHED, TRASHED, WITHDRAWN
from portal.publishing.service import commit
from portal.publishing.wanted import Wanted as WantedThings
from portal.screens.contract import Screen
from portal.screens.registry import all_screens
from portal.search.analysis import bare_text
from portal.search.desk.targets import offered
from portal.web.contributions import contributions
from portal.web.paging import ListPage
from portal.web.request import path
from portal.web.templating import filesize

bp = Blueprint("desk_choose", __name__, url_prefix="/quan-tri/chon", template_folder="templates")

LONGEST = 200
MOST = 12
OF_EACH = 4
"""Things of a kind that their titles alone bring: drafts, and what the index does not know yet."""

SHOWN_WIDTH, PLACED_WIDTH = 320, 960
"""Widths of a picture in the dialog and in a text; the nearest rendition is taken."""


@dataclass(frozen=True)
class Place:
    """A page that a text can link to: portal-relative address, title, what it is, and its state where not public."""

    href: str
    title: str
    kind: str
    state: str = ""


def places(question: str) -> list[Place]:
    """Pages for `question`, best first: what visitors find, then things of this portal by their titles, drafts too.

    A provision is found by its number ("điều 5 nghị định 61/2018") and linked to with its anchor. Without a question:
    what was worked on last.
    """
    found = [Place(one.path, one.title, one.kind) for one in offered(question)] if question else []
    found += _sections(question)
    for screen in all_screens():
        found += _by_title(screen, question)
    first: dict[str, Place] = {}
    for one in found:
        first.setdefault(one.href, one)
    return list(first.values())[:MOST]


def _sections(text: str) -> list[Place]:
    """Lists of the portal's menu whose names hold the words."""
    words = bare_text(text).lower().split()
    entries = [(str(one.label), one.path) for one in contributions().menu]
    return [
        Place(where, name, _("Mục của cổng"))
        for name, where in entries
        if words and all(word in bare_text(name).lower() for word in words)
    ]


def _by_title(screen: Screen, text: str) -> list[Place]:
    statement = screen.statement(WantedThings(q=text)).where(screen.model.status.not_in([TRASHED, WITHDRAWN]))
    return [
        Place(
            screen.public_path(one),
            screen.title_of(one),
            str(screen.plural),
            "" if one.status == PUBLISHED else _("chưa đăng"),
        )
        for one in db.session.scalars(statement.limit(OF_EACH))
    ]


@bp.get("/lien-ket")
@desk_view("content.read")
def links() -> ResponseReturnValue:
    """The list under the search box of the link dialog."""
    asked = request.args.get("q", "")[:LONGEST].strip()
    return render_template("screens/chooser/_links.html", places=places(asked), asked=asked)


def _matching(only_pictures: bool) -> ListPage:
    """The page that is asked for of this portal's pictures or other files, newest first, by words in name or
    description, accents or not."""
    asked = request.args.get("q", "")[:LONGEST].strip()
    return search(Wanted(asked, PICTURES if only_pictures else DOCUMENTS), MOST)


@bp.get("/anh")
@desk_view("content.read")
def pictures() -> ResponseReturnValue:
    """A page of this portal's pictures."""
    return _list(_matching(only_pictures=True), "_pictures.html")


@bp.get("/tep")
@desk_view("content.read")
def files() -> ResponseReturnValue:
    """A page of this portal's other files."""
    return _list(_matching(only_pictures=False), "_files.html")


def _list(page: ListPage, template: str) -> str:
    asked = request.args.get("q", "")[:LONGEST].strip()
    choices = [as_choice(row) for row in page.items]
    return render_template(f"screens/chooser/{template}", page=page, choices=choices, asked=asked)


def as_choice(row: MediaFile) -> dict[str, Any]:
    """A file as the dialogs take it: what goes into a text (`src` of a picture, else `href`), words, thumbnail."""
    made: dict[str, Any] = {"id": row.id, "name": row.name, "alt": row.alt, "kind": row.kind}
    widths = sorted({one["width"] for one in row.renditions})
    if not widths:
        kind = row.name.rpartition(".")[2].upper()
        stem = row.name.rpartition(".")[0] or row.name
        return made | {
            "href": f"/tep/{row.id}/{quote(row.name)}",
            "text": f"{stem} ({kind}, {filesize(row.size)})",
        }
    small = min(widths, key=lambda width: abs(width - SHOWN_WIDTH))
    large = min(widths, key=lambda width: abs(width - PLACED_WIDTH))
    return made | {
        "src": f"/tep/{row.id}/{large}.jpg",
        "thumbnail": path(f"/quan-tri/tep/{row.id}/{small}.jpg"),
        "width": row.width,
        "height": row.height,
    }


@bp.post("/tai-len")
@desk_view("media.upload")
def upload() -> ResponseReturnValue:
    """Store files in this portal without a use yet, for a text that is being written; what was refused, and why.

    The texts that use them say so when they are saved (`media.service.note_uses`); until then only the desk sees them.
    """
    stored: list[dict[str, Any]] = []
    refused: list[dict[str, str]] = []
    for one in request.files.getlist("files"):
        if not one.filename:
            continue
        try:
            row = media.store_upload(one, acting())
        except kinds.Refused as error:
            db.session.rollback()
            refused.append({"name": clean_display_name(one.filename), "reason": str(error)})
            continue
        commit()  # each by itself: encoding the next one must not keep SQLite's write lock
        stored.append(as_choice(row))
    if not stored and not refused:
        refused.append({"name": "", "reason": _("Chưa có tệp nào. Hãy chọn tệp rồi thử lại.")})
    return jsonify({"files": stored, "refused": refused}), 200 if stored else 422
