"""Finding the content of a page among menus and footers: by a selector that a person gives, else by what is usual."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

NEVER = frozenset(
    {
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "form",
        "nav",
        "header",
        "footer",
        "aside",
        "button",
        "svg",
    }
)
# Names that designers of Vietnamese portals give to the content of an article, the surest first.
USUAL = (
    "article .entry-content", ".entry-content", "#ArticleContent", ".ArticleContent", ".article-content",
    ".content-detail", ".detail-content", ".news-detail", ".post-content", ".noidung", "#noidung", ".noi-dung",
    "#divContent", ".contentdetail", ".Around_News_Content", "article", "main", "#content", "#main",
)  # fmt: skip
DROPPED = (
    ".breadcrumb", ".breadcrumbs", ".share", ".social", ".sharedaddy", ".related", ".tags", ".comments", "#comments",
    ".pagination", ".navigation", ".sidebar", "#sidebar", ".menu", "#menu", ".print", ".tin-lien-quan", ".skip-link",
)  # fmt: skip
_SIMPLE = re.compile(r"(?:([a-zA-Z][\w-]*)|\*)?((?:[.#][\w-]+)*)\Z")
_PART = re.compile(r"([.#])([\w-]+)")


class InvalidSelector(ValueError):
    """Not a selector of the kind that is understood here: tags, #id, .class, descendants, several after commas."""


Step = tuple[str, frozenset[str], frozenset[str]]  # tag, ids, classes


def parse(selector: str) -> list[list[Step]]:
    """The alternatives of a selector, each a line of steps. Raises InvalidSelector."""
    made = []
    for alternative in selector.split(","):
        steps = []
        for word in alternative.split():
            found = _SIMPLE.match(word)
            if found is None or not (found[1] or found[2] or word == "*"):
                raise InvalidSelector(
                    f"Không hiểu “{word}”. Dùng tên thẻ, #id hoặc .lớp, cách nhau bằng dấu cách."
                )
            parts = _PART.findall(found[2])
            ids = frozenset(name.lower() for sign, name in parts if sign == "#")
            classes = frozenset(name.lower() for sign, name in parts if sign == ".")
            steps.append(((found[1] or "").lower(), ids, classes))
        if steps:
            made.append(steps)
    return made


def select(root: Element, selector: str) -> list[Element]:
    """The elements below `root` that the selector means, in the order of the page. Raises InvalidSelector."""
    alternatives = parse(selector)
    return [
        element
        for element, above in _walk(root)
        if any(_fits(element, above, steps) for steps in alternatives)
    ]


def _walk(root: Element) -> Iterator[tuple[Element, list[Element]]]:
    """Every element with those above it; without recursion, as depth is foreign."""
    waiting: list[tuple[Element, list[Element]]] = [(root, [])]
    while waiting:
        element, above = waiting.pop()
        yield element, above
        line = [*above, element]
        waiting.extend((one, line) for one in reversed(element) if isinstance(one.tag, str))


def _is(element: Element, step: Step) -> bool:
    tag, ids, classes = step
    if tag and element.tag != tag:
        return False
    own = set((element.get("class") or "").lower().split())
    return classes <= own and (not ids or ids == {(element.get("id") or "").lower()})


def _fits(element: Element, above: list[Element], steps: list[Step]) -> bool:
    if not _is(element, steps[-1]):
        return False
    wanted = len(steps) - 2
    for one in reversed(above):
        if wanted >= 0 and _is(one, steps[wanted]):
            wanted -= 1
    return wanted < 0


def drop(root: Element, selectors: Iterable[str], tags: frozenset[str] = frozenset()) -> None:
    """Take elements out of a tree, with all in them; the text behind them stays. Raises InvalidSelector."""
    gone = {id(one) for selector in selectors for one in select(root, selector)}
    gone |= {id(one) for one in root.iter() if isinstance(one.tag, str) and one.tag in tags}
    gone.discard(id(root))
    for parent in [one for one in root.iter() if isinstance(one.tag, str)]:
        previous: Element | None = None
        for child in list(parent):
            if id(child) not in gone:
                previous = child
                continue
            if previous is not None:
                previous.tail = (previous.tail or "") + (child.tail or "")
            else:
                parent.text = (parent.text or "") + (child.tail or "")
            parent.remove(child)


def text_length(element: Element) -> int:
    """How many letters an element shows."""
    return sum(len(piece.strip()) for piece in element.itertext())


def main_content(root: Element, selector: str, dropped: Iterable[str]) -> Element | None:
    """The element that holds the article; None where nothing on the page is one.

    A selector of a person decides alone. Else the usual names, else the smallest element that has most of the text in
    paragraphs. Menus, forms and the like are taken out of the tree before. Raises InvalidSelector.
    """
    if selector:
        found = select(root, selector)
        if not found:
            return None
        drop(found[0], dropped, frozenset({"script", "style"}))
        return found[0]
    drop(root, [*DROPPED, *dropped], NEVER)
    for name in USUAL:
        for one in select(root, name):
            if text_length(one) >= 80:
                return one
    body = next((one for one in root.iter() if one.tag == "body"), root)
    return _densest(body) if text_length(body) >= 40 else None


def _densest(body: Element) -> Element:
    """Down from the body for as long as one child holds nearly all of the text that is not links."""
    here = body
    while True:
        whole = text_length(here) or 1
        inner = [
            one
            for one in here
            if isinstance(one.tag, str)
            and one.tag in {"div", "section", "td", "tr", "tbody", "table", "center"}
        ]
        best = max(inner, key=_weight, default=None)
        if best is None or _weight(best) < 0.7 * max(_weight(here), 1) or text_length(best) < 0.5 * whole:
            return here
        here = best


def _weight(element: Element) -> int:
    links = sum(text_length(one) for one in element.iter() if one.tag == "a")
    return text_length(element) - links
