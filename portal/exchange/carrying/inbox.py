"""What lies in the folders of offices: taken, answered with a file, and only then taken away. Killed anywhere, it is
read once more, counts once, and gets the same answer under the same name."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path

from sqlalchemy import select

from portal.durable import UNFINISHED, sync_folder
from portal.exchange.carrying import receiving
from portal.exchange.carrying.carriers import BAD, INBOX, drop, folder_of
from portal.exchange.carrying.models import FOLDER, ExchangeOffice
from portal.exchange.carrying.troubles import NotCarried
from portal.exchange.edxml import sealing
from portal.extensions import db
from portal.tenancy.scope import all_tenants

log = logging.getLogger(__name__)
AT_ONCE = 200
_UNFINISHED = (UNFINISHED, ".", "~")
_BEING_WRITTEN = (".tmp", ".part", ".crdownload", ".filepart")


def read_all() -> int:
    """Take what lies in the folders of all offices; how many files. Needs an application context, no scope."""
    with all_tenants("danh bạ liên thông"):
        statement = select(ExchangeOffice.address).where(
            ExchangeOffice.carrier == FOLDER, ExchangeOffice.is_active
        )
        names = sorted(set(db.session.scalars(statement)))
    return sum(_read(name) for name in names)


def _read(name: str) -> int:
    try:
        folder = folder_of(name)
        files = sorted(one for one in (folder / INBOX).iterdir() if _is_whole(one))[:AT_ONCE]
    except (NotCarried, OSError) as error:
        log.warning("the folder of an office can't be read (%s)", type(error).__name__)
        return 0
    done = 0
    for one in files:
        try:
            _take(name, folder, one)
            done += 1
        except (NotCarried, OSError) as error:
            log.warning("a file of a folder of the exchange stays (%s)", type(error).__name__)
    return done


def _is_whole(path: Path) -> bool:
    """A file that nobody writes any more, as far as its name tells; links lead nowhere."""
    hidden = path.name.startswith(_UNFINISHED) or path.name.endswith(_BEING_WRITTEN)
    return not hidden and path.is_file() and not path.is_symlink()


def _take(name: str, folder: Path, path: Path) -> None:
    with path.open("rb") as file:
        data = file.read(sealing.MOST_BYTES + 1)
    reply = receiving.receive(data, FOLDER)
    if reply.status == 503:
        return  # our own key is missing: it waits
    if reply.status == 200:
        if reply.body:
            drop(name, f"tl-{hashlib.sha256(data).hexdigest()[:40]}", reply.body)
        path.unlink(missing_ok=True)
    else:
        _put_aside(folder, path, data)
    sync_folder(path.parent)


def _put_aside(folder: Path, path: Path, data: bytes) -> None:
    """Keep what is no package where a person may look at it, under a name that tells nothing and overwrites nothing."""
    path.replace(folder / BAD / f"{hashlib.sha256(data).hexdigest()[:40]}.bin")
