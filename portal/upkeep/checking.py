"""`flask check`: every promise about what is kept, looked at from outside, one after another. Nothing is changed.

A check is a function that yields findings; packages above register theirs with `add_check`. What a check cannot look at
(a disk, a database that does not answer) is told apart from what it found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from flask import Flask

FAULT, NOTICE = "fault", "notice"
"""How much a finding weighs: something is lost or wrong; something is worth knowing."""
SHOWN = 20
"""Things that a finding names one by one."""
Told = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Finding:
    """What was found: `about` in a sentence of Vietnamese, `advice` what to do about it, `count` how many things are
    concerned, `examples` the first of them. No value of a row stands in it, only what names rows and files."""

    check: str
    about: str
    advice: str
    weight: str = FAULT
    count: int = 1
    examples: tuple[str, ...] = ()

    @property
    def is_fault(self) -> bool:
        """Whether it makes the installation unsound."""
        return self.weight == FAULT


@dataclass(frozen=True)
class Look:
    """How a check looks: `deep` reads everything where it otherwise reads a part; `told` hears of the progress."""

    deep: bool
    told: Told


@dataclass(frozen=True)
class Check:
    """A promise that can be looked at. `key` is what commands and findings call it by."""

    key: str
    title: str
    look: Callable[[Look], Iterator[Finding]]


@dataclass
class Checked:
    """What all checks found; `unable` are those that could not look, with the reason."""

    findings: list[Finding] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    unable: dict[str, str] = field(default_factory=dict)

    @property
    def exit_status(self) -> int:
        """0 sound, 1 something is wrong, 2 something could not be looked at (and nothing was found wrong)."""
        if any(one.is_fault for one in self.findings):
            return 1
        return 2 if self.unable else 0


def add_check(app: Flask, check: Check) -> None:
    """Let `flask check` look at this too. Raises ValueError for a key that is taken."""
    if any(one.key == check.key for one in added(app)):
        raise ValueError(f"{check.key} is registered already")
    added(app).append(check)


def added(app: Flask) -> list[Check]:
    """The checks that packages above added."""
    found: list[Check] = app.extensions.setdefault("portal_checks", [])
    return found


class Gathered:
    """Things of one kind that are wrong: counted all, named the first of them."""

    def __init__(self) -> None:
        self.count, self.names = 0, list[str]()

    def add(self, name: str) -> None:
        """One more."""
        self.count += 1
        if len(self.names) < SHOWN:
            self.names.append(name)

    def found(self, check: str, about: str, advice: str, weight: str = FAULT) -> Iterator[Finding]:
        """A finding of them; none where there are none. `{count}` in `about` becomes their number."""
        if self.count:
            about = about.replace("{count}", str(self.count))
            yield Finding(check, about, advice, weight, self.count, tuple(self.names))
