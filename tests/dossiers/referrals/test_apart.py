"""Each office sees its own: the district the extract and nothing else, the commune nothing of the district's notes."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from portal.dossiers import queries
from portal.dossiers import service as core
from portal.dossiers.models import Dossier
from portal.dossiers.referrals import carrying, landing, service
from portal.dossiers.referrals.models import Referral, Referred, ReferredPaper, ReferredReading
from portal.dossiers.tending import tend
from portal.extensions import db
from portal.papers import service as paper_service
from portal.papers.models import Paper
from portal.tenancy.scope import system_task
from tests.conftest import DISTRICT, A, B, Browser
from tests.dossiers.referrals.world import CANARY, IDENTITY, NAMED, Both
from tests.dossiers.world import local

SECRET = "Chim-Sơn-Ca-nội-bộ"


def _all_of(tenant_id: int) -> str:
    """Everything that the rows and papers of a portal say, opened."""
    found: list[str] = []
    with system_task("thử"):
        for kind in (Referral, Referred, ReferredPaper, ReferredReading, Paper, Dossier):
            for row in db.session.scalars(select(kind).where(kind.tenant_id == tenant_id)):
                found += [str(getattr(row, column.key)) for column in kind.__table__.columns]
                if isinstance(row, Paper):
                    found.append(paper_service.content(row).decode("latin-1"))
    return "\n".join(found)


def test_the_district_holds_the_extract_and_nothing_else(both: Both, app: Flask) -> None:
    both.sent()
    both.carry()
    with app.app_context():
        held = _all_of(both.above.tenant_id)
        below = _all_of(both.below.tenant_id)
    assert NAMED in held and "% so-do" in held
    for word in (CANARY, CANARY.encode().decode("latin-1"), IDENTITY, "0912345678", "to-khai", "nguon-goc"):
        assert word not in held, word
    assert CANARY in below and IDENTITY in below
    with both.above.working():
        assert {one.owner_mark for one in db.session.scalars(select(Paper))} == {""}


def test_the_commune_sees_nothing_of_the_districts_notes(both: Both, app: Flask) -> None:
    both.sent()
    both.carry()
    officer = both.above.people["officer1"]
    with both.district() as row:
        service.take(row, row.version, officer)
        service.note(row, SECRET, row.version, officer)
        service.answer(row, "Phù hợp.", row.version, officer)
    both.carry("2026-03-02 10:01")
    with app.app_context():
        assert SECRET in _all_of(both.above.tenant_id)
        assert SECRET not in _all_of(both.below.tenant_id)


def _desk(app: Flask, slug: str, name: str) -> Browser:
    made = Browser(app, slug)
    assert made.sign_in(f"{name}@{slug}.example").status_code == 302
    return made


def test_the_pages_of_both_sides(both: Both, app: Flask) -> None:
    both.sent()
    both.carry()
    officer, clerk = _desk(app, DISTRICT, "officer1"), _desk(app, A, "clerk")
    listing = officer.get("/quan-tri/lien-thong/").text
    with both.district() as row:
        here, code = f"/quan-tri/lien-thong/{row.id}", row.code
    assert code in listing and NAMED not in listing and CANARY not in listing
    page = officer.get(here)
    assert NAMED in page.text and CANARY not in page.text and "Nhận xử lý" in page.text

    def version() -> str:
        text: str = officer.get(here).text
        return text.split('name="version" value="')[1].split('"')[0]

    assert officer.post(f"{here}/nhan", {"version": version()}, token_from=here).status_code == 303
    said = officer.post(f"{here}/hoi", {"version": version(), "text": "Thửa nào?"}, token_from=here)
    assert said.status_code == 303
    again = officer.post(f"{here}/hoi", {"version": "1", "text": "x"}, token_from=here, follow_redirects=True)
    assert "việc này vừa thay đổi" in again.text
    with both.district() as row:
        paper = db.session.scalars(select(ReferredPaper)).one()
    answer = officer.get(f"{here}/giay-to/{paper.id}")
    assert answer.data.startswith(b"%PDF") and "attachment" in answer.headers["Content-Disposition"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert officer.get(f"{here}/giay-to/{paper.id}/1.webp").mimetype == "image/webp"
    assert officer.get(f"{here}/giay-to/{paper.id}/9.webp").status_code == 404
    with both.above.working():
        read = db.session.execute(select(ReferredReading.by_name, ReferredReading.what)).all()
        assert {tuple(one) for one in read} == {
            ("Cán bộ officer1", "dossier"),
            ("Cán bộ officer1", "paper"),
        }
    both.carry("2027-01-04 10:00")  # what was done by pages was done now
    assert "Chờ nơi gửi trả lời" in clerk.get("/quan-tri/lien-thong/da-gui/").text
    with both.commune() as (referral, _dossier):
        there = f"/quan-tri/lien-thong/da-gui/{referral.id}"
    assert "Thửa nào?" in clerk.get(there).text
    with both.commune() as (_referral, dossier):
        assert [one.by_name for one in queries.readings_of([dossier.id])] == ["Cán bộ clerk"]
    assert clerk.get(here).status_code == 404 and officer.get(there).status_code == 404


def test_other_communes_and_administrators_see_nothing(both: Both, app: Flask, signed_in: object) -> None:
    both.sent()
    both.carry()
    with both.district() as row:
        here = f"/quan-tri/lien-thong/{row.id}"
    admin = signed_in(DISTRICT, "district_admin")  # type: ignore[operator]
    assert admin.get(here).status_code == 403 and admin.get("/quan-tri/lien-thong/").status_code == 403
    other = signed_in(B, "case_officer")  # type: ignore[operator]
    assert other.get(here).status_code == 404 and other.get("/quan-tri/lien-thong/").status_code == 200


def test_with_the_dossier_the_district_forgets(both: Both, app: Flask) -> None:
    both.sent()
    both.carry()
    officer = both.above.people["officer1"]
    with both.district() as row:
        service.take(row, row.version, officer)
        service.note(row, SECRET, row.version, officer)
        service.answer(row, f"Phù hợp, {CANARY}.", row.version, officer)
    both.carry("2026-03-02 10:01")
    with both.commune() as (_referral, dossier):
        core.withdraw(dossier, both.below.citizen())
    with app.app_context():
        tend(local("2046-03-03 09:00"))
    both.carry("2046-03-03 09:01")
    with app.app_context():
        for tenant_id in (both.above.tenant_id, both.below.tenant_id):
            with system_task("thử"):
                rows = [
                    *db.session.scalars(select(Referred).where(Referred.tenant_id == tenant_id)),
                    *db.session.scalars(select(Referral).where(Referral.tenant_id == tenant_id)),
                ]
                assert rows and all(one.thread is None and one.answer is None for one in rows)
                assert all(one.state == "answered" and one.until for one in rows)  # what statistics count
        assert SECRET not in _all_of(both.above.tenant_id) and NAMED not in _all_of(both.above.tenant_id)


@pytest.mark.parametrize(
    "where", ["before the row", "after the papers", "at the answer", "before the commit"]
)
def test_what_dies_in_between_is_done_again_and_once(
    both: Both, app: Flask, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    both.sent()
    officer = both.above.people["officer1"]

    def dies(*_args: object, **_more: object) -> None:
        raise RuntimeError(f"killed, and {CANARY} must not be logged")

    with monkeypatch.context() as patched:
        target = {"before the row": "_message", "after the papers": "_back", "before the commit": "commit"}
        if where == "at the answer":
            patched.setattr(landing, "landed", dies)
        else:
            patched.setattr(carrying, target[where], dies)
        if where == "before the commit":
            with pytest.raises(RuntimeError):
                both.carry()
        else:
            assert both.carry() == 0
    with both.above.working():
        assert db.session.scalars(select(Referred)).all() == []
        assert db.session.scalars(select(Paper)).all() == []
    assert both.carry("2026-03-02 09:30") == 1
    with both.district() as row:
        assert len(db.session.scalars(select(ReferredPaper)).all()) == 1
        service.take(row, row.version, officer)
        service.answer(row, "Phù hợp.", row.version, officer)
    with monkeypatch.context() as patched:
        patched.setattr(landing, "_move", dies)
        assert both.carry("2026-03-02 10:01") == 0
    with both.commune() as (referral, dossier):
        assert referral.state != "answered" and dossier.step_key == "tham-dinh-huyen"
    assert both.carry("2026-03-02 10:30") == 1 and both.carry("2026-03-02 10:31") == 0
    with both.commune() as (referral, dossier):
        assert referral.state == "answered" and dossier.step_key == "tham-dinh"


def test_faults_of_carrying_name_no_one(
    both: Both, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    both.sent()

    def dies(*_args: object, **_more: object) -> None:
        raise RuntimeError(CANARY)

    monkeypatch.setattr(carrying, "_message", dies)
    with caplog.at_level("DEBUG"):
        assert both.carry() == 0
    assert "RuntimeError" in caplog.text and CANARY not in caplog.text
