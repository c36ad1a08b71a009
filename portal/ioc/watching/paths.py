"""Where the pages of watching lie in the desk."""

from __future__ import annotations

ALERTS = "/quan-tri/dieu-hanh/canh-bao/"
RULES = "/quan-tri/dieu-hanh/nguong/"
