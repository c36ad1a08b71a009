"""One record of a scraped procedure, in either shape in which it comes, as a ProcedureRecord.

`read_procedure` takes the flat shape (`ma_thu_tuc`, …: tables run together into text, see `ways`, `papers`,
`legalbasis`) and the shape with `metadata`, `content` and `tables`.
"""

from __future__ import annotations

import re
from typing import Any

from portal.importing.fields import UnreadableRecord, read_mapping, read_text
from portal.procedures.legalbasis import split_legal_basis
from portal.procedures.papers import split_papers
from portal.procedures.record import ProcedureRecord
from portal.procedures.results import (
    split_keywords,
    split_levels,
    split_related,
    split_results,
    split_subjects,
)
from portal.procedures.sections import known, page_sections, split_tail
from portal.procedures.steps import steps_to_markdown
from portal.procedures.tabular import read_bases, read_papers, read_ways
from portal.procedures.ways import split_ways

__all__ = ["UnreadableRecord", "read_procedure"]

FLAT_FIELDS = (
    "ma_thu_tuc",
    "detail_url",
    "ten_thu_tuc",
    "so_quyet_dinh",
    "cap_thuc_hien",
    "loai_thu_tuc",
    "linh_vuc",
    "doi_tuong_thuc_hien",
    "co_quan_co_tham_quyen",
    "dia_chi_tiep_nhan",
    "co_quan_duoc_uy_quyen",
    "co_quan_phoi_hop",
    "thu_tuc_lien_quan",
    "trinh_tu_thuc_hien",
    "cach_thuc_thuc_hien",
    "thanh_phan_ho_so",
    "can_cu_phap_ly",
    "co_quan_thuc_hien",
    "yeu_cau_dieu_kien",
    "ket_qua_xu_ly",
    "raw_text",
)

_CODE = re.compile(r"\d{1,2}\.\d{6}(?:\.\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2,3})?")
_DECISION_WORDS = re.compile(r"^(?:Quyết định|QUYẾT ĐỊNH)?\s*(?:số|Số|SỐ)\s*:?\s*(?=\d)")
_MAX_NAME = 4000
_MAX_LINE = 200
_MAX_URL = 500


def read_procedure(raw: dict[str, Any]) -> ProcedureRecord:
    """Turn one decoded JSON object into a ProcedureRecord.

    Raises UnreadableRecord (with a Vietnamese reason) for anything that is not an object, has no valid code
    or name, or holds a value of the wrong type.
    """
    if not isinstance(raw, dict):
        raise UnreadableRecord(f"bản ghi phải là đối tượng, không phải {type(raw).__name__}")
    if "metadata" in raw or "content" in raw:
        return _read_nested(raw)
    if "ma_thu_tuc" in raw or "ten_thu_tuc" in raw:
        return _read_flat(raw)
    raise UnreadableRecord("bản ghi không có mã thủ tục và tên thủ tục")


def _read_flat(raw: dict[str, Any]) -> ProcedureRecord:
    fields = {name: read_text(raw, name) for name in FLAT_FIELDS}
    parts = page_sections(fields)
    conditions, results = parts["yeu_cau_dieu_kien"], parts["ket_qua_xu_ly"]
    if known(results):
        results, keywords, description = split_tail(results)
        conditions = split_tail(conditions)[0]
    else:
        conditions, keywords, description = split_tail(conditions)
    result_names, result_codes = split_results(results)
    return ProcedureRecord(
        code=_code(fields["ma_thu_tuc"]),
        name=_name(fields["ten_thu_tuc"]),
        decision=_decision(fields["so_quyet_dinh"]),
        levels=split_levels(fields["cap_thuc_hien"]),
        kind=_short(fields["loai_thu_tuc"], "loai_thu_tuc"),
        field=_short(fields["linh_vuc"], "linh_vuc"),
        subjects=split_subjects(fields["doi_tuong_thuc_hien"]),
        executing_agency=known(parts["co_quan_thuc_hien"]),
        competent_agency=known(fields["co_quan_co_tham_quyen"]),
        coordinating_agency=known(fields["co_quan_phoi_hop"]),
        authorised_agency=known(fields["co_quan_duoc_uy_quyen"]),
        place=known(fields["dia_chi_tiep_nhan"]),
        steps_markdown=steps_to_markdown(parts["trinh_tu_thuc_hien"]),
        ways=split_ways(parts["cach_thuc_thuc_hien"]),
        papers=split_papers(parts["thanh_phan_ho_so"]),
        legal_basis=split_legal_basis(parts["can_cu_phap_ly"]),
        results=result_names,
        result_codes=result_codes,
        conditions=known(conditions),
        keywords=split_keywords(keywords),
        description=description,
        related=split_related(fields["thu_tuc_lien_quan"]),
        source_url=_url(fields["detail_url"]),
    )


def _read_nested(raw: dict[str, Any]) -> ProcedureRecord:
    metadata, content, tables = (read_mapping(raw, name) for name in ("metadata", "content", "tables"))
    about = {name: known(read_text(metadata, name)) for name in metadata}
    texts = {name: known(read_text(content, name)) for name in content}
    code = about.get("mã_thủ_tục", "") or known(read_text(raw, "thu_tuc_id"))
    results = texts.get("kết_quả_thực_hiện", "")
    way_text = texts.get("cách_thức_thực_hiện", "")
    return ProcedureRecord(
        code=_code(code),
        name=_name(about.get("tên_thủ_tục", "")),
        decision=_decision(about.get("số_quyết_định", "")),
        levels=split_levels(about.get("cấp_thực_hiện", "")),
        kind=_short(about.get("loại_thủ_tục", ""), "loại_thủ_tục"),
        field=_short(about.get("lĩnh_vực", ""), "lĩnh_vực"),
        subjects=split_subjects(texts.get("đối_tượng_thực_hiện", "")),
        executing_agency=texts.get("cơ_quan_thực_hiện", ""),
        competent_agency=texts.get("cơ_quan_có_thẩm_quyền", ""),
        coordinating_agency=texts.get("cơ_quan_phối_hợp", ""),
        authorised_agency=texts.get("cơ_quan_được_ủy_quyền", ""),
        place=texts.get("địa_chỉ_tiếp_nhận_hs", ""),
        steps_markdown=steps_to_markdown(texts.get("trình_tự_thực_hiện", "")),
        ways=[*read_ways(tables), *split_ways(way_text)],
        papers=read_papers(tables),
        legal_basis=read_bases(tables),
        results=[results] if results else [],
        result_codes=[""] if results else [],
        conditions=texts.get("yêu_cầu_điều_kiện_thực_hiện", ""),
        keywords=split_keywords(texts.get("từ_khóa", "")),
        description=texts.get("mô_tả", ""),
    )


def _code(text: str) -> str:
    code = text.strip()
    if not code:
        raise UnreadableRecord("không có mã thủ tục")
    if not _CODE.fullmatch(code):
        raise UnreadableRecord(f"mã thủ tục không hợp lệ: “{code[:40]}”")
    return code


def _name(text: str) -> str:
    name = " ".join(known(text).split())
    if not name:
        raise UnreadableRecord("không có tên thủ tục")
    if len(name) > _MAX_NAME:
        raise UnreadableRecord(f"tên thủ tục quá dài ({len(name)} ký tự)")
    return name


def _decision(text: str) -> str:
    decision = _DECISION_WORDS.sub("", known(text))
    return _short(re.sub(r"(?<=\d) (?=/)", "", decision), "số quyết định")


def _short(text: str, field: str) -> str:
    value = " ".join(known(text).split())
    if len(value) > _MAX_LINE:
        raise UnreadableRecord(f"trường “{field}” quá dài ({len(value)} ký tự)")
    return value


def _url(text: str) -> str:
    url = text.strip()
    if not url:
        return ""
    if len(url) > _MAX_URL or not re.fullmatch(r"https?://[^\s<>\"'\\]+", url):
        raise UnreadableRecord(f"địa chỉ nguồn không hợp lệ: “{url[:80]}”")
    return url
