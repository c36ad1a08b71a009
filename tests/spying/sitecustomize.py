"""Every Python process that a test starts listens too: its folder stands in PYTHONPATH, `PORTAL_SPY` names the file
where it says what it heard. Nothing is loaded before the process loads the portal."""

from __future__ import annotations

import importlib.util
import os
import sys
from typing import Any

HEARD = "portal.tenancy.isolation"
_BESIDE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "statement_spy.py")


class _Waiting:
    """Begins to listen when the portal's layers are loaded."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        """The module's own spec, with what comes after it."""
        if name != HEARD:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        if spec is None or spec.loader is None:
            return spec
        load = spec.loader.exec_module

        def load_and_listen(module: Any) -> None:
            load(module)
            beside = importlib.util.spec_from_file_location(
                "statement_spy", _BESIDE
            )  # sys.path may be another's
            assert beside is not None and beside.loader is not None
            spy = importlib.util.module_from_spec(beside)
            beside.loader.exec_module(spy)
            spy.begin(_say)

        spec.loader.exec_module = load_and_listen  # type: ignore[method-assign]
        return spec


def _say(heard: str) -> None:
    with open(os.environ["PORTAL_SPY"], "a", encoding="utf-8") as out:
        out.write(heard.replace("\n", "\t") + "\n")


if os.environ.get("PORTAL_SPY"):
    sys.meta_path.insert(0, _Waiting())
