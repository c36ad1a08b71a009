"""deploy/compose.yaml and deploy/Dockerfile: no container is started here, but all that they promise is tried."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import urllib.request
from importlib import resources
from pathlib import Path
from typing import Any

import check_jsonschema
import jsonschema
import pytest
import yaml
from flask import Flask

from portal.config import Settings
from portal.twin.nginx import configuration
from tests.conftest import ROOT
from tests.deploy.test_tls import _free

DEPLOY = ROOT / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: one for name, one in SERVICES.items() if one["image"].startswith("cong-lang")}
DOCKERFILE = (DEPLOY / "Dockerfile").read_text()
ONCE = {"prepare", "proxy-settings", "bucket"}
"""What ends by itself."""


def test_it_is_what_the_specification_calls_a_compose_file() -> None:
    vendored = resources.files(check_jsonschema) / "builtin_schemas" / "vendor" / "compose-spec.json"
    jsonschema.Draft7Validator(json.loads(vendored.read_text())).validate(COMPOSE)


def test_all_that_was_asked_for_is_there() -> None:
    wanted = {"web-1", "web-2", "web-3", "worker", "database", "replica", "valkey", "s3", "nginx"}
    assert wanted <= SERVICES.keys()


def test_every_setting_that_is_named_exists() -> None:
    known = {f"PORTAL_{name.upper()}" for name in Settings.__dataclass_fields__}
    for name, one in OURS.items():
        assert set(one["environment"]) <= known, name
    assert set(re.findall(r"\b(PORTAL_[A-Z_]+)=", DOCKERFILE)) <= known
    given = {k: re.sub(r"\$\{\w+:-(.*?)\}", r"\1", v) for k, v in OURS["web-1"]["environment"].items()}
    # What has no default is filled in as the example says: 24 bytes in hexadecimal.
    Settings.from_environment({k: re.sub(r"\$\{\w+:\?\}", "5e" * 24, v) for k, v in given.items()})


def test_every_variable_is_explained_and_none_in_vain() -> None:
    asked = set(re.findall(r"\$\{(\w+)", (DEPLOY / "compose.yaml").read_text()))
    told = set(re.findall(r"^(\w+)=", (DEPLOY / "compose" / "mau.env").read_text(), re.MULTILINE))
    assert asked == told


@pytest.mark.parametrize("name", sorted(OURS))
def test_what_a_service_of_ours_calls_is_there(app: Flask, name: str) -> None:
    command = OURS[name].get("command", ["python", "-m", "portal.serve"])
    lines = command[2].split(">")[0].split("&&") if command[:2] == ["sh", "-c"] else [shlex.join(command)]
    for line in lines:
        program, *arguments = shlex.split(line)
        if program == "python":
            assert (ROOT / Path(*arguments[1].split(".")).with_suffix(".py")).exists()
            continue
        assert program == "flask"
        help_of = [one for one in arguments if not one.startswith("-")][:2]
        done = app.test_cli_runner().invoke(args=[*help_of, "--help"])
        assert done.exit_code == 0, done.output
        assert all(one in done.output for one in arguments if one.startswith("--")), line


@pytest.mark.parametrize("name", sorted(SERVICES))
@pytest.mark.tcvn("7.1.5.2.c")
def test_a_service_is_shut_in_and_says_whether_it_is_well(name: str) -> None:
    one = SERVICES[name]
    if name != "bucket":  # a shell of the store, gone after a second
        assert one["read_only"] is True
        assert one["cap_drop"] == ["ALL"]
        assert one["security_opt"] == ["no-new-privileges:true"]
    if name not in ONCE | {"worker"}:
        assert name in OURS or one["healthcheck"]["test"]
        assert one["restart"] == "unless-stopped"
    assert "privileged" not in one
    assert not any("docker.sock" in str(volume) for volume in one.get("volumes", []))
    if name != "nginx":
        assert "ports" not in one


def test_only_what_may_be_shared_is_shared() -> None:
    folders = {name: _mounted(one) for name, one in OURS.items()}
    own = [
        folders[name]["/var/lib/cong-lang"]
        for name in ("web-1", "web-2", "web-3", "worker", "proxy-settings")
    ]
    assert len(set(own)) == len(own)
    for name in ("web-2", "web-3"):
        assert {k: v for k, v in folders[name].items() if k != "/var/lib/cong-lang"} == {
            k: v for k, v in folders["web-1"].items() if k != "/var/lib/cong-lang"
        }
    named = {volume.partition(":")[0] for one in SERVICES.values() for volume in one.get("volumes", [])}
    assert {one for one in named if not one.startswith((".", "$"))} == set(COMPOSE["volumes"])


def _mounted(service: dict[str, Any]) -> dict[str, str]:
    pairs = (volume.split(":")[:2] for volume in service["volumes"])
    return {place: volume for volume, place in pairs}


def test_the_image_runs_as_nobody_of_importance_and_installs_what_is_locked() -> None:
    last = DOCKERFILE.split("\nFROM ")[-1]
    users = re.findall(r"^USER (.*)$", last, re.MULTILINE)
    assert users == ["10001:10001"]
    assert last.index("USER") < last.index("CMD")
    assert "--require-hashes -r requirements.lock" in DOCKERFILE
    for pin in re.findall(r"(?:hatchling|hatch-requirements-txt)==[\d.]+", DOCKERFILE):
        assert pin in (ROOT / "pyproject.toml").read_text()
    # Every folder that a volume stands on exists and belongs to that user, so that a new volume does too.
    for place in {place for name in OURS for place in _mounted(OURS[name])}:
        base, _slash, name = place.rpartition("/")
        assert f" /{name}" in last or f"{base}/{name}" in last, place


def test_the_health_check_of_the_image_asks_what_the_portal_answers(app: Flask) -> None:
    said = re.search(r"HEALTHCHECK.*?CMD (\[.*?\])$", DOCKERFILE, re.MULTILINE | re.DOTALL)
    assert said is not None
    command = json.loads(said[1])
    address = re.search(r"'(http://127\.0\.0\.1:8000[^']*)'", command[2])
    assert address is not None
    answer = app.test_client().get(
        address[1].removeprefix("http://127.0.0.1:8000"), headers={"Host": "127.0.0.1:8000"}
    )
    assert (answer.status_code, answer.text) == (200, "ok\n")
    compile(command[2], "health", "exec")
    assert urllib.request.urlopen  # what the command calls


@pytest.mark.skipif(shutil.which("nginx") is None or shutil.which("openssl") is None, reason="không có nginx")
def test_nginx_takes_its_three_files_together(tmp_path: Path) -> None:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x", "-keyout", tmp_path / "khoa.pem",
         "-out", tmp_path / "chung-thu.pem"], check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    command = SERVICES["proxy-settings"]["command"][2]
    listen, upstream = re.findall(r"--listen \"?([^\"]+?)\"? --upstream (\S+)", command)[0]
    bare = Flask("bare")
    bare.config["PORTAL"] = Settings(cookie_secure=True)
    with bare.app_context():
        portals = configuration(tmp_path, f"127.0.0.1:{_free()} ssl", upstream, tmp_path / "kept")
    assert listen == "443 ssl"
    (tmp_path / "portals.conf").write_text(portals.replace("server web:", "server 127.0.0.1:"))
    tls = (DEPLOY / "nginx" / "tls.conf").read_text().replace("/etc/cong-lang/tls", str(tmp_path))
    (tmp_path / "tls.conf").write_text(tls.replace("listen 80 ", f"listen 127.0.0.1:{_free()} "))
    main = (DEPLOY / "compose" / "nginx.conf").read_text().replace("/tmp/", f"{tmp_path}/")
    for place, file in (("portal", "tls"), ("portals", "portals")):
        main = main.replace(f"/etc/nginx/{place}/*.conf", f"{tmp_path}/{file}.conf")
    (tmp_path / "nginx.conf").write_text(main)
    done = subprocess.run(
        ["nginx", "-t", "-c", tmp_path / "nginx.conf"], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr


def test_nginx_gets_its_own_name_and_places() -> None:
    one = SERVICES["nginx"]
    assert one["user"] == "101:101"
    assert all(volume.endswith(":ro") for volume in one["volumes"])
    own = [volume.split(":")[0] for volume in one["volumes"] if volume.startswith("./")]
    assert own
    assert all((DEPLOY / name).exists() for name in own)


CLIENT_OF = {"bookworm": 15, "trixie": 17}
"""Which PostgreSQL the package `postgresql-client` of a Debian release belongs to."""


def test_the_image_can_back_up_the_database_that_stands_beside_it() -> None:
    """`pg_dump` refuses a server that is newer than itself."""
    last = DOCKERFILE.split("\nFROM ")[-1]
    release = re.match(r"python:[\d.]+-slim-(\w+)", last)
    assert release is not None and " postgresql-client " in last
    for name, service in COMPOSE["services"].items():
        server = re.match(r"postgres:(\d+)", service.get("image", ""))
        assert server is None or int(server[1]) <= CLIENT_OF[release[1]], name
