"""The page cache: fast only where it cannot be told from the application behind it."""

from __future__ import annotations

import gzip
import itertools
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.middleware.proxy_fix import ProxyFix

from portal.web import page_cache as module
from portal.web.page_cache import PageCache
from portal.web.versions import ContentVersions
from tests.thorough import examples
from tests.web.cached_app import SpeakingApp, normalise_host, slot_of

MB = 1 << 20


class Got:
    """An answer as a client sees it."""

    def __init__(self, status: str, headers: list[tuple[str, str]], body: bytes) -> None:
        self.code = int(status[:3])
        self.headers = {name.lower(): value for name, value in headers}
        self.body = body
        assert len(self.headers) == len([name for name, _ in headers if name.lower() != "set-cookie"]) + (
            "set-cookie" in self.headers
        )

    @property
    def text(self) -> str:
        decoders: dict[str, Any] = {"gzip": gzip.decompress, "br": brotli.decompress, "": bytes}
        return (
            ""
            if not self.body
            else str(decoders[self.headers.get("content-encoding", "")](self.body).decode())
        )


def ask(app: Any, path: str = "/", host: str = "xa.localhost", method: str = "GET", **more: str) -> Got:
    """Send a request; keyword arguments are environ keys."""
    path, _, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_HOST": host,
        "SERVER_PORT": "8000",
        "wsgi.url_scheme": "http",
        **more,
    }
    started: list[tuple[str, list[tuple[str, str]]]] = []
    returned = app(environ, lambda status, headers, exc_info=None: started.append((status, headers)))
    body = b"".join(returned)
    if hasattr(returned, "close"):
        returned.close()
    assert len(started) == 1
    return Got(*started[0], body)


@pytest.fixture
def versions(tmp_path: Path) -> ContentVersions:
    return ContentVersions(tmp_path / "versions.bin")


@pytest.fixture
def app() -> SpeakingApp:
    return SpeakingApp()


@pytest.fixture
def cache(app: SpeakingApp, versions: ContentVersions) -> PageCache:
    return PageCache(app, versions, slot_of, MB, normalise_host=normalise_host)


def test_a_marked_page_is_rendered_once(cache: PageCache, app: SpeakingApp) -> None:
    first, second = ask(cache), ask(cache)
    assert app.calls == 1
    assert first.text == second.text
    assert "x-page-cache" not in first.headers | second.headers
    assert second.headers["content-length"] == str(len(second.body))
    assert second.headers["vary"] == "Accept-Encoding, Cookie, HX-Request"
    assert second.headers["cache-control"] == "no-cache"


def test_after_a_bump_the_next_request_sees_the_new_text(
    cache: PageCache, app: SpeakingApp, versions: ContentVersions
) -> None:
    ask(cache)
    app.text = "second text"
    assert "first text" in ask(cache).text
    versions.bump([2])
    assert "second text" in ask(cache).text


@pytest.mark.parametrize(("slot", "calls"), [(1, 1), (2, 2), (0, 2), (3, 1)])
def test_only_the_tenants_own_and_the_general_version_count(
    cache: PageCache, app: SpeakingApp, versions: ContentVersions, slot: int, calls: int
) -> None:
    ask(cache)
    versions.bump([slot])
    ask(cache)
    assert app.calls == calls


def test_a_change_while_a_page_is_rendered_leaves_no_old_copy(
    cache: PageCache, app: SpeakingApp, versions: ContentVersions
) -> None:
    class Slow(SpeakingApp):
        def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
            answer = super().__call__(environ, start_response)
            self.text = "published meanwhile"
            versions.bump([2])
            return answer

    slow = Slow()
    slow_cache = PageCache(slow, versions, slot_of, MB, normalise_host=normalise_host)
    assert "first text" in ask(slow_cache).text
    assert "published meanwhile" in ask(slow_cache).text


def test_a_host_that_changes_hands_while_rendering_is_not_kept(
    app: SpeakingApp, versions: ContentVersions
) -> None:
    answers = iter([(0, 1), (0, 2), (0, 2), (0, 2)])
    moved = PageCache(app, versions, lambda host, path: next(answers), MB, normalise_host=normalise_host)
    ask(moved)
    ask(moved)
    assert app.calls == 2


@pytest.mark.parametrize(
    "forwarded", [{"HTTP_X_FORWARDED_HOST": "huyen.localhost"}, {"HTTP_X_FORWARDED_PROTO": "https"}]
)
def test_a_page_whose_address_was_changed_behind_the_cache_is_not_kept(
    app: SpeakingApp, versions: ContentVersions, forwarded: dict[str, str]
) -> None:
    cache = PageCache(ProxyFix(app, x_host=1), versions, slot_of, MB, normalise_host=normalise_host)
    other = ask(cache, **forwarded).text
    own = ask(cache).text
    assert own != other
    assert "tenant=2" in own
    assert "url='http:" in own


def test_a_page_is_rendered_anew_when_its_time_is_over(app: SpeakingApp, versions: ContentVersions) -> None:
    brief = PageCache(app, versions, slot_of, MB, ttl_seconds=-1, normalise_host=normalise_host)
    ask(brief)
    ask(brief)
    assert app.calls == 2


PERSONAL = [
    {"HTTP_COOKIE": "phien=abc"},
    {"HTTP_COOKIE": "ngon-ngu=vi; phien=abc"},
    {"HTTP_COOKIE": "phien =abc"},
    {"HTTP_COOKIE": ';;phien="abc"'},
    {"HTTP_COOKIE": "x=1;phien=abc"},
    {"HTTP_COOKIE": "remember_token=7|abc"},
    {"HTTP_AUTHORIZATION": "Bearer abc"},
]


@pytest.mark.parametrize("personal", PERSONAL)
@pytest.mark.asvs("14.2.2")
def test_nothing_of_a_signed_in_person_is_kept_or_served_to_them_from_the_cache(
    cache: PageCache, app: SpeakingApp, personal: dict[str, str]
) -> None:
    app.headers = [("X-Page-Cache", "ok")]  # even if the application marked it by mistake
    mine = ask(cache, **personal)
    assert "abc" in mine.text
    assert "x-page-cache" not in mine.headers
    assert "abc" not in ask(cache).text
    assert "abc" in ask(cache, **personal).text
    assert app.calls == 3


@pytest.mark.parametrize(
    "headers",
    [
        [("Set-Cookie", "phien=1")],
        [("Cache-Control", "no-store")],
        [("Cache-Control", "max-age=0, Private")],
        [("Vary", "Accept-Language")],
        [("Vary", "Cookie, User-Agent")],
        [("Vary", "*")],
        [("Content-Encoding", "gzip")],
    ],
)
def test_what_may_not_be_kept_is_not(
    cache: PageCache, app: SpeakingApp, headers: list[tuple[str, str]]
) -> None:
    app.headers = headers
    ask(cache)
    ask(cache)
    assert app.calls == 2


@pytest.mark.parametrize(
    ("status", "calls"),
    [
        ("200 OK", 1),
        ("301 MOVED PERMANENTLY", 1),
        ("404 NOT FOUND", 1),
        ("302 FOUND", 2),
        ("500 X", 2),
        ("503 X", 2),
    ],
)
def test_only_lasting_answers_are_kept(cache: PageCache, app: SpeakingApp, status: str, calls: int) -> None:
    app.status = status
    assert ask(cache).code == ask(cache).code == int(status[:3])
    assert app.calls == calls


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_other_methods_always_reach_the_application(cache: PageCache, app: SpeakingApp, method: str) -> None:
    ask(cache)
    ask(cache, method=method)
    ask(cache, method=method)
    assert app.calls == 3


def test_unmarked_unknown_and_ranged_requests_reach_the_application(
    cache: PageCache, app: SpeakingApp
) -> None:
    app.marked = False
    for _ in range(2):
        ask(cache)
    app.marked = True
    for _ in range(2):
        ask(cache, host="stranger.localhost")
        ask(cache, HTTP_RANGE="bytes=0-5")
        ask(cache, "/?" + "q" * 5000)
    assert app.calls == 8


def test_head_is_answered_from_the_kept_page_without_a_body(cache: PageCache, app: SpeakingApp) -> None:
    assert ask(cache, method="HEAD").body == b""
    page = ask(cache)
    head = ask(cache, method="HEAD")
    assert (head.body, head.headers) == (b"", page.headers)
    assert app.calls == 2


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*", '"x",W/{}'])
def test_a_conditional_request_is_answered_without_the_application(
    cache: PageCache, app: SpeakingApp, form: str
) -> None:
    tag = ask(cache).headers["etag"]
    answer = ask(cache, HTTP_IF_NONE_MATCH=form.format(tag))
    assert (answer.code, answer.body, app.calls) == (304, b"", 1)
    assert answer.headers["etag"] == tag
    assert "content-length" not in answer.headers
    assert ask(cache, HTTP_IF_NONE_MATCH='"something else"').code == 200


def test_a_conditional_request_for_a_changed_page_brings_the_page(
    cache: PageCache, app: SpeakingApp, versions: ContentVersions
) -> None:
    tag = ask(cache).headers["etag"]
    versions.bump([2])
    assert ask(cache, HTTP_IF_NONE_MATCH=tag).code == 304  # rendered anew, but still the same bytes
    app.text = "second text"
    versions.bump([2])
    answer = ask(cache, HTTP_IF_NONE_MATCH=tag)
    assert (answer.code, "second text" in answer.text) == (200, True)
    assert answer.headers["etag"] != tag


def test_what_never_changes_is_not_fetched_again_by_who_signs_in(cache: PageCache, app: SpeakingApp) -> None:
    assert "Cookie" in ask(cache, "/page").headers["vary"]
    app.headers = [("Cache-Control", "public, max-age=31536000, immutable"), ("Vary", "HX-Request")]
    for _ in range(2):
        assert ask(cache, "/asset").headers["vary"] == "Accept-Encoding, HX-Request"


def test_compressed_copies_are_made_once_and_have_their_own_tags(
    cache: PageCache, app: SpeakingApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.filler = "Ủy ban nhân dân xã Tam Hải " * 200
    calls: list[str] = []
    real = module.Shelf.add_copy
    monkeypatch.setattr(
        module.Shelf, "add_copy", lambda self, *given: (calls.append(given[-1]), real(self, *given))[1]
    )
    answers = [
        ask(cache, HTTP_ACCEPT_ENCODING=accept) for accept in ("", "gzip", "gzip, deflate, br, zstd") * 3
    ]
    assert [answer.headers.get("content-encoding", "") for answer in answers[:3]] == ["", "gzip", "br"]
    assert len({answer.text for answer in answers}) == 1
    assert len({answer.headers["etag"] for answer in answers}) == 3
    assert len(answers[1].body) < len(answers[0].body) / 4
    assert calls == ["gzip", "br"]
    assert app.calls == 1


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("br;q=0, gzip", "gzip"),
        ("gzip;q=0", ""),
        ("identity", ""),
        ("*", "br"),
        ("BR", "br"),
        ("gzip;q=x", ""),
        ("deflate", ""),
        ("*;q=0", ""),
        ("br;q=0.1,gzip;q=1", "br"),
        (",;=,", ""),
    ],
)
def test_the_encoding_is_one_that_the_client_takes(
    cache: PageCache, app: SpeakingApp, accept: str, chosen: str
) -> None:
    app.filler = "x" * 3000
    assert ask(cache, HTTP_ACCEPT_ENCODING=accept).headers.get("content-encoding", "") == chosen


def test_other_text_is_compressed_unless_it_is_personal(cache: PageCache, app: SpeakingApp) -> None:
    app.marked, app.filler, app.headers = False, "văn bản " * 500, [("ETag", '"strong"')]
    answer = ask(cache, HTTP_ACCEPT_ENCODING="gzip")
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["etag"] == 'W/"strong"'
    assert "Accept-Encoding" in answer.headers["vary"]
    assert answer.headers["content-length"] == str(len(answer.body))
    assert "văn bản" in answer.text
    for personal in PERSONAL:
        assert "content-encoding" not in ask(cache, HTTP_ACCEPT_ENCODING="gzip", **personal).headers
    app.headers = [("Set-Cookie", "phien=1")]
    assert "content-encoding" not in ask(cache, HTTP_ACCEPT_ENCODING="gzip").headers


def test_binary_short_and_streamed_answers_are_passed_on_as_they_are(versions: ContentVersions) -> None:
    closed: list[bool] = []

    def stream() -> Iterator[bytes]:
        try:
            yield b"part "
            yield b"two"
        finally:
            closed.append(True)

    def app(environ: dict[str, Any], start_response: Any) -> Any:
        kind = "text/plain" if environ["PATH_INFO"] != "/binary" else "image/png"
        start_response("200 OK", [("Content-Type", kind), ("X-Page-Cache", "ok")])
        if environ["PATH_INFO"] == "/stream":
            return stream()
        return [b"x" * (5000 if environ["PATH_INFO"] == "/binary" else 10)]

    cache = PageCache(app, versions, slot_of, MB, normalise_host=normalise_host)
    for path, length in (("/binary", 5000), ("/short", 10), ("/stream", 8)):
        answer = ask(cache, path, HTTP_ACCEPT_ENCODING="br")
        assert "content-encoding" not in answer.headers
        assert len(answer.body) == length
    assert closed == [True]


def test_an_application_that_starts_its_answer_late_or_fails_is_passed_on(versions: ContentVersions) -> None:
    def late(environ: dict[str, Any], start_response: Any) -> Iterator[bytes]:
        if environ["PATH_INFO"] == "/broken":
            raise RuntimeError("broken")
        start_response("200 OK", [("Content-Type", "text/plain"), ("X-Page-Cache", "ok")])
        yield b"one "
        yield b"two"

    cache = PageCache(late, versions, slot_of, MB, normalise_host=normalise_host)
    assert ask(cache).body == b"one two"
    with pytest.raises(RuntimeError, match="broken"):
        ask(cache, "/broken")
    assert ask(cache).body == b"one two"


def test_addresses_without_end_push_out_no_ordinary_page(app: SpeakingApp, versions: ContentVersions) -> None:
    cache = PageCache(app, versions, slot_of, 200_000, normalise_host=normalise_host)
    ordinary = [f"/tin-tuc/{number}" for number in range(20)]
    for path in ordinary:
        ask(cache, path)
    for number in range(300):
        ask(cache, f"/?utm={number}")
        ask(cache, "/", host=f"xa.localhost:{number}")
        ask(cache, "/", HTTP_HX_REQUEST="true", HTTP_HX_TARGET=str(number))
    app.status = "404 NOT FOUND"
    for number in range(300):
        ask(cache, f"/missing/{number}")
    before = app.calls
    for path in ordinary:
        ask(cache, path)
    assert app.calls == before
    assert cache._pages.bytes + cache._odd_pages.bytes <= 200_000
    assert 0 < len(cache._odd_pages) < 40


def test_memory_stays_within_its_bound_and_used_pages_stay(
    app: SpeakingApp, versions: ContentVersions
) -> None:
    app.filler = "".join(chr(33 + n * n % 90) for n in range(8000))
    cache = PageCache(app, versions, slot_of, 300_000, normalise_host=normalise_host)
    for number in range(200):
        ask(cache, f"/{number}", HTTP_ACCEPT_ENCODING=["", "gzip", "br"][number % 3])
        ask(cache, "/hot")
        assert cache._pages.bytes <= 225_000
    assert cache._pages.bytes == sum(page.size for page in cache._pages._pages.values())
    before = app.calls
    ask(cache, "/hot")
    assert app.calls == before


def test_a_page_larger_than_its_share_is_passed_on(app: SpeakingApp, versions: ContentVersions) -> None:
    cache = PageCache(app, versions, slot_of, 40_000, normalise_host=normalise_host)
    app.filler = "x" * 20_000
    assert len(ask(cache).body) == len(ask(cache).body) > 20_000
    assert app.calls == 2


class Held(SpeakingApp):
    """Answers only once it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.started, self.release = threading.Semaphore(0), threading.Event()
        self.release.set()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        self.started.release()
        self.release.wait(5)
        return super().__call__(environ, start_response)


def read_at_once(cache: PageCache, app: Held, count: int, rendering: int) -> list[str]:
    """What `count` readers get who come while the first is being answered; `rendering` of them reach the app."""
    while app.started.acquire(blocking=False):
        pass
    app.release.clear()
    seen: list[str] = []
    readers = [threading.Thread(target=lambda: seen.append(ask(cache).text)) for _ in range(count)]
    readers[0].start()
    assert app.started.acquire(timeout=5)
    for reader in readers[1:]:
        reader.start()
    for _ in range(rendering - 1):
        assert app.started.acquire(timeout=5)
    time.sleep(0.1)
    app.release.set()
    for reader in readers:
        reader.join(10)
    return seen


@pytest.mark.parametrize("stale", [True, False], ids=["stale", "missing"])
def test_a_page_is_rendered_by_one_request_while_others_wait(versions: ContentVersions, stale: bool) -> None:
    app = Held()
    cache = PageCache(app, versions, slot_of, MB, normalise_host=normalise_host)
    if stale:
        ask(cache)
        versions.bump([2])
    app.text = "second text"
    seen = read_at_once(cache, app, 8, 1)
    assert app.calls == 1 + stale
    assert len(seen) == 8
    assert all("second text" in text for text in seen)


def test_a_page_of_which_only_the_time_is_over_is_shown_while_it_is_rendered_anew(
    versions: ContentVersions, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = Held()
    cache = PageCache(app, versions, slot_of, MB, ttl_seconds=0.01, normalise_host=normalise_host)
    ask(cache)
    time.sleep(0.05)
    app.text = "second text"
    seen = read_at_once(cache, app, 8, 1)
    assert app.calls == 2
    assert sum("first text" in text for text in seen) == 7
    assert "second text" in "".join(seen)
    # Not for ever: beyond what is bearable they wait as for a missing one.
    monkeypatch.setattr(module, "BEARABLE", 0.0)
    time.sleep(0.05)
    app.text = "third text"
    assert not any("second text" in text for text in read_at_once(cache, app, 4, 1))


@pytest.mark.tcvn("7.2.3.2.đ")
def test_a_process_renders_few_pages_at_once_and_none_waits_for_ever(
    versions: ContentVersions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "WAIT_FOR_TURN", 60.0)
    app = Held()
    app.release.clear()
    cache = PageCache(app, versions, slot_of, MB, normalise_host=normalise_host)
    seen: list[int] = []

    def reader(path: str) -> threading.Thread:
        return threading.Thread(target=lambda: seen.append(ask(cache, path).code))

    readers = [reader(f"/{number}") for number in range(8)]
    for one in readers:
        one.start()
    for _ in range(module.AT_ONCE):
        assert app.started.acquire(timeout=30)
    assert not app.started.acquire(timeout=0.3)
    monkeypatch.setattr(module, "WAIT_FOR_TURN", 0.01)
    readers.append(reader("/impatient"))
    readers[-1].start()
    assert app.started.acquire(timeout=4)  # what takes long keeps nobody from coming to their turn
    app.release.set()
    for one in readers:
        one.join(10)
    assert seen == [200] * 9


def test_nobody_waits_for_an_answer_that_is_not_kept(versions: ContentVersions) -> None:
    app = Held()
    app.marked = False
    cache = PageCache(app, versions, slot_of, MB, normalise_host=normalise_host)
    ask(cache)  # now it is known
    assert len(read_at_once(cache, app, 4, 4)) == 4
    assert app.calls == 5
    app.marked = True
    ask(cache)
    ask(cache)
    assert app.calls == 6  # an address that is kept again is kept


def test_a_page_that_changed_while_it_was_rendered_is_rendered_for_those_who_waited(
    versions: ContentVersions,
) -> None:
    app = Held()

    def changing(environ: dict[str, Any], start_response: Any) -> Any:
        answer = app(environ, start_response)
        if app.calls == 1:
            app.text = "second text"
            versions.bump([2])
        return answer

    cache = PageCache(changing, versions, slot_of, MB, normalise_host=normalise_host)
    seen = read_at_once(cache, app, 3, 1)
    assert sum("second text" in text for text in seen) == 2
    assert "second text" in ask(cache).text


def test_many_threads_never_see_another_tenants_or_an_older_text(versions: ContentVersions) -> None:
    texts = {"1": 0, "2": 0}

    def app(environ: dict[str, Any], start_response: Any) -> Any:
        tenant = str({"huyen.localhost": 1, "xa.localhost": 2}[environ["HTTP_HOST"]])
        start_response("200 OK", [("Content-Type", "text/plain"), ("X-Page-Cache", "ok")])
        return [f"{tenant}:{texts[tenant]}".encode()]

    cache = PageCache(app, versions, slot_of, MB, normalise_host=normalise_host)
    wrong: list[str] = []
    end = time.monotonic() + 1.0

    def read() -> None:
        while time.monotonic() < end:
            for tenant, host in (("1", "huyen.localhost"), ("2", "xa.localhost")):
                at_least = texts[tenant]
                got_tenant, _, got = ask(cache, host=host).text.partition(":")
                if got_tenant != tenant or int(got) < at_least - 1:
                    wrong.append(f"{host}: {got_tenant}:{got} < {at_least}")

    def write() -> None:
        while time.monotonic() < end:
            for tenant in texts:
                texts[tenant] += 1
                versions.bump([int(tenant)])
            time.sleep(0.001)

    threads = [threading.Thread(target=read) for _ in range(4)] + [threading.Thread(target=write)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_headers_of_htmx_without_its_mark_change_nothing_for_others(cache: PageCache) -> None:
    assert "planted" in ask(cache, HTTP_HX_TARGET="planted").text
    assert "planted" not in ask(cache).text


# What one request may look like in one respect. In each list the first is the ordinary one.
HOSTS = [
    *(
        "xa.localhost",
        "huyen.localhost",
        "XA.localhost",
        "xa.localhost:8000",
        "xa.localhost.",
        "xa.localhost:1",
    ),
    *("huyen.localhost:8000", "stranger", "xa.localhost@huyen.localhost"),
]
PATHS = [
    "/tin-tuc",
    "/",
    "//",
    "/tin-tuc/",
    "//tin-tuc",
    "/./tin-tuc",
    "/tin-tuc\n",
    "http://huyen.localhost/tin-tuc",
]
QUERIES = ["", "?q=1", "?q=2", "?q=1&q=2", "?q=%31"]
METHODS = ["GET", "HEAD", "POST"]
COOKIES = [
    *("", "a=b", "ngon-ngu=vi", "ngon-ngu=en", "ngon-ngu=fr", 'ngon-ngu="en"', "ngon-ngu=vi; ngon-ngu=en"),
    *(
        "ngon-ngu=en; ngon-ngu=vi",
        "ngon-ngu = en",
        "ngon-ngu=en; a=b",
        "a=ngon-ngu=en",
        "ngon-ngu=EN",
        "ngon-ngu",
    ),
    *('ngon-ngu="\\145n"', ";", "phien=an", "phien =binh", "x=1; ngon-ngu=en;phien=an", "remember_token=cuc"),
    *("phien=", 'phien="an"'),
]
EXTRA: list[dict[str, str]] = [
    {},
    {"HTTP_HX_REQUEST": "true"},
    {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "list"},
    {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "tree"},
    {"HTTP_AUTHORIZATION": "Basic x"},
    {"SCRIPT_NAME": "/tin-tuc"},
    {"SCRIPT_NAME": "/tin-tuc", "PATH_INFO": "/"},
    {"wsgi.url_scheme": "https"},
    {"HTTP_RANGE": "bytes=0-1"},
]
ENCODINGS = ["", "gzip", "br, gzip"]
RESPECTS: dict[str, list[Any]] = {
    "host": HOSTS, "path": PATHS, "query": QUERIES, "method": METHODS,
    "cookie": COOKIES, "extra": EXTRA, "encoding": ENCODINGS,
}  # fmt: skip
ORDINARY: dict[str, Any] = {respect: values[0] for respect, values in RESPECTS.items()}


class Pair:
    """The application behind a cache, and the same application alone."""

    def __init__(self, versions: ContentVersions) -> None:
        self.behind, self.plain = SpeakingApp(), SpeakingApp()
        self.behind.filler = self.plain.filler = "x" * 2000
        self.cache = PageCache(self.behind, versions, slot_of, 60_000, normalise_host=normalise_host)

    def assert_same(self, one: dict[str, Any]) -> None:
        """Ask both for the same; the answers say the same."""
        more = {"HTTP_COOKIE": one["cookie"], **one["extra"]} if one["cookie"] else dict(one["extra"])
        asked = (one["path"] + one["query"], one["host"], one["method"])
        got = ask(self.cache, *asked, HTTP_ACCEPT_ENCODING=one["encoding"], **more)
        expected = ask(self.plain, *asked, **more)
        assert (got.code, got.text) == (expected.code, expected.text)
        assert "x-page-cache" not in got.headers


@pytest.mark.parametrize("respect", list(RESPECTS))
@pytest.mark.parametrize("base", [{}, {"encoding": "gzip"}, {"cookie": "ngon-ngu=en"}, {"query": "?q=1"}])
def test_requests_that_differ_in_one_respect_never_get_each_others_page(
    versions: ContentVersions, respect: str, base: dict[str, str]
) -> None:
    for one, other in itertools.permutations(RESPECTS[respect], 2):
        pair = Pair(versions)
        for value in (one, other, one):
            pair.assert_same(ORDINARY | base | {respect: value})


@st.composite
def requests_near_each_other(draw: st.DrawFn) -> dict[str, Any]:
    """A request that is ordinary but for at most three respects; perhaps something is published before it."""
    changed = draw(st.lists(st.sampled_from(list(RESPECTS)), max_size=3, unique=True))
    values = {respect: draw(st.sampled_from(RESPECTS[respect])) for respect in changed}
    return ORDINARY | values | {"publish": draw(st.sampled_from([None, None, None, [0], [1, 2]]))}


@settings(max_examples=examples(100), deadline=None)
@given(requests=st.lists(requests_near_each_other(), min_size=2, max_size=25))
def test_no_sequence_of_requests_can_tell_the_cache_from_the_application(
    tmp_path_factory: pytest.TempPathFactory, requests: list[dict[str, Any]]
) -> None:
    versions = ContentVersions(tmp_path_factory.mktemp("cache") / "v.bin")
    pair = Pair(versions)
    for number, one in enumerate(requests):
        if one["publish"]:
            pair.behind.text = pair.plain.text = f"text {number}"
            versions.bump(one["publish"])
        pair.assert_same(one)
