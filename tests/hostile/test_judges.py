"""What judges answers sees what is planted: a sweep that cannot fail would tell nothing."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask, Response
from playwright.sync_api import Browser as Chromium

from tests.hostile.judging import faults
from tests.hostile.reading import Sending, sendings
from tests.hostile.sweeping import named_in, plain
from tests.hostile.watching import Eyes, serving

PAGE = """<form method=post action=/gui enctype=multipart/form-data id=a><input type=hidden name=csrf_token value=t>
<input name=ten required><input type=email name=thu><textarea name=loi>cũ</textarea><input type=file name=tep>
<select name=loai><option value=""><option value=x></select><input type=checkbox name=dong_y>
<button name=viec value=gui>Gửi</button><button name=viec value=bo formaction=/bo>Bỏ</button></form>
<input name=sau form=a>
<p data-hx-get="/doan?q=1" data-hx-vals='{"b": 2}'></p><a href="/ds?trang=2&amp;xep=ten">x</a>
<a href="//khac.example/?a=1">x</a>"""


@pytest.mark.parametrize(
    ("kind", "text", "seen"),
    [
        ("text/html", "<p>a<b>c &lt;script&gt;alert(1)&lt;/script&gt;", False),
        ("text/html", "<p><script>alert(1)</script>", True),
        ("text/html", "<p>a<script>alert(1)</script>" + "&lt;b", True),
        ("application/json", '{"a": 1}', False),
        ("application/json", "{'a': 1}", True),
        ("application/x-ndjson", '{"a": 1}\n{"b": 1}\n', False),
        ("application/x-ndjson", '{"a": 1}\n{b}\n', True),
        ("application/atom+xml", "<a>&lt;b</a>", False),
        ("application/atom+xml", "<a><b</a>", True),
        ("text/plain", "<script>", False),
    ],
)
def test_an_answer_is_judged_by_what_it_is(kind: str, text: str, seen: bool) -> None:
    answer: Any = Response(text, mimetype=kind)
    answer.text = text
    assert bool(faults(answer, "<script>alert(1)</script>")) is seen


def test_an_answer_without_words_is_judged_by_its_status() -> None:
    assert faults(Response("", status=503), "x") == ["answers 503"]


def test_everything_that_a_page_can_send_is_read_from_it() -> None:
    found = list(sendings("/trang", PAGE))
    send, drop, piece, link = found
    assert (send.path, drop.path, piece.path, link.path) == ("/gui", "/bo", "/doan", "/ds")
    assert send.fields() == ["ten", "thu", "loi", "loai", "sau", "viec", "dong_y"] and send.files == ("tep",)
    values = dict(send.values)
    assert (values["ten"], values["thu"], values["loi"], values["loai"], values["csrf_token"]) == (
        *("Chữ thử", "lan@tam-hai.example", "cũ", "x", "t"),
    )
    assert isinstance(piece, Sending) and piece.htmx and piece.values == (("q", "1"), ("b", "2"))
    assert link.values == (("trang", "2"), ("xep", "ten"))


def test_the_fields_that_a_view_reads_are_found_in_its_source() -> None:
    def view(request: Any) -> Any:
        return request.form.get("ly_do"), request.form["ngay"], request.form.getlist("ids")

    assert named_in(view) == ("ly_do", "ngay", "ids")
    assert plain(" a\n b ") == "a b"


@pytest.mark.browser
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("<p>Chữ thường <a href='/x'>x</a></p>", ""),
        ("<script>window.__pwned = 1</script>", "a script ran"),
        ("<img src=x onerror='window.__pwned = 1'>", "img onerror"),
        ("<script>alert(7)</script>", "dialog 7"),
        ("<img src='http://khac.example/a.png'>", "asks http://khac.example"),
        ("<a href='jav&#x09;ascript:alert(1)'>x</a><a href=' javascript:x'>y</a>", "a href= javascript:x"),
        ("<meta http-equiv=refresh content='900'>", "meta refresh"),
        ("<p data-hx-on:click='x'>", "p data-hx-on:click"),
        ("<object data='/x'></object>", "object"),
    ],
)
def test_the_browser_tells_what_a_page_tried(chromium: Chromium, text: str, told: str) -> None:
    app = Flask(__name__)
    app.add_url_rule("/", view_func=lambda: f"<!doctype html><main>{text}</main>")
    with serving(app) as port, Eyes.opened(chromium, port) as eyes:
        found = eyes.look(f"http://localhost:{port}/")
    assert any(told in one for one in found) if told else found == []


@pytest.mark.browser
def test_what_the_policy_refuses_is_told(chromium: Chromium) -> None:
    app = Flask(__name__)
    policy = {"Content-Security-Policy": "default-src 'self'"}
    app.add_url_rule("/", view_func=lambda: ("<p style='color:red'>x</p>", 200, policy))
    with serving(app) as port, Eyes.opened(chromium, port) as eyes:
        assert any("style-src" in one for one in eyes.look(f"http://localhost:{port}/"))
