"""A first look into a source: its sections with counts and samples, and where each would go by its name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from portal.accounts.permissions import Actor
from portal.moving.converting import Converter
from portal.moving.files import Shelf
from portal.moving.foreign import ForeignItem, Source
from portal.moving.library import Library
from portal.moving.mapping import NEWS, USUAL_TYPES, Mapping, Target
from portal.publishing.slugs import slugify

SAMPLES = 3
MOST_PLACES = 300
MAX_SAMPLE = 3_000

# Words in the names of sections of old portals, by the section of this portal that is meant.
MEANT = {
    "thong-bao": ("thong-bao",),
    "phap-luat": ("pho-bien-phap-luat",),
    "cai-cach": ("cai-cach-hanh-chinh",),
    "chuyen-doi-so": ("cai-cach-hanh-chinh",),
    "kinh-te": ("kinh-te",),
    "nong-nghiep": ("kinh-te",),
    "van-hoa": ("van-hoa-xa-hoi",),
    "xa-hoi": ("van-hoa-xa-hoi",),
    "giao-duc": ("van-hoa-xa-hoi",),
    "y-te": ("van-hoa-xa-hoi",),
    "an-ninh": ("an-ninh-quoc-phong",),
    "quoc-phong": ("an-ninh-quoc-phong",),
    "chi-dao": ("chi-dao-dieu-hanh",),
    "dieu-hanh": ("chi-dao-dieu-hanh",),
    "tin-tuc": ("su-kien",),
    "su-kien": ("su-kien",),
}


@dataclass
class Found:
    """What was seen of one section or type."""

    name: str
    label: str
    count: int = 0
    samples: list[dict[str, Any]] = field(default_factory=list)


def look(
    source: Source,
    mapping: Mapping,
    library: Library,
    actor: Actor,
    told: Callable[[int, int], None],
    stop: Callable[[], bool],
) -> dict[str, Any] | None:
    """What the desk shows of a source, as JSON; None where it was stopped. Writes nothing. Raises UnreadableSource."""
    source.prepare()
    converter = Converter(source, mapping, Shelf(library, actor, 1000, dry=True))
    found: dict[str, Found] = {}
    states: Counter[str] = Counter()
    total = 0
    for item in source.items():
        if stop():
            return None
        told(*source.progress())
        if item.type == "cut":
            states["cut"] += 1
            continue
        total += 1
        states["refused" if item.refused else item.state] += 1
        for name, label in _names(item, source):
            if name not in found and len(found) >= MOST_PLACES:
                continue
            seen = found.setdefault(name, Found(name, label))
            seen.count += 1
            if len(seen.samples) < SAMPLES and item.refused is None:
                seen.samples.append(_sample(item, converter, whole=not seen.samples))
    rows = sorted(found.values(), key=lambda one: (-one.count, one.label))
    return {
        "site": source.site,
        "total": total,
        "states": dict(states),
        "files": library.count(),
        "attachments": len(source.attachments),
        "places": [vars(one) for one in rows],
    }


def _names(item: ForeignItem, source: Source) -> list[tuple[str, str]]:
    if item.type == "page":
        return [("type:page", "")]
    if item.type not in USUAL_TYPES:
        return [(f"type:{item.type}", item.type)]
    named = [
        (name, source.places[name].label if name in source.places else label)
        for name, label in [*item.sections, *item.above]
    ]
    return named or [("*", "")]


def _sample(item: ForeignItem, converter: Converter, *, whole: bool) -> dict[str, Any]:
    sample: dict[str, Any] = {
        "title": item.title[:200],
        "address": item.address[:300],
        "date": item.published.isoformat(timespec="seconds") if item.published else "",
    }
    if whole:
        made = converter.convert(item)
        sample |= {"title": made.title[:200], "lead": made.lead, "body": _beginning(made.body)}
    return sample


def _beginning(body: str) -> str:
    """The first blocks of a text, never half of one unless the first is longer than a sample."""
    if len(body) <= MAX_SAMPLE:
        return body
    cut = body.rfind("\n\n", 0, MAX_SAMPLE)
    return body[:cut] if cut > 0 else body[:MAX_SAMPLE]


def suggested(name: str, label: str, sections: dict[str, str]) -> Target:
    """Where a section of this name most likely goes: to that of the same name (slug → name), or of its meaning."""
    if name.startswith("type:"):
        return Target("page" if name == "type:page" else "skip")
    spoken = slugify(label) if label else name
    for slug, title in sections.items():
        if name == slug or spoken in {slug, slugify(title)}:
            return Target(NEWS, slug)
    for word, meant in MEANT.items():
        if f"-{word}-" in f"-{spoken}-" or f"-{word}-" in f"-{name}-":
            held = next((slug for slug in meant if slug in sections), None)
            if held is not None:
                return Target(NEWS, held)
    return Target(NEWS, next(iter(sections), ""))
