"""Part 6, systems and safety, as far as it can only be seen while it is so: answering, queues, storage, backups,
certificates. Kept once for each portal and day; the installation's own numbers stand with the district."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import time
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from portal.citizens.models import WAITING as MESSAGE_WAITING
from portal.citizens.models import CitizenMessage
from portal.clock import today, utc_now
from portal.config import Settings
from portal.exchange.registers.models import IncomingFile
from portal.extensions import db
from portal.ioc.measures.watched_words import ANSWERING, BACKUPS, CERTIFICATES, QUEUES, STORAGE
from portal.ioc.warehouse.registry import (
    FLOW,
    LEAST,
    SAMPLE,
    SUM,
    SYSTEMS,
    Measure,
    Observation,
    Warehouse,
)
from portal.jobs.models import ACTIVE, FAILED, Job
from portal.mail.models import FAILED as MAIL_FAILED
from portal.mail.models import WAITING as MAIL_WAITING
from portal.mail.models import OutgoingMail
from portal.media.models import MediaFile
from portal.papers.models import Paper
from portal.signing.expiry import certificate_ends
from portal.tenancy.directory import Portal, directory
from portal.tenancy.scope import all_tenants

Seen = dict[int, list[tuple[str, str, int]]]
PROBE_SECONDS = 300
PATIENCE = 5.0  # seconds for an answer
AT_ONCE = 6
NAME = "cong-lang-monitor"
_WATCH = "trung tâm điều hành: tình trạng hệ thống của mọi cổng"


def _settings() -> Settings:
    found: Settings = current_app.config["PORTAL"]
    return found


def _answering() -> Seen:
    """Whether the home page of each portal is answered, by the server of this machine."""
    settings = _settings()
    port = int(os.environ.get("PORT") or settings.port)
    here = "127.0.0.1" if settings.bind in {"", "0.0.0.0", "::"} else settings.bind  # nosec B104 # compared, not bound
    portals = [one for one in directory().living() if one.status == "active"]
    by_path = settings.tenants_by == "path"
    with ThreadPoolExecutor(AT_ONCE) as pool:
        took = list(pool.map(lambda one: _asked(here, port, one, by_path=by_path), portals))
    return {
        one.id: [
            ("probes", "", 1),
            ("probes_answered", "", int(spent is not None)),
            ("probes_milliseconds", "", spent or 0),
        ]
        for one, spent in zip(portals, took, strict=True)
    }


def _asked(here: str, port: int, portal: Portal, *, by_path: bool) -> int | None:
    """Milliseconds until the whole home page was there; None for anything but a page."""
    host = portal.hosts[0] if portal.hosts else f"{portal.slug}.localhost"
    path = f"/{portal.slug}/" if by_path and not portal.is_district else "/"
    began = time.monotonic()
    connection = http.client.HTTPConnection(here, port, timeout=PATIENCE)
    try:
        connection.request("GET", path, headers={"Host": host, "User-Agent": NAME})
        answer = connection.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
    return int((time.monotonic() - began) * 1000) if answer.status == 200 else None


def _queues() -> Seen:
    found: Seen = defaultdict(list)
    counted = {
        "jobs_waiting": _by_portal(Job.tenant_id, Job.state.in_(ACTIVE)),
        "jobs_failed": _by_portal(Job.tenant_id, Job.state == FAILED),
        "mails_waiting": _by_portal(OutgoingMail.tenant_id, OutgoingMail.state == MAIL_WAITING),
        "mails_failed": _by_portal(OutgoingMail.tenant_id, OutgoingMail.state == MAIL_FAILED),
        "messages_waiting": _by_portal(CitizenMessage.at_tenant_id, CitizenMessage.state == MESSAGE_WAITING),
    }
    with all_tenants(_WATCH):
        for measure, statement in counted.items():
            numbers = {tenant: int(count) for tenant, count in db.session.execute(statement)}
            for one in directory().living():
                found[one.id].append((measure, "", numbers.get(one.id, 0)))
    return found


def _by_portal(tenant: Any, condition: Any) -> Any:
    return select(tenant, func.count()).where(condition).group_by(tenant)


def _storage() -> Seen:
    found: Seen = {one.id: [] for one in directory().living()}
    with all_tenants(_WATCH):
        for kind, model in (("media", MediaFile), ("papers", Paper), ("exchange", IncomingFile)):
            statement = select(model.tenant_id, func.sum(model.size)).group_by(model.tenant_id)
            for tenant, size in db.session.execute(statement):
                if tenant in found:
                    found[tenant].append(("bytes_stored", kind, int(size or 0)))
    top = directory().district()
    if top is not None:
        disk = shutil.disk_usage(_settings().instance_path)
        found[top.id] += [("disk_free", "", disk.free), ("disk_size", "", disk.total)]
    return found


def _backups() -> Seen:
    """How old the newest backup is and how many lie there, where the folder of backups is known; and since when none
    was brought back to try."""
    folder, top = _settings().backups, directory().district()
    if not folder or top is None:
        return {}
    ages = sorted(time.time() - when for when in _times_in(Path(folder)))
    numbers = [("backups", "", len(ages))]
    if ages:
        numbers.append(("backup_age", "", max(int(ages[0] // 60), 0)))
    drilled = _drilled_in(Path(folder))
    if drilled is not None:
        numbers.append(("drill_age", "", max((utc_now() - drilled).days, 0)))
    return {top.id: numbers}


def _drilled_in(folder: Path) -> datetime | None:
    """When the last drill that went well began, as its note says (`upkeep.restoring`). Nobody here has the key that
    would tell whether the note is genuine: `flask check` has."""
    try:
        noted = json.loads(json.loads((folder / ".store" / "drill.json").read_bytes())["said"])
        return datetime.fromisoformat(noted["sound"]).replace(tzinfo=None)  # a foreign note may have a zone
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _times_in(folder: Path) -> Iterable[float]:
    """When each backup was made: the newest thing in each folder (to the second level), each file by itself. What
    begins with a dot is none: what several share, and those that are being made (`upkeep.repository`)."""
    try:
        entries = [one for one in folder.iterdir() if not one.name.startswith(".")]
    except OSError:
        return
    for entry in entries:
        try:
            times = [entry.stat().st_mtime]
            times += [one.stat().st_mtime for one in entry.iterdir()] if entry.is_dir() else []
        except OSError:
            continue
        yield max(times)


def _certificates() -> Seen:
    """Days until the first certificate of each portal ends; one that cannot be opened counts as ended."""
    found: Seen = {}
    for one in directory().living():
        ends = certificate_ends(_settings(), one.slug)
        if ends:
            days = min((until - today()).days if until is not None else 0 for until in ends.values())
            found[one.id] = [("certificate_days", "", max(days, 0)), ("certificates", "", len(ends))]
    return found


def register(house: Warehouse) -> None:
    """Register what is observed."""
    safety = _l("Nghị định 85/2016/NĐ-CP về bảo đảm an toàn hệ thống thông tin theo cấp độ")

    def add(key: str, seen: Any, seconds: int, rows: Any, *, adds: bool = False) -> None:
        house.add_observation(
            Observation(key, seen, seconds, adds),
            *(
                Measure(
                    name,
                    label,
                    SYSTEMS,
                    FLOW if adds else SAMPLE,
                    key,
                    meaning,
                    safety,
                    unit=unit,
                    better=better,
                    joined=LEAST if name == "certificate_days" else SUM,
                )
                for name, unit, better, label, meaning in rows
            ),
        )

    add("answering", _answering, PROBE_SECONDS, ANSWERING, adds=True)
    add("queues", _queues, 300, QUEUES)
    add("storage", _storage, 3600, STORAGE)
    add("backups", _backups, 1800, BACKUPS)
    add("certificates", _certificates, 6 * 3600, CERTIFICATES)
