"""What can be sent from a page: its forms, the attributes that make htmx ask, and the parameters of its links."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from lxml import html

NEVER = frozenset({"csrf_token"})
"""Fields that are not tried: without the right token nothing is reached (test_headers_everywhere tries that)."""
FITTING = {
    "email": "lan@tam-hai.example", "date": "2026-11-20", "number": "3", "tel": "0905123456", "time": "08:00",
    "datetime-local": "2026-12-20T08:00", "month": "2026-11", "color": "#8a1c1c",
    "url": "https://example.com/", "week": "2026-W48",
}  # fmt: skip
VERBS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Sending:
    """One request that a page offers: where to, how, and its fields with the values that it would send."""

    method: str
    path: str
    values: tuple[tuple[str, str], ...]
    files: tuple[str, ...] = ()
    page: str = ""
    htmx: bool = False
    names: tuple[str, ...] = field(default=())

    def fields(self) -> list[str]:
        """The names of the fields to try, each once."""
        every = [*(name for name, _value in self.values), *self.names]
        return [name for name in dict.fromkeys(every) if name not in NEVER]


def sendings(page: str, text: str) -> Iterator[Sending]:
    """Every request that the page at the path `page` offers, with the text of that page."""
    if not text.strip():
        return
    tree = html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8"))
    for form in tree.iter("form"):
        yield from _of_form(page, tree, form)
    for element in tree.xpath("//*[@*[contains(name(), 'hx-')]]"):
        yield from _of_htmx(page, element)
    for link in tree.iter("a"):
        yield from _of_link(page, link.get("href", ""))


def _own(page: str, address: str) -> str | None:
    """The path of an address of this portal, with its query; None for others."""
    there = urlsplit(urljoin(f"http://x{page}", address))
    if there.netloc != "x" or there.scheme != "http":
        return None
    return there.path + (f"?{there.query}" if there.query else "")


def _controls(tree: Any, form: Any) -> list[Any]:
    inner = form.xpath(".//input|.//textarea|.//select|.//button")
    name = form.get("id")
    outer = tree.xpath("//*[@form=$name]", name=name) if name else []
    found = [one for one in inner if not one.get("form")] + outer
    return [one for one in found if one.get("name")]


def _of_form(page: str, tree: Any, form: Any) -> Iterator[Sending]:
    path = _own(page, form.get("action") or page)
    if path is None:
        return
    values: list[tuple[str, str]] = []
    files, names, buttons = [], [], []
    for one in _controls(tree, form):
        name, kind = one.get("name"), (one.get("type") or "text").lower()
        if kind == "file":
            files.append(name)
        elif kind in {"submit", "button", "image", "reset"} or one.tag == "button":
            buttons.append((one, name, one.get("value", "")))
        elif kind in {"checkbox", "radio"} and one.get("checked") is None:
            names.append(name)
            if kind == "radio" and name not in dict(values):
                values.append((name, one.get("value", "on")))
        else:
            values.append((name, _value(one, kind)))
    method = (form.get("method") or "get").lower()
    made = Sending(method, path, tuple(values), tuple(files), page, names=tuple(names))
    if method == "get":
        made = replace(made, path=path.partition("?")[0])
    if not buttons:
        yield made
    for button, name, value in buttons:
        where = _own(page, button.get("formaction") or path)
        if where is not None:
            yield replace(made, values=(*made.values, (name, value)), path=where)


def _value(control: Any, kind: str) -> str:
    """What a control would send; something fitting where it is empty and must not be."""
    if control.tag == "textarea":
        return (control.text or "").removeprefix("\n") or "Chữ thử của một ô."
    if control.tag == "select":
        options = [(one.get("value", one.text or ""), one.get("selected")) for one in control.iter("option")]
        chosen = [value for value, selected in options if selected is not None and value]
        return (chosen or [value for value, _s in options if value] or [""])[0]
    given = control.get("value", "")
    if given or kind == "hidden":
        return str(given)
    return FITTING.get(kind, "Chữ thử" if control.get("required") is not None else "")


def _of_htmx(page: str, element: Any) -> Iterator[Sending]:
    for verb in VERBS:
        address = element.get(f"data-hx-{verb}") or element.get(f"hx-{verb}")
        path = _own(page, address) if address else None
        if path is None:
            continue
        given = element.get("data-hx-vals") or "{}"
        values = [(str(name), str(value)) for name, value in json.loads(given).items()]
        around = element if element.tag == "form" else next(element.iterancestors("form"), None)
        inner = around.xpath(".//input|.//textarea|.//select") if around is not None else [element]
        for one in inner:
            kind = (one.get("type") or "text").lower()
            if one.get("name") and kind not in {"file", "submit", "button", "checkbox", "radio"}:
                values.append((one.get("name"), _value(one, kind)))
        if verb == "get":
            values = [*parse_qsl(urlsplit(path).query), *values]
            path = path.partition("?")[0]
        yield Sending(verb, path, tuple(values), (), page, htmx=True)


def _of_link(page: str, address: str) -> Iterator[Sending]:
    path = _own(page, address)
    if path is None or "?" not in path:
        return
    values = tuple(parse_qsl(urlsplit(path).query, keep_blank_values=True))
    if values:
        yield Sending("get", path.partition("?")[0], values, (), page)
