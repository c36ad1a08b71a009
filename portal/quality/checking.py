"""Looking at things: a portal from end to end, or what changed. The findings are those of the last look."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from portal.clock import today, utc_now
from portal.extensions import db
from portal.publishing.service import visible
from portal.quality import links
from portal.quality.outside.addresses import of_portal, outside
from portal.quality.outside.keeping import keep_uses
from portal.quality.outside.queries import LONGEST_PLACE, RULE, broken_among
from portal.quality.reading_texts import Look, addresses, alt_fault, look_at, summary_fault
from portal.quality.registry import Checked, registered
from portal.quality.service import Fault, keep, keep_day
from portal.tenancy.directory import Portal, directory
from portal.tenancy.scope import editing, entered, reading
from portal.web.colours import contrast_on_page
from portal.web.sanitise import plain_text

PORTAL = "portal"
STEP = 100  # things in one transaction


def check_portal(tenant_id: int, told: Any = None) -> int:
    """Look at everything that a portal shows, in steps that are committed; how many findings stand now.

    `told(done, total)` is called within each step's transaction and may raise to stop. Sets its scopes itself.
    """
    portal = _portal(tenant_id)
    ids = _shown(portal)
    total = sum(len(one) for one in ids.values())
    done = 0
    for kind, those in ids.items():
        for start in range(0, max(1, len(those)), STEP):
            some = those[start : start + STEP]
            seen = _look(portal, kind, some)
            done += len(some)
            with entered(editing(tenant_id)):
                # What is no longer shown is among the last step's: its findings go.
                _keep(portal, kind, seen, some, set(those) if start == 0 else None)
                if told is not None:
                    told(done, total)
                db.session.commit()
    look_at_portal(portal)
    with entered(editing(tenant_id)):
        count = keep_day(tenant_id, today(), utc_now())
        db.session.commit()
    return count


def check_things(tenant_id: int, kind: str, ids: Sequence[int]) -> None:
    """Look at some things again because they changed; those that citizens no longer see lose their findings."""
    if kind not in registered().checked:
        return
    portal = directory().by_id(tenant_id)
    if portal is None:
        return
    seen = _look(portal, kind, ids)
    with entered(editing(tenant_id)):
        _keep(portal, kind, seen, ids)
        db.session.commit()


def look_at_portal(portal: Portal) -> None:
    """Look at what belongs to the portal itself: contact, colour, links of menu, home page and footer."""
    leading = of_portal(portal)
    with entered(editing(portal.id)):
        # First what stands there: a link that became new is not known to be broken.
        keep_uses(portal.id, PORTAL, {(0, one) for one in leading}, looked_at=[0])
        dead = (Fault(0, RULE, one[:LONGEST_PLACE], portal.name) for one in sorted(broken_among(leading)))
        keep(portal.id, PORTAL, [*_portal_faults(portal), *dead], looked_at=[0])
        db.session.commit()


def _portal(tenant_id: int) -> Portal:
    portal = directory().by_id(tenant_id)
    if portal is None:
        raise LookupError(tenant_id)
    return portal


def _shown(portal: Portal) -> dict[str, list[int]]:
    found = {}
    with entered(reading(portal.id)):
        for kind, checked in registered().checked.items():
            own = select(checked.model.id).where(checked.model.tenant_id == portal.id)
            found[kind] = list(db.session.scalars(visible(own, checked.model)))
    return found


@dataclass
class _Seen:
    """What a look found: faults, and the addresses of other servers by thing."""

    faults: list[Fault]
    leading: set[tuple[int, str]]


def _keep(
    portal: Portal, kind: str, seen: _Seen, looked_at: Sequence[int], gone_but: set[int] | None = None
) -> None:
    keep(portal.id, kind, seen.faults, looked_at=looked_at, gone_but=gone_but)
    keep_uses(portal.id, kind, seen.leading, looked_at=looked_at, gone_but=gone_but)


def _look(portal: Portal, kind: str, ids: Sequence[int]) -> _Seen:
    """What is to be said of those of the things that citizens see now: read and judged without the write lock."""
    checked = registered().checked[kind]
    model = checked.model
    with entered(reading(portal.id, portal.ancestors)):
        mine = select(model).where(model.id.in_(ids), model.tenant_id == portal.id)
        rows = list(db.session.scalars(visible(mine, model)))
        looks = {row.id: [look_at(getattr(row, name) or "") for name in checked.texts] for row in rows}
        beside = checked.leading([row.id for row in rows]) if checked.leading is not None and rows else {}
        wrong = links.faults(addresses([one for each in looks.values() for one in each]), portal)
        leading = {
            row.id: outside([*addresses(looks[row.id]), *beside.get(row.id, ())]) - wrong.keys()
            for row in rows
        }
        dead = broken_among(set().union(*leading.values()))
        faults = [one for row in rows for one in _faults(checked, row, looks[row.id], wrong)]
        faults += [
            Fault(row.id, RULE, place, str(getattr(row, checked.title))[:300])
            for row in rows
            for place in sorted({one[:LONGEST_PLACE] for one in leading[row.id] & dead})
        ]
    return _Seen(faults, {(number, one) for number, those in leading.items() for one in those})


def _faults(checked: Checked, row: Any, looks: list[Look], wrong: dict[str, str]) -> Iterable[Fault]:
    title = str(getattr(row, checked.title))
    for rule, place in sorted(set(_of_row(checked, row, title, looks, wrong))):
        yield Fault(row.id, rule, place[:300], title[:300])


def _of_row(
    checked: Checked, row: Any, title: str, looks: list[Look], wrong: dict[str, str]
) -> Iterable[tuple[str, str]]:
    if checked.summary and (fault := summary_fault(title, getattr(row, checked.summary) or "")):
        yield fault, ""
    pictured = checked.picture if checked.picture and getattr(row, checked.picture[0]) is not None else None
    if pictured and (fault := alt_fault(getattr(row, pictured[1]) or "")):
        yield fault, ""
    for look in looks:
        yield from look.faults
        yield from ((wrong[one], one) for one in look.links if one in wrong)
    if checked.texts and _is_empty(checked, row):
        yield "empty", ""
    if row.review_on is not None and row.review_on < today():
        yield "old", ""
    if checked.needs_owner and row.owner_id is None and not row.owner_office:
        yield "unowned", ""


def _is_empty(checked: Checked, row: Any) -> bool:
    text = "\n".join(getattr(row, name) or "" for name in checked.texts)
    if checked.is_being_written is not None and checked.is_being_written(text):
        return True
    return not plain_text(text).strip() and "](" not in text and "<img" not in text


def _portal_faults(portal: Portal) -> Iterable[Fault]:
    missing = [one for one in ("address", "telephone", "email") if not getattr(portal, one)]
    if missing:
        yield Fault(0, "portal-contact", "", portal.name)
    if contrast_on_page(portal.primary_colour) < 4.5:
        yield Fault(0, "portal-contrast", portal.primary_colour, portal.name)
