"""The counter seen by an administrator, who reads no dossier; what clerks see is clicked through in test_counter.py."""

from __future__ import annotations

from tests.browser.page import COAST, Page

DESK = [Page("desk-counter-people", COAST, "/quan-tri/mot-cua/quan-ly-can-bo/", desk=True)]
