"""The configuration of nginx in front of the application: pages come from it, and from the twin when it is down.

The other side of `addresses.py`: both say in which file the page of an address lies.
"""

from __future__ import annotations

import re
from pathlib import Path

from flask import current_app

from portal.config import Settings
from portal.tenancy.directory import directory
from portal.twin.addresses import TYPES
from portal.twin.choosing import SERVICES
from portal.twin.own_pages import OWN_FOLDER
from portal.twin.trees import CURRENT
from portal.web.headers import CSP, NOTHING, PLAYERS, SANDBOX, strictness

_LISTEN = re.compile(r"[\w.:\[\]-]{1,80}(?: [a-z0-9_=]+)*\Z")
_UPSTREAM = re.compile(r"(?:[\w.-]{1,80}|\[[0-9a-f:]+\]):\d{1,5}\Z|unix:/[\w./-]{1,100}\Z")
_PATH = re.compile(r"/[\w./-]+\Z")
RETRY_AFTER = 120  # seconds
HEADERS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("X-Frame-Options", "DENY"),
    ("Permissions-Policy", NOTHING),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
"""What the application says on every answer (`web/headers.py`); a test compares both."""


def _headers(policy: str, cache: str = "no-cache", *more: tuple[str, str]) -> str:
    every = (("Content-Security-Policy", policy), ("Cache-Control", cache), *HEADERS, *more)
    return "\n".join(f'    add_header {name} "{value}" always;' for name, value in every)


def configuration(root: Path, listen: str, upstream: str, cache: Path | None = None) -> str:
    """What belongs into nginx's `http` block; with `cache`, a folder, finished pages are kept there for a second.

    Raises ValueError for what cannot stand in it.
    """
    for name, value, shape in (
        *((("--cache", str(cache), _PATH),) if cache else ()),
        ("--listen", listen, _LISTEN),
        ("--upstream", upstream, _UPSTREAM),
        ("--to", str(root), _PATH),
    ):
        if not shape.match(value):
            raise ValueError(f"{name} không dùng được trong cấu hình nginx: {value!r}")
    settings: Settings = current_app.config["PORTAL"]
    prefix = ""
    if settings.tenants_by == "path":
        slugs = sorted(one.slug for one in directory().living() if not one.is_district)
        prefix = f"(?:/(?:{'|'.join(slugs)}))?" if slugs else ""
    strict = [("Strict-Transport-Security", strictness(settings))] if settings.cookie_secure else []
    return _TEMPLATE.format(
        root=root / CURRENT,
        keeping=_KEEPING.format(folder=cache) if cache else "",
        kept=_KEPT if cache else "",
        packing=_PACKING if cache else "",
        listen=listen,
        upstream=upstream,
        types="\n".join(f"    {value} {name};" for name, value in TYPES.items()),
        services=f"{prefix}/(?:{'|'.join(SERVICES)})",
        prefix=prefix,
        own=OWN_FOLDER,
        upload=max(settings.max_upload_mb, settings.moving_upload_mb) + 1,
        page_headers=_headers(CSP + PLAYERS, "no-cache", *strict),
        own_headers=_headers(CSP, "public, no-cache", *strict),
        file_headers=_headers(SANDBOX, "public, max-age=3600", *strict),
        gone_headers=_headers(CSP, "no-store", ("Retry-After", str(RETRY_AFTER)), *strict),
        missing_headers=_headers(CSP, "no-store", *strict),
        asset_headers=_headers(CSP, "public, max-age=31536000, immutable", *strict),
    )


# Nothing is kept but what the application keeps for everybody itself and marks so (X-Accel-Expires, web/page_cache.py);
# the key says what such a page may depend on. Whoever is somebody, or asks for a part, is not even looked up. Stale
# pages are shown while one request fetches the new one: what nobody asked for in three seconds is thrown away, so that
# nothing older is ever there to be shown.
_KEEPING = """\
proxy_cache_path {folder} levels=1 keys_zone=portal_pages:8m max_size=256m inactive=3s use_temp_path=off;
map $http_cookie $portal_who {{ default ""; "~(?:phien|remember_token|cong_dan)" somebody; }}
map $http_cookie $portal_language {{
  default "";
  "~ngon-ngu.*ngon-ngu" odd;
  "~(?:^|; ?)ngon-ngu=(?<portal_code>vi|en)(?:;|$)" $portal_code;
  "~ngon-ngu" odd;
}}
map $http_accept_encoding $portal_packing {{
  default "";
  "~*q=0" "";
  "~*\\bbr\\b" br;
  "~*\\bgzip\\b" gzip;
}}
map "$portal_who:$portal_language:$twin_service:$http_authorization:$http_range:$http_hx_request" $portal_cache {{
  default off;
  "~^:(?:vi|en)?::::$" portal_pages;
}}
"""
_KEPT = """
    proxy_cache $portal_cache;
    proxy_cache_key "$scheme|$http_host|$request_uri|$portal_packing|$portal_language";
    proxy_ignore_headers Cache-Control Expires Vary;
    proxy_cache_lock on;
    proxy_cache_lock_timeout 1s;
    proxy_cache_lock_age 2s;
    proxy_cache_use_stale updating error timeout;"""
# Beside the others: a location that sets a header of its own would inherit none.
_PACKING = "  proxy_set_header Accept-Encoding $portal_packing;\n"

_TEMPLATE = """\
# Made by `flask export nginx`: the portals, and their static twin while the application does not answer.
upstream portal_app {{ server {upstream} max_fails=0; keepalive 32; }}

map $host $twin_host {{ default _unknown; "~^[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9])?$" $host; }}
# /tin-tuc/ → /tin-tuc/_index, /tin-tuc/x → /tin-tuc/x
map $uri $twin_base {{ default $uri; "~/$" "${{uri}}_index"; }}
# ?trang=2 → _trang-2; any other query is answered with the page as it is without one.
map $args $twin_mark {{
  default "";
  "~^trang=(?<twin_number>[1-9][0-9]{{0,3}})$" "_trang-$twin_number";
  "~^nhom=(?<twin_group>[a-z0-9-]{{1,40}})$" "_nhom-$twin_group";
  "~^nhom=(?<twin_of>[a-z0-9-]{{1,40}})&trang=(?<twin_nth>[1-9][0-9]{{0,3}})$"
    "_nhom-${{twin_of}}_trang-$twin_nth";
}}
map $uri $twin_shown {{ default attachment; "~/tep/[0-9]+/[0-9]+\\.(?:avif|webp|jpg)$" inline; }}
map $uri $twin_service {{ default ""; "~^{services}(?:/|$)" 1; }}
{keeping}
server {{
  listen {listen};
  server_name _;
  root {root}/hosts;
  client_max_body_size {upload}m;
  recursive_error_pages on;
  proxy_connect_timeout 2s;
  proxy_http_version 1.1;
  proxy_set_header Connection "";
  proxy_set_header Host $http_host;
  proxy_set_header X-Forwarded-For $remote_addr;
  proxy_set_header X-Forwarded-Proto $scheme;
  proxy_set_header X-Forwarded-Host $http_host;
{packing}  charset utf-8;
  charset_types text/css text/javascript text/plain text/csv application/xml application/atom+xml application/json;
  types {{
{types}
  }}

  # Reading: whatever keeps the application from answering, the twin steps in.
  location / {{
    error_page 418 = @write;
    if ($request_method !~ ^(?:GET|HEAD)$) {{ return 418; }}
    proxy_intercept_errors on;
    error_page 502 503 504 = @twin;
    proxy_pass http://portal_app;
    proxy_read_timeout 60s;{kept}
  }}

  # Style, scripts and letters lie in the twin under addresses that name their content: what is there is right.
  location ~ "^{prefix}/(?:tinh|giao-dien|bang-chung/tinh)/" {{
    if ($uri ~ "/_") {{ return 404; }}
    gzip_static on;
    gzip_vary on;
    default_type application/octet-stream;
{asset_headers}
    try_files /$twin_host$uri @application;
  }}

  location @application {{
    proxy_intercept_errors on;
    error_page 502 503 504 = @twin;
    proxy_pass http://portal_app;
    proxy_read_timeout 60s;
  }}

  # Sending: what the application itself says of a failure stands (the text stays in the form).
  location @write {{
    error_page 502 504 =503 /_twin/503;
    proxy_pass http://portal_app;
    proxy_read_timeout 120s;
    proxy_request_buffering off;
  }}

  location @twin {{
    if ($uri ~ "/_") {{ return 404; }}
    if ($twin_service) {{ return 503; }}
    if ($uri ~ "^{prefix}/tep/") {{ rewrite ^ /_twin$uri last; }}
    if ($uri ~ "^{prefix}/(?:tinh|giao-dien|bang-chung/tinh)/") {{ rewrite ^ /_twin$uri last; }}
    error_page 404 /_twin/404;
    error_page 503 /_twin/503;
    gzip_static on;
    gzip_vary on;
    default_type text/plain;
{page_headers}
    try_files /$twin_host$twin_base$twin_mark.html /$twin_host$twin_base.html /$twin_host$uri.atom
      /$twin_host$uri.akn /$twin_host$uri /$twin_host$uri/_index.html =404;
  }}

  # Files and pictures are never shown as pages of the portal.
  location ~ "^/_twin(?<twin_file>{prefix}/tep/[0-9]+/.+)$" {{
    internal;
    error_page 404 /_twin/404;
    default_type application/octet-stream;
    add_header Content-Disposition $twin_shown always;
{file_headers}
    try_files /$twin_host$twin_file =404;
  }}

  location ~ "^/_twin(?<twin_asset>{prefix}/(?:tinh|giao-dien|bang-chung/tinh)/.+)$" {{
    internal;
    error_page 404 /_twin/404;
    gzip_static on;
    gzip_vary on;
    default_type application/octet-stream;
{asset_headers}
    try_files /$twin_host$twin_asset =404;
  }}

  # The twin's own style, scripts and index: never asked of the application.
  location ~ "^{prefix}/{own}/" {{
    error_page 404 /_twin/404;
    gzip_static on;
    gzip_vary on;
    default_type text/plain;
{own_headers}
    try_files /$twin_host$uri =404;
  }}

  location = /_twin/404 {{
    internal;
    gzip_static on;
    gzip_vary on;
    if (-f $document_root/$twin_host/_suspended) {{ return 503; }}
    error_page 503 /_twin/503;
{missing_headers}
    try_files /$twin_host/_404.html /_unknown/_404.html =404;
  }}

  location = /_twin/503 {{
    internal;
    gzip_static on;
    gzip_vary on;
{gone_headers}
    try_files /$twin_host/_503.html /_unknown/_503.html =503;
  }}
}}
"""
