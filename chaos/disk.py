"""A disk that is full, and one that goes read-only: the instance folder lies on a small file system of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chaos.asking import Desk, reads, refused, works_again
from chaos.installation import Installation
from chaos.looking import Inspector
from chaos.report import Trial

ROOM = 64 << 20
"""Bytes that the file system has beyond the installation."""


def full(base: Path, folder: Path, rounds: int) -> Trial:
    """Fill the disk to the last byte, ask, make room, ask."""
    trial = Trial(
        "đĩa đầy", "503/507 with the text in the page, reading goes on, works again without a restart"
    )
    folder.mkdir(parents=True)
    size = sum(one.stat().st_size for one in base.rglob("*") if one.is_file()) + ROOM
    with mounted("tmpfs", folder / "instance", "-t", "tmpfs", "-o", f"size={size}"):
        shutil.copytree(base, folder / "instance", dirs_exist_ok=True)
        with Installation(base, folder) as installation:
            installation.start()
            inspector, desk = Inspector(installation), Desk(installation)
            desk.sign_in()
            for number in range(rounds):
                _fill_up(folder / "instance" / "filler")
                reads(trial, f"full {number}", installation)
                _what_is_refused(trial, f"full {number}", desk)
                (folder / "instance" / "filler").unlink()
                took = works_again(trial, f"full {number}", desk)
                inspector.until_followed()
                trial.found(*desk.lost(), *inspector.findings())
                trial.times += 1
            trial.figure(f"worked again after {took:.1f} s")
            inspector.close()
    trial.end()
    return trial


def _what_is_refused(trial: Trial, what: str, desk: Desk) -> None:
    """SQLite may find room in its log for a while: whatever it acknowledged is counted."""
    for _ in range(40):
        answer, title = desk.save()
        if answer.status != 302:
            refused(trial, what, answer, title)
            break
    else:
        trial.found(f"{what}: forty saves were taken by a full disk")
    stored = desk.upload()
    if stored.status not in {503, 507}:
        trial.found(f"{what}: an upload was answered {stored.status or stored.fault}")


def _fill_up(path: Path) -> None:
    with path.open("wb") as file:
        for size in (1 << 20, 4096, 1):
            try:
                while True:
                    os.write(file.fileno(), b"\0" * size)
            except OSError:
                continue


def read_only(base: Path, folder: Path, rounds: int) -> Trial:
    """Let the kernel make the file system read-only, as it does after a fault of the disk; repair it, start again."""
    trial = Trial(
        "đĩa chỉ đọc",
        "503/507 with the text in the page, reading goes on, nothing lost after repair and start",
    )
    folder.mkdir(parents=True)
    image, where = folder / "disk.img", folder / "instance"
    with image.open("wb") as file:
        file.truncate(512 << 20)
    _run("mkfs.ext4", "-q", "-F", str(image))
    for number in range(rounds):
        with mounted(str(image), where, "-o", "loop"):
            if not (where / "portal.db").exists():
                shutil.copytree(base, where, dirs_exist_ok=True)
                os.sync()  # what we copied here is on the disk; what the portal writes is its own care
            with Installation(base, folder) as installation:
                installation.start()
                desk = Desk(installation)
                desk.sign_in()
                saved, _title = desk.save(publish=True)
                if saved.status != 302:
                    trial.found(f"read-only {number}: before, a save was answered {saved.status}")
                # Not "ro": the kernel refuses that while files are open for writing, and a fault asks nobody.
                _run("mount", "-o", "remount,abort", str(where))
                reads(trial, f"read-only {number}", installation)
                refused(trial, f"read-only {number}", *desk.save())
                stored = desk.upload()
                if stored.status not in {503, 507}:
                    trial.found(f"read-only {number}: an upload was answered {stored.status or stored.fault}")
        subprocess.run(["e2fsck", "-fy", str(image)], capture_output=True, check=False)
        with mounted(str(image), where, "-o", "loop"), Installation(base, folder) as installation:
            installation.start()
            inspector = Inspector(installation)
            inspector.until_followed()
            desk.installation = installation
            trial.found(*desk.lost(), *inspector.findings())
            inspector.close()
            trial.times += 1
    trial.end()
    return trial


@contextmanager
def mounted(what: str, where: Path, *how: str) -> Iterator[None]:
    """A file system for a while. Raises RuntimeError where this user may not mount."""
    where.mkdir(parents=True, exist_ok=True)
    _run("mount", *how, what, str(where))
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(where)], capture_output=True, check=False)


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip()} (root is needed)")
