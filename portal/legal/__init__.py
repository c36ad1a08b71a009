"""Legal and directive documents."""

from __future__ import annotations

from flask import Flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal import screens
from portal.legal import desk, queries, searchable, service
from portal.legal.commands import legal_cli
from portal.legal.deciding import desk as relations_desk
from portal.legal.exports.views import bp as exports_bp
from portal.legal.intake import room as intake_room
from portal.legal.models import LegalDocument
from portal.legal.naming import anchor_words
from portal.legal.originals import keeps_promulgated
from portal.legal.relations.queries import count_waiting, parts_in_words
from portal.legal.relations.service import note_targets
from portal.legal.views import bp
from portal.media import replacing
from portal.proofs.following import follow
from portal.publishing.events import subscribe
from portal.quality.providers import of_kind
from portal.quality.registry import Checked, check, provide
from portal.screens.contract import WordStart
from portal.search.registry import register as register_search
from portal.web.contributions import HomeBlock, MenuEntry, SiteMapEntry, SiteMapShelf, contributions


def register(app: Flask) -> None:
    """Bind legal documents to the application: pages, menu, home block, desk screens, site map."""
    screen = desk.LegalScreen()
    register_search(app, searchable.SEARCHABLE)
    app.add_template_filter(anchor_words, "anchor_words")
    app.add_template_filter(parts_in_words, "anchors_in_words")
    app.cli.add_command(legal_cli)
    app.register_blueprint(bp)
    app.register_blueprint(exports_bp)
    screens.add(app, screen, WordStart(elsewhere="/quan-tri/van-ban/tiep-nhan/"))
    app.register_blueprint(relations_desk.bp)
    subscribe(app, "legal", note_targets)
    follow(app, "legal", service.described, _l("văn bản"))
    intake_room.register(app)
    replacing.guard(app, keeps_promulgated)
    check(app, Checked(LegalDocument, anchors=queries.anchors_of, leading=queries.leading_of))
    provide(app, of_kind(LegalDocument, "van-ban", "/van-ban/"))
    directive = LegalDocument.category == "directive"
    provide(app, of_kind(LegalDocument, "chi-dao", "/van-ban/?nhom=chi-dao", directive))
    shared = contributions(app)
    shared.menu.append(MenuEntry(_l("Văn bản"), "/van-ban/", 30, _groups))
    shared.desk_counts.append(desk.counts)
    shared.desk_counts.append(_waiting_relations)
    shared.home.append(HomeBlock("documents", _l("Văn bản mới"), 30, _newest))
    shared.addresses["legal"] = "/van-ban/"
    shared.visibility["legal"] = queries.visible_ids
    shared.site_map.append(SiteMapShelf(_count, _site_map))


def _count() -> int:
    return queries.count_documents(queries.Filters())


def _site_map(offset: int, limit: int) -> list[SiteMapEntry]:
    return [SiteMapEntry(queries.document_path(slug), at) for slug, at in queries.for_site_map(offset, limit)]


def _groups() -> list[tuple[str, str]]:
    return [
        (_("Tất cả"), "/van-ban/"),
        (_("Văn bản quy phạm pháp luật"), "/van-ban/?nhom=quy-pham"),
        (_("Văn bản chỉ đạo điều hành"), "/van-ban/?nhom=chi-dao"),
    ]


def _newest() -> dict[str, object] | None:
    items = queries.newest()
    return {"items": items} if items else None


def _waiting_relations() -> list[dict[str, object]]:
    many = count_waiting()
    label = _("Quan hệ văn bản chờ xác nhận")
    return [{"label": label, "value": many, "where": relations_desk.QUEUE}] if many else []
