"""What both lists of the registers read from their address: tab, words, filters; whatever is unknown is not asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import request
from flask_babel import gettext as _
from sqlalchemy import Select

from portal.digits import whole_number
from portal.dossiers.counter.typed import day
from portal.exchange.kinds import BY_SLUG
from portal.exchange.registers.desk.forms import URGENCIES
from portal.exchange.registers.transitions import STATE_LABELS
from portal.exchange.registers.wanted import Wanted
from portal.web.paging import ListPage, paged_rows

ALL = "tat-ca"
PER_PAGE = 30
ARGS = ("q", "loai", "trang-thai", "noi", "nguoi", "khan", "tre", "nam", "so", "tu", "den")


@dataclass(frozen=True)
class Asked:
    """What the address asks for, with how it is said in an address."""

    wanted: Wanted
    args: dict[str, str]
    where: str

    def at(self, tab: str) -> str:
        """The address of another tab with the same filters."""
        return (
            f"{self.where}?{urlencode({'xem': tab} | {key: text for key, text in self.args.items() if text})}"
        )

    @property
    def folded(self) -> int:
        """How many of the filters are set that stand in the fold."""
        return sum(bool(self.args[name]) for name in ARGS if name != "q")


def asked_of(where: str, counts: Mapping[str, int], states: tuple[str, ...]) -> Asked:
    """What the address asks for; without a tab everything is shown where anything is looked for, else the first tab of
    this person's (`counts`: how much waits in each) where something waits."""
    args = request.args
    first, last = day(args, "tu"), day(args, "den")
    known = {
        "q": " ".join(args.get("q", "")[:200].split()),
        "loai": args.get("loai", "") if args.get("loai", "") in BY_SLUG else "",
        "trang-thai": args.get("trang-thai", "") if args.get("trang-thai", "") in states else "",
        "noi": " ".join(args.get("noi", "")[:200].split()),
        "nguoi": str(whole_number(args.get("nguoi")) or ""),
        "khan": str(whole_number(args.get("khan"), max(URGENCIES)) or ""),
        "tre": "1" if args.get("tre") == "1" else "",
        "nam": str(whole_number(args.get("nam"), 2999) or ""),
        "so": str(whole_number(args.get("so"), 999_999) or ""),
        "tu": first.isoformat() if first else "",
        "den": last.isoformat() if last else "",
    }
    names = [*counts, ALL]
    waiting = next((name for name, count in counts.items() if count), names[0])
    default = ALL if any(known.values()) else waiting
    tab = args.get("xem") if args.get("xem") in names else default
    wanted = Wanted(
        tab=tab or ALL,
        q=known["q"],
        kind=known["loai"],
        state=known["trang-thai"],
        other=known["noi"],
        person_id=_int(known["nguoi"]),
        urgent=_int(known["khan"]),
        is_late=bool(known["tre"]),
        year=_int(known["nam"]),
        number=_int(known["so"]),
        first=first,
        last=last,
    )
    return Asked(wanted, known, where)


def _int(text: str) -> int | None:
    return int(text) if text else None


def page_of(statement: Select[Any]) -> ListPage:
    """The page of a list that the address asks for."""
    return paged_rows(statement, PER_PAGE)


def tabs_shown(asked: Asked, labels: Mapping[str, str], counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """The tabs above a list, each with how many wait there."""
    found = [
        {
            "label": labels[name],
            "path": f"{asked.where}?xem={name}",
            "active": name == asked.wanted.tab,
            "count": count,
        }
        for name, count in counts.items()
    ]
    everything = {"label": _("Tất cả"), "path": f"{asked.where}?xem={ALL}", "active": asked.wanted.tab == ALL}
    return [*found, everything]


def choices_of(states: tuple[str, ...]) -> dict[str, list[tuple[Any, str]]]:
    """What filters choose from that is the same everywhere."""
    return {
        "states": [(one, str(STATE_LABELS[one])) for one in states],
        "urgencies": [(code, str(label)) for code, label in URGENCIES.items() if code],
        "kinds": [(one.slug, one.name) for one in BY_SLUG.values()],
    }
