"""What a release is made of: pinned files, a bill of materials, a wheel that anyone builds alike and that runs."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tests.conftest import ROOT
from tools.sbom import STATIC, locked, written

PINNED = re.compile(r"^([a-zA-Z0-9._-]+)(?:\[[^]]*\])?==(\S+)$")
NOT_SHIPPED = {".git", ".venv", ".tools", "instance", "node_modules", "dist", ".mypy_cache", ".hypothesis"}


def _pins(name: str) -> dict[str, str]:
    found = {}
    for line in (ROOT / name).read_text().splitlines():
        if line and not line.startswith(("#", "-r ")):
            told = PINNED.match(line)
            assert told, f"{name}: {line!r} is not pinned"
            found[_plain(told[1])] = told[2]
    return found


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("name", ["requirements", "requirements-dev", "requirements-checks"])
def test_every_pin_is_locked_with_its_digests(name: str) -> None:
    """`make lock` writes the lock files; pip takes nothing whose digest is not in them."""
    held = {_plain(one.name): one.version for one in locked((ROOT / f"{name}.lock").read_text())}
    wanted = _pins(f"{name}.txt") | ({} if name == "requirements-checks" else _pins("requirements.txt"))
    assert {package: held.get(package) for package in wanted} == wanted


def test_what_runs_is_pinned_whole() -> None:
    """Nothing comes along that requirements.txt does not name: the lock adds digests, no package."""
    held = {_plain(one.name) for one in locked((ROOT / "requirements.lock").read_text())}
    assert held - set(_pins("requirements.txt")) <= {"psycopg-binary"}  # the extra of psycopg


@pytest.mark.tcvn("7.2.2.5.b")
def test_a_package_without_a_digest_is_refused() -> None:
    with pytest.raises(ValueError, match="flask"):
        locked("flask==3.1.3\n")


@pytest.mark.asvs("15.1.2")
@pytest.mark.tcvn("7.1.4.2.a", "7.1.5.7.a")
def test_the_bill_of_materials_is_valid_and_whole() -> None:
    text = written()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    told = {part["purl"] for part in json.loads(text)["components"]}
    for package in locked((ROOT / "requirements.lock").read_text()):
        assert f"pkg:pypi/{_plain(package.name)}@{package.version}" in told
    vendored = list((STATIC / "vendor").rglob("*.min.js"))
    assert {hashlib.sha256(path.read_bytes()).hexdigest() for path in vendored} <= set(
        re.findall(r"`([0-9a-f]{64})`", (STATIC / "VENDORED.md").read_text())
    )
    assert {"pkg:npm/htmx.org@4.0.1", "pkg:npm/prosemirror-view@1.42.9"} <= told
    assert written() == text


def _build(tree: Path, into: Path, **environment: str) -> Path:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(into)],
        cwd=tree, env=os.environ | environment, check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return next(into.glob("*.whl"))


def _copy(tree: Path, into: Path) -> Path:
    """The tree as another person has it: files made now, with other rights, in other order in the folders."""
    into.mkdir()
    for path in sorted(tree.iterdir(), reverse=True):
        if path.name in NOT_SHIPPED or path.name.startswith("."):
            continue
        if path.name in {"portal", "themes", "content"}:
            shutil.copytree(
                path, into / path.name, copy_function=shutil.copyfile,
                ignore=shutil.ignore_patterns("__pycache__"),
            )  # fmt: skip
        elif path.is_file():
            shutil.copyfile(path, into / path.name)
    return into


@pytest.mark.asvs("15.2.3")
@pytest.mark.tcvn("7.1.4.2.b")
def test_anyone_builds_the_same_wheel_and_it_runs(tmp_path: Path) -> None:
    mine = _copy(ROOT, tmp_path / "mine")
    for path in mine.rglob("*.py"):
        os.utime(path, (0, 1_000_000_000))
        path.chmod(0o600)
    first = _build(mine, tmp_path / "first", TZ="Asia/Ho_Chi_Minh")
    second = _build(_copy(mine, tmp_path / "other"), tmp_path / "second", TZ="UTC", PYTHONHASHSEED="7")
    with zipfile.ZipFile(first) as one, zipfile.ZipFile(second) as two:
        assert one.namelist() == two.namelist()
        assert [
            name
            for name in one.namelist()
            if one.getinfo(name).external_attr != two.getinfo(name).external_attr
        ] == []
        assert [name for name in one.namelist() if one.read(name) != two.read(name)] == []
    assert hashlib.sha256(first.read_bytes()).digest() == hashlib.sha256(second.read_bytes()).digest()
    with zipfile.ZipFile(first) as wheel:
        wheel.extractall(tmp_path / "installed")
    assert not [name for name in os.listdir(tmp_path / "installed") if name in {"tests", "bench", "instance"}]
    _prepares_an_installation(tmp_path / "installed", tmp_path / "home")


STARTS = """
import json, sys
from portal import create_app
from portal.tenancy.models import Tenant
import flask_migrate, portal
app = create_app()
with app.app_context():
    from portal.tenancy.service import load_tenants
    from portal.extensions import db
    from pathlib import Path
    flask_migrate.upgrade()
    load_tenants(Path(app.config["PORTAL"].content) / "tenants.toml")
    db.session.commit()
page = app.test_client().get("/", headers={"Host": "tam-hai.localhost:8000"})
print(json.dumps([portal.__file__, app.instance_path, page.status_code, "Tam Hải" in page.text]))
"""


def _prepares_an_installation(installed: Path, home: Path) -> None:
    """The unpacked wheel alone: themes, content, migrations, templates and translations are in it."""
    home.mkdir()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    environment |= {"PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"}
    done = subprocess.run(
        [sys.executable, "-c", STARTS], cwd=home, env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert told == [str(installed / "portal" / "__init__.py"), str(home / "instance"), 200, True]
