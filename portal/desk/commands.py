"""`flask people reset EMAIL`: the way back in for who administers the installation's machine."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from portal.accounts import second_factor, service
from portal.accounts.passwords import new_password
from portal.accounts.permissions import system_actor
from portal.extensions import db
from portal.publishing.service import audit
from portal.tenancy.directory import directory
from portal.tenancy.scope import system_task
from portal.web.freshness import GLOBAL_SLOT, versions

people_cli = AppGroup("people", help="Tài khoản của người dùng.")


@people_cli.command("reset")
@click.argument("email")
def reset(email: str) -> None:
    """Cấp mật khẩu mới và gỡ xác thực hai lớp cho EMAIL, khi không còn ai vào được."""
    directory().refresh(versions().read(GLOBAL_SLOT))
    with system_task("đặt lại tài khoản từ dòng lệnh"):
        user = service.user_by_email(email)
        if user is None:
            raise click.ClickException(f"Không có tài khoản {email}")
        password = new_password()
        service.set_password(user, password, given=True)
        second_factor.reset(user)
        service.reinstate(user)
        district = directory().district()
        home = user.memberships[0].for_tenant_id if user.memberships else (district.id if district else None)
        if home is not None:
            audit(system_actor(home), "factor.reset", detail=f"{user.email}: flask people reset")
        db.session.commit()
    click.echo(f"Mật khẩu mới của {user.email}: {password}")
    click.echo("Hãy đăng nhập, đổi mật khẩu và thiết lập lại xác thực hai lớp.")
