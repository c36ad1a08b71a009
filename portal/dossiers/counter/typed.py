"""What a form of the counter sent, read without ever failing; what is wrong is told by the input's name."""

from __future__ import annotations

from datetime import date, datetime

from werkzeug.datastructures import ImmutableMultiDict, MultiDict

from portal.digits import whole_number

Sent = MultiDict[str, str] | ImmutableMultiDict[str, str]


class Wrong(ValueError):
    """What was typed cannot be used: {name of the input: message}."""

    def __init__(self, messages: dict[str, str]) -> None:
        super().__init__(", ".join(messages))
        self.messages = messages


def line(sent: Sent, name: str, most: int = 300) -> str:
    """One line of text."""
    return " ".join(sent.get(name, "")[: most * 4].split())[:most]


def text(sent: Sent, name: str, most: int = 4000) -> str:
    """Some lines of text."""
    return sent.get(name, "")[: most * 2].replace("\r\n", "\n").strip()[:most]


def number(sent: Sent, name: str) -> int | None:
    """A number, None for anything else."""
    return whole_number(sent.get(name))


def day(sent: Sent, name: str) -> date | None:
    """A day, as browsers send it (2026-03-05) or as people type it (05/03/2026); None for anything else."""
    given = line(sent, name, 20)
    for pattern in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            found = datetime.strptime(given, pattern).date()
        except ValueError:
            continue
        return found if 1900 <= found.year <= 2999 else None
    return None


def day_in_words(kept: str) -> str:
    """A kept day (ISO 8601) as people write it: 05/03/1990; anything else as it stands."""
    try:
        return f"{date.fromisoformat(kept):%d/%m/%Y}"
    except ValueError:
        return kept
