"""A visitor without a browser: keeps cookies, fills in forms as they stand in the page."""

from __future__ import annotations

import html
import http.client
import re
import uuid
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from urllib.parse import urlencode, urljoin

import html5lib

from tests.browser.installation import CLERK, CLERK_PASSWORD, Installation

OWN_PASSWORD = "bong-dieu-tren-bien-9"
"""What newcomers choose for themselves."""


@dataclass(frozen=True)
class Answer:
    """What the server said."""

    status: int
    text: str
    location: str

    def tree(self) -> ET.Element:
        """The page as a browser understands it."""
        return html5lib.parse(self.text, namespaceHTMLElements=False)

    def links(self) -> list[str]:
        """The addresses of all links, in order."""
        return [one.get("href", "") for one in self.tree().iter("a")]


@dataclass
class Visitor:
    """Somebody at one portal."""

    installation: Installation
    slug: str
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(
        self, path: str, form: dict[str, str] | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        """One request, POST with a form; redirects are not followed."""
        sent = {"Host": self.installation.host(self.slug)} | (headers or {})
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if form is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", self.installation.port, timeout=30)
        try:
            body = urlencode(form).encode() if form is not None else None
            connection.request("GET" if form is None else "POST", path, body, sent)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(answer.status, text, answer.headers.get("Location", ""))

    def submit(self, path: str, control: str, values: dict[str, str]) -> Answer:
        """Fill in the form of the page that has this control, and send it."""
        page = self.ask(path)
        for form in page.tree().iter("form"):
            filled = _values(form)
            if control in filled:
                return self.ask(urljoin(path, form.get("action") or path), filled | values)
        raise AssertionError(f"{path} ({page.status}) has no form with {control!r}")

    def press(self, path: str, action_end: str) -> Answer:
        """Send the form of the page whose action ends so: the buttons of the desk."""
        for form in self.ask(path).tree().iter("form"):
            if (form.get("action") or "").endswith(action_end):
                return self.ask(form.get("action") or "", _values(form))
        raise AssertionError(f"{path} has no form to {action_end!r}")

    def sign_in(self, person: str = "") -> Visitor:
        """Sign in as the first administrator, or as the CLERK of a commune that has one."""
        known = (self.installation.email, self.installation.password)
        email, password = (f"{CLERK}@{self.slug}.example", CLERK_PASSWORD) if person == CLERK else known
        person_sent = {"email": email, "password": password}
        answer = self.submit("/quan-tri/dang-nhap", "password", person_sent)
        assert answer.status == 302, answer.text
        return self


def colleague(desk: Visitor, name: str) -> Visitor:
    """Somebody else at the desk of this portal, an approver, made by who is signed in there."""
    email = f"dong-nghiep-{uuid.uuid4().hex[:8]}@example.vn"
    values = {"name": name, "email": email, "role": "approver", "action": "password"}
    answer = desk.submit("/quan-tri/nguoi-dung/", "email", values)
    found = re.search(r"một lần: (\S+)", html.unescape(answer.text))
    assert found, answer.text
    return newcomer(desk.installation, desk.slug, email, found[1])


def newcomer(installation: Installation, slug: str, email: str, given: str) -> Visitor:
    """Somebody who signs in with the password that an administrator made for them, and makes it their own
    (OWN_PASSWORD), as the desk asks before it opens."""
    made = Visitor(installation, slug)
    changed = {"old": given, "new": OWN_PASSWORD, "again": OWN_PASSWORD}
    for password in (given, OWN_PASSWORD):
        signed = made.submit("/quan-tri/dang-nhap", "password", {"email": email, "password": password})
        assert signed.status == 302, signed.text
        if password == given:
            assert made.submit("/quan-tri/mat-khau", "old", changed).status == 302
    return made


def _values(form: ET.Element) -> dict[str, str]:
    filled = {}
    for one in form.iter():
        name, kind = one.get("name"), one.get("type", "text")
        if not name or one.tag == "button":
            continue
        if one.tag == "textarea":
            filled[name] = (one.text or "").removeprefix("\n")
        elif one.tag == "select":
            options = list(one.iter("option"))
            chosen = [option for option in options if option.get("selected") is not None] or options[:1]
            if chosen:
                filled[name] = chosen[0].get("value", chosen[0].text or "")
        elif one.tag == "input" and (
            kind not in {"file", "submit", "checkbox", "radio"} or one.get("checked") is not None
        ):
            filled[name] = one.get("value", "on" if kind == "checkbox" else "")
    return filled
