"""What our own code adds to cleaned HTML: only constants, and marks on what is there already."""

from collections.abc import Iterable, Iterator
from typing import Any

from portal.web.sanitise_blocks import video_host
from portal.web.sanitise_rules import is_external

VIDEO = "video"
"""The class of a paragraph that is a link to a video; sanitise_tree puts it on, nobody can bring it in."""

_Token = dict[str, Any]
_Attributes = dict[tuple[str | None, str], str]


def additions(stream: Iterable[_Token], root: str) -> Iterator[_Token]:
    """Wrap each outermost table so that it scrolls by touch and keyboard; mark links that leave the site; say before
    the title of a video where it is played."""
    depth = tables = 0
    in_video = False
    for token in stream:
        kind, name = token["type"], token.get("name")
        if kind == "StartTag" and name == "table":
            if depth == 0:
                tables += 1
                yield _table_box(tables)
            depth += 1
        elif kind in {"StartTag", "EmptyTag"} and name in {"a", "img"}:
            token["data"] = _completed(token["data"], root)
        elif kind == "StartTag" and name == "p":
            in_video = token["data"].get((None, "class")) == VIDEO
        yield token
        if in_video and kind == "StartTag" and name == "a":
            yield from _video_words(token["data"].get((None, "href"), ""))
        if kind == "EndTag" and name == "table":
            depth -= 1
            if depth == 0:
                yield {"type": "EndTag", "name": "div", "namespace": None, "data": {}}


def _completed(attributes: _Attributes, root: str) -> _Attributes:
    """The attributes of a link or picture with `rel` where it leaves the site and `root` where it stays."""
    done = dict(attributes)
    for key in ((None, "href"), (None, "src")):
        value = done.get(key, "")
        if value.startswith("/"):
            done[key] = root + value
        elif is_external(value):
            done[(None, "rel")] = "noopener noreferrer"
    return done


def _video_words(address: str) -> Iterator[_Token]:
    yield {"type": "StartTag", "name": "span", "namespace": None, "data": {(None, "class"): "video__where"}}
    yield {"type": "Characters", "data": f"Xem video trên {video_host(address)}"}
    yield {"type": "EndTag", "name": "span", "namespace": None, "data": {}}
    yield {"type": "Characters", "data": " "}


def _table_box(number: int) -> _Token:
    attributes = {"class": "table-scroll", "role": "region", "tabindex": "0", "aria-label": f"Bảng {number}"}
    data = {(None, key): value for key, value in attributes.items()}
    return {"type": "StartTag", "name": "div", "namespace": None, "data": data}
