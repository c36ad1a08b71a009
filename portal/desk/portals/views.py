"""The district's pages of one portal and of new ones: found it, its hosts, export it, let it end."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.service import InvalidAccount
from portal.accounts.signing_in import acting, desk_view
from portal.clock import utc_now
from portal.content import export_job
from portal.desk.portals import checks, ending, founding
from portal.desk.portals.forms import FoundingForm
from portal.extensions import db
from portal.publishing.service import audit
from portal.publishing.slugs import slugify
from portal.tenancy import founding as records
from portal.tenancy.directory import Portal, directory
from portal.tenancy.models import Tenant
from portal.web import themes
from portal.web.colours import contrast_on_page, nearest_legible
from portal.web.freshness import tenants_changed
from portal.web.request import current_portal, path, portal_url

PATH = "/quan-tri/cac-cong/"
ACTION = "district.tenants"
bp = Blueprint("portals", __name__, template_folder="../templates", url_prefix=PATH.rstrip("/"))


def page_of(slug: str) -> str:
    """The address of a portal's page."""
    return f"{PATH}cong/{slug}/"


@bp.route("/moi", methods=["GET", "POST"])
@desk_view(ACTION)
def new() -> ResponseReturnValue:
    """Found a portal; what was made is told, with what is left to do."""
    form = _form()
    if request.method == "POST" and not form.slug.data and form.name.data:
        form.slug.data = slugify(form.name.data.removeprefix("Xã ").removeprefix("Thị trấn "), 40)
    if not form.validate_on_submit() or not _agrees(form):
        return render_template("desk/portals/new.html", form=form), 422 if form.errors else 200
    db.session.commit()  # this transaction holds the lock that founding, in a scope of its own, needs
    try:
        made = founding.found_portal(
            _wanted(form),
            int(form.template.data) if form.template.data else None,
            (form.admin_email.data, form.admin_name.data or form.admin_email.data),
            acting(),
            with_pages=form.with_pages.data,
        )
    except (records.Refused, InvalidAccount) as error:
        form.slug.errors = [*form.slug.errors, str(error)]
        return render_template("desk/portals/new.html", form=form), 422
    portal = directory().by_id(made.id) or _fresh(made.id)
    page = render_template(
        "desk/portals/made.html", made=made, portal=portal, url=portal_url(portal), where=page_of(made.slug)
    )
    return page, 201


def _fresh(tenant_id: int) -> Portal:
    founding.refresh()
    found = directory().by_id(tenant_id)
    assert found is not None
    return found


def _form() -> FoundingForm:
    here = current_portal()
    form = FoundingForm(data={"theme": here.theme, "primary_colour": here.primary_colour,
                              "accent_colour": here.accent_colour, "parent": str(here.id)})  # fmt: skip
    living = directory().living()
    form.kind.choices = founding.kinds()
    form.parent.choices = [(str(one.id), one.name) for one in living]
    form.template.choices = [("", _("Mẫu có sẵn (chuyên mục của huyện)"))] + [
        (str(one.id), one.name) for one in living if not one.is_district
    ]
    form.theme.choices = [
        (one.name, one.label) for one in themes.shelf().themes.values() if one.name != "base"
    ]
    return form


def _agrees(form: FoundingForm) -> bool:
    """What only the installation knows: whether code and hosts are free, whether the colour can be read."""
    found: list[tuple[Any, str]] = []
    if problem := records.slug_problem(form.slug.data or ""):
        found.append((form.slug, problem))
    found += [
        (form.hosts, problem) for host in form.wanted_hosts() if (problem := records.host_problem(host))
    ]
    if contrast_on_page(form.primary_colour.data) < 4.5:
        offered = nearest_legible(form.primary_colour.data)
        found.append(
            (form.primary_colour, _("Màu quá nhạt. Màu gần nhất đọc được là %(colour)s.", colour=offered))
        )
    for field, message in found:
        field.errors = [*field.errors, message]
    return not found


def _wanted(form: FoundingForm) -> records.Founding:
    here, slug = current_portal(), form.slug.data
    domain = (
        here.hosts[0].partition(".")
        if here.hosts and here.hosts[0].count(".") > 1
        else ("", "", here.hosts[0])
    )
    hosts = form.wanted_hosts() or (f"{slug}.{domain[2]}",)
    return records.Founding(
        slug=slug,
        name=form.name.data,
        authority=form.authority.data or f"UBND {form.name.data[:1].lower()}{form.name.data[1:]}",
        kind=form.kind.data,
        code=form.code.data,
        parent_id=int(form.parent.data),
        hosts=hosts,
        **{name: form[name].data for name in
           ("theme", "primary_colour", "accent_colour", "address", "telephone", "email")},
    )  # fmt: skip


def _tenant(slug: str) -> tuple[Tenant, Portal]:
    portal = directory().by_slug(slug)
    tenant = db.session.scalar(select(Tenant).where(Tenant.id == portal.id)) if portal is not None else None
    if portal is None or tenant is None:
        abort(404)
    return tenant, portal


@bp.get("/cong/<slug>/")
@desk_view(ACTION)
def portal_page(slug: str) -> ResponseReturnValue:
    """One portal: its hosts, its exports, its end."""
    return _page(slug)


def _page(slug: str, problem: str = "", typed: str = "", status: int = 200) -> ResponseReturnValue:
    tenant, portal = _tenant(slug)
    held = records.deletion_of(tenant.settings)
    progress = request.headers.get("HX-Request") and not problem
    page = render_template(
        "desk/portals/_export.html" if progress else "desk/portals/portal.html",
        portal=portal,
        tenant_row=tenant,
        url=portal_url(portal),
        hosts=sorted(tenant.hosts, key=lambda one: (one.leads_on, one.position)),
        deletion=held,
        days=held.days_left(utc_now()) if held else 0,
        waiting=records.WAITING.days,
        exports=export_job.exports_of(portal.id),
        job=export_job.state_of(portal.id),
        problem=problem,
        typed=typed,
        where=page_of(slug),
    )
    return page, status


def _done(slug: str, message: str) -> ResponseReturnValue:
    db.session.commit()
    tenants_changed()
    flash(message, "success")
    return redirect(path(page_of(slug)), 303)


@bp.post("/cong/<slug>/ten-mien")
@desk_view(ACTION)
def hosts(slug: str) -> ResponseReturnValue:
    """Add a host, remove one, or make one the canonical address."""
    tenant, _portal = _tenant(slug)
    host, act = request.form.get("host", "").strip(), request.form.get("act", "")
    try:
        if act == "add":
            host = records.add_host(tenant, host)
        elif act == "remove":
            records.remove_host(tenant, host)
        elif act == "first":
            records.make_canonical(tenant, host)
        else:
            abort(400)
    except records.Refused as error:
        db.session.rollback()
        return _page(slug, str(error), host, 422)
    except LookupError:
        abort(404)
    audit(acting(), "tenants.hosts", detail=f"{slug}: {act} {host}"[:400])
    return _done(slug, _("Đã lưu tên miền."))


@bp.get("/cong/<slug>/kiem-tra")
@desk_view(ACTION)
def check(slug: str) -> str:
    """What DNS and certificates of the portal's hosts say now. Only hosts of the portal are looked at."""
    _tenant_row, portal = _tenant(slug)
    district = directory().district()
    own = district.hosts[0] if district is not None and district.hosts else ""
    hosts_ = [*portal.hosts, *portal.former_hosts][:10]
    db.session.commit()  # the network may take its time: nobody waits for this transaction
    found = [checks.check_host(one, own) for one in hosts_]
    return render_template(
        "desk/portals/_checks.html" if request.headers.get("HX-Request") else "desk/portals/checks.html",
        found=found,
        portal=portal,
        own=own,
        now=utc_now(),
        where=page_of(slug),
    )


@bp.post("/cong/<slug>/xoa")
@desk_view(ACTION)
def ask_end(slug: str) -> ResponseReturnValue:
    """Let the portal wait for its end."""
    tenant, _portal = _tenant(slug)
    try:
        ending.ask(tenant, request.form.get("typed", ""), acting())
    except records.Refused as error:
        db.session.rollback()
        return _page(slug, str(error), status=422)
    return _done(slug, _("Cổng đã tạm dừng và chờ xóa. Có thể thôi xóa bất cứ lúc nào trước ngày đó."))


@bp.post("/cong/<slug>/thoi-xoa")
@desk_view(ACTION)
def cancel_end(slug: str) -> ResponseReturnValue:
    """Let the portal stay."""
    tenant, _portal = _tenant(slug)
    try:
        ending.cancel(tenant, acting())
    except LookupError:
        db.session.rollback()
        return redirect(path(page_of(slug)), 303)
    return _done(slug, _("Đã thôi xóa. Cổng hoạt động như trước."))


@bp.post("/cong/<slug>/xuat")
@desk_view(ACTION)
def export(slug: str) -> ResponseReturnValue:
    """Ask for an export of the whole portal; the worker makes it."""
    _tenant_row, portal = _tenant(slug)
    export_job.ask(portal, acting(), with_personal_data=request.form.get("personal") == "y")
    db.session.commit()
    flash(_("Đang xuất. Khi xong, tệp hiện ở mục Xuất dữ liệu."), "success")
    return redirect(path(page_of(slug) + "#xuat"), 303)


@bp.get("/cong/<slug>/xuat/<name>")
@desk_view(ACTION)
def export_file(slug: str, name: str) -> ResponseReturnValue:
    """An export as a download."""
    _tenant_row, portal = _tenant(slug)
    found = next((one for one in export_job.exports_of(portal.id) if one.name == name), None)
    if found is None:
        abort(404)
    audit(acting(), "tenants.export", detail=f"{slug}: {name}")
    db.session.commit()
    answer = send_file(found.path, mimetype="application/zip", as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


export_file.writes = True  # type: ignore[attr-defined]  # a GET that leaves an entry in the audit trail
