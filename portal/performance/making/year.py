"""Making a year: days of arrivals in batches, each batch one transaction with its dossiers, papers and money.

Ending it in between leaves whole days. One entry of the trail per batch says that dossiers were made up: the trail
tells what people did, and nobody did what stands in them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from random import Random
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import insert, select

from portal.accounts.permissions import system_actor
from portal.citizens.consent import VERSION
from portal.citizens.models import OTP, VNEID, Citizen
from portal.clock import to_local, utc_now
from portal.dossiers.codes import agency_identifier
from portal.dossiers.finding import marks_of
from portal.dossiers.models import Dossier, DossierNumber
from portal.dossiers.states import AT_COUNTER, BY_POST, ONLINE, RUNNING
from portal.extensions import db
from portal.papers.models import Paper
from portal.papers.owners import owner_mark
from portal.papers.store import paper_store
from portal.performance.making import answering, arrivals, persons, world
from portal.performance.making.blank import MODELS, blank
from portal.performance.making.course import CHANNEL_OF, Course
from portal.performance.making.living import Life
from portal.performance.making.money import Books
from portal.performance.making.papers import Cabinet
from portal.performance.making.rows import NotYet
from portal.performance.making.world import Offered, World
from portal.publishing.service import audit, commit
from portal.sealing.marks import mark
from portal.tenancy.directory import Portal, directory
from portal.tenancy.owned import new_id
from portal.tenancy.scope import editing, entered
from portal.workdays.queries import calendar_of

AT_ONCE = 400
AGAIN_ONLINE, AGAIN_AT_COUNTER, KNOWN = 0.45, 0.25, 0.35
PROVINCE = "tỉnh Quảng Nam"
ACTION = "dossier.make_up"


class AlreadyInUse(RuntimeError):
    """The portal has dossiers: made-up ones would lie among them."""


@dataclass(frozen=True)
class Asked:
    """What is to be made: days, how many dossiers, from which seed, with which share handed in online; nothing that
    happens after `horizon` (naive UTC) is written. `hold` keeps every life for whoever looks at them (tests)."""

    first: date
    last: date
    count: int
    seed: int
    online: float = 0.45
    horizon: datetime | None = None


def make(
    portal: Portal, asked: Asked, *, force: bool = False, lives: list[Life] | None = None
) -> Iterator[Counter[str]]:
    """Make dossiers up in a portal; after each batch, what was made so far: dossiers by state, and rows by table.

    Raises AlreadyInUse unless forced, world.NothingToMake, ValueError without a working day.
    """
    chance = Random(asked.seed)
    horizon = min(asked.horizon or utc_now(), utc_now())
    last = min(asked.last, to_local(horizon).date())
    with entered(editing(portal.id, writes=False)):
        if not force and db.session.scalar(select(Dossier.id).limit(1)) is not None:
            raise AlreadyInUse(_("Cổng đã có hồ sơ. Chỉ tạo hồ sơ mẫu ở cổng dùng để thử."))
        calendar = calendar_of(portal)
    comers = arrivals.drawn(
        calendar, asked.first, last, asked.count, chance, lambda: chance.random() < asked.online
    )
    with entered(editing(portal.id)):
        made = World(portal, calendar, world.offered(), world.people(portal, chance), portal.name, PROVINCE)
        db.session.commit()
    maker = Maker(made, chance, horizon)
    for batch in _batches(comers):
        with entered(editing(portal.id)):
            maker.batch(batch, lives)
        yield maker.made


def _batches(comers: Sequence[tuple[datetime, bool]]) -> Iterator[list[tuple[datetime, bool]]]:
    """Whole days, together about as many as go into one transaction."""
    held: list[tuple[datetime, bool]] = []
    for _day, group in groupby(comers, key=lambda one: to_local(one[0]).date()):
        held += group
        if len(held) >= AT_ONCE:
            yield held
            held = []
    if held:
        yield held


class Maker:
    """Makes lives and writes them, batch by batch."""

    def __init__(self, made_of: World, chance: Random, horizon: datetime) -> None:
        self.world, self.chance, self.horizon = made_of, chance, horizon
        self.tenant_id = made_of.portal.id
        self.cabinet = Cabinet(self.tenant_id, paper_store())
        self.made: Counter[str] = Counter()
        self._identifier = agency_identifier(made_of.portal)
        self._known: list[persons.Made] = []
        self._visitors: list[persons.Made] = []
        self._citizens: list[dict[str, Any]] = []

    def batch(self, comers: Sequence[tuple[datetime, bool]], lives: list[Life] | None = None) -> None:
        """Make these and commit them; what lies in files goes again where that fails."""
        self._citizens = []
        books = Books(self.world.portal, self.horizon)
        found = [one for at, online in comers if (one := self._life(at, online)) is not None]
        self._number(found)
        for life in found:
            Course(life, self.chance).run()
            life.dossier["warned"] = self._warned(life)
            self.cabinet.results(life, self.chance)
            books.note(life)
        papers = self.cabinet.write()
        try:
            self._write(found, papers)
            books.post()
            detail = _("%(count)s hồ sơ mẫu, không phải của ai", count=len(found))
            audit(system_actor(self.tenant_id), ACTION, kind="dossier", detail=detail)
            commit()
        except BaseException:
            self.cabinet.drop(papers)
            raise
        self.made.update(one.dossier["state"] for one in found)
        if lives is not None:
            lives += found

    def _warned(self, life: Life) -> str:
        return life.clock.warned(self.horizon) if life.dossier["state"] in RUNNING else ""

    # One life

    def _life(self, at: datetime, online: bool) -> Life | None:
        service = self._service(online)
        channel = (
            CHANNEL_OF[online]
            if CHANNEL_OF[online] in service.definition.channels
            else CHANNEL_OF[not online]
        )
        online = channel == ONLINE
        if not online:
            at = self._in_hours(at)
        who = self._person(at, online)
        guided = answering.guide_answers(service.definition, self.chance)
        answers = answering.answers(service.definition, guided, who, to_local(at).date(), self.chance)
        life = Life(self.world, service, who, self.horizon)
        delivery = self._delivery(service, online)
        address = None
        if delivery == BY_POST:
            address = {"detail": who.applicant.address, "commune": who.commune, "province": who.province}
        by = "citizen" if online else self.world.somebody("counter_clerk", self.chance)
        try:
            life.come_in(at, by, channel, answers, guided, delivery, address)
        except NotYet:
            return None
        self.cabinet.hand_in(life, self.chance)
        return life

    def _in_hours(self, at: datetime) -> datetime:
        """A time of the counter on the same day where it works then, else at its next opening."""
        begins = self.world.calendar.begins(at)
        return at if begins <= at else begins + timedelta(minutes=self.chance.randrange(90))

    def _service(self, online: bool) -> Offered:
        services = self.world.services
        wanted = CHANNEL_OF[online]
        fitting = [one for one in services if wanted in one.definition.channels] or list(services)
        return self.chance.choices(fitting, [one.weight for one in fitting])[0]

    def _delivery(self, service: Offered, online: bool) -> str:
        ways = service.definition.deliveries
        shares = {AT_COUNTER: 3.0, BY_POST: 0.3} if not online else {AT_COUNTER: 1.0, BY_POST: 0.4}
        return self.chance.choices(ways, [shares.get(one, 1.5 if online else 0.2) for one in ways])[0]

    def _person(self, at: datetime, online: bool) -> persons.Made:
        pool, share = (self._known, AGAIN_ONLINE) if online else (self._visitors, AGAIN_AT_COUNTER)
        if pool and self.chance.random() < share:
            return self.chance.choice(pool)
        who = persons.person(self.chance, self.world.commune, self.world.province, to_local(at).date())
        if online:
            who = self._account(who, at)
        pool.append(who)
        return who

    def _account(self, who: persons.Made, at: datetime) -> persons.Made:
        """An account for somebody, without a way to sign in: nobody reads mails at its address."""
        known = self.chance.random() < KNOWN
        email = f"cong-dan-{new_id():x}@vi-du.example"
        applicant = who.applicant
        number = new_id()
        row = {
            "id": number,
            "level": VNEID if known else OTP,
            "name": applicant.name,
            "identity": applicant.identity,
            "identity_mark": owner_mark(applicant.identity),
            "born": applicant.born,
            "address": applicant.address,
            "email": email,
            "email_mark": mark("citizen.email", email),
            "created_at": at,
            "last_seen_at": at,
            "consent_version": VERSION,
            "consent_at": at,
        }
        self._citizens.append(row)
        return persons.Made(applicant, who.commune, who.province, number, known)

    # Writing

    def _number(self, lives: Sequence[Life]) -> None:
        """Codes in the order of coming, gapless per day."""
        lives = sorted(lives, key=lambda one: one.dossier["submitted_at"])
        for day, group in groupby(lives, key=lambda one: to_local(one.dossier["submitted_at"]).date()):
            held = db.session.scalar(select(DossierNumber).where(DossierNumber.day == day))
            if held is None:
                held = DossierNumber(tenant_id=self.tenant_id, day=day, last=0)
                db.session.add(held)
            for life in group:
                held.last += 1
                life.dossier["code"] = f"{self._identifier}-{day:%y%m%d}-{held.last:04d}"
                life.dossier["submit_key"] = f"mau-{life.dossier['id']:x}-{held.last}"
        db.session.flush()

    def _write(self, lives: Sequence[Life], papers: list[dict[str, Any]]) -> None:
        if self._citizens:
            db.session.execute(insert(Citizen), self._citizens)
        if papers:
            db.session.execute(insert(Paper), papers)
        rows: dict[str, list[dict[str, Any]]] = {"dossier": [one.dossier for one in lives]}
        for life in lives:
            for name, found in life.rows.items():
                rows.setdefault(f"dossier_{name}", []).extend(found)
        rows["dossier_mark"] = [
            blank("dossier_mark", self.tenant_id)
            | {"dossier_id": one.dossier["id"], "kind": kind, "mark": value}
            for one in lives
            for kind, value in sorted(marks_of(one.dossier["applicant"]))
        ]
        for table, found in rows.items():
            if found:
                # The table, not the model: the ORM would begin every version at 1 again.
                db.session.execute(insert(MODELS[table].__table__), found)
            self.made[f"bảng {table}"] += len(found)


def portal_named(slug: str) -> Portal | None:
    """A living portal by its name."""
    found = directory().by_slug(slug)
    return found if found is not None and found.is_living else None


__all__ = ["AlreadyInUse", "Asked", "Maker", "make", "portal_named"]
