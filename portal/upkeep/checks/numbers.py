"""Numbers that must have neither gap nor double, money that must balance, figures that must follow from their rows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from sqlalchemy import func, select

from portal.clock import today
from portal.dossiers.codes import agency_identifier
from portal.dossiers.models import Dossier, DossierNumber
from portal.exchange.registers.acting import own_organ
from portal.exchange.registers.models import IncomingDocument, OutgoingDocument, RegisterCounter
from portal.extensions import db
from portal.ioc.warehouse.verifying import differences
from portal.payments.checking import check_books
from portal.performance.making.checking import check_dossiers, check_ratings
from portal.results.models import ResultDocument, ResultSeries
from portal.tenancy.directory import Portal, directory
from portal.tenancy.scope import editing, entered
from portal.upkeep.checking import Check, Finding, Gathered, Look

ASK = "Không sửa tay. So với bản sao lưu gần nhất và sổ in; báo người phát triển kèm kết quả này."


def _portals(look: Look, title: str) -> Iterator[Portal]:
    """Each portal, in a scope of its own that reads."""
    portals = directory().all()
    for at, portal in enumerate(portals):
        look.told(title, at, len(portals))
        with entered(editing(portal.id, writes=False)):
            yield portal


def _books(look: Look) -> Iterator[Finding]:
    found = Gathered()
    for portal in _portals(look, "Sổ thu"):
        for one in check_books():
            found.add(f"{portal.slug}: {one.about}: {one.what}")
    yield from found.found("money", "{count} chỗ sai trong sổ thu phí, lệ phí.", ASK)


def _cases(look: Look) -> Iterator[Finding]:
    """The course of every dossier against the rules of its service, if `deep`. Numbers are looked at by `_dossiers`,
    which knows that those of two agencies may stand in one portal."""
    found = Gathered()
    for portal in _portals(look, "Hồ sơ") if look.deep else ():
        for one in chain(check_dossiers(), check_ratings()):
            if not one.code.isdigit():
                found.add(f"{portal.slug}: {one.code}: {one.what}")
    yield from found.found("dossiers", "{count} hồ sơ có diễn biến không khớp.", ASK)


def _registers(look: Look) -> Iterator[Finding]:
    """Of each office, series and year the numbers are 1, 2, 3 … to the last one given (Nghị định 30/2020/NĐ-CP)."""
    found = Gathered()
    for portal in _portals(look, "Sổ văn bản"):
        counters = {
            (one.register, one.series, one.year): one.last
            for one in db.session.scalars(select(RegisterCounter))
        }
        mine = own_organ(portal.id)
        for register, model, series in (
            ("out", OutgoingDocument, OutgoingDocument.series),
            ("in", IncomingDocument, None),
        ):
            for organ, name, year, count, first, last in db.session.execute(_runs(model, series)):
                what = (
                    f"{portal.slug}: {'văn bản đi' if register == 'out' else 'văn bản đến'} {name} năm {year}"
                )
                if last - first + 1 != count:
                    found.add(f"{what}: thiếu {last - first + 1 - count} số giữa số {first} và {last}")
                given = counters.get((register, name, year))
                if organ == mine and given is not None and given != last:
                    found.add(f"{what}: số cuối trong sổ là {last}, số đã cấp là {given}")
    yield from found.found("numbers.registers", "{count} chỗ không liên tục trong sổ văn bản.", ASK)


def _runs(model: Any, series: Any) -> Any:
    name = series if series is not None else func.coalesce(None, "")
    groups = (model.organ_id, *((series,) if series is not None else ()), model.year)
    return (
        select(model.organ_id, name, model.year, func.count(), func.min(model.number), func.max(model.number))
        .where(model.number.is_not(None))
        .group_by(*groups)
    )


def _results(look: Look) -> Iterator[Finding]:
    found = Gathered()
    for portal in _portals(look, "Số kết quả"):
        last: dict[Any, int] = {
            (one.series, one.year): one.last for one in db.session.scalars(select(ResultSeries))
        }
        statement = (
            select(
                ResultDocument.series,
                ResultDocument.year,
                func.count(),
                func.count(ResultDocument.serial.distinct()),
                func.max(ResultDocument.serial),
            )
            .where(ResultDocument.serial.is_not(None))
            .group_by(ResultDocument.series, ResultDocument.year)
        )
        for series, year, count, different, highest in db.session.execute(statement):
            if count != different:
                found.add(f"{portal.slug}: {series} năm {year}: {count - different} số trùng")
            if (highest or 0) > last.get((series, year), 0):
                found.add(f"{portal.slug}: {series} năm {year}: số {highest} lớn hơn số đã cấp")
    yield from found.found("numbers.results", "{count} chỗ sai trong số của kết quả giải quyết.", ASK)


def _dossiers(look: Look) -> Iterator[Finding]:
    """No code has a higher number than its day gave out. Gaps are no fault: dossiers go when their term is over."""
    found = Gathered()
    for portal in _portals(look, "Mã hồ sơ"):
        last = {f"{one.day:%y%m%d}": one.last for one in db.session.scalars(select(DossierNumber))}
        mine = agency_identifier(portal)
        statement = select(Dossier.code).execution_options(yield_per=1000)
        for code in db.session.scalars(statement):
            agency, day, number = (*code.rsplit("-", 2), "", "")[:3]
            if agency == mine and day in last and int(number) > last[day]:
                found.add(f"{portal.slug}: {code}")
    yield from found.found("numbers.dossiers", "{count} mã hồ sơ lớn hơn số đã cấp trong ngày.", ASK)


def _warehouse(look: Look) -> Iterator[Finding]:
    """Recounted for all portals if `deep`, else for a third of them, another one each day."""
    found = Gathered()
    ids = sorted(one.id for one in directory().living())
    chosen = ids if look.deep else ids[today().toordinal() % 3 :: 3]
    for at, tenant_id in enumerate(chosen):
        look.told("Kho số liệu", at, len(chosen))
        for one in differences([tenant_id], settled=True):
            found.add(
                f"cổng {one.tenant_id} {one.day} {one.measure} {one.dimension or '-'}: kho {one.held}, "
                f"đếm lại {one.counted}"
            )
    yield from found.found(
        "warehouse",
        "{count} số liệu điều hành khác với đếm lại từ dữ liệu gốc.",
        "Đếm lại bằng: flask ioc verify --repair; nếu lặp lại, báo người phát triển.",
    )


CHECKS = (
    Check("money", "Sổ thu phí, lệ phí", _books),
    Check("dossiers", "Hồ sơ", _cases),
    Check("numbers.registers", "Sổ văn bản", _registers),
    Check("numbers.results", "Số kết quả", _results),
    Check("numbers.dossiers", "Mã hồ sơ", _dossiers),
    Check("warehouse", "Kho số liệu", _warehouse),
)
