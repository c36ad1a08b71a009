"""Two installations on one machine, each with its own database, files and key, and the line between them."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from sqlalchemy import func, select

from portal import create_app
from portal.accounts.permissions import Actor
from portal.clock import today, utc_now
from portal.dossiers.codes import agency_identifier
from portal.exchange.carrying import posting, tending
from portal.exchange.carrying.carriers import Http, carriers
from portal.exchange.carrying.certificates import pem_of
from portal.exchange.carrying.models import (
    HTTP,
    ExchangeArrival,
    ExchangeOffice,
    ExchangePackage,
    ExchangeRefusal,
)
from portal.exchange.registers import drafting
from portal.exchange.registers.acting import own_organ
from portal.exchange.registers.files import Upload, add_outgoing
from portal.exchange.registers.models import (
    ISSUED,
    MAIN,
    OUT,
    IncomingDocument,
    OutgoingDocument,
    OutgoingRecipient,
)
from portal.exchange.registers.numbering import next_number
from portal.exchange.registers.telling import listeners
from portal.extensions import db, limiter
from portal.outbound.asking import NoAnswer
from portal.outbound.talking import Reply
from portal.tenancy.directory import Portal, directory
from portal.tenancy.models import Tenant
from portal.tenancy.scope import all_tenants, editing, entered
from portal.web.freshness import GLOBAL_SLOT, tenants_changed, versions
from tests.conftest import DISTRICT, settings_for

_count = itertools.count(1)


def key_for(
    name: str, *, begins: int = -10, ends: int = 400
) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """A key with a certificate of its own, valid from and to so many days from now."""
    key = ec.generate_private_key(ec.SECP256R1())
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    built = x509.CertificateBuilder(named, named, key.public_key(), x509.random_serial_number())
    dated = built.not_valid_before(now + timedelta(days=begins)).not_valid_after(now + timedelta(days=ends))
    return key, dated.sign(key, hashes.SHA256())


class Installation:
    """An installation in a folder, whose district is `organ`; `slug`: the portal that is looked at."""

    def __init__(self, folder: Path, name: str, organ: str, slug: str = DISTRICT, **settings: Any) -> None:
        self.folder, self.name, self.slug = folder, name, slug
        self.app = create_app(settings_for(folder, **settings))
        limiter.enabled = False
        with self.app.app_context():
            tail = organ.removeprefix("000.00")
            for row in db.session.scalars(select(Tenant)):
                row.agency_id = row.agency_id[:6] + tail
            db.session.commit()
            self.refresh()
            tending.settle_identifiers()
            self.refresh()
        self.line = Line()
        carriers(self.app)[HTTP] = Http(self.line)
        self.certificate = self.new_key()

    def refresh(self) -> None:
        """Read the list of portals anew."""
        tenants_changed()
        directory(self.app).refresh(versions().read(GLOBAL_SLOT))

    def new_key(self, slug: str = "default", **dates: int) -> x509.Certificate:
        """A signing key for a portal, or for all that have none; its certificate."""
        key, certificate = key_for(f"{self.name} {next(_count)}", **dates)
        folder = self.folder / "keys" / "signing"
        folder.mkdir(parents=True, exist_ok=True)
        packed = pkcs12.serialize_key_and_certificates(
            b"x", key, certificate, None, serialization.NoEncryption()
        )
        (folder / f"{slug}.p12").write_bytes(packed)
        return certificate

    def portal(self, slug: str = "") -> Portal:
        """A portal of it."""
        found = directory(self.app).by_slug(slug or self.slug)
        assert found is not None
        return found

    def organ(self, slug: str = "") -> str:
        """The identifier of a portal's office."""
        with self.app.app_context():
            return agency_identifier(self.portal(slug))

    def actor(self, slug: str = "") -> Actor:
        """Somebody who may do everything with documents at a portal."""
        roles = frozenset({"tenant_admin", "signatory", "records_clerk"})
        return Actor(None, "Văn thư", self.portal(slug).id, roles)

    @contextmanager
    def working(self, slug: str = "") -> Iterator[Actor]:
        """The desk's scope of a portal."""
        with self.app.app_context(), entered(editing(self.portal(slug).id)):
            yield self.actor(slug)

    def knows(self, other: Installation, slug: str = "", **more: Any) -> None:
        """Enter an office of the other installation into the book, with its certificate pinned."""
        values: dict[str, Any] = {
            "organ_id": other.organ(slug),
            "name": other.portal(slug).authority,
            "carrier": HTTP,
            "address": f"https://{other.name}.example",
            "certificates": [pem_of(other.certificate)],
        } | more
        with self.app.app_context():
            db.session.add(ExchangeOffice(**values))
            db.session.commit()
        self.line.there[urlsplit(str(values["address"])).netloc] = other

    def issue(
        self, *recipients: tuple[str, str], slug: str = "", text: str = "", replaces: int | None = None
    ) -> int:
        """Issue a document with a file to these offices (identifier, name), as issuing leaves it; its id."""
        number = next(_count)
        with self.working(slug) as actor:
            former = (
                db.session.scalar(select(OutgoingDocument).where(OutgoingDocument.id == replaces))
                if replaces is not None
                else None
            )
            draft = drafting.Draft(
                kind="ke-hoach",
                subject=f"Phòng, chống thiên tai đợt {number}",
                recipients=tuple(drafting.Recipient(name, organ) for organ, name in recipients),
                place="Núi Thành",
                competence="TM. ỦY BAN NHÂN DÂN",
                position="Chủ tịch",
                signer_name="Nguyễn Văn Hòa",
            )
            row = drafting.make(draft, actor, replaces=former)
            body = (text or f"Kế hoạch số {number}").encode()
            add_outgoing(row, (Upload("van-ban.txt", body, MAIN),), actor)
            row.organ_id, row.series, row.notation = own_organ(actor.tenant_id), "KH-UBND", "KH-UBND"
            row.year, row.day = today().year, today()
            row.number = next_number(OUT, row.series, row.year)
            row.state, row.issued_at = ISSUED, utc_now()
            db.session.flush()
            for one in listeners().issued:
                one(row)
            db.session.commit()
            return row.id

    def carry(self, now: datetime | None = None, most: int = 50) -> int:
        """A turn of carrying."""
        with self.app.app_context():
            return posting.carry(now, most)

    def rows(self, model: Any, *where: Any) -> list[Any]:
        """Rows of all its portals."""
        with self.app.app_context(), all_tenants("kiểm thử"):
            found = list(db.session.scalars(select(model).where(*where).order_by(model.id)))
            for one in found:
                db.session.expunge(one)
            return found

    def count(self, model: Any, *where: Any) -> int:
        """How many rows all its portals have."""
        with self.app.app_context(), all_tenants("kiểm thử"):
            return int(db.session.scalar(select(func.count()).select_from(model).where(*where)) or 0)

    def packages(self, *where: Any) -> list[ExchangePackage]:
        """Packages that go out."""
        return self.rows(ExchangePackage, *where)

    def arrivals(self, *where: Any) -> list[ExchangeArrival]:
        """Packages that came."""
        return self.rows(ExchangeArrival, *where)

    def came(self, *where: Any) -> list[IncomingDocument]:
        """Documents that came."""
        return self.rows(IncomingDocument, *where)

    def refusals(self) -> list[ExchangeRefusal]:
        """What was refused."""
        return self.rows(ExchangeRefusal)

    def standing(self, document_id: int, organ: str) -> str:
        """Where a document stands with a recipient."""
        found = self.rows(
            OutgoingRecipient,
            OutgoingRecipient.document_id == document_id,
            OutgoingRecipient.organ_id == organ,
        )
        return str(found[0].standing)

    def close(self) -> None:
        """Let the database go."""
        with self.app.app_context():
            db.engine.dispose()


Fault = Callable[[bytes, Callable[[bytes], Reply]], Reply]


class Line:
    """The line out of an installation: what is asked of "https://<name>.example" is answered by that installation.
    `fault` stands in between: it is given the package and what brings it there."""

    def __init__(self) -> None:
        self.there: dict[str, Installation] = {}
        self.fault: Fault | None = None
        self.sent: list[bytes] = []

    def __call__(self, method: str, address: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """One request and its answer."""
        parts = urlsplit(address)
        if parts.netloc not in self.there:
            raise NoAnswer("dns")
        other = self.there[parts.netloc]

        def bring(data: bytes) -> Reply:
            client = other.app.test_client()
            answer = client.open(
                parts.path, method=method, data=data, headers={"Host": "localhost:8000"} | dict(headers)
            )
            return Reply(
                answer.status_code, {name.lower(): value for name, value in answer.headers}, answer.data
            )

        self.sent.append(body)
        return self.fault(body, bring) if self.fault is not None else bring(body)


def pair(blank: Path, folder: Path) -> tuple[Installation, Installation]:
    """Two installations whose districts know each other."""
    made = []
    for name, organ in (("a", "000.00.18.H47"), ("b", "000.00.15.H47")):
        shutil.copytree(blank, folder / name)
        made.append(Installation(folder / name, name, organ))
    here, there = made
    here.knows(there)
    there.knows(here)
    return here, there
