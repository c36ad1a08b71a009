"""The verbs of a portal's record: found it, give it hosts, let it end after a time of waiting.

All of them leave the commit, and telling the other processes, to the caller.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from portal.clock import today
from portal.extensions import db
from portal.tenancy.hosts import normalise_host
from portal.tenancy.models import FormerName, Tenant, TenantHost
from portal.tenancy.service import HOSTS_BY_HAND

SLUG = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*\Z")
RESERVED = frozenset(
    {
        *("admin", "api", "content", "files", "healthz", "instance", "media", "static", "www"),
        *(
            "giao-dien",
            "gioi-thieu",
            "lich-cong-tac",
            "luu-tru",
            "moi",
            "ngon-ngu",
            "quan-tri",
            "sap-nhap",
            "tep",
        ),
        *("thu-tuc", "tim-kiem", "tin-tuc", "tinh", "van-ban", "xem-truoc"),
    }
)
"""Slugs that would stand in the way of an address or of a folder."""
WAITING = timedelta(days=30)
DELETION = "deletion"


@dataclass(frozen=True)
class Founding:
    """What a new portal is."""

    slug: str
    name: str
    authority: str
    kind: str
    code: str
    parent_id: int
    hosts: tuple[str, ...]
    theme: str
    primary_colour: str
    accent_colour: str
    address: str = ""
    telephone: str = ""
    email: str = ""


@dataclass(frozen=True)
class Deletion:
    """A portal that waits for its end: who asked for it, when that was, and when it will be."""

    by: str
    asked: datetime
    after: datetime
    was_active: bool

    def days_left(self, now: datetime) -> int:
        """Whole days that are left, the day that has begun included; 0 when it is due."""
        return max(0, -((now - self.after) // timedelta(days=1)))


class Refused(ValueError):
    """It can't be done; the message says why and what to do."""


def slug_problem(slug: str) -> str:
    """Why no portal can be called so, or ""."""
    if not SLUG.match(slug) or len(slug) > 40:
        return "Mã chỉ gồm chữ thường không dấu, số và dấu gạch nối, bắt đầu bằng chữ, không quá 40 ký tự."
    if slug in RESERVED:
        return "Mã này dành riêng cho hệ thống. Hãy chọn mã khác."
    if db.session.scalar(select(Tenant.id).where(Tenant.slug == slug)) is not None:
        return "Đã có cổng mang mã này."
    if db.session.scalar(select(FormerName.id).where(FormerName.slug == slug)) is not None:
        return "Mã này là mã cũ của một cổng đã đổi tên; địa chỉ cũ vẫn đang dẫn về cổng đó."
    return ""


def host_problem(raw: str, own_id: int | None = None) -> str:
    """Why a portal can't have this host, or ""."""
    host = normalise_host(raw)
    if not host or host != raw.strip().lower() or "_" in host or host.replace(".", "").isdigit():
        return (
            f"“{raw[:80]}” không phải tên miền. Viết như tamhai.gov.vn, không có https:// hay dấu gạch chéo."
        )
    if any(len(part) > 63 or part.startswith("-") or part.endswith("-") for part in host.split(".")):
        return f"“{host[:80]}” không phải tên miền."
    holder = db.session.scalar(select(TenantHost).where(TenantHost.host == host))
    if holder is None:
        return ""
    return "Cổng này đã có tên miền đó." if holder.tenant_id == own_id else f"Cổng khác đang dùng {host}."


def found(wanted: Founding) -> Tenant:
    """Make a portal's record with its hosts. Raises Refused."""
    problem = slug_problem(wanted.slug) or next(
        (one for host in wanted.hosts if (one := host_problem(host))), ""
    )
    if problem:
        raise Refused(problem)
    made = Tenant(
        **{name: getattr(wanted, name) for name in wanted.__dataclass_fields__ if name != "hosts"},
        valid_from=today(),
        settings={HOSTS_BY_HAND: True},
    )
    made.hosts[:] = [
        TenantHost(host=normalise_host(host), position=at) for at, host in enumerate(wanted.hosts)
    ]
    db.session.add(made)
    db.session.flush()
    return made


def _living_hosts(tenant: Tenant) -> list[TenantHost]:
    return sorted((one for one in tenant.hosts if not one.leads_on), key=lambda one: one.position)


def _by_hand(tenant: Tenant) -> None:
    tenant.settings = tenant.settings | {HOSTS_BY_HAND: True}


def add_host(tenant: Tenant, raw: str) -> str:
    """Let a portal answer on one more host; the host. Raises Refused."""
    problem = host_problem(raw, tenant.id)
    if problem:
        raise Refused(problem)
    host = normalise_host(raw)
    last = max((one.position for one in tenant.hosts), default=-1)
    tenant.hosts.append(TenantHost(host=host, position=last + 1))
    _by_hand(tenant)
    return host


def remove_host(tenant: Tenant, host: str) -> None:
    """Let a portal answer on a host no more. Raises Refused for its last one, LookupError for one that it has not."""
    held = next((one for one in tenant.hosts if one.host == host), None)
    if held is None:
        raise LookupError(host)
    if _living_hosts(tenant) == [held]:
        raise Refused("Đây là tên miền duy nhất của cổng. Hãy thêm tên miền khác trước khi bỏ tên miền này.")
    tenant.hosts.remove(held)
    _by_hand(tenant)


def make_canonical(tenant: Tenant, host: str) -> None:
    """Make a host the one that links and search engines name. Raises LookupError for one that it has not."""
    held = next((one for one in tenant.hosts if one.host == host), None)
    if held is None:
        raise LookupError(host)
    held.leads_on = False
    rest = sorted((one for one in tenant.hosts if one is not held), key=lambda one: one.position)
    for position, one in enumerate([held, *rest]):
        one.position = position
    _by_hand(tenant)


def deletion_of(settings: dict[str, Any]) -> Deletion | None:
    """What is written down of a portal's end, if it waits for one."""
    held = settings.get(DELETION)
    if not isinstance(held, dict):
        return None
    return Deletion(
        str(held["by"]),
        datetime.fromisoformat(held["asked"]),
        datetime.fromisoformat(held["after"]),
        bool(held["was_active"]),
    )


def ask_deletion(tenant: Tenant, by: str, now: datetime) -> Deletion:
    """Suspend a portal and let it end after the time of waiting. Raises Refused where others hang on it."""
    if tenant.parent_id is None:
        raise Refused("Không xóa được cổng huyện.")
    if deletion_of(tenant.settings) is not None:
        raise Refused("Cổng này đã chờ xóa.")
    below = db.session.scalar(select(func.count()).select_from(Tenant).where(Tenant.parent_id == tenant.id))
    heirs = (Tenant.merged_into_id == tenant.id) | (
        (Tenant.id == tenant.id) & Tenant.merged_into_id.is_not(None)
    )
    merged = db.session.scalar(select(func.count()).select_from(Tenant).where(heirs))
    if below or merged:
        raise Refused(
            "Cổng này gắn với một lần sáp nhập hoặc có cổng cấp dưới, nên phải giữ lại để địa chỉ cũ còn dùng được."
        )
    asked = Deletion(by, now, now + WAITING, tenant.status == "active")
    tenant.settings = tenant.settings | {
        DELETION: {
            "by": asked.by,
            "asked": asked.asked.isoformat(),
            "after": asked.after.isoformat(),
            "was_active": asked.was_active,
        }
    }
    tenant.status = "suspended"
    return asked


def cancel_deletion(tenant: Tenant) -> None:
    """Let a portal stay; it is as open as it was before. Raises LookupError where it does not wait for its end."""
    held = deletion_of(tenant.settings)
    if held is None:
        raise LookupError(tenant.slug)
    tenant.settings = {key: value for key, value in tenant.settings.items() if key != DELETION}
    if held.was_active:
        tenant.status = "active"
