"""An office with registers: a clerk, two officers, somebody who signs; packages that come to it; what it tells."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from flask import Flask

from portal.accounts.permissions import Actor, system_actor
from portal.accounts.service import create_user, grant
from portal.clock import today, utc_now
from portal.exchange.edxml.shapes import Attachment, Document, Organ, Reference, Signatory, Trace
from portal.exchange.registers import arriving, drafting
from portal.exchange.registers.acting import own_organ
from portal.exchange.registers.arriving import Entry
from portal.exchange.registers.files import Upload
from portal.exchange.registers.models import ISSUED, OUT, IncomingDocument, OutgoingDocument
from portal.exchange.registers.numbering import next_number
from portal.exchange.registers.telling import listeners
from portal.exchange.registers.values import Arrival
from portal.extensions import db
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered
from tests.conftest import PASSWORD, A

SENDER = Organ("000.00.18.H47", "UBND huyện Núi Thành")
ROLES = {
    "clerk": "records_clerk",
    "officer1": "case_officer",
    "officer2": "case_officer",
    "leader": "signatory",
    "admin": "tenant_admin",
    "writer": "author",
}
_count = itertools.count(1)


class Office:
    """Everything in the portal `slug`; `told` are the statuses that senders would be told, in order."""

    def __init__(self, app: Flask, slug: str = A) -> None:
        self.app, self.slug = app, slug
        self.told: list[tuple[int, str, str]] = []
        self.recalled: list[int] = []
        listeners(app).moved.append(lambda row, status, words: self.told.append((row.id, status, words)))
        listeners(app).recalled.append(lambda row: self.recalled.append(row.id))
        with app.app_context():
            portal = directory().by_slug(slug)
            assert portal is not None
            self.tenant_id = portal.id
            self.people = {name: self._person(name, role) for name, role in ROLES.items()}
            db.session.commit()
        self.system = system_actor(self.tenant_id)

    def _person(self, name: str, role: str) -> Actor:
        user = create_user(f"{name}@{self.slug}.example", f"Cán bộ {name}", PASSWORD)
        db.session.flush()
        grant(user, self.tenant_id, role, is_district=False)
        return Actor(user.id, user.name, self.tenant_id, frozenset({role}))

    @contextmanager
    def working(self) -> Iterator[None]:
        """The desk's scope of the office."""
        with self.app.app_context(), entered(editing(self.tenant_id)):
            yield

    def package(self, **other: Any) -> Document:
        """A document that comes by the exchange, each with a number of its own."""
        number = next(_count)
        values: dict[str, Any] = {
            "package_id": f"g-{number}",
            "sender": SENDER,
            "recipients": (),
            "reference": Reference(SENDER.id, f"{number:02d}", "KH-UBND", date(2026, 11, 2)),
            "place": "Núi Thành",
            "kind": 10,
            "kind_name": "Kế hoạch",
            "subject": f"Phòng, chống thiên tai đợt {number}",
            "signatory": Signatory("TM. ỦY BAN NHÂN DÂN", "Chủ tịch", "Nguyễn Văn Hòa"),
            "traces": (Trace(SENDER.id, utc_now()),),
            "attachments": (Attachment("t1", "van-ban.txt", "text/plain", f"Kế hoạch số {number}".encode()),),
        }
        return Document(**(values | other))

    def arrived(self, **other: Any) -> IncomingDocument:
        """An arrival by package that nobody accepted yet."""
        row = arriving.take_in(self.package(**other), self.system)
        db.session.commit()
        return row

    def accepted(self, **other: Any) -> IncomingDocument:
        """An arrival with its number."""
        row = self.arrived(**other)
        arriving.accept(row, row.version, self.people["clerk"])
        db.session.commit()
        return row

    def entered(self, uploads: tuple[Upload, ...] = (), **other: Any) -> IncomingDocument:
        """An arrival that the clerk entered."""
        number = next(_count)
        values: dict[str, Any] = {
            "sender": "Sở Tài chính",
            "subject": f"Dự toán năm 2027 lần {number}",
            "figure": str(number),
            "notation": "STC-NS",
            "day": date(2026, 11, 3),
        }
        entry = Entry(Arrival(**(values | other)))
        row = arriving.enter(entry, uploads, self.people["clerk"])
        db.session.commit()
        return row

    def draft(self, by: str = "officer1", **other: Any) -> OutgoingDocument:
        """A draft of an officer."""
        values: dict[str, Any] = {
            "kind": "ke-hoach",
            "subject": f"Tổng vệ sinh môi trường đợt {next(_count)}",
            "body": "Thực hiện vào sáng thứ Bảy.",
            "recipients": (
                drafting.Recipient("UBND huyện Núi Thành", SENDER.id),
                drafting.Recipient("Các thôn"),
            ),
        }
        row = drafting.make(drafting.Draft(**(values | other)), self.people[by])
        db.session.commit()
        return row

    def issued(self, row: OutgoingDocument | None = None, **other: Any) -> OutgoingDocument:
        """A document with a number, as issuing leaves it."""
        row = row or self.draft(**other)
        row.organ_id, row.series, row.notation = own_organ(self.tenant_id), "KH-UBND", "KH-UBND"
        row.year, row.day = today().year, today()
        row.number = next_number(OUT, row.series, row.year)
        row.state, row.issued_at = ISSUED, utc_now()
        row.issued_by_id, row.signer_name = self.people["leader"].user_id, self.people["leader"].name
        db.session.flush()
        for one in listeners(self.app).issued:
            one(row)
        db.session.commit()
        return row
