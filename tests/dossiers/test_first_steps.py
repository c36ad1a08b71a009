"""An administrator finds what to settle before the counter can work, and each line goes away once it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from portal.accounts.permissions import Actor, system_actor
from portal.accounts.service import create_user, grant
from portal.clock import today
from portal.extensions import db
from portal.payments.settings import PaymentSettings, save_settings
from portal.publishing.service import commit
from portal.services import service
from portal.services.models import Service
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered
from portal.workdays.proposal import proposal
from portal.workdays.service import keep
from tests.conftest import PASSWORD, A, Browser
from tests.dossiers.world import Office
from tests.signing import made

DAYS, PEOPLE = f"/quan-tri/ngay-lam-viec/{today().year}", "/quan-tri/nguoi-dung/"
KEYS, ACCOUNT, SERVICES = "/quan-tri/mau-ket-qua/", "/quan-tri/so-thu-phi/cau-hinh", "/quan-tri/dich-vu/"


def card(browser: Browser) -> str:
    """The card as the page "Hôm nay" shows it; "" where it does not."""
    found = re.search(r"Mở bộ phận một cửa.*?</section>", browser.get("/quan-tri/").text, re.DOTALL)
    return found[0] if found else ""


def lines(browser: Browser) -> list[str]:
    return re.findall(r'<a href="(/quan-tri/[^"]+)"', card(browser))


@contextmanager
def acting(app: Flask) -> Iterator[Actor]:
    with app.app_context():
        portal = directory().by_slug(A)
        assert portal is not None
        with entered(editing(portal.id)):
            yield system_actor(portal.id)
            commit()


def test_what_is_missing_is_told_and_goes_away(
    app: Flask, instance: Path, signed_in: Callable[..., Browser]
) -> None:
    admin = signed_in(A, "tenant_admin")
    assert lines(admin) == [DAYS, PEOPLE, KEYS, ACCOUNT, SERVICES]
    with acting(app) as actor:
        keep(proposal(today().year), {}, 0, actor, confirm=True)
    assert lines(admin) == [PEOPLE, KEYS, ACCOUNT, SERVICES]

    with acting(app) as actor:
        for role in ("counter_clerk", "case_officer"):
            user = create_user(f"{role}@mot-cua.example", role, PASSWORD)
            db.session.flush()
            grant(user, actor.tenant_id, role, is_district=False)
    assert "Chưa có: Lãnh đạo ký." in card(admin) and PEOPLE in lines(admin)

    Office(app, A)  # somebody of each role, and a service that is open
    assert lines(admin) == [KEYS, ACCOUNT]
    (instance / "keys" / "signing").mkdir(parents=True, exist_ok=True)
    made.holder("UBND xã Tam Hải").pkcs12(instance / "keys" / "signing" / f"{A}.p12")
    assert lines(admin) == [ACCOUNT]
    with acting(app) as actor:
        save_settings(PaymentSettings("970436", "1020304050", "UBND XA"), actor)
    assert lines(admin) == [ACCOUNT] and "mã số thuế" in card(admin)
    with acting(app) as actor:
        save_settings(PaymentSettings("970436", "1020304050", "UBND XA", tax_code="4000123456"), actor)
    assert card(admin) == ""
    with acting(app) as actor:
        for one in db.session.query(Service):
            service.close(one, actor)
    assert lines(admin) == [SERVICES]


def test_open_services_that_nobody_receives_for_are_told_first_of_all(
    app: Flask, signed_in: Callable[..., Browser]
) -> None:
    office = Office(app, A)
    with app.app_context():
        for name in ("clerk", "clerk2"):
            office.user(name).is_active = False
        db.session.commit()
    said = card(signed_in(A, "tenant_admin"))
    assert "Cần làm ngay" in said and "1 dịch vụ đang mở mà chưa ai tiếp nhận hồ sơ" in said


def test_who_does_not_settle_it_is_not_bothered(app: Flask, signed_in: Callable[..., Browser]) -> None:
    for role in ("author", "counter_clerk", "signatory"):
        assert card(signed_in(A, role)) == ""
