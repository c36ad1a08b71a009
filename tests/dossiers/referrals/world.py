"""A commune with a step that the district does, and the district's office; canaries in everything that must not go."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from flask import Flask
from sqlalchemy import select

from portal.accounts.permissions import system_actor
from portal.dossiers import moment, service
from portal.dossiers.models import Dossier
from portal.dossiers.referrals.carrying import carry
from portal.dossiers.referrals.models import Referral, Referred
from portal.dossiers.submissions import GivenPaper
from portal.extensions import db
from portal.papers import service as papers
from portal.papers.models import UPLOAD
from portal.papers.owners import owner_mark
from portal.services.definition.shapes import Field, PaperKind, Section, Step
from tests.conftest import DISTRICT, A
from tests.dossiers.world import DEFINITION, Office, local
from tests.papers import samples

CANARY = "Canh-Hoàng-Yến"
IDENTITY = "049190987654"
NAMED = "Thửa-1234-được-chuyển"
SECTIONS = (
    *DEFINITION.sections,
    Section(
        "dat",
        "Thửa đất",
        (
            Field("thua-dat", "Thửa đất", "text"),
            Field("nguon-goc", "Nguồn gốc", "long-text"),
        ),
    ),
)
PAPERS = (
    *DEFINITION.papers,
    PaperKind("so-do", "Sơ đồ thửa đất", kind="so-do", required=False),
)
ABOVE = Step(
    "tham-dinh-huyen",
    "Huyện thẩm định",
    "case_officer",
    8,
    ("pass",),
    at="parent",
    needs=("thua-dat", "so-do"),
    instruction="Đối chiếu quy hoạch",
)
LAND = replace(
    DEFINITION,
    sections=SECTIONS,
    papers=PAPERS,
    steps=(DEFINITION.steps[0], ABOVE, *DEFINITION.steps[1:]),
    deadlines=(replace(DEFINITION.deadlines[0], days=10),),
)
ANSWERS = {"ho-ten": CANARY, "so-ban": 2, "thua-dat": NAMED, "nguon-goc": f"của {CANARY}"}


class Both:
    """The commune's office and the district's."""

    def __init__(self, app: Flask, slug: str = A) -> None:
        self.app = app
        self.below = Office(app, slug, definition=LAND)
        self.above = Office(app, DISTRICT)

    def sent(self, at: str = "2026-03-02 09:00", **more: Any) -> int:
        """A dossier whose step lies with the district (not carried yet); its id."""
        with self.below.working(), moment.at(local(at)):
            given = [
                GivenPaper(key, self.paper(f"{CANARY}-{key}" if key != "so-do" else key))
                for key in ("to-khai", "giay-to", "so-do")
            ]
            values = {
                "applicant": service.Applicant(CANARY, IDENTITY, phone="0912345678", address=CANARY),
                "answers": ANSWERS,
                "papers": given,
            }
            dossier = self.below.received(**(values | more))
            service.pass_on(dossier, self.below.staff("clerk"), dossier.version, note=f"nội bộ {CANARY}")
            db.session.commit()
            return dossier.id

    def paper(self, text: str) -> int:
        """A paper of the citizen at the commune whose bytes say `text`."""
        row = papers.keep(
            samples.pdf() + f"\n% {text}\n".encode(),
            f"{text}.pdf",
            text[:10],
            owner_mark(IDENTITY),
            UPLOAD,
            system_actor(self.below.tenant_id),
            citizen_id=7,
            read=False,
        )
        return row.id

    def carry(self, at: str = "2026-03-02 09:05") -> int:
        """What the follower does."""
        with self.app.app_context():
            return carry(local(at))

    @contextmanager
    def district(self, at: str = "2026-03-02 10:00") -> Iterator[Referred]:
        """The district's only row, in its scope."""
        with self.above.working(), moment.at(local(at)):
            yield db.session.scalars(select(Referred)).one()
            db.session.commit()

    @contextmanager
    def commune(self, at: str = "2026-03-02 10:00") -> Iterator[tuple[Referral, Dossier]]:
        """The commune's last referral and its dossier, in its scope."""
        with self.below.working(), moment.at(local(at)):
            rows = db.session.scalars(select(Referral).order_by(Referral.id.desc())).all()
            yield rows[0], db.session.scalars(select(Dossier)).one()
            db.session.commit()
