"""Who may reach which route: the one table that the matrix test expects from. A route missing here fails the build."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from typing import Any

from tests import policies

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
    "web.site_map_part": PUBLIC,
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
    "legal_exports.akn": PUBLIC,
    "legal_exports.as_object": PUBLIC,
    "legal_exports.plain": PUBLIC,
    "legal_exports.files": PUBLIC,
    "legal.provision": PUBLIC,
    "legal.provision_print": PUBLIC,
    "procedures.listing": PUBLIC,
    "procedures.procedure": PUBLIC,
    "procedures.print_view": PUBLIC,
    "schedule.present": PUBLIC,
    "schedule.week": PUBLIC,
    "search.page": PUBLIC,
    "search.suggestions": PUBLIC,
    "proofs.index": PUBLIC,
    "proofs.check": PUBLIC,
    "proofs.api": PUBLIC,
    "proofs.thing": PUBLIC,
    "proofs.bundle": PUBLIC,
    "proofs.checkpoint": PUBLIC,
    "proofs.key": PUBLIC,
    "proofs.verifier": PUBLIC,
    "proofs.log": PUBLIC,
    "proofs.static_file": PUBLIC,
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
ROUTES |= {
    "desk_intake.listing": "content.read",
    "desk_intake.upload": "content.create",
    "desk_intake.review_page": "content.read",
    "desk_intake.picture": "content.read",
    "desk_intake.original": "content.read",
    "desk_intake.searchable": "content.read",
    "desk_intake.confirm": "content.create",
    "desk_intake.attach": "content.create",
    "desk_intake.cancel": "content.create",
    "desk_intake.retry": "content.create",
    "desk_intake.remove": "content.create",
    "desk_relations.queue": "content.read",
    "desk_relations.confirm_many": "content.publish",
    "desk_relations.decide": "content.publish",
    "desk_relations.remove": "content.publish",
    "desk_relations.of_document": "content.read",
    "desk_relations.add": "content.publish",
    "desk_relations.take_day": "content.edit_own",
}
for _blueprint in ("desk_synonyms", "desk_promoted"):
    ROUTES |= {
        f"{_blueprint}.listing": "content.read",
        f"{_blueprint}.new": "search.curate",
        f"{_blueprint}.edit": "search.curate",
        f"{_blueprint}.switch_on": "search.curate",
        f"{_blueprint}.switch_off": "search.curate",
        f"{_blueprint}.remove": "search.curate",
        f"{_blueprint}.restore": "search.curate",
    }
ROUTES |= {
    "desk_promoted.pages": "search.curate",
    "desk_search.overview": "content.read",
    "desk_search.not_found": "content.read",
    "desk_search.export": "content.read",
    "desk_search.retry": "search.curate",
    "desk_search.ignore": "search.curate",
    "desk_search.heed": "search.curate",
    "desk_search.block": "search.curate",
    "desk_search.allow": "search.curate",
}

# Spelled out a second time on purpose: the application's own table (portal.accounts.permissions) must agree.
MAY: dict[str, set[str]] = {
    "desk.enter": {
        *{"author", "approver", "tenant_admin", "district_editor", "district_admin"},
        *{"counter_clerk", "case_officer", "signatory", "records_clerk"},
    },
    "exchange.read": {"records_clerk", "case_officer", "signatory", "tenant_admin", "district_admin"},
    "exchange.draft": {"records_clerk", "case_officer", "signatory", "tenant_admin", "district_admin"},
    "exchange.handle": {"records_clerk", "case_officer", "signatory", "tenant_admin", "district_admin"},
    "exchange.register": {"records_clerk", "tenant_admin", "district_admin"},
    "exchange.assign": {"signatory", "tenant_admin", "district_admin"},
    "exchange.sign": {"signatory"},
    "task.give": {"signatory", "tenant_admin", "district_admin"},
    "ioc.read": {"approver", "tenant_admin", "district_editor", "district_admin", "signatory"},
    "ioc.set": {"tenant_admin", "district_admin"},
    "indicator.enter": {"author", "approver", "tenant_admin", "district_editor", "district_admin"},
    "indicator.approve": {"approver", "tenant_admin", "district_editor", "district_admin"},
    "indicator.define": {"district_editor", "district_admin"},
    "service.edit": {"tenant_admin", "district_admin"},
    "dossier.oversee": {"tenant_admin", "district_admin", "signatory"},
    "payment.settle": {"tenant_admin", "district_admin"},
    "dossier.read": {"counter_clerk", "case_officer", "signatory"},
    "dossier.ask": {"counter_clerk", "case_officer", "signatory"},
    "dossier.receive": {"counter_clerk"},
    "dossier.return": {"counter_clerk"},
    "payment.collect": {"counter_clerk"},
    "dossier.handle": {"case_officer", "signatory"},
    "dossier.assign": {"signatory"},
    "dossier.sign": {"signatory"},
    "content.read": {"author", "approver", "tenant_admin", "district_editor", "district_admin"},
    "content.create": {"author", "approver", "tenant_admin", "district_editor", "district_admin"},
    "content.edit_own": {"author", "approver", "tenant_admin", "district_editor", "district_admin"},
    "media.upload": {"author", "approver", "tenant_admin", "district_editor", "district_admin"},
    "content.edit": {"approver", "tenant_admin", "district_editor", "district_admin"},
    "content.publish": {"approver", "tenant_admin", "district_editor", "district_admin"},
    "content.withdraw": {"approver", "tenant_admin", "district_editor", "district_admin"},
    "search.curate": {"approver", "tenant_admin", "district_editor", "district_admin"},
    "content.share": {"district_editor", "district_admin"},
    "tenant.settings": {"tenant_admin", "district_admin"},
    "tenant.people": {"tenant_admin", "district_admin"},
    "audit.read": {"tenant_admin", "district_admin"},
    "district.tenants": {"district_admin"},
    "search.explain": {"tenant_admin", "district_admin"},
    "alert.issue": {"approver", "tenant_admin", "district_editor", "district_admin"},
    "alert.issue_all": {"district_editor", "district_admin"},
    "audit.read_all": {"district_admin"},
    "voice.answer": {"author", "approver", "tenant_admin", "district_editor", "district_admin"},
    "voice.moderate": {"approver", "tenant_admin", "district_editor", "district_admin"},
}


def _screens_of(part: str) -> tuple[str, ...]:
    """The kinds of shared screens that a part of the desk adds."""
    found: tuple[str, ...] = getattr(importlib.import_module(f"tests.policies.{part}"), "SCREENS", ())
    return found


# What the parts of the desk add (see tests/policies).
THINGS: dict[str, Callable[..., tuple[int, str]]] = {}
VALUES: dict[str, dict[str, str]] = {}
FRESH: dict[str, Callable[..., int]] = {}
OWN: set[str] = set()
for _found in pkgutil.iter_modules(policies.__path__):
    _part: Any = importlib.import_module(f"tests.policies.{_found.name}")
    ROUTES |= getattr(_part, "ROUTES", {})
    THINGS |= getattr(_part, "THINGS", {})
    VALUES |= getattr(_part, "VALUES", {})
    FRESH |= getattr(_part, "FRESH", {})
    OWN |= getattr(_part, "OWN", set())

# Further kinds of the shared screens are guarded like those that are spelled out above.
for _kind in [kind for found in pkgutil.iter_modules(policies.__path__) for kind in _screens_of(found.name)]:
    _make = THINGS[_kind]
    for _name in [one for one in ROUTES if one.startswith("desk_schedule.")]:
        _like = _name.replace("desk_schedule.", f"desk_{_kind}.")
        ROUTES.setdefault(_like, ROUTES[_name])
        if _name in VALUES:
            VALUES.setdefault(_like, VALUES[_name])
        if _name in FRESH:
            FRESH.setdefault(_like, lambda factory, slug, make=_make: make(factory, slug, "mới")[0])
        if _name in OWN:
            OWN.add(_like)
