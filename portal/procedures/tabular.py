"""The tables of the nested shape: rows that are still rows, in the words of the source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from portal.importing.fields import UnreadableRecord, read_mappings, read_text
from portal.procedures.formfiles import split_forms
from portal.procedures.legalbasis import read_basis
from portal.procedures.record import LegalBasis, Paper, PaperCase, Way
from portal.procedures.sections import known
from portal.procedures.ways import CHANNEL_NAMES

_QUANTITIES = re.compile(r"\s*Bản chính\s*:\s*(\d{1,4})\s*Bản sao\s*:\s*(\d{1,4})\s*")


def read_ways(tables: Mapping[str, Any]) -> list[Way]:
    """Read `hinh_thuc_nop`. Raises UnreadableRecord for an unknown channel or a wrong type."""
    ways = []
    for row in read_mappings(tables, "hinh_thuc_nop"):
        name = known(read_text(row, "hinh_thuc"))
        if name not in CHANNEL_NAMES:
            raise UnreadableRecord(f"hình thức nộp không rõ: “{name[:60]}”")
        ways.append(
            Way(
                channel=CHANNEL_NAMES[name],
                time=known(read_text(row, "thoi_han_giai_quyet")),
                fee=known(read_text(row, "phi_le_phi")),
                note=known(read_text(row, "mo_ta")),
            )
        )
    return ways


def read_papers(tables: Mapping[str, Any]) -> list[PaperCase]:
    """Read `thanh_phan_ho_so` as one case without title; its column "so_luong" holds names of form files."""
    items = []
    for row in read_mappings(tables, "thanh_phan_ho_so"):
        remark = read_text(row, "ghi_chu")
        counts = _QUANTITIES.fullmatch(remark)
        rest, forms = split_forms(known(read_text(row, "so_luong")))
        notes = [known(rest), "" if counts else known(remark)]
        items.append(
            Paper(
                name=known(read_text(row, "ten_giay_to")),
                form="\n".join(forms),
                originals=int(counts[1]) if counts else None,
                copies=int(counts[2]) if counts else None,
                note="\n".join(note for note in notes if note),
            )
        )
    return [PaperCase("", items)] if items else []


def read_bases(tables: Mapping[str, Any]) -> list[LegalBasis]:
    """Read `can_cu_phap_ly`; a date that is none in the calendar stays unknown."""
    bases = []
    for row in read_mappings(tables, "can_cu_phap_ly"):
        basis = read_basis(read_text(row, "trich_yeu"), read_text(row, "so_ky_hieu"))
        bases.append(
            LegalBasis(
                number=basis.number,
                title=basis.title,
                stated=basis.stated,
                issued=_date(read_text(row, "ngay_ban_hanh")),
                issuer=known(read_text(row, "co_quan_ban_hanh")),
            )
        )
    return bases


def _date(text: str) -> date | None:
    match = re.fullmatch(r"\s*(\d{1,2})[-/](\d{1,2})[-/](\d{4})\s*", text)
    try:
        return date(int(match[3]), int(match[2]), int(match[1])) if match else None
    except ValueError:
        return None
