"""Citizens' pages of dossiers that need no dossier; those that do are looked at in test_birth_registration."""

from __future__ import annotations

from tests.browser.page import COAST, HILLS, Page

CODE = "000.00.18.H47-261130-9999"
ANSWERS = "nguoi-khai=cha-me&giay-chung-sinh=co&hoan-canh=thuong&cha-me=co&han=dung-han"
BIRTH = "/ho-so/nop/dang-ky-khai-sinh"
PUBLIC = [
    Page("dossier-door", COAST, "/ho-so/"),
    Page("dossier-lookup", HILLS, f"/ho-so/tra-cuu?ma={CODE}"),
    Page(
        "dossier-lookup-errors",
        COAST,
        "/ho-so/tra-cuu",
        422,
        control="xac_nhan",
        values={"ma": "khong phai ma"},
    ),
    Page(
        "dossier-lookup-none",
        HILLS,
        "/ho-so/tra-cuu",
        404,
        control="xac_nhan",
        values={"ma": CODE, "xac_nhan": "049190001234"},
    ),
    Page("dossier-start-questions", COAST, BIRTH),
    Page("dossier-start", HILLS, f"{BIRTH}?{ANSWERS}"),
    Page("dossier-start-signed-in", COAST, f"{BIRTH}?{ANSWERS}", citizen="agreed"),
    Page("dossier-draft-gone", COAST, "/ho-so/nhap/khong-con-nua/nguoi-nop", 404, citizen="agreed"),
    Page("dossier-of-another", COAST, "/ho-so/1", 404, citizen="agreed"),
    Page("dossier-mine-empty", COAST, "/ho-so/", citizen="agreed"),
]
