"""Forms of the desk as a browser without scripts reads and sends them."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from tests.conftest import Browser


def text(answer: Any) -> str:
    """What people read of a page, marks of changes kept as [-…-] and [+…+]."""
    html = re.sub(r'<span class="visually-hidden">[^<]*</span>', "", answer.text)
    html = re.sub(r"<del>(.*?)</del>", r"[-\1-]", html, flags=re.S)
    html = re.sub(r"<ins>(.*?)</ins>", r"[+\1+]", html, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def form_of(browser: Browser, where: str) -> dict[str, Any]:
    """The fields of the edit page's form as a browser would send them."""
    page = browser.get(where).text
    form = re.search(r"<form[^>]*data-editor-form.*?</form>", page, re.S)
    assert form is not None, page
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", form[0]):
        name, kind = _attribute(tag, "name"), _attribute(tag, "type")
        if name and (kind not in {"checkbox", "file", "submit"} or "checked" in tag):
            found[name] = unescape(_attribute(tag, "value"))
    for name, value in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\r?\n?(.*?)</textarea>', form[0], re.S):
        found[name] = unescape(value)
    for select_tag, options in re.findall(r"(<select[^>]*>)(.*?)</select>", form[0], re.S):
        chosen = re.findall(r'<option selected value="([^"]*)"', options)
        first = re.findall(r'<option[^>]*value="([^"]*)"', options)[:1]
        found[_attribute(select_tag, "name")] = chosen if "multiple" in select_tag else (chosen or first)[0]
    return found


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return found[1] if found else ""


def save(browser: Browser, where: str, **changed: Any) -> Any:
    """Open the edit page, change some fields, save."""
    return browser.post(where, form_of(browser, where) | changed)
