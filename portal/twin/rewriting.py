"""A page of the portal → the same page where nobody answers: no form, no link that leads nowhere, and a line that says
of when the copy is.

The page is taken tag by tag and stays as it is otherwise; it is our own, well-formed HTML (texts of people went through
`web/sanitise`), which a parser would only write anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape, unescape

_TOKEN = re.compile(
    r"<!--.*?-->|<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9-]*)(?P<rest>(?:\"[^\"]*\"|'[^']*'|[^'\">])*)>",
    re.S,
)
_ATTRIBUTE = re.compile(r"([^\s=>\"'/]+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?")
_TEXT = re.compile(r"<[^>]+>")
_ADDRESSES = ("href", "src", "poster", "data")
_CHANGING = re.compile(r"\b(?:href|src|srcset|poster|data|formaction)\s*=|\b(?:data-)?hx-|\bdata-suggest")
_LIVE = ("hx-", "data-hx-", "data-suggest", "formaction")
_H1 = re.compile(r"<h1[^>]*>(.*?)</h1>", re.S)
_TIME = re.compile(r"<main.*?<time[^>]* datetime=\"([^\"]{10,40})\"", re.S)
_SAID = re.compile(r"<meta name=\"description\" content=\"([^\"]*)\"")
_URGENT = re.compile(r"<section class=\"urgent\".*?</section>", re.S)
URGENT_PLACE = "data-twin-urgent"
SECRETS = re.compile(r"csrf_token|\snonce=\"|name=\"once\"")
"""What may stand in no file: it was made for one person."""


@dataclass(frozen=True)
class Resolved:
    """A link: `off` leads nowhere in the twin; `target` is the number of a page that the twin holds, if it is one."""

    off: bool = False
    target: int | None = None


Resolve = Callable[[str, bool], Resolved]
"""Takes a link as it stands in the page, and whether it stands in the page's main part."""


@dataclass
class Rewritten:
    """The page, what it links to in its main part, and what the search knows of it."""

    html: str
    links: set[int] = field(default_factory=set)
    title: str = ""
    dated: str = ""
    said: str = ""


@dataclass(frozen=True)
class Additions:
    """What each page gets: into its head, above everything, in place of the first form, and at a link that is off."""

    head: str
    banner: str
    form: str
    off: str


def rewrite(html: str, resolve: Resolve, add: Additions) -> Rewritten:
    """The page as the twin has it. Raises ValueError for a page that holds something made for one person."""
    pass_ = _Pass(resolve, add)
    made = Rewritten(_with_additions(pass_.run(html), add), pass_.links)
    if SECRETS.search(made.html):
        raise ValueError("the page holds something that was made for one person")
    heading = _H1.search(html)
    made.title = _plain(heading[1]) if heading else ""
    dated, said = _TIME.search(html), _SAID.search(html)
    made.dated = dated[1][:10] if dated else ""
    made.said = unescape(said[1]) if said else ""
    return made


def _with_additions(html: str, add: Additions) -> str:
    """The rewritten page with the line on top, and a place for urgent notices that a script can bring up to date."""
    html = html.replace("</head>", f"{add.head}</head>", 1)
    band = html.find('<header class="site-header"')
    place = band if band >= 0 else html.find(">", html.find("<body")) + 1
    html = html[:place] + add.banner + html[place:]
    urgent = _URGENT.search(html)
    if urgent is not None:
        return f"{html[: urgent.start()]}<div {URGENT_PLACE}>{urgent[0]}</div>{html[urgent.end() :]}"
    head, end, rest = html.partition("</header>") if band >= 0 else (html, "", "")
    return f"{head}{end}<div {URGENT_PLACE}></div>{rest}" if end else html


def urgent_part(html: str) -> str:
    """The urgent notices of a rewritten page, as they stand on each page of the portal; "" where there are none."""
    found = _URGENT.search(html)
    return found[0] if found else ""


def _plain(html: str) -> str:
    return " ".join(unescape(_TEXT.sub("", html)).split())


class _Pass:
    """One way through one page."""

    def __init__(self, resolve: Resolve, add: Additions) -> None:
        self._resolve = resolve
        self._add = add
        self._in_main = self._said_forms = False
        self._until = ""  # the end tag up to which everything is left out
        self.links: set[int] = set()

    def run(self, html: str) -> str:
        """The whole page, changed."""
        parts: list[str] = []
        at = 0
        for token in _TOKEN.finditer(html):
            if not self._until:
                parts.append(html[at : token.start()])
            at = token.end()
            name = (token["name"] or "").lower()
            if self._until:
                if name == self._until and token["close"]:
                    self._until = ""
            elif not name:
                continue  # comments are of no use to a reader
            elif token["close"]:
                parts.append(self._end(name, token[0]))
            else:
                parts.append(self._begin(name, token[0], token["rest"]))
        parts.append(html[at:])
        return "".join(parts)

    def _end(self, name: str, text: str) -> str:
        if name == "main":
            self._in_main = False
        return text

    def _begin(self, name: str, text: str, rest: str) -> str:
        if name == "main":
            self._in_main = True
        if name == "form":
            return self._form(rest)
        if name == "script":
            return self._script(text, rest)
        return self._tag(name, rest) if _CHANGING.search(rest) else text

    def _form(self, rest: str) -> str:
        values = dict(_attributes(rest))
        if values.get("role") == "search" and (values.get("action") or "").endswith("/tim-kiem"):
            return self._tag("form", rest)
        self._until = "form"
        if self._said_forms:
            return ""
        self._said_forms = True
        return self._add.form

    def _script(self, text: str, rest: str) -> str:
        source = dict(_attributes(rest)).get("src")
        if source is None:
            return text  # data for search engines: the policy lets no other script run in a page
        if self._resolve(source, False).off:
            self._until = "script"
            return ""
        return self._tag("script", rest)

    def _tag(self, name: str, rest: str) -> str:
        kept: list[str] = []
        off = False
        for key, value in _attributes(rest):
            if key.startswith(_LIVE):
                continue
            if key in _ADDRESSES and value is not None:
                found = self._seen(value)
                if found.off:
                    off = True
                    continue
            elif key == "srcset" and value is not None:
                for one in value.split(","):
                    self._seen(one.strip().partition(" ")[0])
            kept.append(key if value is None else f'{key}="{escape(value, quote=True)}"')
        if off and name == "link":
            return ""
        if off and name == "a":
            kept = [one for one in kept if not one.startswith(("rel=", "download", "target=", "hreflang="))]
            kept.append(self._add.off)
        slash = " /" if rest.rstrip().endswith("/") else ""
        return f"<{' '.join([name, *kept])}{slash}>"

    def _seen(self, address: str) -> Resolved:
        found = self._resolve(address, self._in_main)
        if found.target is not None and self._in_main:
            self.links.add(found.target)
        return found


def _attributes(rest: str) -> list[tuple[str, str | None]]:
    found: list[tuple[str, str | None]] = []
    for match in _ATTRIBUTE.finditer(rest):
        value = match[2]
        if value is not None:
            value = unescape(value[1:-1] if value[:1] in "\"'" else value)
        found.append((match[1], value))
    return found
