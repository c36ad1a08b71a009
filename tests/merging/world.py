"""What tests of merging need: content of every kind, a picture of all rows of a tenant, orders that are carried out."""

from __future__ import annotations

import io
from typing import Any

from flask import Flask
from PIL import Image
from sqlalchemy import select

from portal.extensions import db
from portal.media import service as media
from portal.merging import schema, service
from portal.merging.models import MERGE, RENAME, SPLIT
from portal.merging.orders import Order
from portal.tenancy.directory import directory
from portal.tenancy.scope import all_tenants
from tests.beside import broken_references as broken
from tests.conftest import Browser
from tests.factories import Factory

SON, THANH, TRA, NEW = "tam-son", "tam-thanh", "tam-tra", "duc-phu"
Rows = dict[str, list[tuple[Any, ...]]]
HOME = {
    "news": "/tin-tuc/",
    "page": "/gioi-thieu/",
    "legal": "/van-ban/",
    "procedure": "/thu-tuc/",
    "week": "/lich-cong-tac/",
}


class Things:
    """Content of every kind at some portals, with a title that says whose it is."""

    def __init__(self, app: Flask) -> None:
        self.app, self.factory = app, Factory(app)
        self.addresses: dict[tuple[str, str], str] = {}  # (portal, path) → what the page must show

    def at(self, app: Flask) -> Things:
        """The same things in a copy of the installation."""
        made = Things(app)
        made.addresses = dict(self.addresses)
        return made

    def fill(self, slug: str) -> None:
        """One thing of each kind, all with slugs, numbers and codes that other portals have too."""
        make = self.factory
        mark = f"của {slug}"
        picture = self.picture(slug, "anh-chung.png", "blue")
        body = f"Ảnh chung ![mô tả](/tep/{picture}/640.jpg) và [tin này](/tin-tuc/tin-chung), {mark}."
        made = {
            "news": make.news(
                slug, title="Tin chung", lead=mark, body=body, picture_id=picture, picture_alt="x"
            ),
            "page": make.page(slug, title="Lịch sử", summary=mark, body=f"Trang {mark}"),
            "legal": make.legal(slug, number="12/QĐ-UBND", title=f"Về việc {mark}"),
            "procedure": make.procedure(slug, code="1.001193", name=f"Khai sinh {mark}"),
            "week": make.week(slug, title=f"Lịch {mark}"),
        }
        for kind, (_id, thing) in made.items():
            self.addresses[slug, HOME[kind] + thing] = mark
        self.addresses[slug, f"/tin-tuc/{made['news'][1]}/in"] = mark
        self.addresses[slug, f"/van-ban/{made['legal'][1]}/dieu-1"] = mark
        make.synonym(slug, f"từ {slug}")
        make.promoted(slug, f"câu {slug}", target="/tin-tuc/tin-chung")
        make.asked(slug, "câu hỏi chung")
        make.intake(slug, f"Tệp {mark}")

    def picture(self, slug: str, name: str, colour: str) -> int:
        """A picture; the same colour is the same file."""
        data = io.BytesIO()
        Image.new("RGB", (800, 600), colour).save(data, "PNG")
        with self.factory.acting(slug) as actor:
            path = self.app.config["PORTAL"].instance_path / name
            path.write_bytes(data.getvalue())
            row = media.store_file(path, name, actor, alt="Ảnh")
            db.session.commit()
            return row.id

    def follow(self, slug: str, path: str) -> Any:
        """The page at the end of an old address."""
        answer = Browser(self.app, slug).get(path)
        for _hop in range(4):
            if answer.status_code not in {301, 302}:
                return answer
            host, _, rest = answer.location.removeprefix("http://").partition("/")
            answer = self.app.test_client().get(f"/{rest}", headers={"Host": host})
        return answer

    def check_addresses(self) -> None:
        """Every address that ever was leads to the very thing."""
        for (slug, path), mark in self.addresses.items():
            answer = self.follow(slug, path)
            assert answer.status_code == 200 and mark in answer.text, (slug, path, answer.status_code)


def rows_of(slug: str, *, without: tuple[str, ...] = ()) -> Rows:
    """Every row of a tenant in the tables that go along, as plain values."""
    found: Rows = {}
    portal = directory().by_slug(slug)
    assert portal is not None
    with all_tenants("ảnh chụp dữ liệu của một cổng"):
        for name in schema.movable():
            table = schema.table(name)
            if name in without:
                continue
            rows = db.session.execute(
                select(table).where(table.c.tenant_id == portal.id).order_by(table.c.id)
            )
            if held := [tuple(map(repr, row)) for row in rows]:
                found[name] = held
    return found


def broken_references() -> list[Any]:
    """What the database's own check of references finds."""
    with db.engine.connect() as connection:
        return broken(connection)


def merge(into: str, *olds: str, **more: Any) -> int:
    """Merge portals and wait for the end; the number of it."""
    order = Order(MERGE, into, olds, **({"name": f"Xã {into}", "day": "2025-07-01"} | more))
    return _carry_out(order)


def split(source: str, into: str, *origins: str, **more: Any) -> int:
    """Take a part out of a portal."""
    return _carry_out(Order(SPLIT, into, origins, source=source, **({"name": f"Xã {into}"} | more)))


def rename(slug: str, fresh: str, **more: Any) -> int:
    """Give a portal another slug and host."""
    return _carry_out(Order(RENAME, slug, slug=fresh, **({"hosts": (f"{fresh}.localhost",)} | more)))


def undo(number: int) -> None:
    """Undo one of these."""
    service.begin_undoing(number, service.COMMAND_LINE)
    service.go_on(number)


def _carry_out(order: Order) -> int:
    number = service.begin(order, service.COMMAND_LINE)
    service.go_on(number)
    return number
