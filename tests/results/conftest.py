"""An agency with a template, people who handle and sign, and a key."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from portal.accounts.permissions import Actor, system_actor
from portal.accounts.service import create_user, grant
from portal.extensions import db
from portal.publishing.service import commit
from portal.results import queries, service, signing, templates_service
from portal.results.layout.shapes import Field, Template
from portal.results.models import ResultDocument
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered
from tests.conftest import PASSWORD, A
from tests.signing import made

TEMPLATE = Template(
    kind="Giấy xác nhận cư trú",
    title="GIẤY XÁC NHẬN",
    subtitle="Về thông tin cư trú",
    body="{co_quan} xác nhận:\n| Họ và tên: **{ho_ten:hoa}** | Sinh ngày: {ngay_sinh}\n"
    "{nếu ghi_chu}\n| Ghi chú: {ghi_chu}\n{hết}",
    number="{số}/GXN-UBND",
    series="giay_xac_nhan",
    fields=(
        Field("ho_ten", "Họ và tên", required=True),
        Field("so_dinh_danh", "Số định danh"),
        Field("ngay_sinh", "Ngày sinh", "date"),
        Field("ghi_chu", "Ghi chú", "long"),
    ),
    titles=("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
    recipients=("Như trên", "Lưu: VT"),
    identity="so_dinh_danh",
    holder="ho_ten",
    paper_kind="xac-nhan-cu-tru",
)
VALUES = {"ho_ten": "Nguyễn Thị Hường", "so_dinh_danh": "049190001234", "ngay_sinh": "1990-02-05"}


class Agency:
    """A portal that issues results; `people` by role."""

    def __init__(self, app: Flask, slug: str = A) -> None:
        self.app, self.slug = app, slug
        with app.app_context():
            portal = directory().by_slug(slug)
            assert portal is not None
            self.portal, self.tenant_id = portal, portal.id
            self.people = {
                role: self._person(role) for role in ("case_officer", "signatory", "counter_clerk")
            }
            db.session.commit()
        with self.working():
            self.offer("giay-xac-nhan", TEMPLATE)

    def _person(self, role: str) -> Actor:
        user = create_user(f"{role}.{self.slug}@example.vn", f"Cán bộ {role}", PASSWORD)
        db.session.flush()
        grant(user, self.tenant_id, role, is_district=False)
        return Actor(user.id, user.name, self.tenant_id, frozenset({role}))

    @contextmanager
    def working(self) -> Iterator[None]:
        """The desk's scope."""
        with self.app.app_context(), entered(editing(self.tenant_id)):
            yield

    def offer(self, key: str, template: Template) -> int:
        """A template in force."""
        row = templates_service.make(key, template, system_actor(self.tenant_id))
        templates_service.publish(row, row.version, system_actor(self.tenant_id))
        commit()
        return row.id

    def drafted(self, number: int = 1, **more: Any) -> ResultDocument:
        """A draft of a result, in the desk's scope."""
        subject = service.Subject("dossier", number, f"H47-260305-{number:04d}")
        found = service.prepare(subject, "giay-xac-nhan", VALUES | more, self.people["case_officer"])
        commit()
        return found

    def signed(self, number: int = 1, **more: Any) -> ResultDocument:
        """A signed result, in the desk's scope."""
        document = self.drafted(number, **more)
        signing.sign(document.id, document.version, self.people["signatory"])
        found = queries.document(document.id)
        assert found is not None
        db.session.refresh(found)
        return found


@pytest.fixture()
def agency(app: Flask, instance: Path) -> Agency:
    """A commune with a signing key."""
    made.holder("UBND xã Tam Hải").pkcs12(instance / "keys" / "signing" / f"{A}.p12")
    return Agency(app)


def changed(**more: Any) -> Template:
    """The template with other parts."""
    return replace(TEMPLATE, **more)
