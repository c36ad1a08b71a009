"""The engines that an installation can choose from; adding one is an adapter and a line here.

An adapter is loaded when its engine is opened: the libraries of those that nobody chose (PostgreSQL's alone take
8 MB) stay out of every process.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from portal.config import InvalidSetting, Settings
from portal.search.engine import SearchEngine

Opening = Callable[[Settings], SearchEngine]
_HERE = __name__


def _adapter(module: str, name: str) -> Callable[..., SearchEngine]:
    """The class `name` of a module below this package."""
    found: Callable[..., SearchEngine] = getattr(import_module(f"{_HERE}.{module}"), name)
    return found


def _whoosh(settings: Settings) -> SearchEngine:
    return _adapter("whoosh.engine", "WhooshEngine")(settings.instance_path / "index")


def _tantivy(settings: Settings) -> SearchEngine:
    return _adapter("tantivy.engine", "TantivyEngine")(settings.instance_path / "index-tantivy")


def _postgresql(settings: Settings) -> SearchEngine:
    try:
        return _adapter("postgresql.engine", "PostgresEngine")(
            settings.search_database or settings.database_url
        )
    except ValueError as error:
        raise InvalidSetting("PORTAL_SEARCH_DATABASE phải là địa chỉ của một PostgreSQL") from error


ENGINES: dict[str, Opening] = {"whoosh": _whoosh, "tantivy": _tantivy, "postgresql": _postgresql}
"""How each value of PORTAL_SEARCH_ENGINE is opened. Opening touches no file and no server."""


def open_engine(settings: Settings) -> SearchEngine:
    """The engine that the settings name. Raises InvalidSetting for one that nobody knows."""
    opening = ENGINES.get(settings.search_engine)
    if opening is None:
        raise InvalidSetting(f"PORTAL_SEARCH_ENGINE phải là một trong: {', '.join(ENGINES)}")
    return opening(settings)
