"""The engines that an installation can choose from; adding one is an adapter and a line here."""

from __future__ import annotations

from collections.abc import Callable

from portal.config import InvalidSetting, Settings
from portal.search.engine import SearchEngine
from portal.search.engines.postgresql.engine import PostgresEngine
from portal.search.engines.tantivy.engine import TantivyEngine
from portal.search.engines.whoosh.engine import WhooshEngine

Opening = Callable[[Settings], SearchEngine]


def _whoosh(settings: Settings) -> SearchEngine:
    return WhooshEngine(settings.instance_path / "index")


def _tantivy(settings: Settings) -> SearchEngine:
    return TantivyEngine(settings.instance_path / "index-tantivy")


def _postgresql(settings: Settings) -> SearchEngine:
    try:
        return PostgresEngine(settings.search_database or settings.database_url)
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
