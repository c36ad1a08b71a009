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
    alike: Counter[tuple[object, ...]] = Counter()
    sample: dict[tuple[object, ...], Sequence[Entry]] = {}
    for group in groups:
        first = group[0]
        last, kinds = first.facets, {first.kind}
        facets: tuple[object, ...] = (first.facets,)
        for one in group:
            kinds.add(one.kind)
            # The parts of a thing have most of them in common.
            if one.facets is not last and one.facets != last:
                last = one.facets
                facets = (*facets, last)
        # Engines share equal facets in memory, so that most groups that count alike are found without comparing.
        like = (first.tenant_id, first.key.partition(":")[0], frozenset(kinds), *map(id, facets))
        alike[like] += 1
        sample.setdefault(like, group)
    held: Counter[tuple[str, str]] = Counter()
    for like, count in alike.items():
        for pair in _values(sample[like]):
            held[pair] += count
    counted: dict[str, dict[str, int]] = {}
    for (name, value), count in held.most_common():
        if name == SAME_AS:
            continue
        counted.setdefault(name, {})[value] = count
    return counted


def _values(group: Sequence[Entry]) -> set[tuple[str, str]]:
    """(name, value) of what a group counts for."""
    first = group[0]
    values = {("portal", str(first.tenant_id)), ("object", first.key.partition(":")[0])}
    for one in group:
        values.add(("kind", one.kind))
        values.update(one.facets)
    return values


def grouped(entries: Iterable[Entry]) -> list[list[Entry]]:
    """Entries by the thing that they belong to, in the order in which each thing comes first."""
    groups: dict[str, list[Entry]] = {}
    for one in entries:
        groups.setdefault(one.group, []).append(one)
    return list(groups.values())


Facets = Mapping[str, Mapping[str, int]]
