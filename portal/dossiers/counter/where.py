"""Where the clerk's desk stands, and how a verb is called in its addresses."""

from __future__ import annotations

from portal.dossiers.paths import COUNTER, DESK

HERE = COUNTER
ONE = DESK
READ = "dossier.read"

SLUGS = {
    "receive": "tiep-nhan",
    "refuse": "tu-choi",
    "take": "nhan",
    "release": "tra-hang-cho",
    "pass": "chuyen",
    "send_back": "chuyen-lai",
    "reassign": "phan-cong",
    "ask": "bo-sung",
    "complete": "da-bo-sung",
    "charge": "thu-phi",
    "withdraw": "rut",
    "stop": "dung",
    "decide": "ket-qua",
    "sign": "ky",
    "finish": "hoan-thanh",
    "return": "tra-ket-qua",
    "apologise": "xin-loi",
    "correct": "dinh-chinh",
    "note": "ghi-chu",
}
"""Verbs that people of the desk do, by what they are called in addresses."""
VERBS = {slug: verb for verb, slug in SLUGS.items()}
GUARDS = {
    "receive": "dossier.receive",
    "refuse": "dossier.receive",
    "withdraw": "dossier.receive",
    "return": "dossier.return",
    "sign": "dossier.sign",
    "decide": "dossier.handle",
    "reassign": "dossier.assign",
}
"""The permission without which a verb can't be done in any state; all others need READ, and what the table says."""
