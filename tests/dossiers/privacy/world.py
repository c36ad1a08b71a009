"""A citizen's account with a dossier in which every column and paper says something that is known again."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

from flask import Flask
from sqlalchemy import select

from portal.accounts.permissions import system_actor
from portal.citizens.export import export
from portal.citizens.models import Citizen
from portal.clock import utc_now
from portal.dossiers import drafts, moment, service
from portal.dossiers.models import Dossier
from portal.dossiers.submissions import GivenPaper
from portal.extensions import Base, db
from portal.papers import service as papers
from portal.papers.models import UPLOAD
from portal.papers.owners import owner_mark
from portal.sealing.columns import Sealed, SealedJSON
from portal.services.models import Service
from portal.tenancy.directory import directory
from portal.tenancy.scope import entered, reading, system_task
from tests.dossiers.world import Office, local
from tests.papers import samples

IDENTITY = "049190001234"


def citizen_of(app: Flask, number: int, name: str = "Nguyễn Thị Hồng Hạnh") -> Citizen:
    """An account that agreed."""
    with app.app_context(), system_task("thử"):
        one = Citizen(
            id=number,
            name=name,
            email=f"nguoi{number}@mau.example",
            consent_version="2026-12",
            consent_at=utc_now(),
        )
        db.session.add(one)
        db.session.commit()
        return db.session.scalars(select(Citizen).where(Citizen.id == number)).one()


def paper(office: Office, citizen_id: int | None, text: str, identity: str = IDENTITY) -> int:
    """A paper whose bytes say `text`."""
    row = papers.keep(
        samples.pdf() + f"\n% {text}\n".encode(),
        f"{text}.pdf",
        "giay-to",
        owner_mark(identity),
        UPLOAD,
        system_actor(office.tenant_id),
        citizen_id=citizen_id,
        read=False,
    )
    return row.id


def whole_life(office: Office, citizen_id: int, word: str, at: str = "2026-03-02 09:00") -> int:
    """A dossier that was asked back, charged, corrected, decided, returned and rated, and a draft beside it; `word`
    stands in everything that people write. The dossier's id."""
    person = office.citizen(citizen_id)
    with office.working(), moment.at(local(at)):
        dossier, _new = service.submit(
            office.submission(
                applicant=service.Applicant(
                    f"Trần {word}", IDENTITY, "1990-04-05", "0912345678", "a@mau.example", f"Thôn {word}"
                ),
                answers={"ho-ten": f"Trần {word}", "so-ban": 2},
                papers=[GivenPaper("giay-to", paper(office, citizen_id, word))],
                delivery_address={"detail": word},
                citizen_id=citizen_id,
            ),
            person,
        )
        clerk, officer = office.staff("clerk"), office.staff("officer1")
        service.receive(dossier, clerk, dossier.version, note=word)
        service.ask(dossier, clerk, dossier.version, [service.Wanted(word, word)], note=word)
        service.complete(dossier, person, text=word)
        service.correct(
            dossier, clerk, dossier.version, reason=word, answers={"ho-ten": f"Trần {word} Hai", "so-ban": 2}
        )
        service.pass_on(dossier, clerk, dossier.version, note=word)
        service.take(dossier, officer, dossier.version)
        service.decide(
            dossier, officer, dossier.version, outcome="xac-nhan", values={"noi-dung": word}, note=word
        )
        service.pass_on(dossier, officer, dossier.version, note=word)
        leader = office.staff("signatory")
        service.take(dossier, leader, dossier.version)
        service.sign(dossier, leader, dossier.version, note=word)
        service.finish(dossier, leader, dossier.version, note=word)
        service.hand_over(dossier, clerk, dossier.version, receiver=word, note=word)
        service.rate(dossier, person, access=5, attitude=4, pace=3, result=5, remark=word)
        draft = drafts.begin(db.session.scalars(select(Service)).first(), person)
        drafts.save(
            draft,
            answers={"ho-ten": f"Nháp {word}"},
            applicant=service.Applicant(f"Nháp {word}"),
            given={"giay-to": [paper(office, citizen_id, f"nhap-{word}")]},
            delivery_address={"detail": f"nháp {word}"},
        )
        db.session.commit()
        return dossier.id


def sealed_columns() -> Iterator[tuple[Any, Any]]:
    """(entity, column) of every sealed column of the installation."""
    for mapper in Base.registry.mappers:
        for column in mapper.local_table.columns:  # type: ignore[attr-defined]
            if isinstance(column.type, Sealed):
                yield mapper.class_, column


def fill_with_canaries(rows: list[Any]) -> dict[str, str]:
    """Write a word of its own into every sealed column of these rows: {table.column: word}."""
    told: dict[str, str] = {}
    for entity, column in sealed_columns():
        for row in rows:
            if type(row) is entity:
                name = f"{entity.__tablename__}.{column.key}"
                told[name] = word = f"chim:{name}:{row.id}"
                value: Any = word
                if isinstance(column.type, SealedJSON):
                    before = getattr(row, column.key)
                    value = (
                        [{"title": word, "lines": [["x", word]]}] if isinstance(before, list) else {"x": word}
                    )
                elif type(column.type) is Sealed:
                    value = word.encode()
                setattr(row, column.key, value)
    db.session.flush()
    return told


def taken_home(app: Flask, office: Office, number: int) -> tuple[dict[str, Any], str, bytes]:
    """The ZIP of a citizen: (data, page, all files joined)."""
    with app.test_request_context(headers={"Host": f"{office.slug}.localhost:8000"}):
        portal = directory().by_id(office.tenant_id)
        assert portal is not None
        with entered(reading(portal.id, portal.ancestors)):
            citizen = db.session.get(Citizen, number)
            assert citizen is not None
            file = export(citizen, portal)
            with zipfile.ZipFile(io.BytesIO(file.read())) as archive:
                names = archive.namelist()
                data = json.loads(archive.read("du-lieu.json"))
                page = archive.read("du-lieu.html").decode()
                rest = b"".join(archive.read(one) for one in names if one.startswith("giay-to/"))
            return data, page, rest


def only_dossier(number: int) -> Dossier:
    """The dossier of this id in the scope in force."""
    return db.session.scalars(select(Dossier).where(Dossier.id == number)).one()
