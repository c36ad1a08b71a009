"""Fills a portal with something of every kind that an export carries, through the rooms' verbs where there are such."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from PIL import Image
from sqlalchemy import func, select

from portal.accounts.permissions import Actor
from portal.accounts.service import actor_for, create_user, grant, user_by_email
from portal.alerts import service as alerts
from portal.clock import today, utc_now
from portal.content.carried import carried
from portal.desk.appearance import service as appearance
from portal.extensions import db
from portal.indicators.models import (
    Indicator,
    IndicatorEdit,
    IndicatorFigure,
    IndicatorReport,
    IndicatorRevision,
    IndicatorTarget,
)
from portal.ioc.warehouse.models import FigureTarget
from portal.ioc.watching.models import WatchRule
from portal.legal.models import LegalDocument
from portal.legal.relations import service as relations
from portal.media import service as media
from portal.media.library import describing
from portal.media.library import trash as media_trash
from portal.media.models import MediaFile, MediaUse
from portal.moving.addresses import key_of
from portal.moving.models import DONE, NEWS, Move, MovedItem, OldPath, OldPathDay
from portal.news.models import NewsItem
from portal.pages.models import Page
from portal.publishing import care, comments, corrections, own_words
from portal.publishing.models_care import ReviewReminder
from portal.publishing.models_workflow import DueAct
from portal.publishing.service import commit, withdraw
from portal.publishing.trash import trash
from portal.quality import service as quality
from portal.quality.decree import DUTIES
from portal.quality.models import Finding, QualityDay
from portal.results import templates_service as results
from portal.results.layout.shapes import Template
from portal.tenancy.directory import directory
from portal.tenancy.models import Tenant
from portal.tenancy.scope import editing, entered
from portal.visits.models import VisitDay
from portal.voice import settings as voice_settings
from portal.voice.cases.models import VoiceCase
from portal.voice.cases.pictures import HIDDEN
from portal.workdays import service as working_years
from portal.workdays.proposal import proposal
from tests.conftest import PASSWORD
from tests.factories import Factory
from tests.services import making as services
from tests.signing.made import blank_pdf
from tests.voice import factories as voice

PERSON = "Nguyễn Thị Thử"
PHONE = "0905 123 456"
UNSEEN = "LỜI CHƯA CÔNG KHAI"


def person(factory: Factory, slug: str, role: str = "tenant_admin") -> str:
    """An account of the portal; its e-mail."""
    with factory.app.app_context():
        email = f"{role}@{slug}.example"
        user = create_user(email, f"Bà {role}", PASSWORD)
        grant(user, factory.tenant_id(slug), role, is_district=False)
        db.session.commit()
        return email


def fill(factory: Factory, slug: str, folder: Path) -> None:
    """Something of every kind in the portal `slug`, most of it written by a person."""
    email = person(factory, slug)
    with factory.app.app_context():
        portal = directory().by_slug(slug)
        user = user_by_email(email)
        assert portal is not None and user is not None
        actor = actor_for(user, portal)
    above, _slug = factory.page(slug, title="Trang cha", publish=False)
    under, _slug = factory.page(slug, title="Trang con", parent_id=above)
    first, _slug = factory.legal(slug, title="Về việc thử")
    second, _slug = factory.legal(slug, title="Về việc sửa đổi", fields=["Đất đai"])
    factory.procedure(slug)
    factory.week(slug)
    news, _slug = factory.news(slug, tags=["nông thôn mới"])
    later, _slug = factory.news(slug, at=utc_now() + timedelta(days=3))
    gone, _slug = factory.news(slug, publish=False, title="Vào thùng rác")
    factory.synonym(slug)
    factory.promoted(slug)
    with factory.acting(slug):
        _files(factory, slug, actor, folder, news)
        _legal(first, second, actor)
        _desk(actor, news, under, later, gone)
        _old_addresses(actor, news)
        _board(actor, news)
        _settings(actor)
        _indicators(actor)
    _voice(factory, slug, folder, actor)


def _picture(folder: Path, name: str, colour: tuple[int, int, int]) -> Path:
    path = folder / name
    Image.new("RGB", (330, 220), colour).save(path)
    return path


def _files(factory: Factory, slug: str, actor: Actor, folder: Path, news: int) -> None:
    shown = media.store_file(
        _picture(folder, "anh bien.png", (0, 90, 140)), "anh bien.png", actor, alt="Biển"
    )
    describing.describe(shown, describing.Description("Biển Tam Hải", "Chú thích", "Nguồn", 20, 70), actor)
    unused = media.store_file(_picture(folder, "chua dung.png", (9, 9, 9)), "chua dung.png", actor)
    dropped = media.store_file(_picture(folder, "bo di.png", (99, 9, 9)), "bo di.png", actor)
    media_trash.trash(dropped, actor)
    pdf = folder / "van ban.pdf"
    pdf.write_bytes(blank_pdf())
    attached = media.store_file(pdf, "van ban.pdf", actor)
    item = db.session.scalars(select(NewsItem).where(NewsItem.id == news)).one()
    media.attach(attached, item, actor, title="Văn bản kèm theo")
    item.body = f"Nội dung\n\n![Biển](/tep/{shown.id}/320.webp)\n"
    media.note_uses(item, text=item.body)
    assert unused.id
    commit()


def _legal(first: int, second: int, actor: Actor) -> None:
    known = {one.id: one for one in db.session.scalars(select(LegalDocument))}
    relations.add(known[second], "amends", known[first], actor, anchors=["dieu-1"])


def _desk(actor: Actor, news: int, page: int, later: int, gone: int) -> None:
    items = {one.id: one for one in db.session.scalars(select(NewsItem))}
    trash(items[gone], actor)
    care.give(items[news], actor, actor.user_id, "Văn phòng")
    care.look_again(items[news], actor, today() + timedelta(days=30))
    care.add_note(items[news], "Gọi lại cho thôn 3", actor)
    said = comments.say("news", news, "Sửa tiêu đề", actor, to=(actor.user_id or 0, actor.name))
    comments.say("news", news, "Đã sửa", actor, parent=said)
    corrections.keep(items[news], "Tiêu đề khác", {"title": "Tiêu đề khác"}, 0, actor)
    own_words.add("Nhơn", actor)
    db.session.add_all(
        [
            ReviewReminder(tenant_id=actor.tenant_id, kind="news", object_id=news, review_on=today()),
            DueAct(
                tenant_id=actor.tenant_id,
                kind="news",
                object_id=later,
                event="publish",
                due_at=utc_now() + timedelta(days=3),
            ),
        ]
    )
    withdraw(db.session.scalars(select(Page).where(Page.id == page)).one(), actor, "Nội dung cũ")
    commit()
    draft = alerts.AlertDraft("bao", 3, "Bão số 9", "Vào nhà.", "Toàn xã", utc_now() + timedelta(days=2))
    alerts.issue(draft, actor, "phieu-1")
    services.published(actor)
    template = results.make("mau-thu", Template("Giấy thử", "GIẤY THỬ", "Nội dung."), actor)
    results.publish(template, template.version, actor)
    commit()
    year = proposal(today().year)
    working_years.keep(year, dict.fromkeys(year.worked, "Làm bù"), 0, actor, confirm=True)


def _old_addresses(actor: Actor, news: int) -> None:
    move = Move(
        tenant_id=actor.tenant_id, kind="wordpress", identity="cu.example", name="Cổng cũ", state=DONE
    )
    db.session.add(move)
    db.session.flush()
    item = MovedItem(
        move_id=move.id, key="1", outcome="made", kind=NEWS, object_id=news, troubles=[["x", "y"]]
    )
    old = OldPath(
        key=key_of("/cu.html"), address="/cu.html", kind=NEWS, object_id=news, move_id=move.id, hits=2
    )
    hand = OldPath(key=key_of("/lich"), address="/lich", kind="path", target="/lich-cong-tac/", by_hand=True)
    db.session.add_all([item, old, hand])
    db.session.flush()
    db.session.add(OldPathDay(old_path_id=old.id, day=today(), count=2))
    db.session.add(VisitDay(day=today(), act="read", path="/", count=7))
    commit()


def _board(actor: Actor, news: int) -> None:
    draft = quality.DutyDraft(30, None, "", "", actor.user_id, "")
    quality.settle(DUTIES[0].code, draft, 0, actor)
    finding = Finding(kind="news", object_id=news, rule="link", place="/khong-co", title="Tin")
    db.session.add(finding)
    db.session.flush()
    quality.ignore(finding, "Trang ngoài tạm hỏng", actor)
    db.session.add(QualityDay(day=today(), counts={"link": 1}))
    commit()


def _indicators(actor: Actor) -> None:
    asked = Indicator(
        code="dan-so",
        name="Dân số",
        unit="người",
        field="dan-so",
        period="year",
        active_from=date(2020, 1, 1),
    )
    report = IndicatorReport(
        period_key="2025",
        first_day=date(2025, 1, 1),
        last_day=date(2025, 12, 31),
        due_on=date(2026, 1, 20),
        state="approved",
        writer_id=actor.user_id,
    )
    watched = WatchRule(
        tenant_id=actor.tenant_id, quantity="dossiers_late", threshold=300, calm=0, severity=2, units="own"
    )
    yearly = FigureTarget(tenant_id=actor.tenant_id, figure="dossiers_in_time", year=2026, hundredths=9500)
    aim = IndicatorTarget(tenant_id=actor.tenant_id, code="dan-so", year=2026, unit="tam-hai", value=10500)
    asked.tenant_id = report.tenant_id = actor.tenant_id
    db.session.add_all([asked, report, aim, watched, yearly])
    db.session.flush()
    edit = IndicatorEdit(tenant_id=actor.tenant_id, indicator_id=asked.id, number=1, data={"name": "Dân số"})
    figure = IndicatorFigure(tenant_id=actor.tenant_id, report_id=report.id, code="dan-so", value=10321)
    db.session.add_all([edit, figure])
    db.session.flush()
    first = IndicatorRevision(
        tenant_id=actor.tenant_id, figure_id=figure.id, number=1, value=10321, asker_id=actor.user_id
    )
    db.session.add(first)
    commit()


def _settings(actor: Actor) -> None:
    picture = db.session.scalars(select(MediaFile).where(MediaFile.kind == "picture").limit(1)).one()
    part = {
        "responsible": "Bà Chủ tịch",
        "banner": f"/tep/{picture.id}/320.webp",
        "menu": [{"key": "", "label": "Du lịch", "target": "/gioi-thieu/"}],
        "home": [{"kind": "news", "count": 3}],
    }
    appearance.save(part, 0, actor, "Giao diện")
    tenant = db.session.scalars(select(Tenant).where(Tenant.id == actor.tenant_id)).one()
    tenant.settings = tenant.settings | {"four_eyes": True, "review_months": {"news": 6}}
    commit()
    voice_settings.save_settings(voice_settings.VoiceSettings(question_days=5, areas=("Thôn 1",)), actor)


def _voice(factory: Factory, slug: str, folder: Path, actor: Actor) -> None:
    draft, _slug = voice.consultation(
        factory,
        slug,
        summary="Đã tiếp thu.",
        groups=[{"group": "Dân", "opinions": "Nên có", "answer": "Ghi"}],
    )
    voice.poll(factory, slug)
    open_case = voice.case(factory, slug, title=UNSEEN, text=f"{UNSEEN} của {PERSON}")
    answered = voice.case(factory, slug, state="published", title="Hỏi về đất", text="Đất vườn thì sao?")
    voice.case(
        factory, slug, "comment", state="published", consultation_id=draft, title="Góp ý", text="Nên dài hơn"
    )
    report = voice.case(factory, slug, "report", state="published", area="Thôn 1", lat=15.49, lon=108.65)
    with factory.acting(slug):
        hidden = media.store_file(_picture(folder, "dan gui.png", (200, 1, 1)), "dan gui.png", actor)
        shown = media.store_file(_picture(folder, "da sua.png", (1, 200, 1)), "da sua.png", actor)
        for row, kind, case in (
            (hidden, HIDDEN, report),
            (hidden, HIDDEN, open_case),
            (shown, "report", report),
        ):
            db.session.add(MediaUse(kind=kind, object_id=case, media_id=row.id, role="picture"))
        twin = db.session.scalars(select(VoiceCase).where(VoiceCase.id == open_case)).one()
        twin.merged_into_id, twin.assignee_id = answered, actor.user_id
        commit()


def counts(factory: Factory, slug: str) -> dict[str, int]:
    """How many rows the portal has of each table that an export carries."""
    with factory.app.app_context(), entered(editing(factory.tenant_id(slug))):
        found = {}
        for name, one in carried().items():
            mine = one.table.c.tenant_id == factory.tenant_id(slug)
            found[name] = db.session.scalar(select(func.count()).select_from(one.table).where(mine)) or 0
        return found
