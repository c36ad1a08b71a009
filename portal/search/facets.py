"""By what an answer may be narrowed, and how many results each choice would leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from portal.search.documents import SAME_AS, Entry


def facet_counts(groups: Iterable[Sequence[Entry]]) -> dict[str, dict[str, int]]:
    """Name → value → in how many groups it is, the most frequent value first.

    Beside the facets of the entries: "kind" of each entry, "object" (the kind of the thing that the group is) and
    "portal" (its tenant's id as text). A group counts once for a value, however many of its entries have it.
    """
    held: Counter[tuple[str, str]] = Counter()
    for group in groups:
        first = group[0]
        values = {("portal", str(first.tenant_id)), ("object", first.key.partition(":")[0]), *first.facets}
        last = first.facets
        for one in group:
            values.add(("kind", one.kind))
            if (
                one.facets is not last and one.facets != last
            ):  # the parts of a thing have most of them in common
                last = one.facets
                values.update(last)
        held.update(values)
    counted: dict[str, dict[str, int]] = {}
    for (name, value), count in held.most_common():
        if name == SAME_AS:
            continue
        counted.setdefault(name, {})[value] = count
    return counted


def grouped(entries: Iterable[Entry]) -> list[list[Entry]]:
    """Entries by the thing that they belong to, in the order in which each thing comes first."""
    groups: dict[str, list[Entry]] = {}
    for one in entries:
        groups.setdefault(one.group, []).append(one)
    return list(groups.values())


Facets = Mapping[str, Mapping[str, int]]
