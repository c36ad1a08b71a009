"""What the styles of a DOCX say about text: font, capitals, and the list that a paragraph's style belongs to."""

from __future__ import annotations

from typing import Any

from .docx_numbering import W, value

MAX_CHAIN = 20
_OFF = {"0", "false", "off", "none"}


def is_on(properties: Any, name: str) -> bool:
    """Whether a switch of run properties is set."""
    found = properties.find(W + name) if properties is not None else None
    return found is not None and (found.get(W + "val") or "1") not in _OFF


class Styles:
    """The styles of a document; each question follows the chain of the styles that one is based on."""

    def __init__(self, root: Any | None) -> None:
        """`root` is the element w:styles, None where the document has none."""
        self._styles: dict[str, Any] = {}
        self.default = ""
        self._default_font = ""
        if root is None:
            return
        for one in root.iterfind(W + "style"):
            key = one.get(W + "styleId", "")
            self._styles[key] = one
            if one.get(W + "type") == "paragraph" and one.get(W + "default") in {"1", "true", "on"}:
                self.default = key
        self._default_font = _font(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))

    def _chain(self, key: str) -> list[Any]:
        chain: list[Any] = []
        while key in self._styles and len(chain) < MAX_CHAIN:
            chain.append(self._styles[key])
            key = value(self._styles[key], "basedOn")
        return chain

    def numbered(self, key: str) -> tuple[str, str]:
        """The list and the level that a paragraph style gives; "" for what it doesn't say."""
        list_id = place = ""
        for style in self._chain(key):
            own = style.find(f"{W}pPr/{W}numPr")
            if own is not None:
                list_id = list_id or value(own, "numId")
                place = place or value(own, "ilvl")
        return list_id, place

    def font(self, paragraph_style: str, properties: Any) -> str:
        """The font of a run."""
        if found := _font(properties):
            return found
        for key in (value(properties, "rStyle"), paragraph_style):
            for style in self._chain(key):
                if found := _font(style.find(W + "rPr")):
                    return found
        return self._default_font

    def is_capital(self, paragraph_style: str, properties: Any) -> bool:
        """Whether a run is shown in capitals whatever its letters are."""
        return self.is_set(paragraph_style, properties, "caps")

    def is_set(self, paragraph_style: str, properties: Any, name: str) -> bool:
        """Whether a switch of a run ("b", "i", "caps") is on, by itself or by one of its styles."""
        if properties is not None and properties.find(W + name) is not None:
            return is_on(properties, name)
        for key in (value(properties, "rStyle"), paragraph_style):
            for style in self._chain(key):
                own = style.find(W + "rPr")
                if own is not None and own.find(W + name) is not None:
                    return is_on(own, name)
        return False

    def names(self, key: str) -> list[str]:
        """The names of a style and of those that it is based on, in small letters ("heading 1", "normal")."""
        return [value(style, "name").lower() for style in self._chain(key)]

    def of_paragraph(self, key: str, properties: Any, name: str) -> str:
        """The value of a paragraph's property ("jc", "outlineLvl"), its own or that of one of its styles."""
        for one in (properties, *(style.find(W + "pPr") for style in self._chain(key))):
            if one is not None and one.find(W + name) is not None:
                return value(one, name)
        return ""


def _font(properties: Any) -> str:
    fonts = properties.find(W + "rFonts") if properties is not None else None
    if fonts is None:
        return ""
    return fonts.get(W + "ascii") or fonts.get(W + "hAnsi") or ""
