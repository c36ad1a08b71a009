"""The administrator of portals: founding, hosts and what is found of them, the end and what stays."""

from __future__ import annotations

import io
import ipaddress
import json
import re
import socket
import ssl
import threading
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from portal.clock import utc_now
from portal.desk.portals import ending
from portal.desk.portals.checks import ELSEWHERE, RIGHT, UNKNOWN, check_host
from portal.extensions import db
from portal.tenancy.directory import directory
from portal.tenancy.founding import SLUG, host_problem
from portal.tenancy.models import Tenant
from portal.tenancy.scope import all_tenants
from portal.web.freshness import GLOBAL_SLOT, versions
from tests.conftest import DISTRICT, A, B, Browser
from tests.factories import Factory

PATH = "/quan-tri/cac-cong/"
SignedIn = Callable[..., Browser]
NEW = {
    "name": "Xã Tam Mới",
    "kind": "commune",
    "theme": "bien",
    "primary_colour": "#1f4d3a",
    "accent_colour": "#c8811a",
    "admin_name": "Lê Thị Quản",
    "admin_email": "quan@tam-moi.example",
}


def values_of(app: Flask, **more: Any) -> dict[str, Any]:
    with app.app_context():
        return NEW | {"parent": str(directory(app).by_slug(DISTRICT).id), "template": ""} | more  # type: ignore[union-attr]


def refresh(app: Flask) -> None:
    with app.app_context():
        directory().refresh(versions().read(GLOBAL_SLOT))


def test_one_form_makes_a_whole_portal_and_invites_its_administrator(
    app: Flask, signed_in: SignedIn, factory: Factory
) -> None:
    factory.news(DISTRICT, section="kinh-te")
    boss = signed_in(DISTRICT, "district_admin")
    answer = boss.post(f"{PATH}moi", values_of(app))
    assert answer.status_code == 201, answer.text
    link = re.search(r'value="(http://tam-moi\.localhost:8000(/quan-tri/loi-moi/[^"]+))"', answer.text)
    assert link is not None
    visitor = Browser(app, "tam-moi")
    page = visitor.get("/").text
    assert "Xã Tam Mới" in page and "UBND xã Tam Mới" in page and "/giao-dien/bien/" in page
    for path in ("/gioi-thieu/lien-he", "/gioi-thieu/cong-khai-ngan-sach", "/tin-tuc/chuyen-muc/kinh-te"):
        assert visitor.get(path).status_code == 200, path
    new = Browser(app, "tam-moi")
    assert new.get(link[2]).status_code == 302
    joined = new.post(
        "/quan-tri/loi-moi",
        {"name": "Lê Thị Quản", "new": "mot-mat-khau-moi", "again": "mot-mat-khau-moi"},
        token_from="/quan-tri/loi-moi",
    )
    assert joined.status_code == 302
    assert new.get("/quan-tri/giao-dien/mau-sac").status_code == 200
    elsewhere = Browser(app, A)
    elsewhere.get(link[2])
    assert elsewhere.get("/quan-tri/loi-moi").status_code == 410
    trail = boss.get("/quan-tri/nhat-ky/").text
    assert "Lập cổng" in trail and "tam-moi" in trail


def test_a_template_gives_structure_and_looks_but_no_texts(
    app: Flask, signed_in: SignedIn, factory: Factory
) -> None:
    factory.news(A, title="CANARY-TIN", section="bien-dao")
    factory.page(A, title="Làng chài", body="CANARY-THAN")
    admin = signed_in(A, "tenant_admin")
    form = {
        "responsible": "CANARY-NGUOI",
        "links-0-label": "Cổng mẫu",
        "links-0-target": "/van-ban/",
        "version": "0",
    }
    assert admin.post("/quan-tri/giao-dien/chan-trang", form).status_code == 303
    boss = signed_in(DISTRICT, "district_admin")
    model = str(factory.tenant_id(A))
    answer = boss.post(
        f"{PATH}moi", values_of(app, template=model, with_pages="y", slug="xa-mau", hosts="xa-mau.localhost")
    )
    assert answer.status_code == 201, answer.text
    refresh(app)
    visitor = Browser(app, "xa-mau")
    home = visitor.get("/").text
    assert "Cổng mẫu" in home and "CANARY" not in home
    assert visitor.get("/tin-tuc/chuyen-muc/bien-dao").status_code == 200
    assert visitor.get("/gioi-thieu/lang-chai").status_code == 404  # a draft of its title alone
    listed = signed_in("xa-mau", "tenant_admin").get("/quan-tri/trang/?q=Làng").text
    assert "Làng chài" in listed and "CANARY" not in listed


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"slug": A}, "Đã có cổng"),
        ({"slug": "quan-tri"}, "dành riêng"),
        ({"slug": "Tam Mới"}, "chữ thường"),
        ({"hosts": f"moi.localhost\n{A}.localhost"}, "Cổng khác đang dùng"),
        ({"hosts": "https://moi.vn/"}, "không phải tên miền"),
        ({"primary_colour": "#ffee00"}, "Màu quá nhạt"),
        ({"admin_email": "khong phai"}, "chưa đúng dạng"),
        ({"name": ""}, "Nhập tên"),
        ({"parent": "999999"}, ""),
    ],
)
def test_what_is_wrong_makes_nothing_and_keeps_what_was_typed(
    app: Flask, signed_in: SignedIn, wrong: dict[str, str], said: str
) -> None:
    boss = signed_in(DISTRICT, "district_admin")
    answer = boss.post(f"{PATH}moi", values_of(app, address="Thôn Giữ Lại") | wrong)
    assert answer.status_code == 422 and said in answer.text and "Thôn Giữ Lại" in answer.text
    refresh(app)
    assert len(directory(app).all()) == 18


def test_hosts_are_added_made_first_and_removed(app: Flask, signed_in: SignedIn) -> None:
    boss, where = signed_in(DISTRICT, "district_admin"), f"{PATH}cong/{A}/"
    assert boss.post(f"{where}ten-mien", {"act": "add", "host": "Tamhai.Example"}).status_code == 303
    assert app.test_client().get("/", headers={"Host": "tamhai.example"}).status_code == 200
    assert boss.post(f"{where}ten-mien", {"act": "first", "host": "tamhai.example"}).status_code == 303
    page = app.test_client().get("/", headers={"Host": f"{A}.localhost"})
    assert 'rel="canonical" href="http://tamhai.example' in page.text
    for host in (f"{B}.localhost", "tamhai.example", "a b", "http://x.vn", "", "1.2.3.4"):
        answer = boss.post(f"{where}ten-mien", {"act": "add", "host": host})
        assert answer.status_code == 422, host
    assert boss.post(f"{where}ten-mien", {"act": "remove", "host": f"{B}.localhost"}).status_code == 404
    assert boss.post(f"{where}ten-mien", {"act": "remove", "host": f"{A}.localhost"}).status_code == 303
    assert app.test_client().get("/", headers={"Host": f"{A}.localhost"}).status_code == 404
    assert boss.post(f"{where}ten-mien", {"act": "remove", "host": "tamhai.example"}).status_code == 422
    assert boss.post(f"{where}ten-mien", {"act": "x", "host": "tamhai.example"}).status_code == 400


@given(st.text(max_size=30))
def test_only_names_are_hosts(text: str) -> None:
    if "/" in text or ":" in text or " " in text.strip() or not text.strip() or not text.isascii():
        assert host_problem(text)


@given(st.from_regex(SLUG, fullmatch=True))
def test_slugs_are_safe_names(slug: str) -> None:
    assert (
        slug.isascii() and slug == slug.lower() and not set(slug) & set("/\\. _") and not slug.endswith("-")
    )


@pytest.fixture(scope="module")
def https(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A TLS server on the loopback with a certificate that nobody trusts, for tam-hai.example."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Thử")])
    now = utc_now()
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    names = x509.SubjectAlternativeName(
        [x509.DNSName("tam-hai.example"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    )
    built = builder.serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=9))
    made = built.add_extension(names, critical=False).sign(key, hashes.SHA256())
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    plain = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                taken, _where = listening.accept()
                with context.wrap_socket(taken, server_side=True) as secured:
                    secured.recv(1)
            except ssl.SSLError:
                continue
            except OSError:
                if listening.fileno() < 0:
                    return

    threading.Thread(target=serve, daemon=True).start()
    yield listening.getsockname()[1]
    listening.close()


def names_to(**addresses: str) -> Callable[[str], list[str]]:
    def resolve(host: str) -> list[str]:
        if host.partition(".")[0].replace("-", "_") not in addresses:
            raise socket.gaierror(host)
        return [addresses[host.partition(".")[0].replace("-", "_")]]

    return resolve


def test_a_certificate_is_told_by_its_facts(https: int) -> None:
    resolver = names_to(tam_hai="127.0.0.1", huyen="127.0.0.1", khac="127.0.0.1")
    found = check_host("tam-hai.example", "huyen.example", resolver, https, 2)
    assert found.leads == RIGHT and found.certificate is not None
    assert (
        found.certificate.covers
        and not found.certificate.trusted
        and not found.certificate.is_good(utc_now())
    )
    assert found.certificate.names == ("tam-hai.example",) and found.certificate.issuer == "Thử"
    other = check_host("khac.example", "huyen.example", resolver, https, 2)
    assert other.certificate is not None and not other.certificate.covers


def test_no_door_is_knocked_at_that_is_not_ours(https: int) -> None:
    resolver = names_to(tam_hai="127.0.0.1", huyen="192.0.2.7")
    found = check_host("tam-hai.example", "huyen.example", resolver, https, 2)
    assert (found.leads, found.certificate, found.problem) == (ELSEWHERE, None, "")
    assert check_host("tam-hai.example", "khong-co.example", resolver, https, 2).leads == ELSEWHERE
    assert check_host("khong-co.example", "huyen.example", resolver, https, 2).leads == UNKNOWN


def test_a_resolver_that_hangs_keeps_nobody_waiting() -> None:
    released = threading.Event()
    found = check_host("a.example", "b.example", lambda _host: (released.wait(20) and []) or [], 1, 0.05)
    released.set()
    assert found.leads == UNKNOWN


def test_a_closed_port_is_told(https: int) -> None:
    spare = socket.create_server(("127.0.0.1", 0))
    port = spare.getsockname()[1]
    spare.close()
    found = check_host("tam-hai.example", "tam-hai.example", lambda _host: ["127.0.0.1"], port, 1)
    assert found.leads == RIGHT and found.problem == "no_tls"


def test_the_page_of_checks_looks_at_hosts_of_the_portal_alone(
    app: Flask, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def check(host: str, own: str) -> Any:
        asked.append(host)
        return check_host(host, own, lambda _host: [])

    monkeypatch.setattr("portal.desk.portals.checks.check_host", check)
    boss = signed_in(DISTRICT, "district_admin")
    assert "Không tra được" in boss.get(f"{PATH}cong/{A}/kiem-tra?host=127.0.0.1").text
    assert asked == [f"{A}.localhost"]
    assert "<html" not in boss.get(f"{PATH}cong/{A}/kiem-tra", headers={"HX-Request": "true"}).text


def rows_of(app: Flask, tenant_id: int) -> dict[str, int]:
    found = {}
    with app.app_context(), all_tenants("đếm hàng trong bài thử"):
        for model in ending.models_in_order():
            statement = select(func.count()).select_from(model).where(model.tenant_id == tenant_id)
            found[model.__tablename__] = db.session.scalar(statement) or 0
    return {name: count for name, count in found.items() if count}


@pytest.mark.tcvn("7.1.5.11.a", "7.1.5.11.b")
def test_the_end_waits_can_be_broken_off_and_leaves_an_export(
    app: Flask, signed_in: SignedIn, factory: Factory, instance: Path
) -> None:
    for make in (factory.news, factory.legal, factory.procedure, factory.week):
        make(A)
    above, slug = factory.page(A, title="Trang cha")
    factory.page(A, title="Trang con", parent_id=above)
    factory.news(B, title="CỦA XÃ KHÁC")
    gone, kept = factory.tenant_id(A), factory.tenant_id(B)
    signed_in(A, "tenant_admin")
    boss, where = signed_in(DISTRICT, "district_admin"), f"{PATH}cong/{A}/"
    before, district = rows_of(app, kept), factory.tenant_id(DISTRICT)
    assert boss.post(f"{where}xoa", {"typed": B}).status_code == 422
    assert Browser(app, A).get("/").status_code == 200
    assert boss.post(f"{PATH}cong/{DISTRICT}/xoa", {"typed": DISTRICT}).status_code == 422
    assert boss.post(f"{where}xoa", {"typed": A}).status_code == 303
    assert Browser(app, A).get("/").status_code == 503
    assert "sau 30 ngày" in boss.get(where).text and "còn 30 ngày" in boss.get(PATH.rstrip("/")).text
    boss.post(f"{PATH}{A}/mo-lai")
    assert Browser(app, A).get("/").status_code == 503
    assert boss.post(f"{PATH}moi", values_of(app, slug=A)).status_code == 422  # its code is kept till the end
    assert boss.post(f"{where}thoi-xoa").status_code == 303
    assert Browser(app, A).get("/").status_code == 200
    boss.post(f"{where}xoa", {"typed": A})
    refresh(app)
    later = utc_now() + timedelta(days=29, hours=23)
    with app.app_context():
        assert ending.end_due(later) == 0
    assert Browser(app, A).get("/").status_code == 503
    with app.app_context():
        assert ending.end_due(later + timedelta(hours=2)) == 1
    refresh(app)
    assert rows_of(app, gone) == {}
    # What is to be counted again is marked in every portal where a statement of no single one ran.
    assert rows_of(app, kept) | {"fact_mark": 0} == before | {"fact_mark": 0}
    assert Browser(app, A).get("/").status_code == 404
    with app.app_context(), all_tenants("đếm"):
        assert db.session.scalar(select(func.count()).select_from(Tenant).where(Tenant.id == gone)) == 0
    last = instance / "exports" / "da-xoa" / f"{A}-{gone}.zip"
    with zipfile.ZipFile(last) as package:
        assert f"content/{A}/gioi-thieu/{slug}.md" in package.namelist()
        assert len(package.read("archive/audit_entry.jsonl").splitlines()) > 5
    assert "Xóa cổng" in boss.get("/quan-tri/nhat-ky/").text
    assert boss.post(f"{PATH}moi", values_of(app, slug=A)).status_code == 201  # and free afterwards
    assert district == factory.tenant_id(DISTRICT)


def test_removing_goes_on_where_it_stopped(
    app: Flask, signed_in: SignedIn, factory: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    factory.news(A)
    gone = factory.tenant_id(A)
    boss = signed_in(DISTRICT, "district_admin")
    boss.post(f"{PATH}cong/{A}/xoa", {"typed": A})
    refresh(app)
    later, done = utc_now() + timedelta(days=31), []
    plain = ending._remove_rows

    def failing(model: Any, tenant_id: int) -> None:
        if len(done) == 5:
            raise RuntimeError("mất điện")
        done.append(model)
        plain(model, tenant_id)

    monkeypatch.setattr(ending, "_remove_rows", failing)
    with app.app_context(), pytest.raises(RuntimeError):
        ending.end_due(later)
    monkeypatch.setattr(ending, "_remove_rows", plain)
    with app.app_context():
        assert ending.end_due(later) == 1
    assert rows_of(app, gone) == {}


def test_portals_that_others_hang_on_are_kept(app: Flask, signed_in: SignedIn, factory: Factory) -> None:
    from portal.tenancy.scope import system_task
    from portal.web.freshness import tenants_changed

    with app.app_context(), system_task("sáp nhập trong bài thử"):
        tenant = db.session.get(Tenant, factory.tenant_id(B))
        assert tenant is not None
        tenant.merged_into_id = factory.tenant_id(A)
        db.session.commit()
        tenants_changed()
    boss = signed_in(DISTRICT, "district_admin")
    answer = boss.post(f"{PATH}cong/{A}/xoa", {"typed": A})
    assert answer.status_code == 422 and "sáp nhập" in answer.text


def test_an_export_is_a_job_whose_file_only_the_district_gets(
    app: Flask, signed_in: SignedIn, factory: Factory
) -> None:
    from portal.jobs.worker import Worker

    factory.news(A, title="Tin của xã")
    boss, where = signed_in(DISTRICT, "district_admin"), f"{PATH}cong/{A}/"
    assert boss.post(f"{where}xuat").status_code == 303
    assert "xuat-tien-do" in boss.get(where).text
    with Worker(app, threading.Event()) as worker:
        while worker.step():
            pass
    page = boss.get(where).text
    found = re.search(rf'href="({where}xuat/[^"]+\.zip)"', page)
    assert found is not None, page
    answer = boss.get(found[1])
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert boss.get(found[1].replace(A, B)).status_code == 404
    assert boss.get(f"{where}xuat/..%2f..%2fportal.db").status_code == 404
    assert signed_in(A, "tenant_admin").get(found[1]).status_code == 403
    trail = boss.get("/quan-tri/nhat-ky/").text
    assert "Tải bản xuất" in trail and "Xuất toàn bộ cổng" in trail
    with zipfile.ZipFile(io.BytesIO(answer.data)) as package:
        assert json.loads(package.read("manifest.json"))["with_personal_data"] is False
    assert "có dữ liệu cá nhân" not in page and "ca-nhan" not in found[1]
    boss.post(f"{where}xuat", {"personal": "y"})
    with Worker(app, threading.Event()) as worker:
        while worker.step():
            pass
    page = boss.get(where).text
    found = re.search(rf'href="({where}xuat/[^"]+-ca-nhan\.zip)"', page)
    assert found is not None and "<strong>có dữ liệu cá nhân</strong>" in page, page
    with zipfile.ZipFile(io.BytesIO(boss.get(found[1]).data)) as package:
        assert json.loads(package.read("manifest.json"))["with_personal_data"] is True
    assert "kèm dữ liệu cá nhân" in boss.get("/quan-tri/nhat-ky/").text


def test_loading_tenants_again_leaves_what_was_arranged_by_hand(app: Flask, signed_in: SignedIn) -> None:
    from portal.tenancy.scope import system_task
    from portal.tenancy.service import load_tenants
    from tests.conftest import ROOT

    boss, admin = signed_in(DISTRICT, "district_admin"), signed_in(A, "tenant_admin")
    boss.post(f"{PATH}cong/{A}/ten-mien", {"act": "add", "host": "tamhai.example"})
    look = {"theme": "nui", "primary_colour": "#123456", "accent_colour": "#c8811a", "version": "0"}
    assert admin.post("/quan-tri/giao-dien/mau-sac", look).status_code == 303
    with app.app_context(), system_task("nạp lại trong bài thử"):
        load_tenants(ROOT / "content" / "tenants.toml")
        db.session.commit()
        from portal.web.freshness import tenants_changed

        tenants_changed()
    answer = app.test_client().get("/", headers={"Host": "tamhai.example"})
    assert answer.status_code == 200 and "/giao-dien/nui/" in answer.text
    assert "--primary: #123456" in Browser(app, A).get("/giao-dien.css").text
