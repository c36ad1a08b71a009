"""Two communes and their district with a word in every title, and the doors where others ask for it.

What is asked for is read from the URL map. An answer may be of any status: what counts is that it says no
foreign word.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from flask import Flask

from portal.accounts.service import create_user, grant
from portal.extensions import db
from portal.media.service import store_file
from portal.publishing import service as publishing
from portal.search.indexing import rebuild
from portal.tenancy.scope import ScopeViolation
from tests.conftest import DISTRICT, PASSWORD, A, B, Browser
from tests.factories import Factory
from tests.media import samples
from tests.thorough import some

PORTALS = (A, B, DISTRICT)
ROLE = "tenant_admin"
"""Who asks at the desk: the role in which most is asked for."""
WORD = re.compile(rf"CANARY-({'|'.join(PORTALS)})-", re.IGNORECASE)
KEPT_AS = "leaks.json"
PUBLIC = (
    *(
        "/",
        "/tin-tuc/",
        "/van-ban/",
        "/thu-tuc/",
        "/lich-cong-tac/",
        "/gioi-thieu/",
        "/so-do-cong",
        "/khong-co",
    ),
    *(
        "/sitemap.xml",
        "/tin-tuc/feed.xml",
        "/van-ban/feed.xml",
        "/tim-kiem?q=canary",
        "/tim-kiem/goi-y?q=canary",
    ),
    *("/api/v1/news?limit=100", "/api/v1/legal-documents?limit=100", "/api/v1/search?q=canary&limit=50"),
)


@dataclass
class Stocked:
    """What was made of each portal: published and drafted things by kind, as (id, slug), and files."""

    public: dict[str, dict[str, tuple[int, str]]] = field(default_factory=dict)
    drafts: dict[str, dict[str, tuple[int, str]]] = field(default_factory=dict)
    files: dict[str, list[int]] = field(default_factory=dict)

    def keep(self, folder: Path) -> None:
        """Write it into an instance folder."""
        (folder / KEPT_AS).write_text(json.dumps(asdict(self)))


def kept(folder: Path) -> Stocked:
    """What was written into an instance folder."""
    return Stocked(**json.loads((folder / KEPT_AS).read_text()))


def stock(app: Flask, folder: Path) -> Stocked:
    """Make the things of the three portals, a person in each role, and the index."""
    factory, made = Factory(app), Stocked()
    for slug in PORTALS:
        word = f"CANARY-{slug}-"
        made.files[slug] = [_file(factory, slug, folder, f"{word}{width}.jpg", width) for width in (420, 460)]
        made.public[slug] = _things(factory, slug, word, publish=True, picture_id=made.files[slug][0])
        made.drafts[slug] = _things(
            factory, slug, f"{word}nhap", publish=False, picture_id=made.files[slug][1]
        )
        factory.legal(slug, title=f"{'CHUNG' if slug == DISTRICT else word} dùng chung", shared=True)
        _person(factory, slug)
    with app.app_context():
        rebuild()
    return made


def _things(
    factory: Factory, slug: str, word: str, *, publish: bool, picture_id: int
) -> dict[str, tuple[int, str]]:
    made = {
        "news": factory.news(
            slug, title=f"{word} tin", lead=word, body=word, picture_id=picture_id, publish=publish
        ),
        "legal": factory.legal(slug, title=f"{word} văn bản", excerpt=word, publish=publish),
        "procedure": factory.procedure(slug, name=f"{word} thủ tục", publish=publish),
        "page": factory.page(slug, title=f"{word} trang", body=word, publish=publish),
    }
    if not publish:
        made["schedule"] = factory.week(slug, title=f"{word} lịch", publish=False)
    return made


def _file(factory: Factory, slug: str, folder: Path, name: str, width: int) -> int:
    (folder / "upload").write_bytes(samples.picture(width, 300))
    with factory.acting(slug) as actor:
        row = store_file(folder / "upload", name, actor, alt=f"CANARY-{slug}-ảnh")
        publishing.commit()
        return row.id


def _person(factory: Factory, slug: str) -> None:
    with factory.app.app_context():
        user = create_user(address_at(slug), "Người quản trị", PASSWORD)
        grant(user, factory.tenant_id(slug), ROLE, is_district=slug == DISTRICT)
        db.session.commit()


def address_at(slug: str) -> str:
    """The e-mail address of who asks at the desk of this portal."""
    return f"{ROLE}@leaks.{slug}.example"


def foreign(said: str, own: str) -> set[str]:
    """The portals whose words stand in it, without the reader's own."""
    return {found[1].lower() for found in WORD.finditer(said)} - {own}


def words_of(answer: Any) -> str:
    """The headers and the body of an answer."""
    told = " ".join(f"{name}: {value}" for name, value in answer.headers.items())
    return unquote(f"{told}\n{answer.get_data().decode('utf-8', 'replace')}")


def _said(answer: Callable[[], Any]) -> str:
    """What is answered; nothing where a layer refuses the page of the error, too."""
    try:
        return words_of(answer())
    except ScopeViolation:
        return ""


def visits(app: Flask, made: Stocked) -> Iterator[tuple[str, str, str]]:
    """(portal, where, what is said) to visitors, of the own lists and of the things of all.

    At B first and then at A: what was kept for one must not be told to the other. The address that was asked
    for may be said again.
    """
    for slug in (B, A):
        visitor = Browser(app, slug)
        for where in (*PUBLIC, *addresses(made)):
            yield slug, where, _said(partial(visitor.get, where)).replace(where, "")


def addresses(made: Stocked) -> Iterator[str]:
    """The public addresses of every thing of every portal, drafts too."""
    for things in (*made.public.values(), *made.drafts.values()):
        for kind, (_id, slug) in things.items():
            before = {
                "news": "tin-tuc",
                "legal": "van-ban",
                "procedure": "thu-tuc",
                "page": "gioi-thieu",
            }.get(kind)
            if before:
                yield f"/{before}/{slug}"
                yield f"/{before}/{slug}/in"
    for numbers in made.files.values():
        for number in numbers:
            yield f"/tep/{number}/320.jpg"


def desk_rules(app: Flask, method: str) -> list[Any]:
    """The desk's addresses of one thing that take this method."""
    found = [one for one in app.url_map.iter_rules() if one.arguments == {"object_id"}]
    return sorted((one for one in found if method in (one.methods or ())), key=lambda one: str(one.rule))


def asked_at_the_desk(app: Flask, made: Stocked, method: str) -> Iterator[tuple[str, str, str]]:
    """(portal, where, what is said) at the desk of A: the own lists, and things of B and of the district."""
    person = Browser(app, A)
    _said(partial(person.sign_in, address_at(A)))
    if method == "GET":
        for where in (
            "/quan-tri/",
            *(f"/quan-tri/{one}/" for one in ("tin-tuc", "van-ban", "thu-tuc", "trang")),
        ):
            yield A, where, _said(partial(person.get, where))
    for number, rule in enumerate(some(desk_rules(app, method), 3)):
        found = re.match(r"desk_(\w+)\.", str(rule.endpoint))
        owner = (B, DISTRICT)[number % 2] if rule.endpoint.startswith("desk_news") else B
        thing = made.drafts[owner].get(found[1] if found else "") or made.drafts[owner]["news"]
        where = re.sub(r"<[^>]*object_id>", str(thing[0]), str(rule.rule))
        yield A, f"{method} {where}", _said(partial(_ask, person, method, where))


def _ask(person: Browser, method: str, where: str) -> Any:
    if method == "GET":
        return person.get(where)
    return person.post(where, {"reason": "thử", "title": "ĐÃ ĐỔI", "version": "1"})
