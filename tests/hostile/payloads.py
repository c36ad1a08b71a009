"""Attack strings by family: those of the shared data set, and some that a list of strings cannot hold."""

from __future__ import annotations

import json
import os
import random
from functools import cache

from tests.conftest import SHARED
from tests.thorough import THOROUGH

BAD = SHARED / "badinputs"
SEED = os.environ.get("HOSTILE_SEED") or "0"
"""Which share of all a run tries: the same each time, so that no change fails for the day on which it is tried; another
one with HOSTILE_SEED=…, all of it in `make chaos`."""
LONGEST = 4000
LISTS = ("csv_injection", "filenames", "hosts", "redirects")
OWN = {
    "letters": [
        "\x00", "a\x00b", "\ud800", "\ufffe", "\u202egnp.exe",
        "\u0130\u0131", "\U0001f469\u200d\U0001f467" * 40,
    ],
    "numbers": [
        "-1", "0", "9" * 400, "1e309", "NaN", "Infinity",
        "٣٤", "９９", "0x10", "1_000", str(2**63), str(-(2**63) - 1),
    ],
    "days": ["2026-02-30", "0000-00-00", "9999-12-31", "0001-01-01", "31/02/2026", "2026-13-01T25:61", "2026-W99"],
    "long": ["a" * 3_900, "ạ" * 3_900, "a " * 1_900, "\n" * 3_000, "[" * 3_000, "**" * 1_500, "> " * 1_500],
    "lines": ["a\r\nBcc: ai@example.com", "a\r\n\r\n<b>", "a%0d%0aSet-Cookie: phien=x", "\x1b[31ma", "a\u2028b"],
    "breaking out": [
        "\"><img src=x onerror=window.__pwned=1>",
        "'><svg/onload=window.__pwned=1>",
        "</textarea></script></title></style><script>window.__pwned=1</script>",
        "javascript:window.__pwned=1//",
        "{{constructor.constructor('window.__pwned=1')()}}",
        "--><body onload=window.__pwned=1>",
        "<p data-hx-on:load='window.__pwned=1' hx-get='/' hx-trigger='load'>x</p>",
    ],
    "kinds": ["[]", "{}", '{"__proto__":{"a":1}}', "[[[[", "true", "null", "..", "a|b|c|d|e|f|g|h", "|||\n|||", ";;;"],
}  # fmt: skip


@cache
def families() -> dict[str, list[str]]:
    """Every family with its strings; without the data set only those of our own."""
    found = dict(OWN)
    for file in sorted(BAD.glob("*.jsonl")):
        found[file.stem] = [
            str(json.loads(line)["payload"]) for line in file.read_text(encoding="utf-8").splitlines()
        ]
    for name in LISTS:
        file = BAD / "generated" / f"{name}.json"
        if file.is_file():
            listed = json.loads(file.read_text(encoding="utf-8"))
            found[name] = [str(one["payload"] if isinstance(one, dict) else one) for one in listed]
    return found


def one_of(family: str, *place: object) -> str:
    """A string of a family, chosen by the seed and the place that it is for."""
    chosen = random.Random(f"{SEED} {family} {place}").choice(families()[family])
    return chosen[:LONGEST]


def some_for(count: int, *place: object) -> list[str]:
    """Strings of `count` families, chosen by the seed and the place; of every family where `count` is 0."""
    names = sorted(families())
    if count:
        names = random.Random(f"{SEED} {place}").sample(names, min(count, len(names)))
    return [one_of(name, *place) for name in names]


def share(of: int) -> tuple[int, int]:
    """Which share of `of` is tried, as (at, of); (0, 1), which is all, when everything is tried."""
    return (0, 1) if THOROUGH else (sum(map(ord, SEED)) % of, of)
