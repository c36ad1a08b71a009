"""A small office: a service with a form, papers, a fee and four steps; a clerk, officers, a signatory; instants."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from flask import Flask

from portal.accounts.models import User
from portal.accounts.permissions import Actor
from portal.accounts.service import create_user, grant
from portal.clock import from_local
from portal.dossiers import moment, service
from portal.dossiers.models import Dossier
from portal.dossiers.party import Party, citizen, staff
from portal.dossiers.tending import tend
from portal.extensions import db
from portal.services.definition.reading import digest, to_json
from portal.services.definition.shapes import (
    Deadline,
    Definition,
    Fee,
    Field,
    Outcome,
    PaperKind,
    Section,
    Step,
)
from portal.services.models import OPEN, Service, ServiceVersion
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered
from tests.conftest import PASSWORD, A

_count = itertools.count(1)
DEFINITION = Definition(
    level="toan-trinh",
    summary="Xác nhận một điều.",
    sections=(
        Section(
            "chung",
            "Thông tin chung",
            (
                Field("ho-ten", "Họ và tên", "person-name", required=True),
                Field("so-ban", "Số bản", "number", required=True, least=1, most=20),
            ),
        ),
    ),
    papers=(
        PaperKind("to-khai", "Tờ khai", kind="to-khai", required=False),
        PaperKind("giay-to", "Giấy tờ kèm theo", kind="giay-to", required=False),
    ),
    fees=(Fee("le-phi", "Lệ phí", "le-phi", 8000, per="so-ban", basis="Nghị quyết thử"),),
    steps=(
        Step("tiep-nhan", "Tiếp nhận", "counter_clerk", 4, ("pass", "ask", "pay")),
        Step("tham-dinh", "Thẩm định", "case_officer", 8, ("pass", "ask", "pay", "refuse", "decide")),
        Step("ky", "Ký", "signatory", 4, ("sign",)),
        Step("tra", "Trả kết quả", "counter_clerk", 4, ("return",)),
    ),
    deadlines=(Deadline(days=3),),
    outcomes=(Outcome("xac-nhan", "Giấy xác nhận"),),
)


class Office:
    """Everything in the portal `slug`; `people` by role, the officers as "officer1" and "officer2"."""

    def __init__(
        self,
        app: Flask,
        slug: str = A,
        definition: Definition = DEFINITION,
        officers: int = 2,
        code: str = "",
    ) -> None:
        self.app, self.slug, self.definition = app, slug, definition
        with app.app_context():
            portal = directory().by_slug(slug)
            assert portal is not None
            self.portal, self.tenant_id = portal, portal.id
            roles = {"clerk": "counter_clerk", "clerk2": "counter_clerk", "signatory": "signatory"}
            roles |= {f"officer{number}": "case_officer" for number in range(1, officers + 1)}
            self.people = {name: self._person(name, role) for name, role in roles.items()}
            db.session.commit()
        self.service_id, self.version_id = self.offer(definition, code)

    def _person(self, name: str, role: str) -> Actor:
        user = create_user(f"{name}@{self.slug}.example", f"Cán bộ {name}", PASSWORD)
        db.session.flush()
        grant(user, self.tenant_id, role, is_district=False)
        return Actor(user.id, user.name, self.tenant_id, frozenset({role}))

    def offer(self, definition: Definition, code: str = "") -> tuple[int, int]:
        """A service with one published version: (service id, version id)."""
        with self.working():
            number = next(_count)
            code = code or f"9.{number:06d}"
            made = Service(code=code, slug=f"dich-vu-{number}", name=f"Dịch vụ thử {number}", status=OPEN)
            db.session.add(made)
            db.session.flush()
            version = ServiceVersion(
                service_id=made.id,
                number=1,
                definition=to_json(definition),
                digest=digest(definition),
                published_at=datetime(2026, 1, 1),
            )
            db.session.add(version)
            db.session.flush()
            made.current_id = version.id
            db.session.commit()
            return made.id, version.id

    @contextmanager
    def working(self) -> Iterator[None]:
        """The desk's scope of the office."""
        with self.app.app_context(), entered(editing(self.tenant_id)):
            yield

    def tend(self, moment: str) -> int:
        """What the follower does at a Vietnamese time."""
        with self.app.app_context():
            return tend(local(moment))

    def staff(self, name: str) -> Party:
        """Somebody of the office."""
        return staff(self.people[name])

    def citizen(self, citizen_id: int = 7) -> Party:
        """A citizen with an account."""
        return citizen(self.tenant_id, citizen_id)

    def user(self, name: str) -> User:
        """The account of somebody."""
        found = db.session.get(User, self.people[name].user_id)
        assert found is not None
        return found

    def submission(self, key: str = "", **more: Any) -> service.Submission:
        """Something to hand in."""
        values: dict[str, Any] = {
            "service_id": self.service_id,
            "version_id": self.version_id,
            "channel": "truc-tuyen",
            "applicant": service.Applicant("Nguyễn Thị Hồng Hạnh", "049190001234", phone="0905123456"),
            "answers": {"ho-ten": "Nguyễn Thị Hồng Hạnh", "so-ban": 2},
            "submit_key": key or f"khoa-cua-bieu-mau-{next(_count):08d}",
        }
        return service.Submission(**(values | more))

    def submitted(self, **more: Any) -> Dossier:
        """A dossier that a citizen handed in."""
        dossier, _new = service.submit(self.submission(**more), self.citizen())
        db.session.commit()
        return dossier

    def received(self, **more: Any) -> Dossier:
        """A dossier in the clerk's hands, the clock running."""
        dossier = self.submitted(**more)
        service.receive(dossier, self.staff("clerk"), dossier.version)
        db.session.commit()
        return dossier

    def handled(self, officer: str = "officer1", **more: Any) -> Dossier:
        """A dossier in an officer's hands."""
        dossier = self.received(**more)
        service.pass_on(dossier, self.staff("clerk"), dossier.version)
        service.take(dossier, self.staff(officer), dossier.version)
        db.session.commit()
        return dossier

    def decided(self, **more: Any) -> Dossier:
        """A dossier in the signatory's hands, its result filled in."""
        dossier = self.handled(**more)
        service.decide(
            dossier, self.staff("officer1"), dossier.version, outcome="xac-nhan", values={"noi-dung": "đúng"}
        )
        service.pass_on(dossier, self.staff("officer1"), dossier.version)
        service.take(dossier, self.staff("signatory"), dossier.version)
        db.session.commit()
        return dossier

    def done(self, **more: Any) -> Dossier:
        """A dossier whose result waits to be handed out."""
        dossier = self.decided(**more)
        service.sign(dossier, self.staff("signatory"), dossier.version)
        service.finish(dossier, self.staff("signatory"), dossier.version)
        db.session.commit()
        return dossier


def local(text: str) -> datetime:
    """An instant from Vietnamese time: "2026-03-02 09:30"."""
    return from_local(datetime.fromisoformat(text))


@contextmanager
def at(text: str) -> Iterator[datetime]:
    """Act at a Vietnamese time."""
    with moment.at(local(text)) as instant:
        yield instant
