"""The bill of materials of a release (CycloneDX 1.6, JSON): `python -m tools.sbom FILE`.

What `requirements.lock` installs, with the digests that pip checks, and what lies in `portal/web/static/vendor`.
The same tree gives the same bytes: no time and no random number goes in.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
import uuid
from collections.abc import Iterator
from pathlib import Path

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL

from tools.locking import locked

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements.lock"
STATIC = ROOT / "portal" / "web" / "static"
_VENDORED = re.compile(r"^\| `(vendor/[^`]+)` \| npm `([^`]+)`[^|]*\| ([0-9.]+) \| `([0-9a-f]{64})`")
_SERIAL = uuid.UUID("5c1f7c0e-6d0e-5b7a-9a57-2f2f6a0f4c11")  # a fixed name space of this project's own


def _vendored() -> Iterator[Component]:
    for line in (STATIC / "VENDORED.md").read_text().splitlines():
        told = _VENDORED.match(line)
        if told is not None:
            yield _npm(told[2], told[3], told[4])
    made_of = json.loads((STATIC / "vendor" / "prosemirror" / "package.json").read_text())
    for name, version in made_of["dependencies"].items():
        yield _npm(name, version)


def _npm(name: str, version: str, digest: str = "") -> Component:
    hashes = [HashType(alg=HashAlgorithm.SHA_256, content=digest)] if digest else []
    return _component(PackageURL("npm", None, name, version), hashes)


def _component(purl: PackageURL, hashes: list[HashType]) -> Component:
    return Component(
        name=purl.name, version=purl.version, type=ComponentType.LIBRARY, purl=purl, bom_ref=str(purl),
        hashes=hashes,
    )  # fmt: skip


def bill() -> Bom:
    """The bill of materials of this tree."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    bom = Bom()
    bom.metadata.timestamp = None  # type: ignore[assignment]
    bom.metadata.component = Component(
        name=project["name"], version=project["version"], type=ComponentType.APPLICATION, bom_ref="cong-lang"
    )
    packages = locked(LOCK.read_text())
    for package in packages:
        hashes = [HashType(alg=HashAlgorithm.SHA_256, content=digest) for digest in package.digests]
        bom.components.add(_component(PackageURL("pypi", None, package.name, package.version), hashes))
    for component in _vendored():
        bom.components.add(component)
    bom.register_dependency(bom.metadata.component, bom.components)
    bom.serial_number = uuid.uuid5(_SERIAL, "\n".join(sorted(c.bom_ref.value or "" for c in bom.components)))
    return bom


def written() -> str:
    """The bill as JSON."""
    text = make_outputter(bill(), OutputFormat.JSON, SchemaVersion.V1_6).output_as_string(indent=1)
    told = json.loads(text)
    told.get("metadata", {}).pop("timestamp", None)
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(written())
