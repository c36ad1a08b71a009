"""Where the pages of directives stand on the desk."""

from __future__ import annotations

from portal.exchange.registers.models import IncomingDocument, OutgoingDocument

IN_PATH, OUT_PATH = "/quan-tri/cong-bo-van-ban/den/", "/quan-tri/cong-bo-van-ban/di/"
SEND_PATH = "/quan-tri/gui-van-ban-da-dang/"
_LEGAL = "/quan-tri/van-ban/"


def announce_path(document: IncomingDocument | OutgoingDocument) -> str:
    """The page that makes a document public."""
    return f"{IN_PATH if isinstance(document, IncomingDocument) else OUT_PATH}{document.id}"


def legal_path(legal_id: int) -> str:
    """The page where a legal document is edited."""
    return f"{_LEGAL}{legal_id}"
