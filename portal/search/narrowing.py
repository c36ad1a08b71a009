"""What a visitor asks for, read from an address and written back into one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from flask_babel import lazy_gettext as _l

from portal.search.analysis import bare, syllables
from portal.search.registry import kind_labels, searchables
from portal.search.terms import facet_term
from portal.tenancy.directory import directory

OWN, DISTRICT, ALL = "own", "district", "all"
"""Scopes: what this portal shows; everything of it and of those above it; everything of every portal."""

SCOPE_PARAMETERS = {"huyen": DISTRICT, "tat-ca": ALL}
_SCOPES = {**SCOPE_PARAMETERS, DISTRICT: DISTRICT, ALL: ALL}
_SCOPE_WORDS = {scope: word for word, scope in SCOPE_PARAMETERS.items()}

FACETS: Mapping[str, tuple[str, Any]] = {
    "type": ("loai-van-ban", _l("Loại văn bản")),
    "issuer": ("co-quan", _l("Cơ quan ban hành")),
    "field": ("linh-vuc", _l("Lĩnh vực")),
    "validity": ("hieu-luc", _l("Hiệu lực")),
    "year": ("nam", _l("Năm")),
}
"""Facet of an entry → its parameter in addresses, its label."""

MAX_QUESTION = 2000
MAX_VALUE = 200


@dataclass(frozen=True)
class Question:
    """The text that was typed and by what the answer is narrowed.

    kind: of entries, "" for all. portal: slug of the only portal. chosen: facet → value, folded as `folded` does.
    within: key of the thing among whose parts is searched.
    """

    text: str = ""
    kind: str = ""
    scope: str = OWN
    portal: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)
    within: str = ""

    def __bool__(self) -> bool:
        return bool(self.text.strip() or self.chosen)

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the scope narrows the answer."""
        return bool(self.kind or self.portal or self.chosen or self.within)

    @property
    def scope_word(self) -> str:
        """The scope as it stands in addresses, "" for this portal's own."""
        return _SCOPE_WORDS.get(self.scope, "")

    def terms(self, without: str = "") -> tuple[str, ...]:
        """The filters as an engine takes them, but for the facet `without`."""
        return tuple(facet_term(name, value) for name, value in self.chosen.items() if name != without)

    def having(self, name: str, value: str) -> Question:
        """The same with one facet ("kind" and "portal" too) set, or dropped where `value` is ""."""
        if name == "kind":
            return replace(self, kind=value)
        if name == "portal":
            return replace(self, portal=value)
        rest = {one: held for one, held in self.chosen.items() if one != name}
        return replace(self, chosen={**rest, name: value} if value else rest)

    def inside(self, key: str) -> Question:
        """The same among the parts of one thing."""
        return replace(self, within=key)

    def plain(self) -> Question:
        """The same text in the same scope, with no filter."""
        return Question(self.text, scope=self.scope)

    def link(self) -> str:
        """The address of the answer on this portal, without the page number."""
        pairs = [("q", self.text), ("loai", self.kind), ("pham-vi", self.scope_word)]
        pairs += [(FACETS[name][0], self.chosen.get(name, "")) for name in FACETS]
        pairs += [("cong", self.portal), ("trong", self.within)]
        query = urlencode([pair for pair in pairs if pair[1]])
        return f"/tim-kiem?{query}" if query else "/tim-kiem"


def folded(value: str) -> str:
    """A facet's value as it stands in addresses: "Nghị định" → "nghi-dinh"; equal ones filter alike."""
    return "-".join(bare(syllables(value[:MAX_VALUE])))


def kinds_of(kind: str) -> tuple[str, ...]:
    """Kinds of entries that a tab shows: of a thing those of its parts too, () for all."""
    for one in searchables().values():
        kinds = tuple(one.labels)
        if kinds and kind == kinds[0]:
            return kinds
    return (kind,) if kind else ()


def read_question(arguments: Mapping[str, str], is_district: bool) -> Question:
    """The question of an address; what is malformed or unknown is left out.

    arguments: of the query string, Vietnamese names or the API's. is_district: whether this portal has none above.
    """
    kind = arguments.get("kind") or arguments.get("loai") or ""
    scope = _SCOPES.get(arguments.get("scope") or arguments.get("pham-vi") or "", OWN)
    portal = arguments.get("portal") or arguments.get("cong") or ""
    return Question(
        text=arguments.get("q", "")[:MAX_QUESTION],
        kind=kind if kind in kind_labels() else "",
        scope=OWN if is_district and scope == DISTRICT else scope,
        portal=portal if directory().by_slug(portal) is not None else "",
        chosen=_chosen(arguments),
        within=_within(arguments.get("trong", "")),
    )


def _chosen(arguments: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for name, (parameter, _label) in FACETS.items():
        value = folded(arguments.get(name) or arguments.get(parameter) or "")
        if value and (name != "year" or (len(value) == 4 and value.isdigit())):
            found[name] = value
    return found


def _within(key: str) -> str:
    kind, _, rest = key.partition(":")
    return key if kind in searchables() and len(key) < 60 and rest.replace(":", "").isdigit() else ""
