"""Applications to compare with: a Flask view that returns a constant, and a stand-in for a page of the portal.

Run by `bench.http` as `module:name` under the same server as the portal itself.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from flask import Flask, Response, make_response

from portal.web.page_cache import PageCache
from portal.web.versions import ContentVersions

CONSTANT = "Xin chào Núi Thành"
PAGE = """<!doctype html><html lang="vi"><title>{{ title }}</title><h1>{{ title }}</h1>
{% for number in range(120) %}<article><h2><a href="/tin-tuc/tin-{{ number }}">Tin số {{ number }}</a></h2>
<p>Ủy ban nhân dân xã Tam Hải thông báo lịch tiếp công dân và nội dung số {{ number }} trong tuần.</p></article>
{% endfor %}</html>"""

constant = Flask("constant")
page = Flask("page")
template = page.jinja_env.from_string(PAGE)


@constant.route("/")
def _constant() -> str:
    return CONSTANT


@page.route("/")
def _page() -> Response:
    response = make_response(template.render(title="Cổng thông tin"))
    response.headers["X-Page-Cache"] = "ok"
    return response


def _versions() -> ContentVersions:
    return ContentVersions(Path(os.environ.get("BENCH_FOLDER") or tempfile.mkdtemp()) / "versions.bin")


cached = PageCache(
    page.wsgi_app,
    _versions(),
    lambda host, path: (0, 1),
    max_bytes=64 << 20,
    normalise_host=lambda raw: raw.rpartition(":")[0] or raw,
)
