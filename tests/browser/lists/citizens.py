"""Pages of citizens' accounts."""

from __future__ import annotations

from tests.browser.page import COAST, HILLS, Page

HERE = "/tai-khoan/"
PROFILE = {"name": "Nguyễn Thị Sáu", "born": "25/11/1980", "identity": "0491800", "address": "Thôn Thuận An"}
PUBLIC = [
    Page("citizen-sign-in", COAST, f"{HERE}dang-nhap"),
    Page(
        "citizen-sign-in-errors",
        HILLS,
        f"{HERE}dang-nhap",
        status=422,
        control="contact",
        values={"contact": "khong phai thu"},
    ),
    Page("citizen-code", COAST, f"{HERE}ma", citizen="waiting"),
    Page(
        "citizen-code-wrong",
        HILLS,
        f"{HERE}ma",
        422,
        citizen="waiting",
        control="code",
        values={"code": "12"},
    ),
    Page("citizen-consent", COAST, f"{HERE}dong-y", citizen="new"),
    Page("citizen-account", COAST, HERE, citizen="agreed"),
    Page("citizen-profile", HILLS, f"{HERE}thong-tin", citizen="agreed"),
    Page(
        "citizen-profile-errors",
        COAST,
        f"{HERE}thong-tin",
        422,
        citizen="agreed",
        control="identity",
        values=PROFILE,
    ),
    Page("citizen-contact", COAST, f"{HERE}lien-he", citizen="agreed"),
    Page("citizen-sessions", COAST, f"{HERE}phien", citizen="agreed"),
    Page("citizen-data", COAST, f"{HERE}du-lieu", citizen="agreed"),
    Page("citizen-seen", HILLS, f"{HERE}ai-da-xem", citizen="agreed"),
    Page("citizen-leave", COAST, f"{HERE}roi-di", citizen="agreed"),
    Page("citizen-leave-code", COAST, f"{HERE}roi-di/ma", citizen="leaving"),
    Page(
        "citizen-leave-code-wrong",
        COAST,
        f"{HERE}roi-di/ma",
        422,
        citizen="leaving",
        control="code",
        values={"code": "12"},
    ),
    Page("citizen-leave-errors", COAST, f"{HERE}roi-di?cach=dong", 422, citizen="agreed", control="word"),
]
