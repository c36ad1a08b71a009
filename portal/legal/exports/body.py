"""The provisions of a document as the hierarchy of Akoma Ntoso: groups, articles, clauses, points, annexes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from portal.legal.exports.addresses import TakenIds, eid
from portal.legal.exports.blocks import Blocks, Span, usual_ends
from portal.legal.exports.document import ProvisionText
from portal.legal.exports.elements import GROUP_TAGS, LABEL, LINES, OPENS, UNIT, UNIT_TAGS, add
from portal.legal.relations.computing import group_of
from portal.legal.structure import Node, parse_article
from portal.on_use import etree

ANNEX = "Phụ lục"
EMPTY = "khong-co-dieu"
_TITLE = re.compile(
    r"(?P<num>(?P<unit>Phần|Chương|Tiểu mục|Mục|Phụ lục)(?: [^.\n]{1,24})?)(?:\. (?P<heading>[^\n]+))?"
)


@dataclass(frozen=True)
class Planned:
    """A provision with its eId and those of the groups that begin with it: (title, eId) for each."""

    provision: ProvisionText
    eid: str
    depth: int  # groups that it shares with the provision before
    groups: tuple[tuple[str, str], ...]
    nodes: tuple[Node, ...]
    node_ids: dict[str, str]
    usual: int
    opens: bool  # what follows stands within it
    spans: Sequence[Span] = ()


def titles_of(chapter: str) -> list[str]:
    """The titles of the groups around a provision, outermost first."""
    return chapter.split("\n") if chapter else []


def title_of(provision: ProvisionText) -> str:
    """How a provision is called in the `chapter` of those that stand within it."""
    return ". ".join(part for part in (_num_of(provision), provision.heading) if part)


def _num_of(provision: ProvisionText) -> str:
    return " ".join(part for part in (provision.unit, provision.no) if part)


def _stand_within(provision: ProvisionText) -> list[str]:
    return [*titles_of(provision.chapter), title_of(provision)]


def is_annex(provision: ProvisionText) -> bool:
    """Whether a provision is an annex or stands in one."""
    return provision.unit == ANNEX or provision.chapter.startswith(ANNEX)


def parts_of(provisions: Sequence[ProvisionText]) -> list[list[ProvisionText]]:
    """The body, then each annex: what follows an annex belongs to it, until the next begins."""
    parts: list[list[ProvisionText]] = [[]]
    before: ProvisionText | None = None
    for one in provisions:
        begins = is_annex(one) and (
            before is None
            or not is_annex(before)
            or (one.unit == ANNEX and not one.chapter)
            or titles_of(one.chapter)[:1] not in (titles_of(before.chapter)[:1], _stand_within(before)[:1])
        )
        if begins:
            parts.append([])
        parts[-1].append(one)
        before = one
    return parts


def annex_eid(provisions: Sequence[ProvisionText]) -> str:
    """The eId of an annex: "att_1" by its number, "att" where it has none."""
    first = provisions[0]
    anchor = first.anchor if first.unit == ANNEX else group_of(titles_of(first.chapter)[0])
    wanted = eid(anchor)
    return wanted if wanted.startswith("att") else "att"


def planned(provisions: Sequence[ProvisionText], ids: TakenIds, outer: str = "") -> list[Planned]:
    """Give every piece of the body, or of the annex with the eId `outer`, its eId."""

    def new(anchor: str) -> str:
        wanted = eid(anchor)
        return ids.new(f"{outer}__hcontainer_1" if outer and wanted == outer else wanted)

    found: list[Planned] = []
    before: list[str] = []
    for place, one in enumerate(provisions):
        titles = titles_of(one.chapter)
        depth = 0
        while depth < min(len(titles), len(before)) and titles[depth] == before[depth]:
            depth += 1
        groups = tuple(
            (titles[level], new(group_of("\n".join(titles[: level + 1]))))
            for level in range(depth, len(titles))
        )
        inner = _stand_within(one)
        following = titles_of(provisions[place + 1].chapter) if place + 1 < len(provisions) else []
        opens = following[: len(inner)] == inner
        before = inner if opens else titles
        own = new(one.anchor)
        has_clauses = not opens and (one.unit == "Điều" or bool(one.no))
        nodes = parse_article(one.text, one.anchor) if has_clauses else ()
        walked = [node for top in nodes for node in top.walk()]
        named = {node.anchor: new(node.anchor) for node in walked}
        found.append(Planned(one, own, depth, groups, nodes, named, usual_ends(one.text), opens))
    return found


def write_hierarchy(parent: etree._Element, plan: Sequence[Planned]) -> None:
    """Add provisions within their groups to a body; a body must not be empty."""
    open_groups: list[etree._Element] = [parent]
    for one in plan:
        del open_groups[one.depth + 1 :]
        for title, own in one.groups:
            open_groups.append(_group(open_groups[-1], title, own))
        made = _provision(open_groups[-1], one)
        if one.opens:
            open_groups.append(made)
    if not plan:
        add(add(parent, "hcontainer", name=EMPTY), "content")


def _group(parent: etree._Element, title: str, own: str) -> etree._Element:
    match = _TITLE.fullmatch(title)
    name = GROUP_TAGS.get(match["unit"], "") if match else ""
    group = add(parent, name, eId=own) if name else add(parent, "hcontainer", eId=own, name="nhom")
    if match is None:
        add(group, "heading", title)
        return group
    heading = match["heading"]
    add(group, "num", f"{match['num']}." if heading else match["num"])
    if heading:
        add(group, "heading", heading)
    return group


def _provision(parent: etree._Element, plan: Planned) -> etree._Element:
    one = plan.provision
    name = UNIT_TAGS.get(one.unit)
    if name:
        made = add(parent, name, eId=plan.eid, wId=one.anchor)
    else:
        kind = "phu-luc" if one.unit == ANNEX else "doan"
        made = add(parent, "hcontainer", eId=plan.eid, wId=one.anchor, name=kind)
        made.set(UNIT, one.unit)
    if plan.opens:
        made.set(OPENS, "yes")
    if num := _num_of(one):
        add(made, "num", f"{num}." if one.heading else num)
    if one.heading:
        add(made, "heading", one.heading)
    if plan.usual != 1:
        made.set(LINES, str(plan.usual))
    blocks = Blocks(one.text, plan.spans, plan.usual)
    start = plan.nodes[0].start if plan.nodes else len(one.text)
    has_more = bool(plan.nodes) or plan.opens
    if start or not has_more:
        blocks.write(add(made, "intro" if has_more else "content"), 0, start)
    for node in plan.nodes:
        _piece(made, node, one.text, blocks, plan.node_ids)
    return made


def _piece(parent: etree._Element, node: Node, text: str, blocks: Blocks, ids: dict[str, str]) -> None:
    """A clause or a point with the points within it."""
    made = add(parent, UNIT_TAGS[node.unit], eId=ids[node.anchor], wId=node.anchor)
    label = text[node.start : node.label_end]
    num = add(made, "num", label.strip())
    if label != f"{label.strip()} ":
        num.set(LABEL, label)
    if node.own_end > node.label_end or not node.children:
        blocks.write(add(made, "intro" if node.children else "content"), node.label_end, node.own_end)
    for child in node.children:
        _piece(made, child, text, blocks, ids)


def eids(plan: Sequence[Planned]) -> Iterator[str]:
    """Every eId that was given."""
    for one in plan:
        yield one.eid
        yield from one.node_ids.values()
        yield from (own for _, own in one.groups)
