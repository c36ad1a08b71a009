"""What the public pages of citizens' voice have in common: the way between them."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

LANDING = "/y-kien/"
QUESTIONS, CONSULTATIONS, REPORTS, POLLS, FOLLOW = (
    "/hoi-dap/",
    "/gop-y/",
    "/phan-anh/",
    "/tham-do/",
    "/tra-cuu/",
)


def doors() -> list[tuple[str, str]]:
    """The doors in their order, as (label, path): the menu's children and the tabs."""
    return [
        (_("Hỏi đáp"), QUESTIONS),
        (_("Góp ý dự thảo"), CONSULTATIONS),
        (_("Phản ánh hiện trường"), REPORTS),
        (_("Thăm dò ý kiến"), POLLS),
        (_("Tra cứu hồ sơ"), FOLLOW),
    ]


def voice_frame(here: str) -> dict[str, Any]:
    """The context of every page: the tabs, with the page `here` as the present one."""
    return {"voice_tabs": [{"label": label, "path": at, "active": at == here} for label, at in doors()]}
