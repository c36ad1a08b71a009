"""Which pages the twin holds, by the view that answers them: every public page that says the same to everybody.

What is asked of somebody (a form, a file of their own, an answer that is computed) is left out; addresses of such
services are answered with "not available for the moment". A test holds that every public view stands in one of both.
"""

from __future__ import annotations

from dataclasses import dataclass

HOME, LIST, THING, FEED, FILE, ASSET, OWN = "home", "list", "thing", "feed", "file", "asset", "own"
URGENT_VIEWS = ("web.home", "alerts.listing", "alerts.plain", "alerts.feed", "alerts.alert")
"""What shows an urgent notice, before anything else does."""

KEPT: dict[str, str] = {
    "web.home": HOME,
    "web.theme_colours": FEED,
    "web.robots": FEED,
    "web.site_map": FEED,
    "web.site_map_part": FEED,
    "web.opensearch": FEED,
    "web.site_guide": LIST,
    "web.asset_file": ASSET,
    "web.theme_file": ASSET,
    "alerts.listing": LIST,
    "alerts.plain": FEED,
    "alerts.feed": FEED,
    "alerts.alert": THING,
    "news.listing": LIST,
    "news.section": LIST,
    "news.tag": LIST,
    "news.feed": FEED,
    "news.section_feed": FEED,
    "news.item": THING,
    "news.print_view": THING,
    "pages.index": LIST,
    "pages.page": THING,
    "legal.listing": LIST,
    "legal.feed": FEED,
    "legal.document": THING,
    "legal.print_view": THING,
    "legal.provision": THING,
    "legal.provision_print": THING,
    "legal_exports.akn": THING,
    "legal_exports.as_object": THING,
    "legal_exports.plain": THING,
    "legal_exports.files": THING,
    "procedures.listing": LIST,
    "procedures.procedure": THING,
    "procedures.print_view": THING,
    "services.listing": LIST,
    "service_guide.page": THING,
    "schedule.present": LIST,
    "schedule.week": THING,
    "workdays.page": LIST,
    "consultations.listing": LIST,
    "consultations.feed": FEED,
    "consultations.consultation": THING,
    "questions.listing": LIST,
    "questions.feed": FEED,
    "questions.question": THING,
    "reports.listing": LIST,
    "reports.one_report": THING,
    "polls.listing": LIST,
    "polls.poll": THING,
    "voice.landing": LIST,
    "performance.page": LIST,
    "performance.data": FEED,
    "indicators.page": LIST,
    "indicators.everything": FEED,
    "indicators.indicator": THING,
    "indicators.one_csv": THING,
    "visits.public": LIST,
    "opendata.catalogue": LIST,
    "opendata.catalogue_ld": FEED,
    "opendata.dataset": LIST,
    "opendata.dataset_ld": FEED,
    "opendata.schema": FEED,
    "opendata.csv_metadata": FEED,
    "opendata_files.newest_file": LIST,
    "opendata_files.version_file": THING,
    "proofs.index": LIST,
    "proofs.key": FEED,
    "proofs.checkpoint": FEED,
    "proofs.verifier": FEED,
    "proofs.thing": THING,
    "proofs.bundle": THING,
    "proofs.static_file": ASSET,
    "media.public_file": FILE,
}
"""View → what its pages are: lists move with every change of the portal, things with their own."""

LEFT_BLUEPRINTS = frozenset(
    {
        "api",
        "applying",
        "citizens",
        "exchange",
        "following",
        "ioc_wall",
        "payments",
        "preview_links",
        "results",
        "service_material",  # posters and slides are drawn when somebody wants to print them
    }
)
LEFT = frozenset(
    {
        "healthz",
        "web.language",
        "search.page",
        "search.suggestions",
        "consultations.comment",
        "questions.ask",
        "reports.report",
        "voice.follow",
        "proofs.api",
        "proofs.check",
        "proofs.log",
        "archive.index",
        "archive.portal",
    }
)
"""Views whose pages are not in the twin: they answer one person, or a question."""
SERVICES = (
    "quan-tri",
    "api",
    "ho-so",
    "tai-khoan",
    "thanh-toan",
    "xac-thuc",
    "xem-truoc",
    "kiem-tra",
    "lien-thong",
    "man-hinh-dieu-hanh",
    "ngon-ngu",
    "tra-cuu",
    "luu-tru",
    "phan-anh/gui",
    "hoi-dap/gui",
    "bang-chung/nhat-ky",
)
"""How the addresses of services begin: they are there, but not for the moment (503), while anything else that the twin
does not have is not known to it (404)."""
SHOWN_SUSPENDED = frozenset({"web.asset_file", "web.theme_file", "web.theme_colours"})
"""What a suspended portal still has: what the one page that it shows is drawn with."""
SEARCH = "/tim-kiem"
OWN_PART = "/ban-luu/"
"""Below it lies what the twin alone has: its style, its scripts, its index, served from there at any time."""
SHOWN: dict[str, str] = {
    "alerts.alert": "Thông báo khẩn",
    "news.item": "Tin tức",
    "legal.document": "Văn bản",
    "procedures.procedure": "Thủ tục",
    "pages.page": "Giới thiệu",
    "schedule.week": "Lịch công tác",
    "consultations.consultation": "Lấy ý kiến",
    "questions.question": "Hỏi đáp",
}
"""What the search of the twin knows, and what it calls it."""
NO_TEXT = frozenset({ASSET, FILE})
"""Kinds of which only bytes are kept: nothing is changed in them, and no link leads on."""


@dataclass(frozen=True)
class Chosen:
    """A page that the twin holds: portal, decoded portal-relative path, kept query, the view and what its pages are."""

    portal_id: int
    path: str
    query: str
    view: str
    kind: str
