"""Weaker layers outside of SQL: hosts, sessions, rights, scopes of requests, search, caches, files, jobs.

Each function weakens one place, in a process that ends afterwards; `mutants.py` says what that means.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.tenancy.weakening import answers, put, swap


def _everybody() -> tuple[int, ...]:
    from portal.tenancy.directory import directory

    return tuple(one.id for one in directory().all())


def _below(tenant_id: int) -> tuple[int, ...]:
    from portal.tenancy.directory import directory

    found = directory().by_id(tenant_id)
    return found.ancestors if found is not None else ()


def _wider(scope: Any, parents: tuple[int, ...]) -> Any:
    return replace(scope, parents=parents)


def another_host() -> None:
    def make(original: Any) -> Any:
        def find(environ: dict[str, Any]) -> Any:
            told = environ.get("HTTP_X_FORWARDED_HOST")
            return original(environ | ({"HTTP_HOST": told} if told else {}))

        return find

    swap("portal.web.request:find_portal", make)


def unknown_is_the_district() -> None:
    swap(
        "portal.tenancy.directory:Directory.by_host",
        lambda original: lambda self, host: original(self, host) or self.district(),
    )


def beginning_of_a_host() -> None:
    def make(original: Any) -> Any:
        def by_host(self: Any, host: str) -> Any:
            return original(self, host) or self.by_slug(host.partition(".")[0])

        return by_host

    swap("portal.tenancy.directory:Directory.by_host", make)


def session_everywhere(module: str) -> Callable[[], None]:
    def make(original: Any) -> Any:
        def live(token: str, tenant_id: int) -> Any:
            return next((one for at in _everybody() if (one := original(token, at)) is not None), None)

        return live

    return lambda: swap(f"{module}:live_session", make)


def roles_everywhere() -> None:
    def make(original: Any) -> Any:
        def actor_for(user: Any, portal: Any) -> Any:
            return replace(original(user, portal), roles=frozenset(one.role for one in user.memberships))

        return actor_for

    swap("portal.accounts.service:actor_for", make)


def strangers_enter() -> None:
    swap(
        "portal.accounts.permissions:Actor.may",
        lambda original: lambda self, action: action == "desk.enter" or original(self, action),
    )


def ticket_for_any_portal() -> None:
    def make(original: Any) -> Any:
        def redeem(token: str, tenant_id: int) -> Any:
            return next((one for at in _everybody() if (one := original(token, at)) is not None), None)

        return redeem

    swap("portal.accounts.sessions:redeem_handover", make)


def request_reads_everything() -> None:
    from portal.tenancy.scope import Scope

    swap(
        "portal.web.request:_scope_of_request",
        lambda original: lambda portal: Scope("system", reason="mutant", writes=original(portal).writes),
    )


def readers_have_all_as_parents() -> None:
    swap(
        "portal.tenancy.scope:reading",
        lambda original: lambda own, parents=(): _wider(original(own, parents), _everybody()),
    )


def the_desk_reads_above() -> None:
    swap(
        "portal.tenancy.scope:editing",
        lambda original: lambda own, **named: _wider(original(own, **named), _below(own)),
    )


def key_without(place: int) -> Callable[[], None]:
    def make(original: Any) -> Any:
        def key(self: Any, environ: dict[str, Any]) -> Any:
            made = original(self, environ)
            return None if made is None else (*made[:place], "", *made[place + 1 :])

        return key

    return lambda: swap("portal.web.page_cache:PageCache._key", make)


def personal_pages_kept() -> None:
    def make(original: Any) -> Any:
        def key(self: Any, environ: dict[str, Any]) -> Any:
            plain = {name: value for name, value in environ.items() if name != "HTTP_COOKIE"}
            return original(self, plain)

        return key

    swap("portal.web.page_cache:PageCache._key", make)


def pieces_for_all() -> None:
    def make(original: Any) -> Any:
        def footing() -> Any:
            found = original()
            if found.key is None:
                return found
            return found._replace(key=(found.key[0], *found.key[2:]), at=(0, 0))

        return footing

    swap("portal.web.freshness:_footing", make)


def over_all_portals(where: str) -> Callable[[], None]:
    """The function reads in a scope over all portals."""

    def make(original: Any) -> Any:
        def ask(*given: Any, **named: Any) -> Any:
            from portal.extensions import db
            from portal.tenancy.scope import all_tenants

            with all_tenants("mutant"):
                found = original(*given, **named)
                if hasattr(found, "__mapper__"):
                    db.session.refresh(found)
                    db.session.expunge(found)
            return found

        return ask

    return lambda: swap(where, make)


def jobs_cross() -> None:
    from portal.tenancy.scope import Scope

    every = Scope("system", reason="mutant", writes=True)
    put("portal.jobs.worker", "editing", lambda _own, **_named: every)


def package_of_all() -> None:
    from portal.tenancy.scope import Scope

    every = Scope("aggregate", reason="mutant")
    put("portal.content.exporting", "editing", lambda _own, **_named: every)


def token_of_any_portal() -> None:
    def make(original: Any) -> Any:
        def read(text: str, form: str, _tenant_id: int) -> Any:
            found = (original(text, form, at) for at in _everybody())
            return next((one for one in found if one is not None), None)

        return read

    swap("portal.voice.defence.tokens:read_token", make)


def filter_of_everything() -> None:
    from portal.search.engine import TenantFilter

    swap("portal.search.searching:tenant_filter", answers(TenantFilter(everything=True)))
