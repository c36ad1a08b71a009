"""Drafts for comment go to other portals like news; what citizens say of them is gathered at the original."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from portal.clock import today
from portal.extensions import db
from portal.sharing import service as sharing
from portal.sharing.models import FOLLOW
from portal.voice.cases.models import VoiceCase
from portal.voice.consultations import service
from portal.voice.consultations.models import Consultation
from tests.conftest import DISTRICT, A, B, Browser
from tests.factories import Factory
from tests.sharing.sending import carry, copy_in, states
from tests.voice.citizen import hidden
from tests.voice.factories import consultation

Make = Callable[..., Browser]
ORIGINAL = "http://localhost:8000/gop-y/"


def _sent(app: Flask, factory: Factory, **more: object) -> tuple[int, str]:
    made, slug = consultation(factory, DISTRICT, title="Quy chế hồ chứa", body="Điều 1. Bản đầu", **more)
    with factory.acting(DISTRICT) as actor:
        found = db.session.scalars(select(Consultation)).one()
        sharing.send(found, found.title, [factory.tenant_id(A)], FOLLOW, "", actor)
    carry(app)
    return made, slug


def _summarise(factory: Factory, summary: str) -> None:
    with factory.acting(DISTRICT) as actor:
        found = db.session.scalars(select(Consultation)).one()
        draft = service.ConsultationDraft(
            title=found.title,
            opens_on=found.opens_on - timedelta(days=30),
            closes_on=today() - timedelta(days=1),
            body=found.body,
            summary=summary,
            groups=[{"group": "Thời hạn", "opinions": "Ngắn quá", "answer": "Kéo dài"}],
        )
        service.save(found, draft, found.version, actor)


def test_a_commune_shows_the_districts_draft_and_leads_to_its_door(app: Flask, factory: Factory) -> None:
    _made, slug = _sent(app, factory)
    citizen = Browser(app, A)
    page = citizen.get(f"/gop-y/{slug}").text
    assert "Điều 1. Bản đầu" in page and "Quy chế hồ chứa" in citizen.get("/gop-y/").text
    assert f'<link rel="canonical" href="{ORIGINAL}{slug}">' in page
    assert f'href="{ORIGINAL}{slug}/gui"' in page  # one place where all is gathered
    assert "Đã nhận" not in page  # how many came is known there
    assert citizen.get(f"/gop-y/{slug}/gui").location == f"{ORIGINAL}{slug}/gui"
    assert f"/gop-y/{slug}" not in citizen.get("/sitemap.xml").text
    assert Browser(app, B).get(f"/gop-y/{slug}").status_code == 404
    assert set(states(factory, DISTRICT).values()) == {"shown"}


def test_the_summary_follows_and_so_does_the_end(app: Flask, factory: Factory) -> None:
    _made, slug = _sent(app, factory)
    _summarise(factory, "Đã nhận **bốn** ý kiến.")
    carry(app)
    page = Browser(app, A).get(f"/gop-y/{slug}").text
    assert "<strong>bốn</strong>" in page and "Kéo dài" in page and "/gui" not in page


def test_a_text_of_its_own_takes_comments_itself(app: Flask, factory: Factory, signed_in: Make) -> None:
    _made, slug = _sent(app, factory)
    copy, desk, citizen = copy_in(factory, A), signed_in(A, "approver"), Browser(app, A)
    where = f"/quan-tri/gop-y/{copy.object_id}"
    assert "Bản sao theo bản gốc" in desk.get(where).text
    assert "Nhận góp ý" in desk.get(f"/quan-tri/chia-se/{copy.id}").text
    desk.post(f"/quan-tri/chia-se/{copy.id}/tach")
    with factory.acting(A):
        mine = db.session.scalars(select(Consultation)).one()
        values = {
            "version": str(mine.version),
            "title": mine.title,
            "body": "Điều 1. Riêng của xã",
            "opens_on": str(mine.opens_on),
            "closes_on": str(mine.closes_on),
        }
    assert desk.post(where, values).status_code == 302
    form = citizen.get(f"/gop-y/{slug}/gui")
    assert form.status_code == 200 and f'href="/gop-y/{slug}/gui"' in citizen.get(f"/gop-y/{slug}").text
    letter = {"title": "Nên cắm mốc", "text": "Đề nghị cắm mốc quanh hồ.", "consent": "y"}
    assert citizen.post(f"/gop-y/{slug}/gui", hidden(form.text) | letter).status_code == 303
    with factory.acting(A):
        assert db.session.scalars(select(VoiceCase.title)).all() == ["Nên cắm mốc"]


def test_what_was_written_while_the_copy_began_to_follow_again_is_not_lost(
    app: Flask, factory: Factory, signed_in: Make
) -> None:
    _made, slug = _sent(app, factory)
    copy, desk, citizen = copy_in(factory, A), signed_in(A, "approver"), Browser(app, A)
    desk.post(f"/quan-tri/chia-se/{copy.id}/tach")
    with factory.acting(A) as actor:
        mine = db.session.scalars(select(Consultation)).one()
        draft = service.ConsultationDraft("Của xã", mine.opens_on, mine.closes_on)
        service.save(mine, draft, mine.version, actor)
    form = hidden(citizen.get(f"/gop-y/{slug}/gui").text)
    desk.post(f"/quan-tri/chia-se/{copy.id}/theo-lai")
    assert citizen.get(f"/gop-y/{slug}/gui").location == f"{ORIGINAL}{slug}/gui"
    letter = {"title": "Nên cắm mốc", "text": "Đề nghị cắm mốc quanh hồ.", "consent": "y"}
    assert citizen.post(f"/gop-y/{slug}/gui", form | letter).status_code == 303
