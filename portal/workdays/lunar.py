"""Days of the Vietnamese lunar calendar that offices are closed on, by the solar year: a table of 94 years.

Made and held by the library `holidays` (`tests/workdays/test_lunar.py` compares every year). It stays among what tests
install: loading the calendars of 250 countries for two days, it takes 17 MB of every process.
"""

from __future__ import annotations

from datetime import date

FIRST_YEAR = 2007
"""The Hùng Kings' day is a holiday since then (Law 84/2007/QH11, which amends the Labour Code)."""

# A line for ten years, each its Tết and its Hùng Kings' day as month and day.
_TABLE = """
0217/0426 0207/0415 0126/0404 0214/0423 0203/0412 0123/0331 0210/0419 0131/0409 0219/0428 0208/0416
0128/0406 0216/0425 0205/0414 0125/0402 0212/0421 0201/0410 0122/0429 0210/0418 0129/0407 0217/0426
0206/0416 0126/0404 0213/0423 0202/0412 0123/0401 0211/0419 0131/0409 0219/0428 0208/0417 0128/0406
0215/0424 0204/0413 0124/0403 0212/0420 0201/0410 0122/0429 0210/0419 0130/0407 0217/0426 0206/0415
0126/0404 0214/0422 0202/0411 0123/0401 0211/0420 0201/0409 0218/0428 0208/0417 0128/0406 0215/0424
0204/0413 0124/0402 0212/0421 0202/0410 0121/0331 0209/0419 0129/0408 0217/0426 0205/0415 0126/0404
0214/0423 0203/0411 0123/0401 0211/0420 0131/0409 0219/0427 0207/0416 0127/0405 0215/0424 0205/0413
0124/0402 0212/0421 0202/0411 0122/0330 0209/0418 0129/0407 0217/0426 0206/0414 0126/0403 0214/0422
0203/0412 0124/0401 0210/0420 0130/0409 0218/0428 0207/0416 0127/0405 0215/0424 0205/0413 0125/0402
0212/0421 0201/0411 0121/0429 0209/0418
"""
_DAYS = _TABLE.split()


def lunar_days(year: int) -> tuple[date, date] | None:
    """The first day of Tết and the Hùng Kings' day (10th of the 3rd lunar month); None outside 2007–2100."""
    place = year - FIRST_YEAR
    if not 0 <= place < len(_DAYS):
        return None
    tet, kings = (date(year, int(day[:2]), int(day[2:])) for day in _DAYS[place].split("/"))
    return tet, kings
