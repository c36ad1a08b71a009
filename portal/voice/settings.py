"""What a portal decides about its citizens' voice: time limits, terms, fields; kept in the tenant's settings."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.extensions import db
from portal.publishing.service import audit
from portal.tenancy.directory import Portal
from portal.tenancy.models import Tenant
from portal.web.freshness import tenants_changed

KEY = "voice"
FIELDS = (
    "Đất đai – Xây dựng",
    "Hộ tịch – Chứng thực",
    "Chính sách xã hội",
    "Y tế – Giáo dục",
    "Nông nghiệp – Thủy sản",
    "Giao thông – Hạ tầng",
    "Môi trường",
    "An ninh trật tự",
    "Thủ tục hành chính khác",
)
SORTS = (
    "Đường sá, cầu cống",
    "Điện, đèn đường",
    "Rác thải, môi trường",
    "Ngập úng, thoát nước",
    "Nước sinh hoạt",
    "An ninh trật tự",
    "Xây dựng, lấn chiếm",
    "Việc khác",
)


@dataclass(frozen=True)
class VoiceSettings:
    """Working days to answer, months that personal data is kept after the end, lists to choose from.

    `areas` are hamlets to choose a place by. `closed` names doors that the portal keeps shut ("question", "report").
    `holidays` were listed before the portal had a calendar of working days (see deadlines.py).
    """

    question_days: int = 10
    report_days: int = 7
    keep_months: int = 12
    office: str = ""
    fields: tuple[str, ...] = FIELDS
    sorts: tuple[str, ...] = SORTS
    areas: tuple[str, ...] = ()
    holidays: tuple[date, ...] = ()
    closed: tuple[str, ...] = field(default=())

    def days_for(self, kind: str) -> int:
        """Working days to answer a case of this kind; 0: no deadline of its own (comments are answered together)."""
        return {"question": self.question_days, "report": self.report_days}.get(kind, 0)


def voice_settings(portal: Portal) -> VoiceSettings:
    """The settings of a portal; what is missing or odd in the stored data has its default."""
    return read_settings(portal.settings.get(KEY))


def read_settings(stored: Any) -> VoiceSettings:
    """Stored data as settings."""
    held: dict[str, Any] = stored if isinstance(stored, dict) else {}
    usual = VoiceSettings()
    values: dict[str, Any] = {}
    for name in ("question_days", "report_days", "keep_months"):
        number = held.get(name)
        values[name] = number if isinstance(number, int) and 0 < number < 1000 else getattr(usual, name)
    for name in ("fields", "sorts", "areas", "closed"):
        listed = held.get(name)
        values[name] = tuple(map(str, listed)) if isinstance(listed, list) else getattr(usual, name)
    return VoiceSettings(
        **values, office=str(held.get("office", "")), holidays=tuple(_days(held.get("holidays")))
    )


def _days(listed: Any) -> list[date]:
    found = []
    for one in listed if isinstance(listed, list) else []:
        try:
            found.append(date.fromisoformat(str(one)))
        except ValueError:
            continue
    return found


def save_settings(chosen: VoiceSettings, actor: Actor) -> None:
    """Keep the settings of the actor's portal. Raises Forbidden."""
    actor.require("tenant.settings")
    tenant = db.session.scalars(select(Tenant).where(Tenant.id == actor.tenant_id)).one()
    data = asdict(chosen) | {"holidays": [one.isoformat() for one in chosen.holidays]}
    tenant.settings = tenant.settings | {
        KEY: {name: list(value) if isinstance(value, tuple) else value for name, value in data.items()}
    }
    audit(actor, "settings", kind=KEY)
    db.session.commit()
    tenants_changed()
