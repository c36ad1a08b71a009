"""What is wrong with an answer to hostile input."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from typing import Any

import html5lib

FORBIDDEN = {"iframe", "object", "embed", "base", "style", "applet", "math", "template"}
ADDRESSES = {"href", "src", "action", "formaction"}
SCHEMES = {"http", "https", "mailto", "tel"}
_SCHEME = re.compile(r"[\s\x00-\x20]*([a-zA-Z][\w+.-]*)\s*:")
_MARKUP = re.compile(r"<[a-zA-Z!/?]|[\"'][^<>]*\bon\w+\s*=|javascript:", re.IGNORECASE)


def dangers(html: str) -> list[str]:
    """Elements and attributes that could run, load or leave; a structural look, not a look at strings."""
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    return [one for element in tree.iter() if isinstance(element.tag, str) for one in _of_element(element)]


def _of_element(element: Any) -> list[str]:
    tag = element.tag
    found = [tag] if tag in FORBIDDEN else []
    if tag == "svg" and "icon" not in element.get("class", "") and element.get("aria-hidden") != "true":
        found.append("svg")
    own_script = element.get("src", "").startswith("/tinh/") or element.get("type") == "application/ld+json"
    if tag == "script" and not own_script:
        found.append("script")
    for name, value in element.attrib.items():
        if name.startswith("on") or name == "style" or name.startswith("hx-on"):
            found.append(f"{tag} {name}")
        scheme = _SCHEME.match(value) if name in ADDRESSES else None
        if scheme and scheme[1].lower() not in SCHEMES:
            found.append(f"{tag} {name}={value[:40]}")
    return found


def faults(answer: Any, sent: str) -> list[str]:
    """What is wrong with an answer to a request that carried the string `sent`; the answer's text is read."""
    if answer.status_code >= 500:
        return [f"answers {answer.status_code}"]
    kind = answer.mimetype
    if kind == "text/event-stream" or answer.headers.get("Content-Disposition", "").startswith("attachment"):
        return []
    if kind == "text/html":
        return [f"carries on {one}" for one in _reflected(answer.text, sent)]
    if kind == "application/x-ndjson":
        return [one for line in answer.text.splitlines() for one in _parses(json.loads, line, kind)]
    if kind.endswith("json"):
        return _parses(json.loads, answer.text, kind)
    if kind.endswith("xml"):
        return _parses(ET.fromstring, answer.text, kind)
    return []


def _parses(read: Any, text: str, kind: str) -> list[str]:
    try:
        read(text)
    except ValueError as error:
        return [f"no {kind}: {error}"]
    except ET.ParseError as error:
        return [f"no {kind}: {error}"]
    return []


def _reflected(text: str, sent: str) -> list[str]:
    """What a page took as markup of what was sent; it is parsed only where it holds something of that as it came."""
    as_it_came = sent.strip() and _MARKUP.search(sent) and sent.strip()[:60] in text
    return dangers(text) if as_it_came else []
