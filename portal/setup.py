"""Preparing an installation: database, tenants, content, first administrator, index. Each step only when needed."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask import Flask
from sqlalchemy import select

from portal import create_app
from portal.accounts.models import Membership, User
from portal.accounts.passwords import new_password
from portal.accounts.service import create_user, grant
from portal.config import Settings
from portal.content.commands import load_all, show
from portal.content.files import folder_digest
from portal.database import counting, migrating, rolling
from portal.durable import put_file
from portal.extensions import db
from portal.on_use import on_use
from portal.search.indexing import build_missing_index
from portal.tenancy.directory import directory
from portal.tenancy.scope import system_task
from portal.upkeep.settings_record import note_settings
from portal.web.freshness import GLOBAL_SLOT, versions

# The server prepares in a child: its workers are forked without them.
if TYPE_CHECKING:
    import flask_migrate
    from alembic import script
    from alembic.runtime import migration
else:
    flask_migrate, script, migration = (
        on_use(one) for one in ("flask_migrate", "alembic.script", "alembic.runtime.migration")
    )

log = logging.getLogger(__name__)
FIRST_ADMINISTRATOR = "quantri@nuithanh.quangnam.gov.vn"


@dataclass(frozen=True)
class Prepared:
    """What a person must know after preparing: the first sign-in (only once), each portal's name and address."""

    first_admin: tuple[str, str] | None
    portals: list[tuple[str, str]]


def prepare(instance: str | None = None, port: int = 8000) -> Prepared:
    """Bring the instance folder up to date; a second call with nothing new does nothing. Raises what the steps
    raise (InvalidTenants, NewerSchema, database errors); every step can be repeated after a crash."""
    settings = Settings.from_environment()
    if instance is not None:
        settings = Settings(**(vars(settings) | {"instance": instance}))
    app = create_app(settings)
    with app.app_context(), rolling.alone(db.engine, settings.instance_path, _wait):
        if _migrate(app):
            _load(Path(settings.content), settings.instance_path / "prepared.json")
        first_admin = _first_administrator()
        directory().refresh(versions().read(GLOBAL_SLOT))
        _note(settings)
        build_missing_index(click.echo)
        portals = [(one.name, _address(settings, port, one.slug, one.hosts)) for one in directory().living()]
    return Prepared(first_admin, portals)


def _note(settings: Settings) -> None:
    """A note that cannot be written is no reason not to serve."""
    try:
        note_settings(settings)
    except OSError:
        log.exception("how the installation is set up could not be noted")


def _address(settings: Settings, port: int, slug: str, hosts: tuple[str, ...]) -> str:
    is_district = (directory().by_slug(slug) or directory().all()[0]).is_district
    if settings.tenants_by == "path":
        return f"http://localhost:{port}/" + ("" if is_district else f"{slug}/")
    return f"http://{hosts[0] if hosts else slug + '.localhost'}:{port}/"


def _wait() -> None:
    click.echo("Một máy khác đang chuẩn bị cơ sở dữ liệu này; đang chờ nó xong …")


def _migrate(app: Flask) -> bool:
    """Upgrade the database unless it is at the newest version already; whether its content is this code's to load.

    It is not where a machine of a later version has been at work. Raises NewerSchema where this code cannot go on.
    """
    folder = str(app.extensions["migrate"].directory)
    head = script.ScriptDirectory(folder).get_current_head()
    assert head is not None
    with db.engine.connect() as connection:
        present = migration.MigrationContext.configure(connection).get_current_revision()
        is_counted = counting.are_on(connection)
    stands = rolling.standing(present, head)
    if stands is rolling.Standing.AHEAD:
        click.echo(f"Cơ sở dữ liệu đã ở phiên bản mới hơn ({present}); phần mềm của máy này vẫn chạy được.")
    elif stands is rolling.Standing.BEHIND:
        click.echo("Đang tạo hoặc nâng cấp cơ sở dữ liệu …")
        logging.getLogger("alembic").setLevel(logging.WARNING)
        flask_migrate.upgrade(directory=folder)
    elif not is_counted:  # whoever brought it here died before its last step
        migrating.recount()
    return stands is not rolling.Standing.AHEAD


def _load(content: Path, stamp: Path) -> None:
    """Load tenants and content unless the folder is the one that was loaded last."""
    digest = folder_digest(content)
    if _loaded(stamp) == digest:
        return
    click.echo("Đang nạp nội dung …")
    report = load_all(content)
    show(report)
    put_file(stamp, json.dumps({"content": digest}).encode())


def _loaded(stamp: Path) -> str | None:
    """Which content was loaded last; None where that is not known, as after a fault of the disk: it is loaded again."""
    try:
        return str(json.loads(stamp.read_text())["content"])
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return None


def _first_administrator() -> tuple[str, str] | None:
    """Make the first administrator of the district where nobody administers it: (e-mail, random password).

    The password stands on a screen and in logs, so that whoever signs in with it changes it first (ASVS 5.0, 6.4.1).
    """
    if (
        db.session.scalar(select(Membership.id).where(Membership.role == "district_admin").limit(1))
        is not None
    ):
        return None
    district = directory().district()
    if (
        district is None
        or db.session.scalar(select(User.id).where(User.email == FIRST_ADMINISTRATOR)) is not None
    ):
        return None
    password = new_password()
    with system_task("tạo quản trị viên đầu tiên"):
        user = create_user(FIRST_ADMINISTRATOR, "Quản trị hệ thống", password, given=True)
        grant(user, district.id, "district_admin", is_district=True)
        db.session.commit()
    return FIRST_ADMINISTRATOR, password
