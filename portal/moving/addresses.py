"""Old addresses in one form, whoever wrote them down: in a feed, in a link of another page, in a search engine."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from urllib.parse import parse_qsl, quote, unquote, urljoin, urlsplit

MAX_ADDRESS = 1000
_INVISIBLE = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\ufeff]")
# What campaigns and social networks add; never part of the address of a page.
_CAMPAIGN = re.compile(r"(?:utm_\w+|fbclid|gclid|zarsrc|mc_[ce]id|replytocom|share|nb|_ga)\Z", re.IGNORECASE)
# A further page, feed or light version of a page of WordPress is the page itself here.
_VERSION = re.compile(
    r"/(?:amp|feed(?:/(?:rss2?|atom|rdf))?|trackback|embed|comment-page-\d+|page/\d+|\d{1,2})\Z"
)
# How a page is shown; what it shows is told by the rest. The second ones only with a number: "page=tin-tuc" is none.
_MANNER = re.compile(
    r"(?:(?:lang|language|culture(?:key)?|hl|tmpl|sort|order(?:by)?|(?:php|asp\.net_|j)?sess(?:ion)?id|ref|_)=.*"
    r"|(?:print(?:able|mode)?|in|page(?:index|number|no)?|trang|currentpage|start|limitstart|cache|sid"
    r"|aspxautodetectcookiesupport)=\d*)\Z",
    re.DOTALL,
)
_NUMBERED = re.compile(r"(?<==)(\d{1,18})(?::|%3a).*\Z", re.DOTALL)
_NUMBER = re.compile(r"[?&][^=&]*=\d+(?=&|\Z)")
_SIZED = re.compile(r"-\d{2,5}x\d{2,5}(?=\.(?:jpe?g|png|gif|webp)\Z)")
_SESSION = re.compile(r";jsessionid=[^/?]*", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?|jsp)\Z")


def normalised(address: str) -> str:
    """An address of the old portal as it is kept: path and query without host, "" for what is no address of a page.

    Escapes are resolved, letters are small and in NFC, the query is ordered and without what campaigns add, a slash
    at the end does not count. Doing it twice changes nothing more.
    """
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    if parts.scheme not in {"", "http", "https"}:
        return ""
    path = _SESSION.sub("", _unescaped(parts.path).replace("\\", "/"))
    path = re.sub(r"/{2,}", "/", "/" + path).rstrip("/") or "/"
    pairs = [
        (_plain(name), _plain(value))
        for name, value in parse_qsl(parts.query, keep_blank_values=True, errors="replace")
        if not _CAMPAIGN.match(name)
    ]
    text = path.replace("?", "%3f").replace("#", "%23")
    if pairs:
        text += "?" + "&".join(f"{_escaped(name)}={_escaped(value)}" for name, value in sorted(pairs))
    return text[:MAX_ADDRESS]


def _plain(text: str) -> str:
    """Small letters in NFC, nothing invisible."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).lower()))


def _unescaped(path: str) -> str:
    """A path in its plain form without escapes, also where a program escaped it more than once."""
    for _time in range(16):
        plain = _plain(unquote(path, errors="replace"))
        if plain == path:
            break
        path = plain
    return path


def _escaped(text: str) -> str:
    return (
        text.replace("%", "%25")
        .replace("&", "%26")
        .replace("=", "%3d")
        .replace("#", "%23")
        .replace("+", "%2b")
    )


def key_of(address: str) -> str:
    """What a normalised address is found by."""
    return hashlib.sha256(address.encode("utf-8", "replace")).hexdigest()


def candidates(path: str, query: str) -> list[str]:
    """The normalised addresses that a request may mean, the exact one first."""
    exact = normalised(quote(path, safe="/%") + (f"?{query}" if query else ""))
    bare, _, rest = exact.partition("?")
    plain = without_manner(exact)
    shorter = _VERSION.sub("", bare) or "/"
    found = [exact, plain]
    for tail in dict.fromkeys((f"?{rest}" if rest else "", plain[len(bare) :])):
        found += [one + tail for one in (shorter, _INDEX.sub("", bare) or "/")]
    if rest and not _NUMBER.search(plain):  # an order or the like; a number names another thing
        found += [bare, shorter]
    if "?" not in plain:
        found += [_SIZED.sub("", bare), *_saved_as(shorter)]
    return [one for one in dict.fromkeys(found) if one != "/"]


def _saved_as(bare: str) -> list[str]:
    """How a program may have called the page of an address without an ending when it saved it."""
    if bare == "/" or "." in bare.rsplit("/", 1)[-1]:
        return []
    return [f"{bare}.html", f"{bare}.htm", f"{bare}/index.html", f"{bare}/index.htm", f"{bare}/default.aspx"]


def without_manner(address: str) -> str:
    """A normalised address whose query says only what is shown, not how: without language, page, order, session; of
    Joomla without the menu that led there and the words behind a number ("id=5:ten-bai")."""
    bare, sign, query = address.partition("?")
    if not sign:
        return address
    is_joomla = any(one.startswith("option=com_") for one in query.split("&"))
    kept = [
        _NUMBERED.sub(r"\1", one)
        for one in query.split("&")
        if not _MANNER.match(one) and not (is_joomla and one.startswith(("itemid=", "catid=")))
    ]
    return bare + (f"?{'&'.join(kept)}" if kept else "")


def is_relative(address: str) -> bool:
    """Whether an address says where something lies from the page that it stands on."""
    text = address.strip().replace("\\", "/")
    return bool(text) and not text.startswith(("/", "#", "?")) and not _SCHEME.match(text)


def absolute(address: str, base: str) -> str:
    """An address as a page at `base` means it, as a browser reads it; "" for what cannot be joined."""
    path, sign, query = address.strip().partition("?")
    try:
        return urljoin(base, path.replace("\\", "/") + sign + query)
    except ValueError:
        return ""


def host_of(address: str) -> str:
    """The host of an address without "www.", "" where there is none."""
    try:
        return (urlsplit(address.strip()).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def parts_of(address: str) -> tuple[str, str]:
    """Path and query of an address with or without host, as they are written; ("", "") for what is none."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return "", ""
    return parts.path, parts.query
