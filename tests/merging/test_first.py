from tests.conftest import Browser
from portal.merging import service, effects
from portal.merging.orders import Order
from portal.tenancy.scope import *


def test_one(app, factory, browser):
    a = factory.news("tam-son", title="Tin chung")
    b = factory.news("tam-thanh", title="Tin chung", body="xem [x](/tin-tuc/tin-chung)")
    factory.week("tam-son")
    factory.week("tam-thanh")
    d1 = factory.legal("tam-son", number="12/QĐ-UBND")
    d2 = factory.legal("tam-thanh", number="12/QĐ-UBND")
    factory.page("tam-son", title="Lịch sử")
    factory.page("tam-thanh", title="Lịch sử")
    with app.app_context():
        o = Order(
            "merge", "duc-phu", ("tam-son", "tam-thanh"), name="Xã Đức Phú", code="20977", day="2025-07-01"
        )
        e = service.dry_run(o, service.COMMAND_LINE)
        print(effects.as_text(e))
        n = service.begin(o, service.COMMAND_LINE)
        service.go_on(n, print)
    for slug, thing in (("tam-son", a), ("tam-thanh", b)):
        r = Browser(app, slug).get("/tin-tuc/tin-chung?x=1")
        print(r.status_code, r.location)
        r = Browser(app, "duc-phu").get(r.location.split(":8000")[1])
        print(
            r.status_code,
            [l for l in r.text.splitlines() if "origin-note" in l or "<h1" in l or "/tin-tuc/tin-" in l],
        )
    for d, s in ((d1, "tam-son"), (d2, "tam-thanh")):
        print(Browser(app, s).get(f"/van-ban/{d[1]}/dieu-1/in").location)
    print(Browser(app, "duc-phu").get("/luu-tru/tam-son/").text[-3000:])
    for p in (
        "/",
        "/tin-tuc/",
        "/gioi-thieu/",
        "/van-ban/",
        "/lich-cong-tac/",
        "/sitemap.xml",
        "/tin-tuc/feed.xml",
        "/luu-tru/",
    ):
        r = Browser(app, "duc-phu").get(p)
        print(p, r.status_code)
    with app.app_context():
        service.begin_undoing(n, service.COMMAND_LINE)
        service.go_on(n, print)
    for slug, thing in (("tam-son", a), ("tam-thanh", b)):
        r = Browser(app, slug).get("/tin-tuc/tin-chung?x=1")
        print(
            r.status_code,
            [l for l in r.text.splitlines() if "origin-note" in l or "<h1" in l or "/tin-tuc/tin-" in l],
        )
        r = Browser(app, "duc-phu").get("/tin-tuc/tin-chung?x=1")
        print(r.status_code, r.location)
    assert 0
