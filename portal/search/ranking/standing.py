"""What an entry is worth whatever its text says: its kind, its validity today, its age, the article that was named."""

from __future__ import annotations

import math
from datetime import date

from portal.search.analysis import bare, syllables
from portal.search.documents import Entry
from portal.search.questions import AnalysedQuery

FRESH = 0.05  # news only
ARTICLE = 1.0  # the article that was named
HALF_LIFE_DAYS = 180.0


def standing(query: AnalysedQuery, entry: Entry, today: date) -> dict[str, float]:
    parts = {}
    if entry.article and entry.article.lower() in query.articles:
        parts["article"] = ARTICLE
    if entry.kind == "news":
        parts["fresh"] = FRESH * freshness(entry.published_at, today)
    return parts


def freshness(published_at: str, today: date) -> float:
    try:
        age = (today - date.fromisoformat(published_at[:10])).days
    except ValueError:
        return 0.0
    return math.pow(0.5, max(0, age) / HALF_LIFE_DAYS)
