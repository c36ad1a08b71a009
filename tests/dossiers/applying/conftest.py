"""A service that is open, and a citizen at the door of it with a telephone's photos."""

from __future__ import annotations

import copy
import io
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from portal.dossiers.models import Dossier
from portal.dossiers.models_aside import DossierDraft
from portal.extensions import db
from portal.services import queries as services
from portal.services import service as verbs
from portal.services.definition.reading import from_json
from portal.services.models import Service
from portal.tenancy.scope import all_tenants, editing, entered
from tests.citizens.conftest import arrived, post
from tests.conftest import A, Browser
from tests.factories import Factory
from tests.papers import photos
from tests.services.making import committed

CHILD = {"f.ho-ten": "Nguyễn Văn An", "f.ngay-sinh": "01/11/2026", "f.sinh-o": "trong-nuoc", "f.ban-sao": "2"}
MOTHER = {"f.me-so": "049190001234", "f.me-dien-thoai": "0905 123 456"}
WHO = {
    "f.name": "Nguyễn Thị Sáu",
    "f.identity": "049190001234",
    "f.phone": "0905 123 456",
    "f.delivery": "truc-tuyen",
}


def photo(seed: int = 1, **way: Any) -> bytes:
    """A photo of a page as a telephone takes it (JPEG)."""
    taken, _corners = photos.taken(photos.drawn(photos.words(seed)), photos.Way(longer=1800, **way), seed)
    return jpeg(taken)


def jpeg(picture: Image.Image) -> bytes:
    """A picture as a JPEG file."""
    held = io.BytesIO()
    picture.save(held, "JPEG", quality=85)
    return held.getvalue()


class Applicant:
    """Somebody who fills in a form in a browser, page by page."""

    def __init__(self, app: Flask, browser: Browser, slug: str) -> None:
        self.app, self.browser, self.slug, self.key = app, browser, slug, ""

    @property
    def base(self) -> str:
        """Where the pages of the draft stand."""
        return f"/ho-so/nhap/{self.key}"

    def begin(self, **answers: str) -> None:
        """Agree, and begin a draft."""
        where = f"/ho-so/nop/{self.slug}"
        given = {"noi-sinh": "trong-nuoc", "ho-ngheo": "khong"} | answers
        page = where + "?" + urlencode(given)
        answer = self.browser.post(where, {"dong_y": "1"} | given, token_from=page)
        assert answer.status_code == 303, answer.text
        self.key = re.search(r"/ho-so/nhap/([^/]+)/", answer.headers["Location"])[1]  # type: ignore[index]

    def fill(self, part: str, values: dict[str, Any], how: str = "", **more: Any) -> Any:
        """Send a part of the form as its page sends it."""
        where = f"{self.base}/{part}"
        page = self.browser.get(where).text
        seen = more.pop("seen", None) or re.search(r'name="thay" value="(\w*)"', page)[1]  # type: ignore[index]
        return self.browser.post(where, {"thay": seen, "luu": how} | values, token_from=where, **more)

    def give(self, key: str, *files: tuple[bytes, str], part: bool = False) -> Any:
        """Send files for a paper."""
        where = f"{self.base}/giay-to"
        data = {"tep": [(io.BytesIO(data), name) for data, name in files]}
        headers = {"HX-Request": "true"} if part else {}
        return self.browser.post(f"{where}/{key}", data, token_from=where, headers=headers)

    def act(self, key: str, paper_id: int, act: str) -> Any:
        """Press a button of a piece."""
        where = f"{self.base}/giay-to"
        return self.browser.post(f"{where}/{key}/{paper_id}/{act}", token_from=where)

    def pieces(self, key: str) -> list[int]:
        """What was given for a paper so far."""
        with self.app.app_context(), all_tenants("thử"):
            draft = db.session.scalar(select(DossierDraft).where(DossierDraft.draft_key == self.key))
            return list(draft.papers.get(key, [])) if draft is not None else []

    def draft(self) -> Any:
        """The draft as it is kept."""
        with self.app.app_context(), all_tenants("thử"):
            return db.session.scalar(select(DossierDraft).where(DossierDraft.draft_key == self.key))

    def filled(self) -> None:
        """Begin and fill in everything, papers too."""
        self.begin()
        assert self.fill("nguoi-nop", WHO).status_code == 303
        assert self.fill("khai/tre", CHILD).status_code == 303
        assert self.fill("khai/me", MOTHER).status_code == 303
        assert self.give("chung-sinh", (photo(), "IMG_1.jpg")).status_code == 303

    def hand_in(self, **values: str) -> Any:
        """Press the last button."""
        where = f"{self.base}/xem-lai"
        token = self.browser.token(where) or self.browser.token("/tai-khoan/thong-tin")
        form = {"csrf_token": token, "cam_doan": "1"} | values
        return self.browser.client.post(f"{self.base}/nop", data=form, headers=self.browser.headers)


def dossiers(app: Flask) -> list[Dossier]:
    """All dossiers of all portals."""
    with app.app_context(), all_tenants("thử"):
        return list(db.session.scalars(select(Dossier).order_by(Dossier.id)))


@pytest.fixture()
def birth(factory: Factory) -> tuple[int, str]:
    """(id, slug) of a service that is open, where somebody receives dossiers."""
    factory.clerk(A)
    return committed(factory, A)


@pytest.fixture()
def applicant(app: Flask, birth: tuple[int, str], arrived: Callable[..., Browser]) -> Applicant:
    """A citizen who is signed in."""
    return Applicant(app, arrived(), birth[1])


@pytest.fixture()
def another(app: Flask, birth: tuple[int, str], arrived: Callable[..., Browser]) -> Applicant:
    """Another one."""
    return Applicant(app, arrived("nguoi.khac@example.vn"), birth[1])


def publish_anew(
    app: Flask, factory: Factory, service_id: int, change: Callable[[dict[str, Any]], None]
) -> None:
    """Publish a changed version of a service."""
    from tests.services.defining import BIRTH

    data = copy.deepcopy(BIRTH)
    change(data)
    with factory.acting(A) as actor:
        held = services.by_id(service_id)
        assert held is not None
        verbs.save_draft(held, from_json(data), held.version, actor)
        verbs.publish(held, held.version, actor)
        db.session.commit()


__all__ = ["Applicant", "Service", "arrived", "editing", "entered", "post"]
