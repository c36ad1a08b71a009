"""The technical log also to the machine's own log service, which passes it on to another machine (`PORTAL_SYSLOG`).

Only to a socket of this machine: rsyslog or journald send over TLS, wait and keep what the other machine does not
take just now; a process that answers people does none of this.
"""

from __future__ import annotations

import logging
from logging.handlers import SysLogHandler

PATIENCE = 1.0  # seconds; a service that takes nothing must not stop pages
NAME = "cong-lang"


class _Local(SysLogHandler):
    def _connect_unixsocket(self, address: str) -> None:
        """Where the library connects, at first and again after a failure; each new socket waits no longer than this."""
        super()._connect_unixsocket(address)  # type: ignore[misc]
        self.socket.settimeout(PATIENCE)  # type: ignore[attr-defined]


def pass_on(path: str) -> None:
    """Send what is logged to the socket at `path`, beside where it went before; "" does nothing.

    A socket that is not there (yet) is tried again with each line; lines stay in the other log.
    """
    root = logging.getLogger()
    if not path or any(isinstance(one, _Local) and one.address == path for one in root.handlers):
        return
    handler = _Local(path, SysLogHandler.LOG_DAEMON)
    handler.ident = f"{NAME}: "
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    root.addHandler(handler)
