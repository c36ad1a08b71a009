"""What a web worker does without until somebody asks for it stays out of a fresh process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest
from flask import Flask

from portal.on_use import on_use

STAYS_OUT = (
    "alembic", "authlib", "cbor2", "docx", "feedgen", "flask_migrate", "fontTools", "fpdf", "joserfc",
    "lxml", "mako", "numpy", "openpyxl", "PIL", "pikepdf", "psycopg", "pyasn1", "pygments", "pyhanko", "pypdfium2",
    "signxml", "tqdm", "unittest", "webauthn", "zxcvbn",
)  # fmt: skip
FRESH = """
import sys
from portal import create_app
from portal.config import Settings
app = create_app(Settings(instance=sys.argv[1], log_level="ERROR"))
print(*sorted({one.partition(".")[0] for one in sys.modules}))
"""


def test_an_application_starts_without_what_only_some_pages_need(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FRESH, str(tmp_path)], capture_output=True, text=True, check=True, timeout=120
    )
    loaded = set(done.stdout.split())
    assert {"flask", "sqlalchemy", "portal"} <= loaded
    assert not loaded & set(STAYS_OUT)


def test_what_stands_for_a_library_is_it_when_used() -> None:
    fraction, fractions = on_use("fractions", "Fraction"), on_use("fractions")
    assert fraction(1, 2) == fractions.Fraction("1/2") == fractions.now().Fraction(2, 4)
    assert "fractions.Fraction" in repr(fraction)
    with pytest.raises(AttributeError):
        fractions.there_is_no_such_thing  # noqa: B018
    with pytest.raises(ImportError):
        on_use("there_is_no_such_module").now()


def test_the_commands_of_migrations_come_with_the_first_call(app: Flask) -> None:
    done = app.test_cli_runner().invoke(args=["db", "heads"])
    assert done.exit_code == 0, done.output
    assert "upgrade" in app.test_cli_runner().invoke(args=["db", "--help"]).output
    assert app.test_cli_runner().invoke(args=["db", "heeads"]).exit_code == 2
    assert isinstance(app.cli.commands["db"], click.Command)
    assert "Perform database migrations" in app.test_cli_runner().invoke(args=["--help"]).output
