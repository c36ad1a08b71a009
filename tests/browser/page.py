"""A page as the lists of pages name it: where it is, or how one gets there."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field

from tests.browser.installation import CLERK, DISTRICT
from tests.browser.visitor import Answer, Visitor

__all__ = ["CLERK", "CLOSED", "COAST", "DISTRICT", "HILLS", "PLAIN", "Page"]

COAST, HILLS, PLAIN, CLOSED = "tam-hai", "tam-thanh", "tam-xuan-i", "tam-tra"


@dataclass(frozen=True)
class Page:
    """A page: where it is, or how one gets there; `{…}` in the path is filled from the things made before."""

    name: str
    slug: str
    path: str
    status: int = 200
    desk: bool = False
    person: str = ""  # who is at the desk: the first administrator, or CLERK
    english: bool = False
    citizen: str = (
        ""  # how far a citizen is at the door: waiting (for a code), new (not agreed), agreed, leaving
    )
    follow: str = ""  # the first link of `path` that matches is the page
    suffix: str = ""  # what is added to the link that was followed
    control: str = ""  # the form with this control is filled with `values` and sent
    values: dict[str, str] = field(default_factory=dict)

    def sent(self) -> dict[str, str]:
        """The values to send; {once} becomes something that was never sent before."""
        return {name: text.replace("{once}", secrets.token_hex(4)) for name, text in self.values.items()}

    def address(self, visitor: Visitor, made: dict[str, str]) -> str:
        """The path to open."""
        path = self.path.format(**made)
        if not self.follow:
            return path
        pattern = re.compile(self.follow)
        links = visitor.ask(path).links()
        found = next((link for link in links if pattern.fullmatch(link)), None)
        assert found, f"{path} has no link like {self.follow}: {links}"
        return found + self.suffix

    def fetch(self, visitor: Visitor, made: dict[str, str]) -> Answer:
        """The page without a browser."""
        address = self.address(visitor, made)
        return visitor.submit(address, self.control, self.sent()) if self.control else visitor.ask(address)
