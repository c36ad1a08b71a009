"""A stack that went through the scanner at once, parted into papers: at blank sheets between them, or as chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portal.media.refusal import Refused
from portal.papers.opened import workplace
from portal.papers.preparing.child_process import UNREADABLE, ask, written

Range = tuple[int, int]
"""First and last page, from 1."""


@dataclass(frozen=True)
class StackPage:
    """A page of a stack: whether it is a picture of a page, and whether nothing is on it."""

    number: int
    scan: bool
    blank: bool


def pages_of(pdf: bytes) -> tuple[StackPage, ...]:
    """The pages of a stack. Raises Refused."""
    with workplace() as folder:
        path = folder / "stack.pdf"
        path.write_bytes(pdf)
        said = ask("look", path=str(path))
    try:
        return tuple(
            StackPage(place, bool(one["scan"]), bool(one["blank"])) for place, one in enumerate(said, 1)
        )
    except (KeyError, TypeError) as error:
        raise Refused(UNREADABLE, "unreadable") from error


def proposed_ranges(pages: Sequence[StackPage]) -> list[Range]:
    """Where the papers of a stack begin and end: blank sheets part them and belong to none."""
    ranges: list[Range] = []
    open_since: int | None = None
    for one in pages:
        if one.blank:
            if open_since is not None:
                ranges.append((open_since, one.number - 1))
            open_since = None
        elif open_since is None:
            open_since = one.number
    if open_since is not None:
        ranges.append((open_since, pages[-1].number))
    return ranges


def split(pdf: bytes, ranges: Sequence[Range]) -> list[bytes]:
    """The pages of each range as a PDF of its own. Raises Refused; ValueError where a range is none."""
    if not ranges or any(not 1 <= first <= last for first, last in ranges):
        raise ValueError("no such pages")
    with workplace() as folder:
        path = folder / "stack.pdf"
        path.write_bytes(pdf)
        targets = [folder / f"{number}.pdf" for number in range(len(ranges))]
        ask(
            "split",
            path=str(path),
            ranges=[list(one) for one in ranges],
            targets=[str(one) for one in targets],
        )
        return [written(one) for one in targets]
