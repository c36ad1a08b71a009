"""A clock that jumps: an hour back, a day ahead, and right again, under every process of the installation.

Needs libfaketime (apt install libfaketime); only the wall clock is moved, as when somebody sets it.
"""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

from chaos.asking import NEWS, Desk, works_again
from chaos.installation import Installation
from chaos.looking import Inspector
from chaos.report import Trial

LIBRARIES = (
    "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
    "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1",
)
JUMPS = {"an hour back": -3600, "right again": 0, "a day ahead": 86_400, "right once more": 0}
SOON = 120.0  # seconds until the follower must have seen what came to its hour


def jumps(base: Path, folder: Path, rounds: int) -> Trial:
    """Each jump so many times; after each somebody saves, what was published stays so and once, the index follows."""
    trial = Trial(
        "đồng hồ nhảy", "saving works (after signing in again at most), published once, the index follows"
    )
    library = next((one for one in LIBRARIES if Path(one).exists()), "")
    if not library:
        trial.found("libfaketime is not here: not tried")
        return trial
    folder.mkdir(parents=True)
    clock = folder / "clock"
    _set(clock, 0)
    more = {
        "LD_PRELOAD": library,
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_CACHE_DURATION": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    with Installation(base, folder, **more) as installation:
        installation.start()
        desk = Desk(installation)
        desk.sign_in()
        for number in range(rounds):
            for name, seconds in JUMPS.items():
                what = f"{name} {number}"
                _set(clock, seconds)
                time.sleep(2)
                _works(trial, what, installation, desk)
                trial.times += 1
        _scheduled(trial, installation, desk, clock)
        _set(clock, 0)
        time.sleep(2)
        inspector = Inspector(installation)
        inspector.until_followed()
        trial.found(*desk.lost(), *inspector.findings(), *_twice(installation))
        inspector.close()
    trial.end()
    return trial


def _set(clock: Path, seconds: int) -> None:
    fresh = clock.with_suffix(".new")
    fresh.write_text(f"{seconds:+d}\n")
    fresh.replace(clock)


def _works(trial: Trial, what: str, installation: Installation, desk: Desk) -> None:
    """Somebody saves and publishes; the follower indexes it."""
    answer, _title = desk.save()
    if answer.status != 302 or "dang-nhap" in answer.location:
        desk.sign_in()  # a session that the clock ended
        trial.figure(f"{what}: signed in again")
    works_again(trial, what, desk)
    newest = installation.ask("SELECT max(id) FROM change_log")[0][0]
    position = installation.instance / "index"
    until = time.monotonic() + SOON
    while time.monotonic() < until:
        marked = [int(one.read_text() or -1) for one in position.glob("*/position")]
        if marked and max(marked) >= newest:
            return
        time.sleep(0.5)
    trial.found(f"{what}: the index did not follow in {SOON:.0f} s")


def _scheduled(trial: Trial, installation: Installation, desk: Desk, clock: Path) -> None:
    """Something that is to appear in two hours: hidden now, there when the clock jumps a day ahead."""
    answer, _title = desk.save()
    number = answer.location.rpartition("/")[2]
    if not number.isdigit():
        trial.found(f"scheduled: the draft was answered {answer.status}")
        return
    zone = timedelta(hours=7).total_seconds()
    at = time.strftime("%Y-%m-%dT%H:%M", time.gmtime(time.time() + zone + 7200))
    done = desk.client.post(f"{NEWS}{number}/dang", {"publish_at": at})
    slug = installation.ask("SELECT slug FROM news_item WHERE id = ?", (int(number),))[0][0]
    before = desk.client.__class__(installation, desk.slug).get(f"/tin-tuc/{slug}").status
    _set(clock, 86_400)
    time.sleep(2)
    after = desk.client.__class__(installation, desk.slug).get(f"/tin-tuc/{slug}?_=1").status
    trial.figure(f"scheduled in two hours: {before} before, {after} a day ahead")
    if (done.status, before, after) != (302, 404, 200):
        trial.found(f"scheduled: published {done.status}, read {before} before its hour, {after} after it")


def _twice(installation: Installation) -> list[str]:
    rows = installation.ask(
        "SELECT object_id, count(*) FROM audit_entry WHERE kind = 'news' AND action = 'publish' AND object_id IN "
        "(SELECT id FROM news_item WHERE title LIKE 'Bài viết trong lúc%') GROUP BY object_id HAVING count(*) > 1"
    )
    return [f"news item {row[0]} was published {row[1]} times" for row in rows]
