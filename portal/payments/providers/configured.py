"""Which providers there are: `instance/khoa/thanh-toan.toml`, written by the administrator (docs/thu-phi.md).

    [[provider]]
    name = "cong-thanh-toan"
    label = "Cổng thanh toán dịch vụ công"
    address = "https://…/"
    key = "…"
    inside = false                  # true only where the provider stands in our own network
    [provider.merchants]
    "nui-thanh" = "UBND-NT"         # portal → the name that the provider knows it by

A renamed portal goes by its former name where the file does not name the new one.

The file holds keys: whoever may read it may say that something was paid. It must be readable by its owner alone.
"""

from __future__ import annotations

import re
import stat
import tomllib
from pathlib import Path
from typing import Any

from flask import current_app

from portal.payments.providers.calling import Line
from portal.payments.providers.contract import Provider
from portal.payments.providers.http import HttpProvider, key_of
from portal.tenancy.directory import Portal, directory

FILE = Path("khoa") / "thanh-toan.toml"
_NAME = re.compile(r"[a-z][a-z0-9-]{1,29}")
SHORTEST_KEY = 32


class ProvidersUnusable(RuntimeError):
    """The file of providers can't be used; the message says why to an administrator, and names no key."""


def providers_of(portal: Portal) -> dict[str, Provider]:
    """The providers that a portal may be paid through, by name. Raises ProvidersUnusable."""
    path = current_app.config["PORTAL"].instance_path / FILE
    if not path.is_file():
        return {}
    found: dict[str, Provider] = {}
    slugs = _slugs(portal)
    for one in _told(path):
        names = [str(one["merchants"][slug]) for slug in slugs if one["merchants"].get(slug)]
        if names:
            line = Line(one["address"], key_of(one["key"]), bool(one.get("inside", False)))
            found[one["name"]] = HttpProvider(one["name"], one["label"], names[0], line, tuple(names[1:]))
    return found


def _slugs(portal: Portal) -> list[str]:
    """The names that the file may know a portal by: its own, and those of former times that nobody else has now."""
    former = [one for one in portal.former_slugs if directory().by_former_slug(one) == portal]
    return [portal.slug, *former]


def provider_named(portal: Portal, name: str) -> Provider | None:
    """One of them."""
    return providers_of(portal).get(name)


def _told(path: Path) -> list[dict[str, Any]]:
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise ProvidersUnusable(f"{path.name}: chỉ chủ tệp được đọc (chmod 600)")
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise ProvidersUnusable(f"{path.name} không phải là TOML") from None
    found = told.get("provider", [])
    for one in found:
        right = all(
            isinstance(one.get(name), str) and one[name] for name in ("name", "label", "address", "key")
        )
        if not right or not _NAME.fullmatch(one["name"]) or not isinstance(one.get("merchants"), dict):
            raise ProvidersUnusable(
                f"{path.name}: mục provider thiếu name, label, address, key hoặc merchants"
            )
        names = list(one["merchants"].values())
        if len(set(map(str, names))) != len(names):
            # A call-back says whom it is for by this name alone: sent again elsewhere, it would count there too.
            raise ProvidersUnusable(
                f"{path.name}: mỗi cổng của {one['name']} phải có một tên riêng ở merchants"
            )
        if len(one["key"]) < SHORTEST_KEY:
            raise ProvidersUnusable(f"{path.name}: khóa của {one['name']} ngắn hơn {SHORTEST_KEY} ký tự")
        if not one.get("inside") and not one["address"].startswith("https://"):
            raise ProvidersUnusable(f"{path.name}: địa chỉ của {one['name']} phải bắt đầu bằng https://")
    return list(found)
