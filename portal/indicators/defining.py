"""The verbs of the catalogue and of the targets: what the district defines, every wording of it kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts.permissions import Actor
from portal.clock import utc_now
from portal.extensions import db
from portal.indicators.catalogue import BETTER, FIELDS, MADE, Measure, as_measure
from portal.indicators.models import MEAN, Indicator, IndicatorEdit, IndicatorFigure, IndicatorTarget
from portal.indicators.numbers import LARGEST, MOST_DECIMALS
from portal.indicators.periods import FIRST_YEAR, LAST_YEAR, MONTHS
from portal.indicators.small import HIGHEST, LOWEST
from portal.indicators.transitions import DEFINE
from portal.publishing.service import StaleVersion, audit, commit, log_change
from portal.tenancy.directory import directory
from portal.tenancy.scope import all_tenants

KIND = "indicator"
CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z", re.ASCII)
_WRITTEN = (
    *("name", "unit", "field", "period", "decimals", "better", "made", "weight_code", "accumulates"),
    *("least", "most", "change_percent", "part_of", "definition", "source", "days"),
    *("active_from", "active_until", "open", "shown_from", "rate_of", "position"),
)
_FIXED = ("period", "decimals", "unit")
"""What cannot change any more once figures were typed: they would mean something else."""


class InvalidIndicator(ValueError):
    """The indicator cannot be so; `field` of the form is to be put right, `text` says how."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(f"{field}: {text}")
        self.field = field
        self.text = text


@dataclass(frozen=True)
class Origin:
    """The file of the starting content that an indicator came from."""

    path: str = ""
    digest: str = ""


def define(draft: Measure, actor: Actor, origin: Origin | None = None) -> Indicator:
    """Add an indicator to the catalogue of the actor's portal (the caller commits). Raises Forbidden,
    InvalidIndicator."""
    actor.require(DEFINE)
    known = held()
    _check(draft, known, actor)
    if not CODE.match(draft.code) or len(draft.code) > 40:
        raise InvalidIndicator("code", _("Mã gồm chữ thường không dấu, chữ số và gạch nối, ví dụ ho-ngheo."))
    if draft.code in known:
        raise InvalidIndicator("code", _("Mã này đã có trong danh mục."))
    row = Indicator(tenant_id=actor.tenant_id, code=draft.code, shared=True)
    if origin is not None:
        row.origin, row.origin_digest = origin.path, origin.digest
    _fill(row, draft)
    db.session.add(row)
    db.session.flush()
    _keep(row, "", actor)
    audit(actor, "indicator.define", kind=KIND, object_id=row.id, detail=f"{row.code}: {row.name}")
    log_change(row.tenant_id, KIND, row.id)
    return row


def change(row: Indicator, draft: Measure, seen: int, reason: str, actor: Actor) -> None:
    """Change an indicator; its code stays, and so does what figures are made of (period, decimals, unit) once there are
    any (the caller commits). Raises Forbidden, StaleVersion, InvalidIndicator."""
    actor.require(DEFINE)
    if row.version != seen:
        raise StaleVersion
    draft = replace(draft, code=row.code)
    known = held()
    _check(draft, known, actor)
    fixed = [name for name in _FIXED if getattr(row, name) != getattr(draft, name)]
    if fixed and _has_figures(row.code, actor.tenant_id):
        text = _(
            "Đã có số liệu theo chỉ tiêu này nên không đổi được. Hãy đặt ngày kết thúc và lập chỉ tiêu mới."
        )
        raise InvalidIndicator(fixed[0], text)
    _fill(row, draft)
    try:
        db.session.flush()
    except StaleDataError as error:
        db.session.rollback()
        raise StaleVersion from error
    _keep(row, reason, actor)
    audit(actor, "indicator.change", kind=KIND, object_id=row.id, detail=f"{row.code}: {reason or row.name}")
    log_change(row.tenant_id, KIND, row.id)


def held() -> dict[str, Indicator]:
    """The catalogue of the portal in force, by code."""
    return {one.code: one for one in db.session.scalars(select(Indicator))}


def by_id(indicator_id: int) -> Indicator | None:
    """An indicator of the portal in force."""
    return db.session.scalar(select(Indicator).where(Indicator.id == indicator_id))


def edits_of(row: Indicator) -> list[IndicatorEdit]:
    """Every wording of an indicator, the newest first."""
    return list(
        db.session.scalars(
            select(IndicatorEdit)
            .where(IndicatorEdit.indicator_id == row.id)
            .order_by(IndicatorEdit.number.desc())
        )
    )


def _fill(row: Indicator, draft: Measure) -> None:
    for name in _WRITTEN:
        setattr(row, name, getattr(draft, name))
    row.collected_from = sorted(draft.collected_from)
    row.changed_at = utc_now()


def _keep(row: Indicator, reason: str, actor: Actor) -> None:
    """Keep this wording; portals by their slugs, which other installations understand too."""
    last = db.session.scalar(
        select(func.max(IndicatorEdit.number)).where(IndicatorEdit.indicator_id == row.id)
    )
    data: dict[str, Any] = {name: getattr(row, name) for name in ("code", *_WRITTEN)}
    data = {name: value.isoformat() if isinstance(value, date) else value for name, value in data.items()}
    portals = [directory().by_id(one) for one in row.collected_from]
    data["collected_from"] = sorted(one.slug for one in portals if one is not None)
    db.session.add(
        IndicatorEdit(
            tenant_id=row.tenant_id,
            indicator_id=row.id,
            number=(last or 0) + 1,
            data=data,
            reason=reason[:500],
            by_id=actor.user_id,
            by_name=actor.name,
        )
    )
    db.session.flush()


def _check(draft: Measure, known: Mapping[str, Indicator], actor: Actor) -> None:
    if not draft.name.strip():
        raise InvalidIndicator("name", _("Nhập tên chỉ tiêu."))
    if not draft.unit.strip():
        raise InvalidIndicator("unit", _("Nhập đơn vị tính."))
    for name, allowed in (("field", FIELDS), ("period", MONTHS), ("better", BETTER), ("made", MADE)):
        if getattr(draft, name) not in allowed:
            raise InvalidIndicator(name, _("Chọn một mục trong danh sách."))
    if not 0 <= draft.decimals <= MOST_DECIMALS:
        raise InvalidIndicator("decimals", _("Từ 0 đến 6 chữ số."))
    if not 0 <= draft.days <= 366:
        raise InvalidIndicator("days", _("Từ 0 đến 366 ngày."))
    if draft.active_until is not None and draft.active_until < draft.active_from:
        raise InvalidIndicator("active_until", _("Ngày kết thúc không thể trước ngày bắt đầu."))
    if any(one is not None and abs(one) > LARGEST for one in (draft.least, draft.most)):
        raise InvalidIndicator("most", _("Số quá lớn: nhiều nhất 15 chữ số."))
    if draft.least is not None and draft.most is not None and draft.least > draft.most:
        raise InvalidIndicator("most", _("Mức cao nhất không thể nhỏ hơn mức thấp nhất."))
    if draft.shown_from and not LOWEST <= draft.shown_from <= HIGHEST:
        raise InvalidIndicator("shown_from", _("Ghi 0, hoặc từ 3 đến 1.000."))
    _check_relations(draft, known, actor)


def _check_relations(draft: Measure, known: Mapping[str, Indicator], actor: Actor) -> None:
    if draft.made == MEAN:
        weight = known.get(draft.weight_code)
        if weight is None or weight.made == MEAN or draft.weight_code == draft.code:
            text = _("Chọn chỉ tiêu làm trọng số (không phải số bình quân, không phải chính nó).")
            raise InvalidIndicator("weight_code", text)
    elif draft.weight_code:
        raise InvalidIndicator("weight_code", _("Chỉ số bình quân mới có trọng số."))
    if draft.rate_of:
        counted = known.get(draft.rate_of)
        if draft.made != MEAN or counted is None or counted.made == MEAN or counted.period != draft.period:
            text = _("Chỉ tỷ lệ tính bình quân mới có tử số: chọn một chỉ tiêu đếm có cùng kỳ báo cáo.")
            raise InvalidIndicator("rate_of", text)
    if draft.part_of:
        whole = known.get(draft.part_of)
        if whole is None or whole.period != draft.period or _is_part_of(whole, draft.code, known):
            text = _("Chọn một chỉ tiêu khác có cùng kỳ báo cáo, không nằm trong chính chỉ tiêu này.")
            raise InvalidIndicator("part_of", text)
    own = directory().by_id(actor.tenant_id)
    if own is None or not set(draft.collected_from) <= set(own.descendants):
        raise InvalidIndicator("collected_from", _("Chỉ chọn được các xã, thị trấn của huyện."))


def _is_part_of(one: Indicator, code: str, known: Mapping[str, Indicator]) -> bool:
    seen: set[str] = set()
    at: Indicator | None = one
    while at is not None and at.code not in seen:
        if at.code == code:
            return True
        seen.add(at.code)
        at = known.get(at.part_of)
    return False


def _has_figures(code: str, tenant_id: int) -> bool:
    portal = directory().by_id(tenant_id)
    ids = {tenant_id, *(portal.descendants if portal is not None else ())}
    with all_tenants("xem chỉ tiêu đã có số liệu chưa, trước khi sửa"):
        statement = select(IndicatorFigure.id).where(
            IndicatorFigure.tenant_id.in_(ids), IndicatorFigure.code == code
        )
        return db.session.scalar(statement.limit(1)) is not None


def set_targets(year: int, wanted: Mapping[tuple[str, str], int | None], actor: Actor) -> int:
    """Set targets of a year: (code, slug of the unit) → value in the smallest unit, None takes one away; what is not
    named stays. How many changed; commits. Raises Forbidden, StaleVersion, LookupError for an unknown code or unit."""
    actor.require(DEFINE)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise LookupError(year)
    known = {code: as_measure(one) for code, one in held().items()}
    own = directory().by_id(actor.tenant_id)
    allowed = {
        one.slug for one in directory().all() if own is not None and one.id in {own.id, *own.descendants}
    }
    rows = {(one.code, one.unit): one for one in targets_of(year)}
    said = []
    for (code, unit), value in sorted(wanted.items()):
        if code not in known or unit not in allowed:
            raise LookupError(f"{code}, {unit}")
        row = rows.get((code, unit))
        before = row.value if row is not None else None
        if value == before:
            continue
        _put(row, code, unit, year, value, actor)
        said.append(
            f"{code}/{unit}: {known[code].written(before) or '–'} → {known[code].written(value) or '–'}"
        )
    try:
        db.session.flush()
    except (IntegrityError, StaleDataError) as error:
        db.session.rollback()
        raise StaleVersion from error
    for part in _in_lines(said):
        audit(actor, "indicator.target", kind=KIND, detail=f"{year}: {part}")
    if said:
        log_change(actor.tenant_id, "indicator_target", year)
    commit()
    return len(said)


def _put(
    row: IndicatorTarget | None, code: str, unit: str, year: int, value: int | None, actor: Actor
) -> None:
    if value is None:
        db.session.delete(row)
        return
    if row is None:
        row = IndicatorTarget(tenant_id=actor.tenant_id, code=code, year=year, unit=unit, shared=True)
        db.session.add(row)
    row.value, row.by_name, row.at = value, actor.name, utc_now()


def _in_lines(said: list[str]) -> list[str]:
    """Pieces that an entry of the trail holds whole (at most 500 characters)."""
    lines: list[str] = []
    for one in said:
        if lines and len(lines[-1]) + len(one) < 480:
            lines[-1] += f"; {one}"
        else:
            lines.append(one)
    return lines


def targets_of(year: int) -> list[IndicatorTarget]:
    """The targets of a year that the portal in force set."""
    return list(db.session.scalars(select(IndicatorTarget).where(IndicatorTarget.year == year)))
