"""What every page shares: layout, freshness, page cache, headers, errors."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from portal.config import Settings
from portal.redis_link import RedisLink
from portal.tenancy.directory import directory
from portal.tenancy.hosts import PathTenants, normalise_host
from portal.web import (
    addresses,
    desk_networks,
    errors,
    freshness,
    headers,
    home,
    rates,
    request,
    templating,
    themes,
)
from portal.web.page_cache import PageCache
from portal.web.shared_versions import versions_at
from portal.web.views import bp, healthz

REDIS = "portal_redis"
"""The extension that holds the way to Redis, None where each machine keeps to itself."""


def register(app: Flask) -> None:
    """Bind layout, themes, request flow, headers and error pages to the application."""
    settings: Settings = app.config["PORTAL"]
    addresses.install(app)
    link = RedisLink(settings.redis_url) if settings.redis_url else None
    app.extensions[REDIS] = link
    rates.bind(app, link)
    app.extensions["content_versions"] = versions_at(
        settings.instance_path / "versions.bin", link, "versions"
    )
    app.register_blueprint(bp)
    app.add_url_rule("/healthz", "healthz", healthz)
    themes.install(app, Path(settings.themes))
    templating.install(app)
    headers.install(app)
    errors.install(app)
    request.install(app)
    desk_networks.install(app)  # after the portal is known: the refusal is a page of it
    freshness.install()
    home.register(app)


def wrap(app: Flask, settings: Settings) -> None:
    """Put the page cache, and the tenant path prefix where configured, in front of the application."""
    known = directory(app)

    def load() -> None:
        with app.app_context():
            known.refresh(app.extensions["content_versions"].read(freshness.GLOBAL_SLOT))

    def slot_of(host: str, path: str) -> tuple[int, ...] | None:
        if not known.loaded:
            load()
        slug = path.lstrip("/").partition("/")[0] if settings.tenants_by == "path" else ""
        portal = known.by_slug(slug) or known.by_host(normalise_host(host))
        return (freshness.GLOBAL_SLOT, portal.id) if portal is not None else None

    if settings.page_cache_mb:
        app.wsgi_app = PageCache(  # type: ignore[method-assign]
            app.wsgi_app,
            app.extensions["content_versions"],
            slot_of,
            max_bytes=settings.page_cache_mb * 1024 * 1024,
            normalise_host=normalise_host,
            proxy_keeps=settings.trusted_proxies > 0,
        )
    if settings.tenants_by == "path":

        def slugs() -> frozenset[str]:
            if not known.loaded:
                load()
            return known.slugs_by_path()

        app.wsgi_app = PathTenants(app.wsgi_app, slugs)  # type: ignore[method-assign]
