"""The networks that the desk answers, where an office names them (PORTAL_DESK_NETWORKS).

Asked before anybody is: who is elsewhere sees no door to guess at. The sender is whom the trusted proxies name.
"""

from __future__ import annotations

import ipaddress

from flask import Flask, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.config import Network, Settings
from portal.web import errors
from portal.web.request import is_desk


def install(app: Flask) -> None:
    """Refuse the desk to other networks; nothing is asked where none is named."""
    settings: Settings = app.config["PORTAL"]
    networks = settings.desk_network_list
    if not networks:
        return

    def refuse_elsewhere() -> ResponseReturnValue | None:
        if not is_desk() or _is_within(request.remote_addr or "", networks):
            return None
        return errors.refused(403, _("Bàn biên tập chỉ mở từ mạng của cơ quan. Hãy vào từ máy ở cơ quan."))

    app.before_request(refuse_elsewhere)


def _is_within(sender: str, networks: tuple[Network, ...]) -> bool:
    try:
        address = ipaddress.ip_address(sender.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return any(address in one for one in networks)
