"""The client programs of PostgreSQL: a database dumped at one moment, counted, and loaded into a schema of its own.

A dump names the tables of the schema `public`. So that it can be loaded beside a living installation, one transaction
puts `public` aside by its name, makes another, loads, and gives both their names back: others see nothing of it until
it ends, and then one schema more. Rights, owners and extensions are no part of it: other machines have others.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections import Counter
from pathlib import Path
from typing import IO

from sqlalchemy.engine import URL

from portal.upkeep.faults import RestoreRefused, SnapshotFailed

PUBLIC = "public"
"""The schema in which the tables of an installation lie."""
_LISTED = re.compile(rf"^\d+; \d+ \d+ [A-Z][A-Z ]* {PUBLIC} ", re.ASCII)
_COPIED = re.compile(rb'COPY public\."?([^" ]+)"? \(', re.ASCII)
_END = b"\\.\n"
_SEES_ALL = "-c app.tenants=* -c app.writes=on -c statement_timeout=0"
"""Rows of all tenants (`portal/database/row_security.py`)."""


def dump(url: URL, exported: str, file: Path) -> None:
    """Dump the tables of a database as an exported snapshot sees them. Raises SnapshotFailed.

    The role need not stand above the policies of rows. Who does not hear for whom it asks (a pooler that lets no
    options through) dumps none: `rows_in` tells."""
    arguments = ["--format=custom", "--compress=0", "--no-owner", "--no-privileges", f"--schema={PUBLIC}"]
    arguments += [
        "--enable-row-security",
        f"--snapshot={exported}",
        f"--file={file}",
        "--dbname",
        _named(url),
    ]
    _run("pg_dump", arguments, _environment(url))
    file.chmod(0o600)


def rows_in(file: Path) -> dict[str, int]:
    """How many rows of each table a dump holds, read to its end. Raises SnapshotFailed where it cannot be read."""
    counted: Counter[str] = Counter()
    with tempfile.TemporaryFile() as said:
        reading = _started("pg_restore", ["--data-only", "--file=-", str(file)], said, stdout=subprocess.PIPE)
        assert reading.stdout is not None
        table = ""
        with reading.stdout as lines:
            for line in lines:
                if table and line != _END:
                    counted[table] += 1
                elif table:
                    table = ""
                elif found := _COPIED.match(line):
                    table = found[1].decode()
                    counted[table] += 0
        if reading.wait():
            raise SnapshotFailed(f"pg_restore: {_told(said)}")
    return dict(counted)


def load(file: Path, url: URL, schema: str) -> None:
    """Load a dump into a schema that is not there yet: all of it or nothing. Raises RestoreRefused, SnapshotFailed.

    The role must own the database, as the one that makes the tables does."""
    listed = file.with_name(f"{file.name}.list")
    listed.write_text(_contents(file))
    arguments = ["--no-owner", "--no-privileges", "--use-list", str(listed), "--file=-", str(file)]
    asked = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output", os.devnull, "--file=-"]
    aside = f"{schema}_aside"
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as read_said:
        writing = _started(
            "psql", [*asked, "--dbname", _named(url)], said, _environment(url), stdin=subprocess.PIPE
        )
        reading = _started("pg_restore", arguments, read_said, stdout=subprocess.PIPE)
        assert writing.stdin is not None and reading.stdout is not None
        try:
            with writing.stdin as told, reading.stdout as script:
                begun = f"BEGIN;\nALTER SCHEMA {PUBLIC} RENAME TO {aside};\nCREATE SCHEMA {PUBLIC};\n"
                told.write(begun.encode())
                shutil.copyfileobj(script, told)
                if reading.wait():  # what came of it may be a part: without COMMIT nothing stays
                    raise SnapshotFailed(f"pg_restore: {_told(read_said)}")
                told.write(f"\nALTER SCHEMA {PUBLIC} RENAME TO {schema};\n".encode())
                told.write(f"ALTER SCHEMA {aside} RENAME TO {PUBLIC};\nCOMMIT;\n".encode())
        except BrokenPipeError:
            reading.kill()
        finally:
            reading.wait()
            status = writing.wait()
        if status:
            raise RestoreRefused(f"Không nạp được cơ sở dữ liệu: {_told(said)}")
    listed.unlink()


def _contents(file: Path) -> str:
    """What of a dump is loaded: everything in the schema of the tables, not the schema itself, and no extension."""
    listed = _run("pg_restore", ["--list", str(file)], dict(os.environ))
    return "".join(line for line in listed.splitlines(keepends=True) if _LISTED.match(line))


def _environment(url: URL) -> dict[str, str]:
    """The password goes by the environment, which others cannot read; so do options, of which there is one place."""
    more = {"PGPASSWORD": str(url.password)} if url.password else {}
    given = url.query.get("options", "")
    options = (os.environ.get("PGOPTIONS", ""), *((given,) if isinstance(given, str) else given), _SEES_ALL)
    return os.environ | more | {"PGOPTIONS": " ".join(one for one in options if one)}


def _named(url: URL) -> str:
    plain = url.set(drivername="postgresql", password=None).difference_update_query(["options"])
    return plain.render_as_string()


def _run(program: str, arguments: list[str], environment: dict[str, str]) -> str:
    try:
        done = subprocess.run(
            [program, *arguments], env=environment, capture_output=True, text=True, check=False
        )
    except FileNotFoundError as error:
        raise _missing(program) from error
    if done.returncode:
        raise SnapshotFailed(f"{program}: {done.stderr.strip()[-500:]}")
    return done.stdout


def _started(
    program: str,
    arguments: list[str],
    said: IO[bytes],
    environment: dict[str, str] | None = None,
    *,
    stdin: int = subprocess.DEVNULL,
    stdout: int = subprocess.DEVNULL,
) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            [program, *arguments], env=environment, stdin=stdin, stdout=stdout, stderr=said
        )
    except FileNotFoundError as error:
        raise _missing(program) from error


def _missing(program: str) -> SnapshotFailed:
    return SnapshotFailed(f"Máy chưa có lệnh {program} (Debian/Ubuntu: apt install postgresql-client).")


def _told(said: IO[bytes]) -> str:
    said.seek(0)
    return said.read().decode(errors="replace").strip()[-500:]
