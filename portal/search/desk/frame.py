"""What the search pages of the desk have in common: addresses and the tabs between them."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

OVERVIEW = "/quan-tri/tim-kiem/"
NOT_FOUND = f"{OVERVIEW}khong-thay"
SYNONYMS = f"{OVERVIEW}dong-nghia/"
PROMOTED = f"{OVERVIEW}de-xuat/"


def frame(here: str) -> dict[str, Any]:
    """The context of every page: the tabs, with the page `here` as the present one."""
    labels = {
        OVERVIEW: _("Tổng quan"),
        NOT_FOUND: _("Tìm không thấy"),
        SYNONYMS: _("Từ đồng nghĩa"),
        PROMOTED: _("Kết quả đề xuất"),
    }
    return {
        "search_tabs": [{"label": label, "path": at, "active": at == here} for at, label in labels.items()]
    }
