"""The record of a portal from a package: who it is and where it stands among the others, its settings.

A package speaks for its own portal alone: portals that are here stay as they are, whatever it says of them.
"""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import String, func, select

from portal.content.package import BadPackage
from portal.content.placing import inward
from portal.content.record_out import NOT_SETTINGS
from portal.content.shapes import WrongShape, check_plain
from portal.extensions import db
from portal.tenancy.founding import SLUG
from portal.tenancy.hosts import normalise_host
from portal.tenancy.models import Tenant, TenantHost
from portal.tenancy.service import PLAIN, InvalidTenants, read_tenants, reorganised, take_in
from portal.web.appearance import is_target

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\Z")
_NAME = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9]+)?\Z")
_DAYS, _NUMBERS = frozenset({"valid_from", "valid_to"}), frozenset({"lat", "lon"})
_ALLOWED = (frozenset(PLAIN) - {"settings"}) | {"slug", "parent", "hosts", "colours"}
SETTING_TYPES: dict[str, type] = {
    "appearance": dict,
    "voice": dict,
    "review_months": dict,
    "four_eyes": bool,
    "sharing": str,
    "home_blocks": list,
    "links": list,
}
"""What each setting is; one of another type is no setting of ours."""


def take_record(content: Path, slug: str) -> Tenant:
    """The tenant of the package in the running transaction of a system task, made where it is not there. Raises
    BadPackage."""
    try:
        rows = {row["slug"]: row for row in read_tenants(content / "tenants.toml")}
    except (InvalidTenants, UnicodeDecodeError, TypeError, AttributeError) as error:
        raise BadPackage(f"tenants.toml của gói không dùng được: {error}"[:400]) from error
    if slug not in rows:
        raise BadPackage(f"tenants.toml của gói không có cổng {slug}.")
    if slug in reorganised():
        raise BadPackage(f"Mã {slug} ở hệ thống này thuộc về một cổng đã sáp nhập hoặc đổi tên.")
    for row in rows.values():
        _check(row)
    above = _above(rows, slug)
    own = db.session.scalar(select(Tenant).where(Tenant.slug == slug))
    if own is None and above is None and _count():
        raise BadPackage("Hệ thống này đã có cổng huyện; gói của một cổng huyện khác không nạp vào được.")
    for host in rows[slug].get("hosts", []):
        _require_free(host, own)
    return take_in(rows[slug], above)


def _require_free(host: Any, own: Tenant | None) -> None:
    """Raise BadPackage for what is no host, and for one that another portal has."""
    if not isinstance(host, str) or not host or normalise_host(host) != host:
        raise BadPackage(f"Tên miền trong gói không hợp lệ: {str(host)[:80]!r}.")
    holder = db.session.scalar(select(TenantHost.tenant_id).where(TenantHost.host == host))
    if holder is not None and (own is None or holder != own.id):
        raise BadPackage(f"Tên miền {host} đang thuộc về một cổng khác ở hệ thống này.")


def _count() -> int:
    return db.session.scalar(select(func.count()).select_from(Tenant)) or 0


def _above(rows: dict[str, dict[str, Any]], slug: str) -> Tenant | None:
    """The portal above: the one that is here, or, in an installation without any portal, the one of the package."""
    parent = rows[slug].get("parent")
    if not parent:
        return None
    held = db.session.scalar(select(Tenant).where(Tenant.slug == parent))
    if held is not None:
        return held
    empty = not _count()
    line: list[str] = []
    while parent and parent not in line:
        line.append(parent)
        parent = rows[parent].get("parent") if parent in rows else None
    if not empty or parent or any(one not in rows for one in line):
        raise BadPackage(
            f"Cơ quan cấp trên {line[0]} không có ở hệ thống này. Hãy nạp hoặc lập cổng đó trước."
        )
    made: Tenant | None = None
    for one in reversed(line):
        made = take_in(rows[one], made)
    return made


def _check(row: dict[str, Any]) -> None:
    odd = row.keys() - _ALLOWED
    if odd:
        raise BadPackage(f"tenants.toml của gói có khóa lạ: {min(odd)[:60]!r}.")
    columns = Tenant.__table__.columns
    texts = {"slug"} | (_ALLOWED & set(columns.keys())) - _DAYS - _NUMBERS
    try:
        for key in texts & row.keys():
            kind = columns[key].type
            if not isinstance(row[key], str) or (
                isinstance(kind, String) and len(row[key]) > (kind.length or 0)
            ):
                raise WrongShape(key)
            check_plain(key, row[key])
        good = (
            SLUG.match(row["slug"])
            and all(isinstance(row[one], int | float) for one in _NUMBERS & row.keys())
            and all(isinstance(row[one], date) for one in _DAYS & row.keys())
            and all(_NAME.match(row[one]) for one in {"theme", "emblem"} & row.keys())
            and all(isinstance(one, str) for one in row.get("hosts", []))
            and all(_COLOUR.match(one) for one in row.get("colours", {}).values())
        )
    except (TypeError, AttributeError, WrongShape) as error:
        raise BadPackage(f"tenants.toml của gói sai kiểu dữ liệu: {error}"[:300]) from error
    if not good:
        raise BadPackage(f"tenants.toml của gói có giá trị không hợp lệ ở cổng {row['slug'][:60]!r}.")


def take_settings(content: Path, tenant: Tenant, numbers: dict[str, int]) -> None:
    """Give the tenant the settings and former hosts of the package; `numbers` are ids of files by their name in it.
    Raises BadPackage."""
    told = read_object(content / tenant.slug / "portal.json")
    settings, hosts = told.get("settings", {}), told.get("former_hosts", [])
    if not isinstance(settings, dict) or not isinstance(hosts, list):
        raise BadPackage("portal.json của gói sai cấu trúc.")
    for key, value in settings.items():
        if not isinstance(value, SETTING_TYPES.get(key, object)):
            raise BadPackage(f"Cấu hình {key[:60]!r} trong portal.json sai kiểu dữ liệu.")
    if not all(_is_link(one) for one in settings.get("links", [])):
        raise BadPackage("Liên kết trong portal.json không hợp lệ.")
    try:
        kept = inward(settings, numbers.__getitem__)
    except KeyError as error:
        raise BadPackage(f"portal.json nhắc tới tệp không có trong gói: {error}") from error
    tenant.settings = {key: value for key, value in kept.items() if key not in NOT_SETTINGS}
    _former_hosts(tenant, hosts)


def _is_link(one: Any) -> bool:
    targets = [one[key] for key in ("url", "path") if one.get(key)] if isinstance(one, dict) else [None]
    return bool(targets) and all(isinstance(each, str) and is_target(each) for each in targets)


def _former_hosts(tenant: Tenant, hosts: list[Any]) -> None:
    held = {one.host for one in tenant.hosts}
    for host in hosts:
        _require_free(host, tenant)
        if host not in held:
            held.add(host)
            tenant.hosts.append(TenantHost(host=host, position=len(held) - 1, leads_on=True))


def read_object(path: Path) -> dict[str, Any]:
    """The object in a JSON file of the package. Raises BadPackage."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        check_plain(path.name, told)
    except (OSError, ValueError, RecursionError) as error:
        raise BadPackage(f"{path.name} của gói không đọc được: {error}"[:300]) from error
    if not isinstance(told, dict):
        raise BadPackage(f"{path.name} của gói sai cấu trúc.")
    return told
