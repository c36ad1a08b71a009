"""One map of addresses for all applications of a test process: they register the same routes, again and again.

Building the map is most of what `create_app` takes. It is built once, and what was asked of it is kept, call by call.
An application that asks for the same in the same order takes that map; one that asks for anything else, at any moment,
gets a map of its own there and then, with all that it has asked for so far.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from typing import Any

import portal
from portal.application import Application
from portal.config import Settings

_pattern: _Recording | None = None


class _Recording(Application):
    """Remembers what is asked of its map."""

    def __init__(self, *given: Any, **options: Any) -> None:
        self.asked: list[tuple[Any, ...]] = []
        super().__init__(*given, **options)

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: Callable[..., Any] | None = None,
        provide_automatic_options: bool | None = None,
        **options: Any,
    ) -> None:
        self.asked.append(_asked(rule, endpoint, view_func, provide_automatic_options, options))
        super().add_url_rule(rule, endpoint, view_func, provide_automatic_options, **options)


def _asked(
    rule: str,
    endpoint: str | None,
    view: Callable[..., Any] | None,
    automatic: bool | None,
    options: dict[str, Any],
) -> tuple[Any, ...]:
    """What of a call makes a rule."""
    of_view = [
        getattr(view, name, None) for name in ("methods", "required_methods", "provide_automatic_options")
    ]
    return rule, endpoint or getattr(view, "__name__", None), automatic, of_view, options


class Sharing(Application):
    """An application with the map of all others, as long as it asks for the same."""

    def __init__(self, *given: Any, **options: Any) -> None:
        self._calls: list[tuple[tuple[Any, ...], dict[str, Any]]] = []
        super().__init__(*given, **options)
        self._own = self.url_map
        self.url_map = _first().url_map

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: Callable[..., Any] | None = None,
        provide_automatic_options: bool | None = None,
        **options: Any,
    ) -> None:
        """As Flask does it; the rule is there already where it is the same."""
        if self.url_map is not self._own and self._is_same(
            _asked(rule, endpoint, view_func, provide_automatic_options, options)
        ):
            self._calls.append(((rule, endpoint, view_func, provide_automatic_options), options))
            if view_func is not None:
                name = endpoint or view_func.__name__
                assert self.view_functions.get(name, view_func) == view_func, name
                self.view_functions[name] = view_func
            return
        self._part()
        super().add_url_rule(rule, endpoint, view_func, provide_automatic_options, **options)

    def _is_same(self, asked: tuple[Any, ...]) -> bool:
        known, at = _first().asked, len(self._calls)
        return at < len(known) and known[at] == asked

    def _part(self) -> None:
        """Go on with a map of its own."""
        if self.url_map is self._own:
            return
        self._own.converters = dict(self.url_map.converters)
        self.url_map = self._own
        for positional, options in self._calls:
            super().add_url_rule(*positional, **options)


def share_routes() -> None:
    """From now on applications of this process share their map where it is the same."""
    portal.Application = Sharing  # type: ignore[misc,attr-defined]


def _first() -> _Recording:
    """The application whose map the others take; nobody asks it for anything."""
    global _pattern
    if _pattern is None:
        portal.Application = _Recording  # type: ignore[misc,attr-defined]
        try:
            with tempfile.TemporaryDirectory() as folder:
                made = portal.create_app(
                    Settings(instance=folder, secret_key="pattern" * 8, check_links=False)
                )
        finally:
            portal.Application = Sharing  # type: ignore[misc,attr-defined]
        assert isinstance(made, _Recording)
        _pattern = made
    return _pattern
