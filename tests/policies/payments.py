"""Money: pages for who knows a secret, the counter's pages, the treasurer's pages."""

from __future__ import annotations

PUBLIC = "public"
ROUTES = {
    f"payments.{name}": PUBLIC
    for name in ("door", "page", "standing", "picture_of", "pay", "back", "receipt", "news")
}
