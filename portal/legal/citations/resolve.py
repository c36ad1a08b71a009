"""Which document of the library a mention means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from portal.legal.agencies import folded
from portal.legal.citations.model import Citation, DocumentMention
from portal.legal.naming import name_key, number_key, number_year


@dataclass(frozen=True)
class Held:
    """A document that the library holds, as far as citations need it."""

    id: int
    number: str
    type: str
    title: str
    issued: date | None
    slug: str = ""
    natural_key: str = ""

    @property
    def year(self) -> int | None:
        """The year of issue, where it is known."""
        return self.issued.year if self.issued else None


class Candidates:
    """Held documents by the keys that citations find them with."""

    def __init__(self, documents: Iterable[Held]) -> None:
        self._by_number: dict[str, list[Held]] = defaultdict(list)
        self._by_name: dict[str, list[Held]] = defaultdict(list)
        for one in documents:
            self._by_number[number_key(one.number)].append(one)
            self._by_name[name_key(one.type, one.title)].append(one)

    def by_number(self, number: str) -> list[Held]:
        """Those with this number, however it is written."""
        return self._by_number.get(number_key(number), [])

    def by_name(self, name: str) -> list[Held]:
        """Those with this name (as `naming.name_key` gives it)."""
        return self._by_name.get(name, [])


@dataclass(frozen=True)
class Citing:
    """The document that cites: what it is decides which edition of a law it means."""

    type: str = ""
    number: str = ""
    issued: date | None = None
    year: int | None = None

    @property
    def latest(self) -> date | None:
        """The last day on which a document that it cites can have been issued; None where that is not known."""
        if self.issued or self.year:
            return self.issued or date(self.year or 0, 12, 31)
        # Numbers have had their year since Decree 101/CP of 1997; one without is from before.
        return date(1998, 12, 31) if self.number and number_year(self.number) is None else None


def keys_of(citations: Iterable[Citation]) -> tuple[set[str], set[str]]:
    """The number keys and the name keys to look up for these citations."""
    numbers, names = set(), set()
    for citation in citations:
        document = citation.document
        if document is None:
            continue
        if document.form == "number":
            numbers.add(number_key(document.number))
        elif document.form == "name":
            names.add(name_key(document.type, document.name))
    return numbers, names


class Resolver:
    """Resolves the mentions of one document in the order in which it makes them."""

    def __init__(self, citing: Citing, candidates: Candidates) -> None:
        self._citing = citing
        self._candidates = candidates
        self._named: list[DocumentMention] = []

    def resolve(self, mention: DocumentMention) -> Held | None:
        """The held document that is meant; None where it is not held or cannot be told.

        A short mention ("Nghị định 61") means what was named in full before. A name without a year means the last
        edition issued before the citing document.
        """
        full = self.in_full(mention)
        if full is None:
            return None
        if full.number:
            found = self._by_number(full)
            if found is not None or not full.name:
                return found
        return self._by_name(full)

    def in_full(self, mention: DocumentMention) -> DocumentMention | None:
        """The mention itself, or the earlier full one that a short one repeats; None where there is none."""
        if mention.form in {"number", "standard"} or (mention.form == "short" and mention.date):
            self._named.append(mention)
            return mention
        if mention.form != "short":
            return mention if mention.form == "name" else None
        wanted = number_key(mention.number)
        for earlier in reversed(self._named):
            same_kind = not earlier.type or folded(earlier.type).startswith(folded(mention.type))
            if same_kind and number_key(earlier.number).startswith(f"{wanted}/"):
                return earlier
        return None

    def _by_number(self, mention: DocumentMention) -> Held | None:
        found = self._candidates.by_number(mention.number)
        if len(found) > 1 and mention.type:
            found = [one for one in found if folded(one.type) == folded(mention.type)] or found
        if len(found) > 1 and mention.date:
            found = [one for one in found if one.issued and one.issued.isoformat() == mention.date] or found
        if "/19" not in mention.number and "/20" not in mention.number and mention.year:
            # The number has no year of its own ("28-CP", "85-TTg"): it comes again every year.
            found = [one for one in found if one.year in {None, mention.year}]
        return found[0] if len(found) == 1 else None

    def _by_name(self, mention: DocumentMention) -> Held | None:
        found = self._candidates.by_name(name_key(mention.type, mention.name))
        found = [one for one in found if folded(one.type) == folded(mention.type)]
        if mention.year:
            found = [one for one in found if one.year == mention.year]
        else:
            latest = self._citing.latest
            found = [one for one in found if one.issued and latest and one.issued <= latest]
        if mention.date:
            found = [one for one in found if one.issued and one.issued.isoformat() == mention.date] or found
        return max(found, key=lambda one: (one.issued or date.min, one.number), default=None)
