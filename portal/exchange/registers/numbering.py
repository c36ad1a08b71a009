"""Numbers of the registers: of each kind and year one after the other, without gap or double."""

from __future__ import annotations

from sqlalchemy import select

from portal.exchange.registers.models import RegisterCounter
from portal.extensions import db


def next_number(register: str, series: str, year: int) -> int:
    """The next number of a series of the portal in force, 1, 2, 3 … per year; the series stays locked until the commit,
    a rollback gives the number back (Nghị định 30/2020/NĐ-CP, articles 15 and 22)."""
    found = db.session.scalar(
        select(RegisterCounter)
        .where(
            RegisterCounter.register == register,
            RegisterCounter.series == series,
            RegisterCounter.year == year,
        )
        .with_for_update()
    )
    if found is None:
        found = RegisterCounter(register=register, series=series, year=year, last=0)
        db.session.add(found)
    found.last += 1
    db.session.flush()
    return found.last


def peek(register: str, series: str, year: int) -> int:
    """The number that would be given now; another may be faster."""
    last = db.session.scalar(
        select(RegisterCounter.last).where(
            RegisterCounter.register == register,
            RegisterCounter.series == series,
            RegisterCounter.year == year,
        )
    )
    return (last or 0) + 1
