"""An installation in process with a thing of every kind, and everybody who may send something to it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from flask import Flask

from tests.accounts.test_matrix import ROLES, World, _kind, _url
from tests.citizens.conftest import CONSENT, HOME, Post, ask_code, enter, later
from tests.conftest import DISTRICT, A, Browser
from tests.dossiers.applying.conftest import Applicant
from tests.hostile.sweeping import LAST, Offer, Sweep, unseen
from tests.policy import MAY, OPEN_DESK, PUBLIC, ROUTES, TENANTLESS, VALUES
from tests.services.making import committed
from tests.test_canary import _crawl
from tests.voice import factories as voice

VISITOR, CITIZEN = "visitor", "citizen"
BEGIN = [
    "/",
    "/so-do-cong",
    "/hoi-dap/",
    "/phan-anh/",
    "/gop-y/",
    "/tham-do/",
    "/tai-khoan/dang-nhap",
    "/ho-so/tra-cuu",
]
_contacts = itertools.count(1)


class Everybody:
    """The people of the matrix, a visitor and a citizen with a draft, at the portal A; what their pages offer."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.world = World(app)
        self._publish()
        self._post = Post(app)
        browsers = dict(self.world.browsers) | {VISITOR: Browser(app, A)}
        again: dict[str, Callable[[], Any]] = {role: partial(self._enter, role) for role in browsers}
        again |= {VISITOR: lambda: None, CITIZEN: self._come}
        self.sweep = Sweep(app, browsers, again)
        self._come()

    def _enter(self, role: str) -> None:
        self.sweep.browsers[role].sign_in(f"{role}@thu.example")

    def _publish(self) -> None:
        make = self.world.factory
        for one in (make.news, make.page, make.legal, make.procedure):
            one(A)
        make.news(DISTRICT)
        make.clerk(A)
        self._service = committed(make, A)[1]
        for kind in ("question", "report"):
            voice.case(make, A, kind, state="published")
        voice.consultation(make, A)
        voice.poll(make, A)

    def _come(self) -> None:
        """A citizen comes in, and begins a draft."""
        later(self.app, 120)  # another code may be asked for
        browser = Browser(self.app, A)
        ask_code(browser, f"ba.{next(_contacts)}@example.vn")
        enter(browser, self._post.code())
        if browser.get(HOME).status_code == 302:
            browser.post(CONSENT, {"consent": "y"}, token_from=CONSENT)
        applicant = Applicant(self.app, browser, self._service)
        applicant.begin()
        self.draft = applicant.base
        self.sweep.browsers[CITIZEN] = browser

    def _rules(self) -> Iterator[tuple[Any, str, str]]:
        """Every rule with who may ask it, and its address for them."""
        for rule in sorted(self.app.url_map.iter_rules(), key=lambda one: one.rule):
            policy = ROUTES.get(rule.endpoint, PUBLIC)
            if rule.endpoint == "static" or policy == TENANTLESS:
                continue
            if policy in {PUBLIC, OPEN_DESK}:
                yield rule, VISITOR, _public_address(rule)
                continue
            for who in [one for one in ROLES if one in MAY[policy]][::-1][:2]:
                yield rule, who, _url(rule, _kind(rule.endpoint), self.world, ROLES[who])

    def pages(self) -> list[tuple[str, str]]:
        """(who, path) of everything that can be opened."""
        found = [(who, path) for rule, who, path in self._rules() if "GET" in rule.methods]
        found += [(VISITOR, path) for path, _text in _crawl(self.sweep.browsers[VISITOR], BEGIN, 90)]
        parts = [f"{self.draft}/{one}" for one in ("nguoi-nop", "khai/tre", "khai/me", "giay-to", "xem-lai")]
        own = [HOME, "/tai-khoan/thong-tin", "/tai-khoan/lien-he", "/tai-khoan/du-lieu", *parts]
        found += [(CITIZEN, path) for path, _text in _crawl(self.sweep.browsers[CITIZEN], own, 30)]
        return [one for one in dict.fromkeys(found) if "/dang-xuat" not in one[1]]

    def offers(self, at: int = 0, of: int = 1) -> list[Offer]:
        """What pages offer to send, each kind once, and what rules are sent that no page offers; of both the share
        `at` of `of`. What ends something comes last, so that there is something to end."""
        found: dict[Any, Offer] = {}
        pressed = set()
        for who, path in self.pages()[at::of]:
            for one in self.sweep.offers(who, path):
                found.setdefault(one.key, one)
                pressed.add(one.endpoint)
        views = self.app.view_functions
        for rule, who, path in [one for one in self._rules() if "POST" in one[0].methods][at::of]:
            if rule.endpoint not in pressed:
                one = Offer(who, rule.endpoint, unseen(views[rule.endpoint], path))
                found.setdefault(one.key, one)
        tried = [one for one in found.values() if one.sending.fields() or one.sending.files]
        return sorted(tried, key=lambda one: bool(LAST.search(one.sending.path)))


def _public_address(rule: Any) -> str:
    values = {"slug": "khong-co", "name": "x.pdf", "kind": "pdf", "act": "xoay"} | VALUES.get(
        rule.endpoint, {}
    )
    return re.sub(
        r"<(?:any\(([^)]*)\):)?(?:[^:<>]+:)?(\w+)>",
        lambda found: found[1].split(",")[0].strip(" '\"") if found[1] else values.get(found[2], "4000000"),
        str(rule.rule),
    )
