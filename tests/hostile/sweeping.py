"""Everything that can be sent to the application, found in its own pages, and sent with hostile strings in it."""

from __future__ import annotations

import inspect
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Flask, got_request_exception
from werkzeug.exceptions import HTTPException

from tests.conftest import Browser
from tests.hostile.judging import faults
from tests.hostile.payloads import some_for
from tests.hostile.reading import Sending, sendings
from tests.voice.citizen import solved

LAST = re.compile(
    r"/(xoa|bo|go|huy|khoa|dang-xuat|ket-thuc|tam-dung|thu-hoi|roi-di|cham-dut|dung|rut|rut-lai)\b|quyen|chuyen-cong"
)
"""What ends something comes last, so that there is something to end."""
GUARDED = "phieu"  # a form of citizens: good once, with a puzzle
SAVED = {200, 201, 302, 303}
_READ = re.compile(
    r"""(?:request\.(?:form|values|args)|\bform|\bsent)(?:\.get(?:list)?\(|\[)["']([\w.-]+)["']"""
)
TINY = b"%PDF-1.4\n%%EOF\n"


@dataclass(frozen=True)
class Offer:
    """Something that a person's page offers to send, at the endpoint that would answer."""

    who: str
    endpoint: str
    sending: Sending

    @property
    def key(self) -> tuple[str, str, frozenset[str], tuple[str, ...]]:
        """Alike are two offers that send the same fields to the same endpoint."""
        one = self.sending
        return one.method, self.endpoint, frozenset(one.fields()), one.files


@dataclass
class Found:
    """What a sweep saw."""

    wrong: list[str] = field(default_factory=list)
    answers: Counter[tuple[str, int]] = field(default_factory=Counter)  # endpoint, status
    changed: dict[tuple[str, str], tuple[str, str]] = field(
        default_factory=dict
    )  # (endpoint, field): sent, shown
    kept: int = 0  # strings that a form showed again as they were sent
    sent: int = 0

    def reached(self) -> set[str]:
        """The endpoints where hostile input got past what is missing or stale."""
        return {endpoint for endpoint, status in self.answers if status not in {400, 404, 405, 409, 429}}


class Sweep:
    """Sends offers for people, each with a browser that stays signed in."""

    def __init__(self, app: Flask, browsers: dict[str, Browser], again: dict[str, Any]) -> None:
        self.app, self.browsers, self.again = app, browsers, again
        self.found = Found()
        self._errors: list[str] = []
        self._hear = lambda _app, exception, **_more: self._errors.append(repr(exception)[:400])
        got_request_exception.connect(self._hear, app)

    def endpoint(self, path: str, method: str) -> str:
        """Who would answer; "" if nobody."""
        try:
            found = self.app.url_map.bind("").match(path.partition("?")[0], method=method.upper())
        except HTTPException:
            return ""
        return str(found[0])

    def offers(self, who: str, page: str) -> Iterator[Offer]:
        """What a page offers to this person."""
        answer = self.browsers[who].get(page)
        if answer.mimetype != "text/html" or answer.status_code >= 400:
            self._look(answer, "", f"GET {page}")
            return
        for one in sendings(page, answer.text):
            endpoint = self.endpoint(one.path, one.method)
            if endpoint:
                yield Offer(who, endpoint, one)

    def try_one(self, offer: Offer, count: int) -> None:
        """Send an offer with a hostile string in each field in turn, `count` of them (0: one of every family), then
        with one in all fields at once."""
        now: Offer | None = offer
        for name in offer.sending.fields():
            for payload in some_for(count, offer.endpoint, name):
                now = now or self._fresh(offer)
                status = self._send(now or offer, {name: payload}, payload)
                if status in SAVED | {409} and offer.sending.method != "get":
                    now = None
        for payload in some_for(count and 1, offer.endpoint):
            self._send(self._fresh(offer) or offer, dict.fromkeys(offer.sending.fields(), payload), payload)
        for name in offer.sending.files:
            for payload in some_for(count, offer.endpoint, name):
                self._send(self._fresh(offer) or offer, {}, payload, {name: payload})

    def _fresh(self, offer: Offer) -> Offer | None:
        """The same offer as its page makes it now."""
        for one in self.offers(offer.who, offer.sending.page) if offer.sending.page else ():
            if one.key == offer.key:
                return one
        return None

    def _send(
        self, offer: Offer, instead: dict[str, str], payload: str, files: dict[str, str] | None = None
    ) -> int:
        one, browser = offer.sending, self.browsers[offer.who]
        values = [(name, instead.get(name, value)) for name, value in one.values]
        values += [(name, value) for name, value in instead.items() if name not in dict(one.values)]
        if GUARDED in dict(one.values) and GUARDED not in instead:
            values = [(name, value) for name, value in values if name != "loi-giai"]
            values.append(("loi-giai", solved(dict(one.values)[GUARDED])))
        if one.method != "get" and "csrf_token" not in dict(values):  # htmx sends it in a header
            values.append(("csrf_token", self._token(offer.who)))
        headers = browser.headers | ({"HX-Request": "true"} if one.htmx else {})
        headers.pop("X-CSRF", None)
        where = f"{offer.who} {one.method.upper()} {one.path} ({offer.endpoint})"
        told = f"{where} {sorted(instead) or files} = {payload[:80]!r}"
        encoded = urlencode(values, errors="surrogatepass")
        if one.method == "get":
            answer = browser.client.get(f"{one.path}?{encoded}", headers=headers)
        elif one.files:
            parts: dict[str, Any] = {}
            for name, value in values:
                parts.setdefault(name, []).append(value.encode("utf-8", "replace").decode())
            for name, called in (files or {}).items():
                safe = called.encode("utf-8", "replace").decode().replace("\r", "").replace("\n", "")
                parts[name] = (io.BytesIO(TINY), safe)
            answer = browser.client.open(one.path, method=one.method.upper(), data=parts, headers=headers)
        else:
            answer = browser.client.open(
                one.path,
                method=one.method.upper(),
                data=encoded,
                content_type="application/x-www-form-urlencoded",
                headers=headers,
            )
        self.found.sent += 1
        self.found.answers[offer.endpoint, answer.status_code] += 1
        self._look(answer, payload, told)
        if answer.status_code in {302, 303}:
            self._follow(offer, answer, instead, payload, told)
        elif answer.status_code == 401:
            self.again[offer.who]()
        return int(answer.status_code)

    def _token(self, who: str) -> str:
        pages = {"visitor": "/tai-khoan/dang-nhap", "citizen": "/tai-khoan/thong-tin"}
        browser = self.browsers[who]
        return browser.token(pages[who]) if who in pages else browser._desk_token()

    def _look(self, answer: Any, payload: str, told: str) -> None:
        if answer.mimetype == "text/event-stream":
            answer.close()
            return
        wrong = faults(answer, payload)
        said = f" {self._errors}" if self._errors else ""
        self._errors.clear()
        self.found.wrong += [f"{told}: {one}{said}" for one in wrong]

    def _follow(self, offer: Offer, answer: Any, instead: dict[str, str], payload: str, told: str) -> None:
        """What was saved is shown without harm, and as it was sent."""
        there = urlsplit(answer.location)
        host = self.browsers[offer.who].headers["Host"]
        if there.netloc not in {"", host} or there.scheme not in {"", "http"}:
            if not there.netloc.endswith(f".{host}") and not host.endswith(f".{there.netloc}"):
                self.found.wrong.append(f"{told}: leads to {answer.location[:100]}")
            return
        if there.path.startswith(("/quan-tri/dang-nhap", "/tai-khoan/dang-nhap")):
            self.again[offer.who]()
            return
        browser = self.browsers[offer.who]
        shown = browser.get(there.path + (f"?{there.query}" if there.query else ""))
        self._look(shown, payload, f"{told} then {there.path}")
        if len(instead) == 1 and shown.mimetype == "text/html":
            self._compare(offer, there.path, shown.text, *next(iter(instead.items())))

    def _compare(self, offer: Offer, page: str, text: str, name: str, sent: str) -> None:
        for one in sendings(page, text):
            if one.method == "post" and name in dict(one.values) and one.files == offer.sending.files:
                shown = dict(one.values)[name]
                if plain(shown) == plain(sent):
                    self.found.kept += 1
                elif shown != dict(offer.sending.values).get(name):
                    self.found.changed[offer.endpoint, name] = (sent[:80], shown[:80])
                return


def plain(text: str) -> str:
    """A text but for what no form keeps: runs of white space, and its ends."""
    return " ".join(text.split())


def named_in(view: Any) -> tuple[str, ...]:
    """The fields that a view reads, by its own source: names asked of the request, fields of the forms it builds."""
    while isinstance(view, partial) or hasattr(view, "__wrapped__"):
        view = view.func if isinstance(view, partial) else view.__wrapped__
    source = inspect.getsource(view)
    names = _READ.findall(source)
    for called in re.findall(r"\b_?[A-Z]\w*Form\b", source):
        form = view.__globals__.get(called)
        if inspect.isclass(form):
            names += [one for one in dir(form) if hasattr(getattr(form, one), "field_class")]
    return tuple(dict.fromkeys(names))


def unseen(view: Any, path: str) -> Sending:
    """A request to a rule that no page offered."""
    return Sending("post", path, tuple((name, "1") for name in named_in(view) or ("reason", "version")))
