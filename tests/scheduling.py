"""Which tests run in the same worker when there are several."""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

BROWSER = "tests/browser/"


class ByFile(LoadScopeScheduling):
    """A file's tests stay together, for what it prepares once; all browser tests do, for their one server."""

    def _split_scope(self, nodeid: str) -> str:
        return BROWSER if nodeid.startswith(BROWSER) else nodeid.split("::", 1)[0]
