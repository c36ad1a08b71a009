"""What the import commands share: progress bar with rate and time left, files of what was left out, summary."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TypeVar

import click

from portal.importing.rejects import RejectsFile
from portal.importing.run import Importer, run_import
from portal.importing.summary import ImportSummary
from portal.on_use import tqdm

R = TypeVar("R")


def import_file(path: Path, importer: Importer[R], instance: Path, rejects: Path | None) -> ImportSummary:
    """Import a file with a bar on a terminal, then say what was done, and where the rejects are listed and the
    records for which the portal's own version was kept ("…-giu-lai.jsonl" beside the rejects)."""
    stem = path.name.split(".")[0]
    target = rejects or instance / "rejects" / f"{stem}-{datetime.now():%Y%m%d-%H%M%S}.jsonl"
    beside = target.with_name(f"{target.stem}-giu-lai.jsonl")
    with (
        RejectsFile(target) as file,
        RejectsFile(beside) as kept,
        tqdm(unit=" bản ghi", desc=path.name, disable=None) as bar,
    ):

        def report(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        summary = run_import(path, importer, file, report, kept)
    click.echo(str(summary))
    if file.count:
        click.echo(f"{file.count} bản ghi bị loại, lý do từng dòng ở {target}")
    if kept.count:
        click.echo(f"{kept.count} bản ghi giữ bản trên cổng, từng dòng ở {beside}")
    return summary
