"""What an answer counts as: a page that was read, a file that was taken, a search, a print – or nothing at all."""

from __future__ import annotations

import re
from functools import lru_cache

VIEW, DOWNLOAD, SEARCH, PRINT, FEED = "view", "download", "search", "print", "feed"
ACTS = (VIEW, DOWNLOAD, SEARCH, PRINT, FEED)
LONGEST_PATH = 200

_NOT_READ = re.compile(
    r"/(?:quan-tri|tinh|giao-dien|healthz|ngon-ngu|api|tim-kiem/goi-y|xem-truoc|giao-dien\.css|robots\.txt"
    r"|sitemap\.xml|opensearch\.xml|favicon\.ico|luot-xem)(?:[/.]|\Z)"
)
_RENDITION = re.compile(r"/tep/\d+/\d+\.(?:avif|webp|jpg)\Z")
_EXPORT = re.compile(r"/van-ban/[^/]+/(?:akn\.xml|van-ban\.json|van-ban\.txt|tep-goc\.zip)\Z")
_PRINT = re.compile(r"(/(?:tin-tuc|van-ban|thu-tuc)/.+)/in\Z")
# Names by which programs that read by themselves say what they are; a name in full or a part of it.
_MACHINE = re.compile(
    r"bot\b|bot[/;)]|crawl|spider|slurp|curl|wget|python|httpx|aiohttp|go-http|java/|okhttp|libwww|scrapy|headless|lighthouse"
    r"|monitor|uptime|pingdom|feedfetcher|facebookexternalhit|zalo-?preview|preview|archive|validator|nagios|zabbix",
    re.IGNORECASE,
)


@lru_cache(
    maxsize=2000
)  # a few browsers make nearly all requests, and the search costs as much as a kept page
def is_machine(browser: str) -> bool:
    """Whether the name that a browser gives says that no person reads; one that gives no name is none either."""
    return not browser or _MACHINE.search(browser) is not None


def act_of(path: str, *, asked: bool) -> tuple[str, str] | None:
    """(act, path) of a portal-relative path, None where it is nothing that people read.

    Of the query only whether something was asked is known, so that nothing that somebody typed is kept. The print
    view counts for its page.
    """
    if len(path) > LONGEST_PATH or _NOT_READ.match(path) or _RENDITION.match(path):
        return None
    if path.startswith("/tep/") or _EXPORT.match(path):
        return DOWNLOAD, path
    if path == "/tim-kiem":
        return (SEARCH if asked else VIEW), path
    if path.endswith("/feed.xml"):
        return FEED, path
    printed = _PRINT.match(path)
    return (PRINT, printed[1]) if printed else (VIEW, path)
