"""How an installation is set up, noted in its folder when it starts: backups carry the note along, since variables of
a service lie outside of the folder, and what changed since the start before stands in the district's trail.

Only what is not as it always is. Of secrets the note has a keyed digest, by which a change is seen and nothing else.
"""

from __future__ import annotations

import json
import re
from dataclasses import fields

from portal.accounts.permissions import system_actor
from portal.accounts.sealing import keyed_digest
from portal.config import Settings
from portal.durable import put_file
from portal.extensions import db
from portal.publishing.service import audit
from portal.tenancy.directory import directory
from portal.tenancy.scope import system_task

FILE = "settings.json"
PURPOSE = "noted settings"
_SECRET = re.compile(r"(?:secret|passphrase|secret_key)\Z")
_PLACES = {"instance"}
"""Where the note itself lies: another folder is no other setting of it."""
# Who signs in at an address, and what they sign in with.
_WHO = re.compile(r"://(?:(?!://)\S)*@")
_WITH = re.compile(r"\b([\w-]*(?:password|passwd|pwd|token|key|secret|signature)=)[^&\s]*", re.IGNORECASE)
_LONGEST = 500


def note_settings(settings: Settings) -> list[str]:
    """Note the settings; the variables that changed since they were noted last (none at the first time).

    Needs an application context and no scope; commits the trail's entry before the note, so that a start which dies
    between tells it twice and not never. Raises OSError.
    """
    path = settings.instance_path / FILE
    before, now = _read(settings), _values(settings)
    changed = (
        sorted(name for name in {*before, *now} if before.get(name) != now.get(name))
        if before is not None
        else []
    )
    if before == now:
        return []
    district = directory().district()
    if changed and district is not None:
        with system_task("ghi thay đổi cấu hình"):
            audit(system_actor(district.id), "settings", detail=", ".join(changed)[:_LONGEST])
            db.session.commit()
    put_file(path, (json.dumps(now, ensure_ascii=False, indent=1) + "\n").encode())
    return changed


def _read(settings: Settings) -> dict[str, str] | None:
    """The note of before; None where there is none that can be read."""
    try:
        found = json.loads((settings.instance_path / FILE).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    is_note = isinstance(found, dict) and all(isinstance(one, str) for one in found.values())
    return found if is_note else None


def _values(settings: Settings) -> dict[str, str]:
    return {
        f"PORTAL_{one.name.upper()}": _shown(one.name, str(getattr(settings, one.name)))
        for one in sorted(fields(settings), key=lambda one: one.name)
        if one.name not in _PLACES and getattr(settings, one.name) != one.default
    }


def _shown(name: str, value: str) -> str:
    """The value without what is secret in it, and then with a digest of the whole."""
    open_part = "" if _SECRET.search(name) else _WHO.sub("://…@", _WITH.sub(r"\1…", value))
    if open_part == value:
        return value
    return f"{open_part} #{keyed_digest(PURPOSE, f'{name} {value}').hex()[:16]}".strip()
