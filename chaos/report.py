"""What a fault's trial tells: how often it was made, what was looked at, what was found wrong."""

from __future__ import annotations

import time
from dataclasses import dataclass, field


@dataclass
class Trial:
    """One fault. `findings` are what must not be; `figures` what is worth knowing beside."""

    fault: str
    checked: str
    times: int = 0
    findings: list[str] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)
    seconds: float = 0.0

    def found(self, *what: str) -> None:
        """Note what must not be, and say it at once."""
        for one in what:
            print(f"  FOUND {self.fault}: {one}", flush=True)
        self.findings += what

    def figure(self, text: str) -> None:
        """Note a number."""
        self.figures.append(text)

    def progress(self, of: int) -> None:
        """Say how far it is, now and then."""
        if self.times and (self.times % max(1, of // 10) == 0):
            print(
                f"  {self.fault}: {self.times} of {of} ({time.monotonic() - self.began:.0f} s), "
                f"{len(self.findings)} findings",
                flush=True,
            )

    def end(self) -> None:
        """The trial is over."""
        self.seconds = time.monotonic() - self.began


def table(trials: list[Trial]) -> str:
    """All trials as lines of text, the findings below."""
    widest = max(len(one.fault) for one in trials)
    lines = [f"{'fault':{widest}}  {'times':>6}  {'found':>5}  {'s':>5}  what was looked at"]
    for one in trials:
        told = "; ".join([one.checked, *one.figures])
        lines.append(
            f"{one.fault:{widest}}  {one.times:>6}  {len(one.findings):>5}  {one.seconds:>5.0f}  {told}"
        )
    lines += [f"FOUND {one.fault}: {what}" for one in trials for what in one.findings]
    return "\n".join(lines)
