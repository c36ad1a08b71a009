"""Who may reach which route: the one table that the matrix test expects from. A route missing here fails the build."""

from __future__ import annotations

PUBLIC = "public"  # anybody, of an active portal
TENANTLESS = "tenantless"  # answers without a portal
OPEN_DESK = "open desk"  # signing in and out

ROUTES: dict[str, str] = {
    "healthz": TENANTLESS,
    "web.asset_file": TENANTLESS,
    "web.theme_file": TENANTLESS,
    "web.home": PUBLIC,
    "web.theme_colours": PUBLIC,
    "web.language": PUBLIC,
    "web.robots": PUBLIC,
    "web.site_map": PUBLIC,
    "web.opensearch": PUBLIC,
    "web.site_guide": PUBLIC,
    "news.listing": PUBLIC,
    "news.section": PUBLIC,
    "news.tag": PUBLIC,
    "news.item": PUBLIC,
    "news.print_view": PUBLIC,
    "news.feed": PUBLIC,
    "news.section_feed": PUBLIC,
    "pages.index": PUBLIC,
    "pages.page": PUBLIC,
    "legal.listing": PUBLIC,
    "legal.feed": PUBLIC,
    "legal.document": PUBLIC,
    "legal.print_view": PUBLIC,
    "procedures.listing": PUBLIC,
    "procedures.procedure": PUBLIC,
    "procedures.print_view": PUBLIC,
    "schedule.present": PUBLIC,
    "schedule.week": PUBLIC,
    "search.page": PUBLIC,
    "search.api": PUBLIC,
    "media.public_file": PUBLIC,
    "media.desk_file": "content.read",
    "desk.sign_in_page": OPEN_DESK,
    "desk.sign_out_action": OPEN_DESK,
    "desk.arrive": OPEN_DESK,
    "desk.password_page": "desk.enter",
    "desk.switch": "desk.enter",
    "overview.overview": "desk.enter",
    "people.listing": "tenant.people",
    "people.revoke": "tenant.people",
    "people.reset_password": "tenant.people",
    "people.state": "tenant.people",
    "settings.own": "tenant.settings",
    "settings.tenants": "district.tenants",
    "settings.tenant_state": "district.tenants",
}
for _kind in ("news", "page", "legal", "procedure", "schedule"):
    ROUTES |= {
        f"desk_{_kind}.listing": "content.read",
        f"desk_{_kind}.new": "content.create",
        f"desk_{_kind}.edit": "content.read",
        f"desk_{_kind}.preview": "content.read",
        f"desk_{_kind}.publish": "content.publish",
        f"desk_{_kind}.withdraw": "content.withdraw",
        f"desk_{_kind}.redraft": "content.edit",
        f"desk_{_kind}.attach": "media.upload",
        f"desk_{_kind}.detach": "media.upload",
    }

# Spelled out a second time on purpose: the application's own table (portal.accounts.permissions) must agree.
MAY: dict[str, set[str]] = {
    "desk.enter": {"author", "approver", "tenant_admin", "district_editor", "district_admin"},
    "content.read": {"author", "approver", "tenant_admin", "district_editor", "district_admin"},
    "content.create": {"author", "approver", "tenant_admin", "district_editor", "district_admin"},
    "content.edit_own": {"author", "approver", "tenant_admin", "district_editor", "district_admin"},
    "media.upload": {"author", "approver", "tenant_admin", "district_editor", "district_admin"},
    "content.edit": {"approver", "tenant_admin", "district_editor", "district_admin"},
    "content.publish": {"approver", "tenant_admin", "district_editor", "district_admin"},
    "content.withdraw": {"approver", "tenant_admin", "district_editor", "district_admin"},
    "content.share": {"district_editor", "district_admin"},
    "tenant.settings": {"tenant_admin", "district_admin"},
    "tenant.people": {"tenant_admin", "district_admin"},
    "audit.read": {"tenant_admin", "district_admin"},
    "district.tenants": {"district_admin"},
    "search.explain": {"district_admin"},
}
