"""Under which terms data may be used: a portal chooses, the first one unless it did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.tenancy.directory import Portal

SETTING = "open_data_licence"
"""Where a portal's settings hold its choice."""


@dataclass(frozen=True)
class Licence:
    """Terms of use: their address for machines, their name, and what they say in a sentence."""

    code: str
    uri: str
    name: Any
    about: Any


LICENCES = {
    one.code: one
    for one in (
        Licence(
            "cc-by",
            "https://creativecommons.org/licenses/by/4.0/",
            _l("Creative Commons Ghi công 4.0 (CC BY 4.0)"),
            _l("Được sao chép, chia sẻ, phân tích, làm sản phẩm mới, kể cả để bán, miễn là ghi rõ nguồn."),
        ),
        Licence(
            "cc0",
            "https://creativecommons.org/publicdomain/zero/1.0/",
            _l("Creative Commons Không giữ quyền (CC0 1.0)"),
            _l("Được sử dụng cho mọi mục đích, không phải ghi nguồn."),
        ),
    )
}


def licence_of(portal: Portal) -> Licence:
    """The terms that a portal chose."""
    return LICENCES.get(str(portal.settings.get(SETTING, "")), LICENCES["cc-by"])
