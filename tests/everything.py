"""Portals with rows in every table that belongs to portals: through the rooms' verbs, the rest by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Date,
    DateTime,
    Float,
    LargeBinary,
    String,
    Table,
    Text,
    func,
    insert,
    select,
)

from portal.accounts.invitations import invite
from portal.accounts.permissions import Actor
from portal.accounts.service import actor_for, user_by_email
from portal.clock import today, utc_now
from portal.desk.appearance import service as appearance
from portal.dossiers import people
from portal.dossiers import queries as dossiers
from portal.dossiers import service as counter
from portal.dossiers.party import staff
from portal.dossiers.referrals import queries as referrals
from portal.dossiers.referrals.models import Referred
from portal.extensions import db
from portal.ioc.warehouse.filling import fill as count_facts
from portal.news.models import NewsItem
from portal.publishing import bulk, preview_links
from portal.publishing.service import commit
from portal.sealing.columns import SealedJSON, SealedText
from portal.sharing.delivering import deliver
from portal.sharing.models import SUGGEST
from portal.tenancy.directory import directory
from portal.tenancy.owned import new_id
from tests.conftest import DISTRICT
from tests.content.whole import fill
from tests.factories import Factory
from tests.planting import owned
from tests.policies.dossiers_desk import office
from tests.policy import THINGS
from tests.sharing.sending import send

IN_THE_WAY = frozenset({"result_template", "schedule"})
"""What `fill` has made already, and of which a portal has only one."""
BY_HAND: dict[str, str] = {
    "directive_link": "a directive announced on the portal: signed files, read by limited children",
    "dossier_paper": "papers that citizens sent: tests/dossiers/test_leaks.py has them through the verbs",
    "exchange_arrival": "a package of another installation, sealed with its key",
    "exchange_refusal": "a package that nobody can prove",
    "exchange_told": "what recipients elsewhere say",
    "intake_page": "pages read by the worker",
    "outgoing_recipient": "addressed with the act that issues, which signs",
    "payment_attempt": "begun at a provider's server",
    "payment_message": "sent by a provider's server",
    "poll_ballot": "one vote of a visitor",
    "proof_pending": "an hour that has not come",
    "quality_link_use": "found when outside addresses are looked for",
    "result_document": "signed with a key: tests/dossiers/deciding",
    "result_series": "the number of a signed result",
    "search_query_day": "counts of questions, by day",
    "task_event": "what the other office did",
    "task_file": "files that go with a task",
    "watch_reader": "who looked at an alert",
    "watch_told": "who was told of an alert",
    "witnessed_checkpoint": "the log of another installation",
}
"""Tables whose rows only another server, a signature or an hour makes: written straight into them."""
GIVEN: dict[str, dict[str, Any]] = {
    "directive_link": {"outgoing_id": None, "way": "publish"},
    "task_file": {"received_id": None, "event_id": None},
    "task_event": {"received_id": None, "kind": "note", "side": "below"},
    "proof_pending": {"event": "publish", "kind": "news"},
    "exchange_arrival": {"state": "taken", "what": "document"},
}
"""What a row by hand must hold so that constraints and pages take it."""


Things = dict[str, dict[str, tuple[int, str]]]


def stock(factory: Factory, slugs: Sequence[str], folder: Path) -> Things:
    """Make rows of every table in these portals, the district among them; `folder` is for files on the way.

    Answers what `tests/policy.py` makes of each kind: {slug of the portal: {kind: (id, slug)}}.
    """
    things: Things = {}
    for slug in slugs:
        (folder / slug).mkdir()
        things[slug] = _stock_one(factory, slug, folder / slug)
    with factory.app.app_context():
        count_facts()
    for slug in slugs:
        _send(factory, slug, next(one for one in slugs if one != slug and DISTRICT in {one, slug}))
        with factory.acting(slug) as actor:
            by_hand(actor.tenant_id)
    return things


def _send(factory: Factory, slug: str, to: str) -> None:
    """Something that the portal sends to another one."""
    made, _slug = factory.news(slug, title=f"Bài gửi từ {slug}")
    send(factory, slug, made, [to], SUGGEST)
    with factory.app.app_context():
        deliver()


def _stock_one(factory: Factory, slug: str, folder: Path) -> dict[str, tuple[int, str]]:
    fill(factory, slug, folder)
    things = {
        kind: make(factory, slug, f"thu-{slug}-{kind.replace('_', '-')}")
        for kind, make in THINGS.items()
        if kind not in IN_THE_WAY
    }
    things |= {"intake": factory.intake(slug), "search": factory.asked(slug, f"câu hỏi của {slug}")}
    with factory.acting(slug):
        email = f"tenant_admin@{slug}.example"
        user, portal = user_by_email(email), directory().by_slug(slug)
        assert user is not None and portal is not None
        _desk(actor_for(user, portal))
    _counter(factory, slug)
    return things


def _desk(actor: Actor) -> None:
    invite(f"moi@{actor.tenant_id}.example", "Người được mời", ["author"], actor, is_district=False)
    item = db.session.scalars(select(NewsItem).limit(1)).one()
    preview_links.make_link("news", item.id, "Người xem trước", 7, actor)
    begun = bulk.begin("news", "withdraw", actor)
    bulk.note(begun, item, {"status": "published", "title": item.title})
    bulk.finish(begun, [{"id": item.id, "title": item.title, "reason": "Không được"}])
    commit()
    appearance.try_out({"responsible": "Bà Chủ tịch thử"}, actor)


def _counter(factory: Factory, slug: str) -> None:
    """A dossier from hand to hand until its result is handed out."""
    made = office(factory, slug)
    with made.working():
        dossier = made.handled()
        officer, citizen = made.staff("officer1"), made.citizen()
        counter.ask(
            dossier, officer, dossier.version, [counter.Wanted("giay", "Thiếu giấy")], note="Còn thiếu"
        )
        counter.complete(dossier, citizen, text="Đã bổ sung")
        db.session.commit()
        done = made.done()
        counter.hand_over(done, made.staff("clerk"), done.version, receiver="Người nhận", note="Đã trao")
        counter.rate(done, citizen, access=5, attitude=5, pace=5, result=5, remark="Nhanh")
        dossiers.opened(dossier.id, made.people["officer1"])
        mine = made.people["officer1"]
        units: dict[str, Any] = {
            "units": ["Địa chính"],
            "away_from": None,
            "away_to": None,
            "stand_in_id": None,
        }
        people.arrange(mine.user_id or 0, staff(mine), **units)
        row = db.session.scalars(select(Referred).limit(1)).one()
        referrals.opened(row.id, mine)
        db.session.commit()


def by_hand(tenant_id: int) -> None:
    """A row in each table of `BY_HAND` (the caller stands in the portal's scope)."""
    for table in db.metadata.sorted_tables:  # what others refer to comes first
        if table.name in BY_HAND:
            db.session.execute(insert(table).values(_row(table, tenant_id)))
    db.session.commit()


def _row(table: Table, tenant_id: int) -> dict[str, Any]:
    values: dict[str, Any] = {"tenant_id": tenant_id, "id": new_id()}
    for link in table.foreign_key_constraints:
        for name in link.column_keys:
            if name != "tenant_id":
                values[name] = _some_id(link.referred_table, tenant_id, nullable=bool(table.c[name].nullable))
    values |= GIVEN.get(table.name, {})
    for column in table.columns:
        values.setdefault(column.name, _value(column, tenant_id))
    return values


def _some_id(table: Table, tenant_id: int, *, nullable: bool) -> int | None:
    found = db.session.scalar(select(func.max(table.c.id)).where(table.c.tenant_id == tenant_id))
    assert found is not None or nullable, f"{table.name} has no row yet"
    return None if found is None else int(found)


def _value(column: Any, tenant_id: int) -> Any:
    kind = column.type
    if isinstance(kind, SealedText):
        return "Chữ thử"
    if isinstance(kind, SealedJSON):
        return {"text": "Chữ thử"}
    if isinstance(kind, String | Text):
        length = kind.length or 1000
        return "Chữ thử" if length >= 100 else f"{tenant_id}{column.name}"[:length]
    if isinstance(kind, JSON):
        return _json(column)
    return _plain(column)


def _json(column: Any) -> Any:
    shape = column.default.arg if column.default is not None and column.default.is_callable else dict
    name = getattr(shape, "__name__", "dict")
    return [] if name == "list" else {}


def _plain(column: Any) -> Any:
    if isinstance(column.type, DateTime):
        return None if column.nullable else utc_now()
    if isinstance(column.type, Date):
        return today()
    if isinstance(column.type, LargeBinary):
        return b"\x01" * 32
    if isinstance(column.type, Boolean):
        return False
    return 1.0 if isinstance(column.type, Float) else 1


def empty_tables(factory: Factory, slugs: Iterable[str]) -> dict[str, list[str]]:
    """The tables that lack a row of one of these portals: {table: [slugs]}."""
    lacking: dict[str, list[str]] = {}
    for slug in slugs:
        with factory.acting(slug) as actor:
            for table in owned():
                mine = table.c.tenant_id == actor.tenant_id
                if not db.session.scalar(select(func.count()).select_from(table).where(mine)):
                    lacking.setdefault(table.name, []).append(slug)
    return lacking
