"""Two clerks in one form of taking in: the second is told, and nobody's words or scans vanish."""

from __future__ import annotations

import re

from sqlalchemy import func, select

from portal.dossiers import queries
from portal.dossiers.models import Dossier
from portal.dossiers.models_aside import DossierDraft
from portal.extensions import db
from portal.papers.models import Paper
from tests.conftest import Browser
from tests.dossiers.counter.conftest import At
from tests.dossiers.counter.test_intake import TYPED, begun, scan
from tests.dossiers.world import Office


def opened(browser: Browser, page: str) -> dict[str, str]:
    """The hidden inputs of the form as somebody has it open."""
    text = browser.get(page).text
    return {name: _hidden(text, name) for name in ("key", "version")}


def _hidden(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', text)
    assert found is not None
    return found[1]


def test_the_second_is_told_and_both_texts_stand_side_by_side(office: Office, at_desk: At) -> None:
    first, second = at_desk("clerk"), at_desk("clerk2")
    page, _key = begun(first, office)
    one, other = opened(first, page), opened(second, page)
    theirs = TYPED | {"viec": "luu", "phone": "0905000111", "address": "Thôn 4", "f.so-ban": "3"}
    assert first.post(page, theirs | one).status_code == 200
    mine = TYPED | {"viec": "luu", "phone": "0905000222", "address": "", "f.so-ban": "5"}
    answer = second.post(page, mine | other)
    assert answer.status_code == 409 and "có người vừa lưu" in answer.text
    assert "0905000111" in answer.text and 'value="0905000222"' in answer.text
    assert 'value="5"' in answer.text and 'value="Thôn 4"' in answer.text  # left empty: what the other wrote
    with office.working():
        draft = db.session.scalars(select(DossierDraft)).one()
        assert (draft.applicant or {})["phone"] == "0905000111" and (draft.answers or {})["so-ban"] == 3
    settled = mine | {"key": other["key"], "version": _hidden(answer.text, "version")}
    assert second.post(page, settled).status_code == 200
    with office.working():
        draft = db.session.scalars(select(DossierDraft)).one()
        assert (draft.applicant or {})["phone"] == "0905000222" and (draft.answers or {})["so-ban"] == 5


def test_the_second_does_not_enter_over_what_they_have_not_seen(office: Office, at_desk: At) -> None:
    first, second = at_desk("clerk"), at_desk("clerk2")
    page, _key = begun(first, office)
    one, other = opened(first, page), opened(second, page)
    assert first.post(page, TYPED | {"viec": "luu", "f.so-ban": "3"} | one).status_code == 200
    sent = TYPED | {"viec": "tiep-nhan", "file.giay-to": scan()} | other
    answer = second.post(page, sent, content_type="multipart/form-data")
    assert answer.status_code == 409 and "quet.jpg" in answer.text
    with office.working():
        assert db.session.scalar(select(func.count()).select_from(Dossier)) == 0
        assert db.session.scalar(select(func.count()).select_from(Paper)) == 1  # the scan stays
    sent = TYPED | {"viec": "tiep-nhan", "key": other["key"], "version": _hidden(answer.text, "version")}
    assert second.post(page, sent).status_code == 303


def test_a_scan_of_the_first_is_not_taken_away_unseen(office: Office, at_desk: At) -> None:
    first, second = at_desk("clerk"), at_desk("clerk2")
    page, _key = begun(first, office)
    other = opened(second, page)
    sent = TYPED | {"viec": "luu", "file.giay-to": scan()} | opened(first, page)
    assert first.post(page, sent, content_type="multipart/form-data").status_code == 200
    with office.working():
        number = db.session.scalars(select(Paper.id)).one()
    pressed = TYPED | {"drop": str(number), "phone": "0905000222"} | other
    assert second.post(page, pressed).status_code == 409
    with office.working():
        assert db.session.scalar(select(func.count()).select_from(Paper)) == 1


def test_the_same_saved_twice_is_no_quarrel(office: Office, at_desk: At) -> None:
    clerk = at_desk("clerk")
    page, _key = begun(clerk, office)
    sent = TYPED | {"viec": "luu"} | opened(clerk, page)
    assert [clerk.post(page, sent).status_code for _time in range(2)] == [200, 200]


def test_who_comes_after_the_dossier_was_entered_sees_what_differs(office: Office, at_desk: At) -> None:
    first, second = at_desk("clerk"), at_desk("clerk2")
    page, _key = begun(first, office)
    one, other = opened(first, page), opened(second, page)
    entered = first.post(page, TYPED | {"viec": "tiep-nhan"} | one)
    assert entered.status_code == 303
    assert second.post(page, TYPED | {"viec": "tiep-nhan"} | other).location == entered.location
    answer = second.post(page, TYPED | {"viec": "tiep-nhan", "f.so-ban": "9"} | other)
    assert answer.status_code == 409 and "Có người vừa tiếp nhận hồ sơ này" in answer.text
    with_file = TYPED | {"viec": "tiep-nhan", "file.giay-to": scan("sau.jpg")} | other
    answer = second.post(page, with_file, content_type="multipart/form-data")
    assert answer.status_code == 409 and "sau.jpg" in answer.text
    with office.working():
        dossier = db.session.scalars(select(Dossier)).one()
        assert (dossier.answers or {})["so-ban"] == 2
        assert "Cán bộ clerk2" in {one.by_name for one in queries.readings_of([dossier.id])}


def test_answers_to_questions_of_the_guide_come_back(office: Office, at_desk: At) -> None:
    clerk = at_desk("clerk")
    page, key = begun(clerk, office)
    assert clerk.post(page, TYPED | {"key": key, "viec": "luu"}).status_code == 200
    with office.working():
        assert db.session.scalars(select(DossierDraft)).one().guide_answers == {}


def test_what_is_put_off_is_kept(office: Office, at_desk: At) -> None:
    clerk = at_desk("clerk")
    page, key = begun(clerk, office)
    answer = clerk.post(page, TYPED | {"key": key, "viec": "de-sau", "phone": "0905000333"})
    assert answer.status_code == 303 and page in clerk.get(answer.location).text
    assert "0905000333" in clerk.get(page).text
