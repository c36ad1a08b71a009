"""Whoever is not the citizen of a dossier or draft finds nothing there: every page, every form, at every portal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.dossiers import drafts
from portal.dossiers.models import Dossier, DossierPaper
from portal.dossiers.models_aside import DossierDraft
from portal.dossiers.submissions import RESULT
from portal.extensions import db
from portal.papers import service as papers
from portal.papers.models import Paper
from portal.services.models import Service
from portal.tenancy.scope import all_tenants
from tests.citizens.conftest import later
from tests.conftest import A, B, Browser
from tests.dossiers.following.conftest import Follower
from tests.dossiers.world import Office
from tests.papers import samples

OPEN_TO_ALL = {"/ho-so/", "/ho-so/tra-cuu", "/ho-so/nop/<slug>"}
CANARY = "Chim Yến Bạch Tạng"
Arrived = Callable[..., Browser]


@dataclass(frozen=True)
class Owned:
    """What somebody has: a dossier with a paper and a result, a draft with a page and its photo."""

    dossier_id: int
    rows: tuple[int, int]
    key: str
    paper_id: int


def kept(office: Office, source: str, citizen_id: int, **more: Any) -> Paper:
    clerk = office.people["clerk"]
    return papers.keep(
        samples.pdf(CANARY), f"{CANARY}.pdf", "giay-to", "", source, clerk, citizen_id=citizen_id, read=False, **more
    )  # fmt: skip


def owned(follower: Follower) -> Owned:
    dossier_id, office = follower.has(Office.done), follower.office
    with office.working():
        rows = [
            DossierPaper(
                tenant_id=office.tenant_id,
                dossier_id=dossier_id,
                paper_key=f"k{at}",
                paper_id=kept(office, paper_source, follower.citizen_id).id,
                title=CANARY,
                source=source,
                position=at,
            )
            for at, (paper_source, source) in enumerate((("upload", "upload"), ("result", RESULT)))
        ]
        db.session.add_all(rows)
        held = db.session.get(Service, (office.tenant_id, office.service_id))
        assert held is not None
        draft = drafts.begin(held, office.citizen(follower.citizen_id))
        page, photo = (kept(office, "upload", follower.citizen_id) for _one in range(2))
        page.fields = {"raw": photo.id}
        drafts.save(draft, given={"giay-to": [page.id]}, answers={"ho-ten": CANARY})
        db.session.commit()
        return Owned(dossier_id, (rows[0].id, rows[1].id), draft.draft_key, page.id)


def addresses(app: Flask, mine: Owned) -> Iterator[tuple[str, str]]:
    """(method, address) of every page and form, of what somebody has."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint.partition(".")[0] not in {"following", "applying"} or rule.rule in OPEN_TO_ALL:
            continue
        values = {"dossier_id": mine.dossier_id, "key": mine.key, "paper_id": mine.paper_id, "number": 1}
        values |= {
            "paper_key": "giay-to",
            "act": "bo",
            "part": "chung",
            "row_id": mine.rows["ket-qua" in rule.rule],
        }
        address = rule.rule
        for name in rule.arguments:
            for form in (f"<int:{name}>", f"<{name}>"):
                address = address.replace(form, str(values[name]))
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            yield method, address


FORM = {
    "dong_y": "1",
    "cam_doan": "1",
    "phone": "0905000000",
    "ly_do": "x",
    "tra_loi": "x",
    "access": "5",
    "luu": "",
}
FORM |= {"attitude": "5", "pace": "5", "result": "5", "x0": "1", "citizen_id": "1", "f.ho-ten": "Kẻ Khác"}


def ask(browser: Browser, method: str, address: str, token: str, **headers: str) -> Any:
    if method == "GET":
        return browser.get(address, headers=headers)
    sent = FORM | {"csrf_token": token}
    return browser.client.post(address, data=sent, headers=browser.headers | headers)


def standing(app: Flask) -> list[Any]:
    """Everything that an attack could have changed."""
    with app.app_context(), all_tenants("thử"):
        return [
            *(
                (one.id, one.version, one.state)
                for one in db.session.scalars(select(Dossier).order_by(Dossier.id))
            ),
            *((one.id, one.version, one.papers) for one in db.session.scalars(select(DossierDraft))),
            *db.session.scalars(select(Paper.id).order_by(Paper.id)),
        ]


def test_strangers_find_nothing_and_change_nothing(
    app: Flask, follower: Follower, stranger: Follower, arrived: Arrived
) -> None:
    mine = owned(follower)
    later(app, 120)
    elsewhere, nobody = arrived("ba.sau@example.vn", B), Browser(app, A)
    asked, before = list(addresses(app, mine)), standing(app)
    assert len(asked) > 25
    for browser, right in ((stranger.browser, {404}), (elsewhere, {404}), (nobody, {302, 400, 401})):
        token = browser.token("/tai-khoan/thong-tin") or browser.token("/tai-khoan/dang-nhap")
        for method, address in asked:
            for headers in ({}, {"HX-Request": "true"}):
                answer = ask(browser, method, address, token, **headers)
                assert answer.status_code in right, (browser.slug, method, address, answer.status_code)
                assert CANARY.encode() not in answer.data, address
    assert standing(app) == before


def test_its_owner_reads_it_and_no_cache_keeps_it(app: Flask, follower: Follower) -> None:
    mine, shown = owned(follower), 0
    for method, address in addresses(app, mine):
        if method == "POST":
            continue
        answer = follower.browser.get(address)
        shown += answer.status_code == 200
        assert answer.status_code in {200, 302, 303, 404}, address
        assert answer.headers["Cache-Control"] == "no-store" and "X-Page-Cache" not in answer.headers, address
    assert shown > 10


def test_numbers_of_papers_in_forms_and_addresses_open_no_paper_of_another(
    app: Flask, follower: Follower, stranger: Follower
) -> None:
    """Somebody's own draft, and a stranger's paper: named in the address, in the form, as one that the office has."""
    mine, theirs = owned(follower), owned(stranger)
    browser, base = follower.browser, f"/ho-so/nhap/{mine.key}"
    token, before = browser.token("/tai-khoan/thong-tin"), standing(app)
    for paper_id in (theirs.paper_id, 2**63, 10**30, 0):
        for address in (f"{base}/trang/{paper_id}/1", f"{base}/anh/{paper_id}", f"{base}/goc/{paper_id}"):
            assert browser.get(address).status_code == 404, address
        assert ask(browser, "POST", f"{base}/giay-to/giay-to/da-co/{paper_id}", token).status_code == 404
        ask(browser, "POST", f"{base}/giay-to/giay-to/{paper_id}/bo", token)
        ask(browser, "POST", f"{base}/giay-to/giay-to/{paper_id}/xoay-trai", token)
    for row_id in (*theirs.rows, 2**63, 0):
        for part in ("giay-to", "ket-qua"):
            assert browser.get(f"/ho-so/{mine.dossier_id}/{part}/{row_id}").status_code == 404
    assert browser.get(f"/ho-so/{mine.dossier_id}/mau/{10**30}.pdf").status_code == 404
    assert standing(app) == before


@pytest.mark.parametrize("how", ["none", "another portal's", "json", "htmx", "null origin"])
def test_no_form_of_dossiers_is_taken_from_another_site(app: Flask, follower: Follower, how: str) -> None:
    """SAFETY A32, for every form below /ho-so/: the one who sends it unknowingly is its owner, signed in."""
    mine, browser = owned(follower), follower.browser
    forms = [address for method, address in addresses(app, mine) if method == "POST"]
    forms += ["/ho-so/tra-cuu", "/ho-so/nop/dich-vu-1"]
    every = {
        one.rule
        for one in app.url_map.iter_rules()
        if one.rule.startswith("/ho-so/") and "POST" in (one.methods or set())
    }
    assert len(forms) == len(every) > 15
    before, headers, sent = standing(app), dict(browser.headers), dict(FORM)
    if how == "another portal's":
        sent["csrf_token"] = Browser(app, B).token("/tai-khoan/dang-nhap")
    if how == "htmx":
        headers["HX-Request"] = "true"
    if how == "null origin":
        headers |= {"Origin": "null", "Sec-Fetch-Site": "cross-site"}
    for address in forms:
        more = {"json": sent} if how == "json" else {"data": sent}
        answer = browser.client.post(address, headers=headers, **more)
        assert answer.status_code == 400, (address, answer.status_code)
    assert standing(app) == before


@pytest.mark.asvs("3.5.3")
def test_nothing_is_done_by_opening_an_address(app: Flask, follower: Follower) -> None:
    """Forms that only answer to POST say so to a link that pretends to be one."""
    mine, before = owned(follower), None
    for method, address in addresses(app, mine):
        if method == "POST":
            before = before or standing(app)
            answer = follower.browser.get(address, query_string=FORM | {"_method": "POST"})
            assert answer.status_code in {200, 303, 404, 405}, address
    assert standing(app) == before
