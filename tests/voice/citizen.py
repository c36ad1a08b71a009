"""A citizen with a browser: opens a form of the portal, fills it in, solves its puzzle or does not."""

from __future__ import annotations

import hashlib
import html
import re
from typing import Any

from tests.conftest import Browser

QUESTION = {
    "title": "Thủ tục tách thửa đất ở cần gì?",
    "text": "Tôi muốn tách thửa đất ở cho con, xin hỏi cần giấy tờ gì và nộp ở đâu?",
    "consent": "y",
    "may_publish": "y",
}


def hidden(page: str) -> dict[str, str]:
    """The hidden controls of the guarded form of a page."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found}


def solved(token: str, bits: int = 15) -> str:
    """The answer to the puzzle of a token, as the script in the page finds it."""
    number = 0
    while int.from_bytes(hashlib.sha256(f"{token}:{number}".encode()).digest()[:4], "big") >> (32 - bits):
        number += 1
    return str(number)


def send(browser: Browser, path: str, values: dict[str, Any], *, solve: bool = True, **options: Any) -> Any:
    """Open the form at `path`, fill it in, send it; the answer."""
    form = hidden(browser.get(path).text) | values
    if solve and "phieu" in form and "loi-giai" not in values:
        form["loi-giai"] = solved(form["phieu"])
    return browser.client.post(
        path, data=form, headers=browser.headers | options.pop("headers", {}), **options
    )
