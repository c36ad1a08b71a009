"""Working copies through the public door: kept without revisions, offered again, one person's alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from portal.clock import utc_now
from portal.extensions import db
from portal.publishing import working_copies
from portal.publishing.models import AuditEntry, Revision
from portal.publishing.models_writing import WorkingCopy
from portal.tenancy.scope import all_tenants, system_task
from tests.conftest import A, B, Browser
from tests.factories import Factory
from tests.screens.forms import form_of, save, text
from tests.screens.four_eyes import ask_for_four_eyes

Make = Callable[..., Browser]
NEWS = "/quan-tri/tin-tuc"
BODY = "Họp ngày 25/11/2026 tại hội trường xã.\n\nMời bà con đến dự đông đủ.\n\nMang theo sổ hộ nghèo."
TAB, OTHER_TAB = "tab-" + "a" * 16, "tab-" + "b" * 16


def tell(browser: Browser, where: str, form: dict[str, Any], seq: int, tab: str = TAB, **changed: Any) -> Any:
    """What a tab sends while somebody writes."""
    target = f"{where.removesuffix('/moi')}/ban-lam"
    return browser.post(target, form | changed | {"tab": tab, "seq": str(seq)})


def press_save(
    browser: Browser, where: str, form: dict[str, Any], seq: int, tab: str = TAB, **changed: Any
) -> Any:
    """The button, as a tab with scripts sends it."""
    return browser.post(where, form | changed | {"tab": tab, "seq": str(seq)})


def copies(app: Flask) -> list[WorkingCopy]:
    """All that hold something."""
    with app.app_context(), all_tenants("test"):
        return [one for one in db.session.scalars(select(WorkingCopy)) if one.is_open]


def count(app: Flask, model: Any) -> int:
    """How many rows there are."""
    with app.app_context(), all_tenants("test"):
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def offered(browser: Browser, where: str) -> list[str]:
    """The copies that a page offers to go on with."""
    return re.findall(r"\?ban=(\d+)", browser.get(where).text)


@pytest.fixture()
def me(signed_in: Make) -> Browser:
    """An editor."""
    return signed_in(A, "approver")


@pytest.fixture()
def draft(factory: Factory) -> str:
    """Where a draft is edited."""
    return f"{NEWS}/{factory.news(A, body=BODY, publish=False)[0]}"


def test_writing_is_kept_without_a_revision_and_forgotten_with_the_save(
    app: Flask, me: Browser, draft: str
) -> None:
    form = form_of(me, draft)
    before = count(app, Revision), count(app, AuditEntry)
    for seq in (1, 2, 3):
        answer = tell(me, draft, form, seq, body=f"{BODY} Lần {seq}.")
        assert answer.status_code == 200
        assert re.fullmatch(r"\d\d:\d\d", answer.json["at"])
        assert answer.json["moved"] == "" and answer.json["others"] == ""
    assert (count(app, Revision), count(app, AuditEntry)) == before
    assert [one.fields["body"] for one in copies(app)] == [f"{BODY} Lần 3."]
    assert press_save(me, draft, form, 4, body=f"{BODY} Lần 4.").status_code == 302
    assert copies(app) == [] and form_of(me, draft)["body"].replace("\r\n", "\n") == f"{BODY} Lần 4."
    tell(me, draft, form, 3, body="muộn")  # on its way since before the save
    assert copies(app) == []


def test_what_comes_late_never_replaces_what_is_newer(app: Flask, me: Browser, draft: str) -> None:
    form = form_of(me, draft)
    for seq in (2, 1, 5, 3):
        tell(me, draft, form, seq, title=f"Tựa {seq}")
    assert [one.fields["title"] for one in copies(app)] == ["Tựa 5"]


def test_what_was_not_saved_is_offered_compared_restored_and_saved(
    app: Flask, me: Browser, draft: str
) -> None:
    tell(me, draft, form_of(me, draft), 1, title="Tựa chưa lưu", body=BODY.replace("25/11", "29/11"))
    shown = text(me.get(draft))
    assert "Bạn có phần viết chưa lưu" in shown and "khác bản đang lưu ở: Tiêu đề, Nội dung" in shown
    assert "Đang viết dở, chưa lưu" in text(me.get("/quan-tri/"))
    assert form_of(me, draft)["title"] != "Tựa chưa lưu"
    (number,) = set(offered(me, draft))
    compared = text(me.get(f"/quan-tri/dang-viet/{number}"))
    assert "[-25/11/2026-]" in compared and "[+29/11/2026+]" in compared
    form = form_of(me, f"{draft}?ban={number}")
    assert form["title"] == "Tựa chưa lưu" and "29/11" in form["body"]
    assert me.post(draft, form).status_code == 302  # without scripts
    assert copies(app) == [] and form_of(me, draft)["title"] == "Tựa chưa lưu"
    gone = me.get(f"{draft}?ban={number}")
    assert gone.status_code == 200 and "Bản viết dở này không còn" in text(gone)


def test_a_restored_text_lives_on_in_the_tab_that_took_it(app: Flask, me: Browser, draft: str) -> None:
    tell(me, draft, form_of(me, draft), 4, title="Từ thẻ đã chết")
    (number,) = set(offered(me, draft))
    form = form_of(me, f"{draft}?ban={number}")
    assert form["takes"] == f"{number}-4"
    tell(me, draft, form, 1, tab=OTHER_TAB)
    assert [(one.tab, one.fields["title"]) for one in copies(app)] == [(OTHER_TAB, "Từ thẻ đã chết")]
    tell(me, draft, form, 4, title="Từ thẻ đã chết")  # the machine of the dead tab sends it again
    assert len(copies(app)) == 1
    tell(me, draft, form, 5, title="Thẻ kia còn sống")
    assert {one.fields["title"] for one in copies(app)} == {"Từ thẻ đã chết", "Thẻ kia còn sống"}


def test_a_copy_that_was_dropped_does_not_come_again(app: Flask, me: Browser, draft: str) -> None:
    form = form_of(me, draft)
    tell(me, draft, form, 2, title="Bỏ đi")
    (number,) = set(offered(me, draft))
    assert me.post(f"/quan-tri/dang-viet/{number}/bo").status_code == 302
    tell(me, draft, form, 2, title="Bỏ đi")
    assert copies(app) == [] and offered(me, draft) == []
    assert me.get(f"/quan-tri/dang-viet/{number}").status_code == 404


@pytest.mark.usefixtures("draft")
def test_something_new_is_listed_gone_on_with_and_made_once(app: Flask, me: Browser) -> None:
    form = form_of(me, f"{NEWS}/moi")
    written = {"title": "Bài mới chưa lưu", "lead": "Đoạn dẫn.", "body": "Nội dung đầu."}
    tell(me, f"{NEWS}/moi", form, 1, **written)
    for page in (f"{NEWS}/", f"{NEWS}/moi", "/quan-tri/", "/quan-tri/dang-viet/"):
        assert "Bài mới chưa lưu" in text(me.get(page)), page
    (number,) = set(offered(me, f"{NEWS}/moi"))
    again = form_of(me, f"{NEWS}/moi?ban={number}")
    assert (again["title"], again["body"]) == ("Bài mới chưa lưu", "Nội dung đầu.")
    made = press_save(me, f"{NEWS}/moi", again, 1, tab=OTHER_TAB)
    assert made.status_code == 302 and copies(app) == []
    # A double click; then more was typed before an answer came.
    assert press_save(me, f"{NEWS}/moi", again, 1, tab=OTHER_TAB).location == made.location
    more = press_save(me, f"{NEWS}/moi", again, 3, tab=OTHER_TAB, body="Nội dung đầu. Thêm.")
    assert more.location == made.location
    assert form_of(me, made.location)["body"] == "Nội dung đầu. Thêm."
    assert "Bài mới chưa lưu" not in text(me.get("/quan-tri/dang-viet/"))
    assert me.get(f"{NEWS}/?q=Bài+mới+chưa").text.count("Bài mới chưa lưu</a>") == 1


@pytest.mark.usefixtures("draft")
def test_faults_in_the_form_neither_stop_keeping_nor_lose_the_tab(app: Flask, me: Browser) -> None:
    form = form_of(me, f"{NEWS}/moi")
    assert tell(me, f"{NEWS}/moi", form, 1, body="Chỉ có nội dung").status_code == 200
    refused = press_save(me, f"{NEWS}/moi", form, 2, body="Chỉ có nội dung")
    assert refused.status_code == 422
    assert f'name="tab" value="{TAB}"' in refused.text and 'name="seq" value="2"' in refused.text
    assert [one.title for one in copies(app)] == ["Chỉ có nội dung"]


def test_nobody_else_sees_the_words_but_the_desk_sees_who_is_writing(
    app: Flask, signed_in: Make, me: Browser, draft: str
) -> None:
    other, far = signed_in(A, "tenant_admin"), signed_in(B, "approver")
    tell(me, draft, form_of(me, draft), 1, title="CANARY chưa lưu")
    with app.app_context(), all_tenants("test"):
        number = db.session.scalars(select(WorkingCopy.id)).one()
    shown = other.get(draft)
    assert "approver tam-hai đang sửa (vừa xong)" in text(shown)
    for browser in (other, far):
        for page in (draft, f"{draft}?ban={number}", f"{draft}/ban-lam", f"{NEWS}/", "/quan-tri/",
                     "/quan-tri/dang-viet/", f"/quan-tri/dang-viet/{number}"):  # fmt: skip
            assert "CANARY" not in browser.get(page).text, page
        assert browser.get(f"/quan-tri/dang-viet/{number}").status_code == 404
        assert browser.post(f"/quan-tri/dang-viet/{number}/bo").status_code == 404
    # The same tab name of another person is another tab; naming somebody's copy takes nothing over.
    tell(other, draft, form_of(other, draft), 9, title="Của người khác", takes=f"{number}-9")
    assert {one.fields["title"] for one in copies(app)} == {"CANARY chưa lưu", "Của người khác"}
    assert "tenant_admin tam-hai đang sửa" in tell(me, draft, form_of(me, draft), 2).json["others"]


def test_who_may_not_edit_keeps_nothing(app: Flask, signed_in: Make, draft: str) -> None:
    author = signed_in(A, "author")
    answer = author.post(f"{draft}/ban-lam", {"tab": TAB, "seq": "1", "title": "Chen vào"})
    assert answer.status_code == 403 and copies(app) == []
    assert "data-writing " not in author.get(draft).text


@pytest.mark.parametrize(
    "sent", [{"tab": "", "seq": "1"}, {"tab": TAB, "seq": "x"}, {"tab": "a b" * 9, "seq": "1"}]
)
def test_a_nameless_tab_is_refused(me: Browser, draft: str, sent: dict[str, str]) -> None:
    assert me.post(f"{draft}/ban-lam", form_of(me, draft) | sent).status_code == 400


def test_too_much_is_refused_in_words(me: Browser, draft: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working_copies, "MOST", 3)
    form = form_of(me, draft)
    answer = tell(me, draft, form, 1, body="x" * (working_copies.LONGEST + 1))
    assert answer.status_code == 422 and "quá dài" in answer.json["message"]
    for number in range(working_copies.MOST):
        tell(me, draft, form, 1, tab=f"tab-{number:020d}", title=f"Tựa {number}")
    answer = tell(me, draft, form, 1, title="Một nữa")
    assert answer.status_code == 422 and "quá nhiều" in answer.json["message"]


def test_what_was_left_for_sixty_days_is_forgotten(app: Flask, me: Browser, draft: str) -> None:
    form = form_of(me, draft)
    tell(me, draft, form, 1, title="Cũ")
    for days, left in ((59, 1), (61, 0)):
        with app.app_context(), system_task("test"):
            db.session.execute(update(WorkingCopy).values(updated_at=utc_now() - timedelta(days=days)))
            db.session.commit()
        tell(me, draft, form, 1, tab=f"tab-{days:020d}")
        assert sum(one.fields.get("title") == "Cũ" for one in copies(app)) == left


def test_what_somebody_else_saved_is_told_while_one_writes_and_stays_a_conflict(
    signed_in: Make, me: Browser, draft: str
) -> None:
    form = form_of(me, draft)
    assert save(signed_in(A, "tenant_admin"), draft, lead="Của người kia").status_code == 302
    told = tell(me, draft, form, 1, body=f"{BODY} Thêm.").json["moved"]
    assert re.match(r"tenant_admin tam-hai đã lưu mục này lúc \d\d:\d\d\.", told)
    answer = press_save(me, draft, form, 2, body=f"{BODY} Thêm.")
    assert answer.status_code == 409 and f'value="{TAB}"' in answer.text
    assert "Bạn có phần viết chưa lưu" not in text(answer)  # it is in the form


def test_two_tabs_at_different_places_are_merged_without_a_word(me: Browser, draft: str) -> None:
    first, second = form_of(me, draft), form_of(me, draft)
    assert (
        press_save(me, draft, second, 1, tab=OTHER_TAB, body=BODY.replace("25/11", "28/11")).status_code
        == 302
    )
    told = tell(me, draft, first, 1, body=BODY.replace("đông đủ", "đúng giờ")).json["moved"]
    assert told.startswith("Bạn đã lưu mục này ở thẻ khác lúc")
    answer = press_save(me, draft, first, 2, body=BODY.replace("đông đủ", "đúng giờ"))
    assert answer.status_code == 302
    assert "Đã lưu. Đã ghép với phần bạn vừa lưu ở thẻ khác." in text(me.get(draft))
    now = form_of(me, draft)["body"]
    assert "28/11" in now and "đúng giờ" in now


def test_two_tabs_at_one_place_are_offered_a_choice_of_ones_own_texts(me: Browser, draft: str) -> None:
    first, second = form_of(me, draft), form_of(me, draft)
    assert press_save(me, draft, second, 1, tab=OTHER_TAB, title="Tựa ở thẻ hai").status_code == 302
    answer = press_save(me, draft, first, 1, title="Tựa ở thẻ một")
    assert answer.status_code == 409
    assert "bạn đã sửa cùng chỗ này ở thẻ khác" in text(answer)
    assert "Tựa ở thẻ một" in answer.text and "Tựa ở thẻ hai" in answer.text


def test_a_save_whose_answer_was_lost_is_no_conflict(app: Flask, me: Browser, draft: str) -> None:
    form = form_of(me, draft)
    assert press_save(me, draft, form, 1, title="Lần một").status_code == 302
    revisions = count(app, Revision)
    assert press_save(me, draft, form, 1, title="Lần một").status_code == 302  # sent again
    assert count(app, Revision) == revisions
    assert tell(me, draft, form, 2, title="Lần một rưỡi").json["moved"] == ""
    assert press_save(me, draft, form, 3, title="Lần hai").status_code == 302  # went on, knowing nothing
    assert form_of(me, draft)["title"] == "Lần hai"


def test_a_merged_save_whose_answer_was_lost_keeps_what_it_was_merged_with(me: Browser, draft: str) -> None:
    first, second = form_of(me, draft), form_of(me, draft)
    press_save(me, draft, second, 1, tab=OTHER_TAB, tags="từ thẻ hai")
    assert press_save(me, draft, first, 1, title="Thẻ một").status_code == 302
    assert press_save(me, draft, first, 2, title="Thẻ một, viết tiếp").status_code == 302
    now = form_of(me, draft)
    assert (now["title"], now["tags"]) == ("Thẻ một, viết tiếp", "từ thẻ hai")


def test_corrections_from_two_tabs_are_merged_too(app: Flask, factory: Factory, me: Browser) -> None:
    where = f"{NEWS}/{factory.news(A, body=BODY)[0]}"
    ask_for_four_eyes(app)
    assert save(me, where, lead="Bản sửa đầu").status_code == 302
    first, second = form_of(me, where), form_of(me, where)
    tell(me, where, first, 1, body=BODY.replace("đông đủ", "đúng giờ"))
    assert press_save(me, where, second, 1, tab=OTHER_TAB, title="Tựa từ thẻ hai").status_code == 302
    assert press_save(me, where, first, 2, body=BODY.replace("đông đủ", "đúng giờ")).status_code == 302
    now = form_of(me, where)
    assert now["title"] == "Tựa từ thẻ hai" and "đúng giờ" in now["body"] and now["lead"] == "Bản sửa đầu"


def test_the_session_page_tells_who_writes_and_gives_a_token(me: Browser, browser: Any) -> None:
    told = me.get("/quan-tri/dang-viet/phien").json
    assert set(told) == {"user", "csrf"} and told["csrf"]
    page = me.get(f"{NEWS}/moi").text
    assert f'data-user="{told["user"]}"' in page and f'data-sign-out="{told["user"]}"' in page
    nobody = browser(A).get("/quan-tri/dang-viet/phien", headers={"HX-Request": "true"})
    assert nobody.status_code == 401
