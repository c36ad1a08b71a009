"""Every route × method × role × tenant of the object × page or HTMX, expected from tests/policy.py."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from portal import create_app
from portal.accounts.permissions import PERMISSIONS
from portal.extensions import db, limiter
from portal.tenancy.directory import directory
from portal.web.freshness import GLOBAL_SLOT, versions
from tests.conftest import DISTRICT, PASSWORD, A, B, Browser, settings_for
from tests.factories import Factory
from tests.policy import FRESH, MAY, OPEN_DESK, OWN, PUBLIC, ROUTES, TENANTLESS, THINGS, VALUES
from tests.thorough import some
from tests.web.header_rules import wrong_headers

KINDS = ("news", "page", "legal", "procedure", "schedule")
ROLES = {
    "author": A,
    "approver": A,
    "tenant_admin": A,
    "district_editor": DISTRICT,
    "district_admin": DISTRICT,
    "counter_clerk": A,
    "case_officer": A,
    "signatory": A,
    "records_clerk": A,
}
MISSING = 4_000_000_000_000_000_000


class World:
    """An installation with one thing of each kind in A, B and the district, and a person in each role."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.factory = Factory(app)
        self.things: dict[str, dict[str, tuple[int, str]]] = {}
        self.related: dict[str, int] = {}  # the document of each relation
        for slug in (A, B, DISTRICT):
            self.things[slug] = {
                "news": self.factory.news(slug, title=f"CANARY-{slug}-tin", publish=False),
                "page": self.factory.page(slug, title=f"CANARY-{slug}-trang", publish=False),
                "legal": self.factory.legal(slug, title=f"CANARY-{slug}-vanban", publish=False),
                "procedure": self.factory.procedure(slug, name=f"CANARY-{slug}-thutuc", publish=False),
                "schedule": self.factory.week(slug, title=f"CANARY-{slug}-lich", publish=False),
                "intake": self.factory.intake(slug, f"CANARY-{slug}-tep"),
                "synonyms": self.factory.synonym(slug, f"CANARY-{slug}-tu"),
                "promoted": self.factory.promoted(slug, f"CANARY-{slug}-cau", title=f"CANARY-{slug}-de-xuat"),
                "search": self.factory.asked(slug, f"CANARY-{slug}-hoi"),
            }
            relation, self.related[slug] = self.factory.relation(
                slug, title=f"CANARY-{slug}-quanhe", publish=False
            )
            self.things[slug]["relations"] = (relation, "")
            for kind, make in THINGS.items():
                self.things[slug][kind] = make(self.factory, slug, f"CANARY-{slug}-{kind}")
        self.browsers = {role: self._person(role, home) for role, home in ROLES.items()}
        self.browsers["stranger"] = self._person("approver", B, as_name="stranger")

    def _person(self, role: str, home: str, as_name: str = "") -> Browser:
        from portal.accounts.service import create_user, grant

        email = f"{as_name or role}@thu.example"
        with self.app.app_context():
            portal = directory().by_slug(home)
            assert portal is not None
            grant(
                create_user(email, as_name or role, PASSWORD), portal.id, role, is_district=portal.is_district
            )
            db.session.commit()
        made = Browser(self.app, home)
        assert made.sign_in(email).status_code == 302
        made.headers["X-CSRF"] = made.token("/quan-tri/mat-khau")
        return made


@pytest.fixture(scope="module")
def world(blank_instance: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    import shutil

    folder = tmp_path_factory.mktemp("matrix") / "instance"
    shutil.copytree(blank_instance, folder)
    # Trying everything takes longer than a session or an answer to "who is there?" lasts.
    app = create_app(settings_for(folder, confirm_minutes=1440, session_idle_minutes=1440, session_hours=24))
    limiter.enabled = False
    with app.app_context():
        directory().refresh(versions().read(GLOBAL_SLOT))
    yield World(app)
    with app.app_context():
        db.engine.dispose()


def _rules(app: Flask) -> list[Any]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


@pytest.mark.asvs("8.2.1")
@pytest.mark.tcvn("7.1.4.1.b")
def test_every_route_is_classified(app: Flask) -> None:
    assert {rule.endpoint for rule in _rules(app)} - {"search.suggest"} == set(ROUTES)


def test_the_permission_table_is_the_one_expected() -> None:
    actions = {action for held in PERMISSIONS.values() for action in held}
    assert actions == set(MAY)
    for action, roles in MAY.items():
        assert {role for role, held in PERMISSIONS.items() if action in held} == roles, action


def test_every_desk_view_carries_the_action_of_the_policy(app: Flask) -> None:
    for rule in _rules(app):
        policy = ROUTES.get(rule.endpoint, PUBLIC)
        declared = getattr(app.view_functions[rule.endpoint], "desk_action", None)
        if policy in {PUBLIC, TENANTLESS, OPEN_DESK}:
            assert declared is None, rule.endpoint
            assert policy == OPEN_DESK or not rule.rule.startswith("/quan-tri"), rule.endpoint
        else:
            assert declared == policy, rule.endpoint


def _url(rule: Any, kind: str, world: World, owner: str | None) -> str:
    thing = world.things[owner][kind][0] if owner and rule.arguments else MISSING
    if (
        owner and rule.endpoint == "desk_intake.remove"
    ):  # what was taken away must not be missing in the next case
        thing = world.factory.intake(owner)[0]
    if owner and rule.endpoint == "desk_relations.remove":
        thing = world.factory.relation(owner)[0]
    if owner and rule.endpoint in FRESH:
        thing = FRESH[rule.endpoint](world.factory, owner)
    values = {
        "relation_id": str(thing), "document_id": str(world.related[owner] if owner else MISSING),
        "decision": "xac-nhan", "object_id": str(thing),
        "use_id": "7", "user_id": str(MISSING), "media_id": str(MISSING), "role": "author",
        "act": "khoa", "number": "1", "slug": "khong-co-cong-nay", "name": "x.pdf",
    }  # fmt: skip
    if rule.endpoint == "settings.tenant_state":
        values["act"] = "tam-dung"
    values |= VALUES.get(rule.endpoint, {})
    return re.sub(r"<(?:[^:<>]+:)?(\w+)>", lambda found: values[found[1]], rule.rule)


def _desk_cases(app: Flask) -> Iterator[tuple[Any, str, str]]:
    for rule in _rules(app):
        policy = ROUTES.get(rule.endpoint, PUBLIC)
        if policy in {PUBLIC, TENANTLESS, OPEN_DESK}:
            continue
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield rule, method, policy


def _asked(app: Flask, htmx: bool, offset: int = 0) -> list[tuple[Any, str, str]]:
    """The cases that are tried: every one as a page, and of those as HTMX a third, which the offset chooses."""
    cases = list(_desk_cases(app))
    return list(some(cases, 3, offset % 3)) if htmx else cases


def _kind(endpoint: str) -> str:
    found = re.match(r"desk_(\w+)\.", endpoint)
    return found[1] if found else "news"


def _ask(browser: Browser, method: str, url: str, htmx: bool) -> Any:
    headers = browser.headers | ({"HX-Request": "true"} if htmx else {})
    token = headers.pop("X-CSRF", "")
    if method == "POST":
        answer = browser.client.post(url, data={"csrf_token": token, "reason": "thử"}, headers=headers)
    else:
        answer = browser.client.get(url, headers=headers)
    assert wrong_headers(browser.client.application, url, answer) == []
    return answer


def test_drafts_are_not_public(world: World) -> None:
    # Before the roles are tried: some of them publish what they meet.
    prefixes = {
        "news": "/tin-tuc/",
        "page": "/gioi-thieu/",
        "legal": "/van-ban/",
        "procedure": "/thu-tuc/",
        "schedule": "/lich-cong-tac/",
    }
    for slug in (A, B, DISTRICT):
        visitor = Browser(world.app, slug)
        for kind, prefix in prefixes.items():
            for query in ("", "?preview=1"):
                answer = visitor.get(prefix + world.things[slug][kind][1] + query)
                assert answer.status_code == 404 and "CANARY" not in answer.text, (slug, kind)


@pytest.mark.thorough
@pytest.mark.parametrize("htmx", [False, True], ids=["page", "htmx"])
@pytest.mark.tcvn("7.2.3.1.a")
def test_nobody_enters_the_desk_without_signing_in(world: World, htmx: bool) -> None:
    visitor = Browser(world.app, A)
    visitor.headers["X-CSRF"] = visitor.token("/quan-tri/dang-nhap")
    for rule, method, _policy in _asked(world.app, htmx):
        answer = _ask(visitor, method, _url(rule, _kind(rule.endpoint), world, A), htmx)
        if htmx or method == "POST":
            assert answer.status_code == 401, (rule.rule, method, answer.status_code)
        else:
            assert answer.status_code == 302 and "/quan-tri/dang-nhap" in answer.location, rule.rule
        assert "CANARY" not in answer.text


@pytest.mark.thorough
@pytest.mark.parametrize("htmx", [False, True], ids=["page", "htmx"])
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.asvs("8.2.1", "8.3.1")
@pytest.mark.tcvn("7.1.3.2.b", "7.2.3.2.d")
def test_a_role_reaches_what_the_policy_says(world: World, role: str, htmx: bool) -> None:
    home = ROLES[role]
    for rule, method, policy in _asked(world.app, htmx, list(ROLES).index(role)):
        if rule.endpoint == "desk.password_page" and method == "POST":
            continue
        answer = _ask(world.browsers[role], method, _url(rule, _kind(rule.endpoint), world, home), htmx)
        allowed = role in MAY[policy]
        edits_foreign_text = (
            role == "author"
            and rule.endpoint != "confirming.confirm"
            and (
                rule.endpoint.endswith(
                    (".attach", ".detach", ".confirm", ".cancel", ".retry", ".remove", ".take_day")
                )
                or (rule.endpoint.endswith(".edit") and method == "POST")
                or rule.endpoint in OWN
            )
        )
        if not allowed or edits_foreign_text:
            assert answer.status_code == 403, (role, rule.rule, method, answer.status_code)
        else:
            assert answer.status_code not in {401, 403} and answer.status_code < 500, (
                role,
                rule.rule,
                method,
                answer.status_code,
            )
        others = [f"CANARY-{slug}" for slug in (A, B, DISTRICT) if slug != home]
        text = answer.get_data().decode("utf-8", "replace")  # some answer files
        assert not any(canary in text for canary in others), (role, rule.rule)


@pytest.mark.thorough
@pytest.mark.parametrize("htmx", [False, True], ids=["page", "htmx"])
@pytest.mark.parametrize("owner", [B, DISTRICT, None], ids=["other", "district", "missing"])
@pytest.mark.parametrize("role", ["author", "approver", "tenant_admin"])
@pytest.mark.asvs("8.2.2", "8.4.1")
def test_things_of_others_do_not_exist(world: World, role: str, owner: str | None, htmx: bool) -> None:
    for rule, method, policy in _asked(world.app, htmx, list(ROLES).index(role)):
        if "object_id" not in rule.arguments or role not in MAY[policy]:
            continue
        answer = _ask(world.browsers[role], method, _url(rule, _kind(rule.endpoint), world, owner), htmx)
        assert answer.status_code == 404, (role, rule.rule, method, owner, answer.status_code)
        assert "CANARY" not in answer.text


@pytest.mark.asvs("3.5.4", "8.4.1")
def test_a_session_of_one_portal_is_nobody_at_another(world: World) -> None:
    stranger = world.browsers["stranger"]
    cookie = stranger.client.get_cookie("phien", domain=f"{B}.localhost")
    assert cookie is not None
    elsewhere = Browser(world.app, A)
    elsewhere.client.set_cookie("phien", cookie.value, domain=f"{A}.localhost")
    answer = elsewhere.get("/quan-tri/tin-tuc/")
    assert answer.status_code == 302 and "CANARY" not in answer.text
