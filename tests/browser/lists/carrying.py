"""What goes between offices: packages with their troubles, what was refused, the book of offices."""

from __future__ import annotations

import http.client
import subprocess
import sys
import time

from portal.exchange.carrying.certificates import pem_of
from tests.browser.installation import ROOT, Installation, settings
from tests.browser.page import COAST, DISTRICT, HILLS, Page
from tests.browser.visitor import Visitor
from tests.exchange.carrying.world import key_for

HEALTH, OFFICES = "/quan-tri/lien-thong-van-ban/", "/quan-tri/co-quan-lien-thong/"
OUTSIDE = "000.00.99.H47"
DESK = [
    Page("desk-exchange", COAST, HEALTH, desk=True),
    Page("desk-exchange-none", HILLS, HEALTH, desk=True),
    Page("desk-exchange-waiting", COAST, f"{HEALTH}?xem=cho", desk=True),
    Page("desk-exchange-package", COAST, f"{HEALTH}?xem=cho", desk=True, follow=rf"{HEALTH}\d+"),
    Page("desk-exchange-delivered", COAST, f"{HEALTH}?xem=da-den", desk=True, follow=rf"{HEALTH}\d+"),
    Page("desk-exchange-refusals", DISTRICT, f"{HEALTH}goi-bi-tu-choi", desk=True),
    Page("desk-exchange-refusals-none", HILLS, f"{HEALTH}goi-bi-tu-choi", desk=True),
    Page("desk-exchange-missing", COAST, f"{HEALTH}1", 404, desk=True),
    Page("desk-exchange-offices", DISTRICT, OFFICES, desk=True),
    Page("desk-exchange-office", DISTRICT, f"{OFFICES}{OUTSIDE}/", desk=True),
    Page("desk-exchange-office-new", DISTRICT, f"{OFFICES}moi", desk=True),
    Page(
        "desk-exchange-office-wrong",
        DISTRICT,
        f"{OFFICES}moi",
        422,
        desk=True,
        control="organ_id",
        values={"organ_id": "không phải mã", "name": "Sở X", "address": "http://10.0.0.1/x"},
    ),
    Page(
        "desk-exchange-office-conflict",
        DISTRICT,
        f"{OFFICES}{OUTSIDE}/",
        409,
        desk=True,
        control="organ_id",
        values={"name": "Tên tôi sửa", "version": "0"},
    ),
    Page("desk-outgoing-course", COAST, "{exchanged}", desk=True),
]
ISSUE = f"""
import sys
from portal import create_app
from portal.accounts.permissions import Actor
from portal.clock import today, utc_now
from portal.exchange.registers import drafting
from portal.exchange.registers.acting import own_organ
from portal.exchange.registers.files import Upload, add_outgoing
from portal.exchange.registers.models import ISSUED, MAIN, OUT
from portal.exchange.registers.numbering import next_number
from portal.exchange.registers.telling import listeners
from portal.extensions import db
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered
from portal.web.freshness import GLOBAL_SLOT, versions
with create_app().app_context():
    directory().refresh(versions().read(GLOBAL_SLOT))
    portal, above = directory().by_slug("{COAST}"), directory().district()
    actor = Actor(None, "Văn thư", portal.id, frozenset({{"tenant_admin"}}))
    to = (drafting.Recipient(above.authority, above.agency_id), drafting.Recipient("UBND huyện Hiệp Đức", "{OUTSIDE}"))
    with entered(editing(portal.id)):
        row = drafting.make(drafting.Draft("bao-cao", "Công tác phòng, chống thiên tai năm 2026", recipients=to), actor)
        add_outgoing(row, (Upload("bao-cao.txt", b"Noi dung", MAIN),), actor)
        row.organ_id, row.series, row.notation = own_organ(portal.id), "BC-UBND", "BC-UBND"
        row.year, row.day, row.number = today().year, today(), next_number(OUT, "BC-UBND", today().year)
        row.state, row.issued_at, row.signer_name = ISSUED, utc_now(), "Nguyễn Văn Hòa"
        db.session.flush()
        for one in listeners().issued:
            one(row)
        db.session.commit()
        print(row.id)
"""


def make_things(installation: Installation, desk: Visitor, district: Visitor) -> dict[str, str]:
    """Enters an office that nobody reaches, issues a document to it and to the district, sends rubbish to the door."""
    office = {
        "organ_id": OUTSIDE,
        "name": "UBND huyện Hiệp Đức",
        "address": "https://hiep-duc.invalid",
        "certificates": "".join(
            pem_of(key_for(name, ends=ends)[1]) for name, ends in (("A", 400), ("B", 12))
        ),
    }
    answer = district.submit(f"{OFFICES}moi", "organ_id", office)
    assert answer.status == 302, answer.text
    done = subprocess.run(
        [sys.executable, "-c", ISSUE],
        cwd=ROOT,
        env=settings(installation.instance),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    door = http.client.HTTPConnection("127.0.0.1", installation.port, timeout=30)
    door.request(
        "POST",
        "/lien-thong/v1/goi",
        b"<rubbish/>",
        {"Host": installation.host(DISTRICT), "Content-Type": "application/xml"},
    )
    assert door.getresponse().status == 422
    _wait_for(desk)
    return {"exchanged": f"/quan-tri/van-ban-di/{done.stdout.split()[-1]}"}


def _wait_for(desk: Visitor) -> None:
    """The follower brings the one, and finds out that the other wants a key that nobody put there."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        if (
            "Đã đến nơi" in desk.ask(f"{HEALTH}?xem=da-den").text
            and "nên chưa gửi được" in desk.ask(HEALTH).text
        ):
            return
        time.sleep(0.5)
    raise AssertionError("the follower carries nothing")
