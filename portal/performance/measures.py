"""From what was counted to the ratios of the index: each measure's numerator and denominator, with its parts. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from portal.performance.counting import Tally
from portal.performance.index766 import Part, Ratio
from portal.performance.offering import Offering, Voice

CERTIFIED_COPIES = "2.000815"
"""Chứng thực bản sao từ bản chính, by its number in the national catalogue."""


def measured(tally: Tally, offering: Offering, voice: Voice) -> dict[str, Ratio | None]:
    """Every measure that scheme.MEASURES names."""
    return _offered(tally, offering) | _worked(tally, offering) | _said(tally, voice, offering)


def handled(tally: Tally) -> int:
    """Dossiers that ended in the period and were judged, and those open at its end."""
    return tally.total("judged") + tally.total("open")


def _by_service(
    tally: Tally,
    names: Mapping[str, str],
    numerator: Callable[[Mapping[str, int]], int],
    denominator: Callable[[Mapping[str, int]], int],
) -> Ratio:
    """A ratio over all procedures, with a part for each that adds something."""
    parts = []
    for code, numbers in tally.by_service.items():
        whole = denominator(numbers)
        if whole:
            parts.append(Part(names.get(code, code), min(max(numerator(numbers), 0), whole), whole))
    parts.sort(key=lambda one: (-one.denominator, one.label))
    return Ratio(sum(one.numerator for one in parts), sum(one.denominator for one in parts), tuple(parts))


def _of_codes(these: Iterable[str], all_of_them: Iterable[str], names: Mapping[str, str]) -> Ratio:
    """How many of some procedures; a part for each that has a name here."""
    whole, chosen = set(all_of_them), set(these)
    parts = [Part(names[code], int(code in chosen), 1) for code in whole if code in names]
    parts.sort(key=lambda one: (-one.numerator, one.label))
    others = whole - set(names)
    if others:
        parts.append(Part("", len(others & chosen), len(others)))
    return Ratio(len(whole & chosen), len(whole), tuple(parts))


def _offered(tally: Tally, offering: Offering) -> dict[str, Ratio | None]:
    procedures, names = offering.procedures, offering.names
    count = len(procedures.codes)
    fees = offering.with_fees
    return {
        "procedures_current": Ratio(procedures.current, count),
        "procedures_complete": Ratio(procedures.complete, count),
        "offered_online": _of_codes(offering.online, procedures.codes | set(names), names),
        "used_online": _of_codes(_with(tally, "received_online"), offering.online, names),
        "payable_online": _of_codes(fees if offering.takes_online else (), fees, names),
        "used_payment": _of_codes(_with(tally, "paid_online"), fees, names),
        "identified_services": _of_codes(_with(tally, "identified"), names, names),
    }


def _with(tally: Tally, name: str) -> set[str]:
    return {code for code, numbers in tally.by_service.items() if numbers[name]}


def _worked(tally: Tally, offering: Offering) -> dict[str, Ratio | None]:
    names = offering.names

    def simple(numerator: str, denominator: str) -> Ratio:
        return _by_service(tally, names, lambda one: one[numerator], lambda one: one[denominator])

    copies = tally.of(CERTIFIED_COPIES)
    return {
        "timely": _by_service(
            tally,
            names,
            lambda one: one["early"] + one["on_time"] + one["open"] - one["open_late"],
            lambda one: one["judged"] + one["open"],
        ),
        "received_online": simple("received_online", "received"),
        "paid_online": simple("paid_online", "paid"),
        "results": simple("results", "done"),
        "digitised": simple("digitised", "with_papers"),
        "reused": simple("reused", "with_papers"),
        "identified": simple("identified", "received"),
        "certified_copies": Ratio(min(copies["results"], copies["done"]), copies["done"]),
    }


def _said(tally: Tally, voice: Voice, offering: Offering) -> dict[str, Ratio | None]:
    content = _by_service(
        tally,
        offering.names,
        lambda one: one["early"] + one["on_time"] + one["open"] - one["open_late"] - one["unhappy_in_time"],
        lambda one: one["judged"] + one["open"],
    )
    return {
        "voice_timely": Ratio(voice.in_time, voice.handled),
        "voice_content": Ratio(voice.content, voice.received),
        "content": content,
    }
