"""Asking once more before dangerous acts: which ones, that nothing is done before, and that nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from portal.accounts.confirming import ASKS_ITSELF, CONFIRMED, READS
from portal.accounts.models import Membership, SignInSession, User
from portal.clock import utc_now
from portal.extensions import db
from tests.accounts.conftest import Clock, Person
from tests.conftest import DISTRICT, PASSWORD, A, Browser, host_of
from tests.policies.confirming import HARMLESS, SENSITIVE
from tests.policy import ROUTES, VALUES
from tests.statements import statements

Make = Callable[..., Browser]
People = Callable[..., Person]
TELLING = re.compile(
    r"export|xuat|purge|secret|password|mat-khau|factor|xac-thuc|token|khoa-|merg|sap-nhap|restore_all|vai-tro|ten-mien"
)


class Fields(HTMLParser):
    """What a browser would send with each form of a page: action, and fields in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, list[tuple[str, str]]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A form, or a field of the form before."""
        found = dict(attrs)
        if tag == "form":
            self.forms.append((found.get("action") or "", []))
        elif tag == "input" and self.forms and found.get("name"):
            self.forms[-1][1].append((found["name"] or "", found.get("value") or ""))


def let_time_pass(app: Flask, minutes: int = 16) -> None:
    """Everybody showed who they are so many minutes ago."""
    with app.app_context():
        db.session.execute(update(SignInSession).values(confirmed_at=utc_now() - timedelta(minutes=minutes)))
        db.session.commit()


def answer_question(browser: Browser, page: str, **shown: str) -> Any:
    """Send the form with the password (the last of the page) as a browser would, and follow where it goes on."""
    action, fields = next(one for one in Fields(page).forms if one[0].endswith("/xac-nhan"))
    return send(browser, action, [(name, shown.get(name, value)) for name, value in fields])


def send(browser: Browser, action: str, fields: list[tuple[str, str]]) -> Any:
    """POST fields in order; a 307 is followed with the same form, like browsers do."""
    form: dict[str, list[str]] = {}
    for name, value in fields:
        form.setdefault(name, []).append(value)
    answer = browser.client.post(action, data=form, headers=browser.headers)
    if answer.status_code == 307:
        return browser.client.post(answer.location, data=form, headers=browser.headers)
    return browser.get(answer.location) if answer.status_code == 303 else answer


def _rules(app: Flask) -> list[Any]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint in ROUTES]


def test_every_sensitive_verb_is_asked_about_or_told_why_not(app: Flask) -> None:
    """A new route with such a permission, or with a telling name, fails until somebody decides."""
    undecided = []
    for rule in _rules(app):
        policy, asked = ROUTES[rule.endpoint], f"{rule.endpoint} {rule.rule}"
        sends = "POST" in rule.methods and policy in SENSITIVE
        tells = rule.rule.startswith("/quan-tri") and TELLING.search(asked) and policy not in {"open desk"}
        known = {*CONFIRMED, *ASKS_ITSELF, *HARMLESS}
        if (sends or (tells and "POST" in rule.methods)) and rule.endpoint not in known:
            undecided.append(asked)
    assert undecided == []
    assert not set(CONFIRMED) & set(HARMLESS) and not set(ASKS_ITSELF) & set(CONFIRMED)
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert {*CONFIRMED, *ASKS_ITSELF, *HARMLESS} <= endpoints  # nobody left behind


def _address(rule: Any) -> str:
    values = {
        "act": "khoa",
        "role": "author",
        "slug": A,
        "name": "x.zip",
        "decision": "duyet",
        "kind": "xlsx",
    }
    values |= {"former_slug": A, "organ": "000.00.00.H00", "number": "1"}
    values |= VALUES.get(rule.endpoint, {})
    if rule.endpoint == "settings.tenant_state":
        values["act"] = "tam-dung"
    return re.sub(
        r"<(?:[^:<>]+:)?(\w+)>", lambda found: values.get(found[1], "4000000000000000000"), rule.rule
    )


def _may(policy: str) -> str:
    return "signatory" if policy in {"dossier.sign", "exchange.sign", "dossier.read"} else "district_admin"


def test_nothing_in_the_table_is_done_before_the_question(app: Flask, signed_in: Make) -> None:
    desks = {role: signed_in(DISTRICT, role) for role in ("district_admin", "signatory")}
    tokens = {role: desk.token("/quan-tri/mat-khau") for role, desk in desks.items()}
    let_time_pass(app)
    tried = set()
    for rule in _rules(app):
        if rule.endpoint not in CONFIRMED or rule.endpoint.startswith("former_"):
            continue  # the books of a portal that was merged: tried in test_the_books_of_former_portals
        role = _may(ROUTES[rule.endpoint])
        for method in {"GET"} if rule.endpoint in READS else {"POST"} & rule.methods:
            with statements(app) as sent:
                answer = desks[role].client.open(
                    _address(rule),
                    method=method,
                    headers=desks[role].headers,
                    data={"csrf_token": tokens[role], "reason": "thử"} if method == "POST" else None,
                )
            assert answer.status_code == 403, (rule.rule, answer.status_code)
            assert "xac-nhan-mat-khau" in answer.text, rule.rule
            written = [one for one in sent if one.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))]
            assert written == [], (rule.rule, written)
            tried.add(rule.endpoint)
    assert tried == {one for one in CONFIRMED if not one.startswith("former_")}


def test_the_books_of_former_portals_are_the_same_views(app: Flask) -> None:
    """`former_…` are the same functions, guarded by their own endpoint's row."""
    for one in CONFIRMED:
        if one.startswith("former_"):
            own = one.replace("former_treasury", "treasury").replace("former_refund", "desk_refund")
            assert own in CONFIRMED
            assert getattr(app.view_functions[one], "desk_action", 0) == app.view_functions[own].desk_action  # type: ignore[attr-defined]


@pytest.mark.asvs("7.5.1")
def test_forms_that_ask_themselves_do_nothing_without_the_password(app: Flask, signed_in: Make) -> None:
    desk = signed_in(A, "tenant_admin")
    token = desk.token("/quan-tri/mat-khau")
    for rule in _rules(app):
        if rule.endpoint not in ASKS_ITSELF:
            continue
        for password in ("", "mot-mat-khau-sai-de-thu"):
            form = {
                "csrf_token": token,
                "password": password,
                "old": password,
                "new": "x" * 12,
                "again": "x" * 12,
            }
            form |= {"email": "khac@example.vn", "code": "123456", "credential": "{}"}
            with app.app_context():
                db.session.execute(update(User).values(factor_since=utc_now()))
                db.session.execute(update(SignInSession).values(factor_at=utc_now()))
                db.session.commit()
            answer = desk.client.post(
                _address(rule).replace("4000000000000000000", "7"), data=form, headers=desk.headers
            )
            assert answer.status_code in {422, 429}, (rule.rule, answer.status_code)
            assert "factor__codes" not in answer.text
        assert desk.get("/quan-tri/").status_code == 200, rule.rule


def _roles(app: Flask, email: str) -> set[str]:
    with app.app_context():
        found = select(Membership.role).join(User).where(User.email == email)
        return set(db.session.scalars(found))


def _who(app: Flask, email: str) -> int:
    with app.app_context():
        return db.session.scalars(select(User.id).where(User.email == email)).one()


def test_a_form_goes_on_after_the_question_with_all_that_was_typed(
    app: Flask, signed_in: Make, person: People, trail: Callable[..., list[str]]
) -> None:
    person("lan@tam-hai.example", {A: ["author"]})
    desk, where = signed_in(A, "tenant_admin"), f"/quan-tri/nguoi-dung/{_who(app, 'lan@tam-hai.example')}"
    let_time_pass(app)
    asked = desk.post(f"{where}/vai-tro", {"role": "approver"})
    assert asked.status_code == 403 and _roles(app, "lan@tam-hai.example") == {"author"}
    assert asked.headers["Cache-Control"] == "no-store"
    wrong = answer_question(desk, asked.text, **{"xac-nhan-mat-khau": "sai"})
    assert wrong.status_code == 422 and "Mật khẩu hiện tại không đúng" in wrong.text
    assert _roles(app, "lan@tam-hai.example") == {"author"}
    done = answer_question(desk, wrong.text, **{"xac-nhan-mat-khau": PASSWORD})
    assert done.status_code == 302 and done.location == where
    assert _roles(app, "lan@tam-hai.example") == {"author", "approver"}
    assert trail(A, "confirmed") == ["password"]
    again = desk.post(f"{where}/thoi-vai-tro/approver")  # for a while nobody is asked again
    assert again.status_code == 302 and _roles(app, "lan@tam-hai.example") == {"author"}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=1, max_size=12),
            st.text(st.characters(exclude_characters="\x00\r", exclude_categories=("Cs",)), max_size=60),
        ),
        max_size=6,
    )
)
def test_whatever_was_typed_stands_in_the_question(
    app: Flask, signed_in: Make, typed: list[tuple[str, str]]
) -> None:
    desk = getattr(app, "one_desk", None) or signed_in(A, "tenant_admin")
    app.one_desk = desk  # type: ignore[attr-defined]
    let_time_pass(app)
    form: dict[str, list[str]] = {}
    for name, value in typed:
        form.setdefault(name, []).append(value)
    asked = desk.client.post(
        "/quan-tri/quy-trinh", data={"csrf_token": desk._desk_token()} | form, headers=desk.headers
    )
    assert asked.status_code == 403
    own = {"csrf_token", "credential"}
    for _action, fields in Fields(asked.text).forms:
        kept = [one for one in fields if one[0] not in own and not one[0].startswith("xac-nhan")]
        assert sorted(kept) == sorted((n, v) for n, v in typed if n not in own)


def test_guessing_at_the_question_ends(app: Flask, signed_in: Make) -> None:
    desk = signed_in(A, "tenant_admin")
    let_time_pass(app)
    asked = desk.post("/quan-tri/quy-trinh", {"four_eyes": "1"})
    for _i in range(5):
        asked = answer_question(desk, asked.text, **{"xac-nhan-mat-khau": "sai"})
    right = answer_question(desk, asked.text, **{"xac-nhan-mat-khau": PASSWORD})
    assert right.status_code == 422 and "quá nhiều lần" in right.text


def test_a_code_stands_for_the_password_once(strict: Flask, person: People, clock: Clock) -> None:
    who = person("hoa@tam-hai.example", {A: ["tenant_admin"]}, clock)
    desk, _codes = who.set_up(A)
    let_time_pass(strict)
    clock.pass_by(30)
    asked = desk.post("/quan-tri/quy-trinh", {"four_eyes": "1"})
    done = answer_question(desk, asked.text, **{"xac-nhan-ma": who.code()})
    assert done.status_code in {200, 302}, done.text
    let_time_pass(strict)
    asked = desk.post("/quan-tri/quy-trinh", {"four_eyes": "1"})
    assert answer_question(desk, asked.text, **{"xac-nhan-ma": who.code()}).status_code == 422


def test_htmx_gets_the_question_as_a_page_of_its_own(app: Flask, signed_in: Make) -> None:
    desk = signed_in(A, "tenant_admin")
    let_time_pass(app)
    asked = desk.post("/quan-tri/quy-trinh", {"four_eyes": "1"}, headers={"HX-Request": "true"})
    assert (asked.status_code, asked.headers["HX-Retarget"], asked.headers["HX-Reswap"]) == (
        403,
        "body",
        "innerHTML",
    )
    assert answer_question(desk, asked.text, **{"xac-nhan-mat-khau": PASSWORD}).status_code in {200, 302}


def test_a_file_comes_after_the_question(app: Flask, signed_in: Make) -> None:
    desk = signed_in(DISTRICT, "district_admin")
    let_time_pass(app)
    asked = desk.get("/quan-tri/nhat-ky/tat-ca/xuat?viec=sign_in")
    assert asked.status_code == 403
    done = answer_question(desk, asked.text, **{"xac-nhan-mat-khau": PASSWORD})
    assert done.status_code == 200 and "attachment" in done.headers["Content-Disposition"]


def test_the_question_leads_nowhere_else(app: Flask, signed_in: Make) -> None:
    desk = signed_in(A, "tenant_admin")
    token = desk.token("/quan-tri/mat-khau")
    for target in ("//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"):
        form = {"csrf_token": token, "xac-nhan-mat-khau": PASSWORD, "xac-nhan-toi": target}
        answer = desk.client.post("/quan-tri/xac-nhan", data=form, headers=desk.headers)
        assert answer.status_code == 307 and answer.location == "/quan-tri/"


def test_whoever_has_much_to_do_answers_before(app: Flask, signed_in: Make) -> None:
    desk = signed_in(A, "tenant_admin")
    let_time_pass(app)
    page = desk.get("/quan-tri/xac-nhan?next=/quan-tri/nguoi-dung/")
    assert page.status_code == 200
    assert answer_question(desk, page.text, **{"xac-nhan-mat-khau": PASSWORD}).status_code == 200
    assert desk.post("/quan-tri/quy-trinh", {"four_eyes": "1"}).status_code != 403
    assert "evil" not in desk.get("/quan-tri/xac-nhan?next=//evil.example/").text


def test_going_to_another_desk_is_no_new_proof(app: Flask, signed_in: Make) -> None:
    admin = signed_in(DISTRICT, "district_admin")
    for minutes, status in ((1, 302), (16, 403)):
        let_time_pass(app, minutes)
        there = Browser(app, A)
        ticket = admin.post(f"/quan-tri/chuyen/{A}").location.partition(host_of(A))[2]
        assert there.get(ticket).status_code == 302
        answer = there.post("/quan-tri/nguoi-dung/1/khoa")
        assert answer.status_code in ({404, status} if status == 302 else {403}), minutes
