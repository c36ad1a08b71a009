"""The portal of the handbook's pictures: people of a commune, and a few things in their hands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from portal import create_app
from portal.accounts.permissions import Actor
from portal.accounts.service import create_user, grant
from portal.alerts import service as alerts
from portal.alerts.hazards import BY_CODE
from portal.clock import today, utc_now
from portal.config import Settings
from portal.extensions import db
from portal.news import queries as news_queries
from portal.news import service as news
from portal.publishing import comments, workflow
from portal.quality.checking import check_portal
from portal.sharing import service as sharing
from portal.tenancy.directory import Portal, directory
from portal.tenancy.scope import editing, entered
from portal.visits.models import VisitDay
from portal.voice.cases import service as voice
from portal.voice.cases.receiving import Letter, Sender, citizen, receive
from portal.web.freshness import GLOBAL_SLOT, versions

COMMUNE = "tam-hai"
PASSWORD = "mat-khau-trong-sach-huong-dan"
PEOPLE = {
    "author": ("lan@tamhai.example", "Trần Thị Lan"),
    "approver": ("hung@tamhai.example", "Nguyễn Văn Hùng"),
    "tenant_admin": ("phuong@tamhai.example", "Lê Thị Phượng"),
}
DISTRICT = "nui-thanh"
DISTRICT_EDITOR = ("tam@nuithanh.example", "Võ Minh Tâm")
VACCINATION = """Bố mẹ mang theo sổ tiêm của trẻ. Trẻ đang sốt thì báo trạm y tế để hẹn ngày khác.

| Ngày | Giờ |
|---|---|
| Thứ Ba | 07:30 – 10:30 |
| Thứ Tư | 07:30 – 10:30 |
"""
LETTERS = (
    ("Đèn đường thôn Thuận An hỏng đã lâu", "Đoạn từ bến phà vào chợ tối, học sinh đi học về khó khăn."),
    ("Đăng ký khai sinh cho con cần giấy gì?", "Con tôi sinh tháng trước, xin hỏi cần mang theo giấy tờ gì?"),
)
SLIPS = """Điện lực xẽ cắt điện từ 7 giờ  đến 11 giờ , sáng Chủ nhật để sữa chữa đường giây.

Bà con xem lịch [tại đây](/lich-cong-tac/).
"""
BODY = """Sáng nay, bến phà Tam Hải đón chuyến đầu tiên của tuyến mới, chở học sinh và bà con tiểu thương qua sông.

## Giờ chạy

| Chuyến | Rời bến Tam Hải | Rời bến Tam Quang |
|---|---|---|
| 1 | 05:30 | 06:00 |
| 2 | 06:30 | 07:00 |

Bà con cần biết thêm, xem [lịch công tác](/lich-cong-tac/) của Ủy ban nhân dân xã.
"""


@dataclass
class Made:
    """Ids of the things that the pictures show."""

    draft: int = 0
    submitted: int = 0
    published: int = 0
    with_hints: int = 0
    shared: int = 0


def furnish(instance: Path) -> Made:
    """People, things in several states, remarks, visits, letters of citizens, through the rooms' own verbs."""
    app = create_app(Settings(instance=str(instance), second_factor="optional", argon2_memory_kib=64))
    with app.app_context():
        directory().refresh(versions().read(GLOBAL_SLOT))
        commune, district = directory().by_slug(COMMUNE), directory().by_slug(DISTRICT)
        assert commune is not None and district is not None
        actors = {role: _person(role, *who, commune) for role, who in PEOPLE.items()}
        with entered(editing(commune.id)):
            made = _write(actors)
            _read(commune.id, made)
        _hear(commune, actors["approver"])
        editor = _person("district_editor", *DISTRICT_EDITOR, district)
        with entered(editing(district.id)):
            made.shared = _share(editor)
        check_portal(commune.id)
        db.session.remove()
        db.engine.dispose()
    return made


def _person(role: str, email: str, name: str, portal: Portal) -> Actor:
    user = create_user(email, name, PASSWORD)
    grant(user, portal.id, role, is_district=portal.is_district)
    db.session.commit()
    return Actor(user.id, name, portal.id, frozenset({role}))


def _write(actors: dict[str, Actor]) -> Made:
    author, approver = actors["author"], actors["approver"]
    section = news_queries.sections()[0].id

    def item(title: str, lead: str, body: str = BODY) -> int:
        return news.create(news.NewsDraft(section_id=section, title=title, lead=lead, body=body), author).id

    made = Made()
    made.draft = item("Tập huấn sơ cứu đuối nước cho giáo viên", "Trạm y tế xã mở lớp tập huấn hai ngày.")
    made.submitted = item(
        "Tuyến phà mới Tam Hải – Tam Quang chạy từ thứ Hai", "Mỗi ngày bốn chuyến, học sinh được miễn vé."
    )
    made.with_hints = item(
        "Thông báo lịch cắt điện để sửa chữa", "Điện lực cắt điện khu vực chợ sáng Chủ nhật.", SLIPS
    )
    made.published = item("Lễ hội cầu ngư Tam Hải năm 2026", "Lễ hội diễn ra trong hai ngày tại lăng Ông.")
    workflow.submit(_load(made.submitted), author)
    said = "Đoạn giờ chạy cần ghi thêm số điện thoại bến phà."
    comments.say("news", made.submitted, said, approver, quote="Giờ chạy")
    workflow.publish(_load(made.published), approver)
    db.session.commit()
    live = _load(made.published)
    later = news.NewsDraft(
        section_id=section,
        title=live.title,
        lead="Lễ hội diễn ra trong ba ngày tại lăng Ông, thôn Thuận An.",
        body=BODY.replace("05:30", "05:15"),
    )
    news.save(live, later, live.version, approver)
    notice = alerts.AlertDraft(
        hazard="bao",
        level=3,
        title="Bão số 12 vào bờ đêm nay, tàu thuyền không ra khơi",
        text=BY_CODE["bao"].advice,
        area="các thôn ven biển",
        until=utc_now() + timedelta(hours=30),
        source="Đài Khí tượng Thủy văn khu vực Trung Trung Bộ",
    )
    alerts.issue(notice, approver, "")
    return made


def _hear(portal: Portal, approver: Actor) -> None:
    """Two letters of citizens: one that is new, one in somebody's hands."""
    for at, (title, text) in enumerate(LETTERS):
        sender = Sender(name="Người dân xã Tam Hải", consent="Tôi đồng ý")
        letter = Letter("question", title, text, f"so-tay-{at}", sender, may_publish=True)
        with entered(editing(portal.id)):
            case, _new = receive(letter, portal, citizen(portal))
            db.session.commit()
            if at:
                voice.accept(case, approver)
                voice.assign(case, None, "Công chức tư pháp – hộ tịch", approver)


def _share(editor: Actor) -> int:
    """A notice of the district that goes to communes below it: to some as a copy, to one as a suggestion."""
    section = news_queries.sections()[0].id
    title = "Lịch tiêm vắc-xin sởi cho trẻ từ 1 đến 5 tuổi"
    draft = news.NewsDraft(
        section_id=section, title=title, lead="Tiêm miễn phí tại trạm y tế xã.", body=VACCINATION
    )
    thing = news.create(draft, editor)
    workflow.publish(thing, editor)
    db.session.commit()
    below = [one.id for one in sharing.recipients(editor)]
    sharing.send(thing, title, below[:3], "follow", "", editor)
    sharing.send(thing, title, below[3:4], "suggest", "Nhờ xã bổ sung giờ tiêm tại trạm.", editor)
    return thing.id


def _load(object_id: int) -> news_queries.NewsItem:
    found = news_queries.by_id(object_id)
    assert found is not None
    return found


def _read(tenant_id: int, made: Made) -> None:
    """Thirty days of reading, with quiet weekends."""
    slug = _load(made.published).slug
    for back in range(30):
        day: date = today() - timedelta(days=back)
        many = 40 if day.weekday() > 4 else 90 + (back * 37) % 60
        for path, count in (("/", many), (f"/tin-tuc/{slug}", many // 2), ("/thu-tuc/", many // 3)):
            db.session.add(VisitDay(tenant_id=tenant_id, day=day, act="view", path=path, count=count))
        db.session.add(
            VisitDay(tenant_id=tenant_id, day=day, act="search", path="/tim-kiem", count=many // 8)
        )
    db.session.commit()
