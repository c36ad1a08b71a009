"""Deadlines worked out by hand against the calendars of 2024, 2025 and 2026, day by day, never by running the code.

Days off of officials:
2024: 1/1; 8–14/2 (Tết); 18/4 (Hùng Kings); 29/4 (worked on Saturday 4/5 instead), 30/4, 1/5; 2–3/9.
2025: 1/1; 27–31/1 (Tết); 7/4; 30/4, 1/5, 2/5 (worked on Saturday 26/4 instead); 1–2/9.
2026: 1/1, 2/1 (worked on Saturday 10/1 instead); 16–20/2 (Tết); 27/4 (10/3 lunar is Sunday 26/4); 30/4, 1/5; 31/8
(worked on Saturday 22/8 instead), 1–2/9. 24/11 is no day off by the Labour Code. 2027: 1/1.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """`size`: "5 ngày", "4 giờ" or "45 phút" (working ones); `online`: the cut-off of 15:00 holds; times of Vietnam."""

    received: str
    size: str
    due: str
    why: str
    online: bool = False
    pauses: tuple[tuple[str, str], ...] = ()


CASES = (
    # 2024, days
    Case("2024-01-02 08:00", "1 ngày", "2024-01-03 17:30", "Tuesday to Wednesday"),
    Case("2024-01-02 08:00", "5 ngày", "2024-01-09 17:30", "3, 4, 5, 8, 9"),
    Case("2024-02-07 09:00", "1 ngày", "2024-02-15 17:30", "the last day before Tết"),
    Case("2024-02-07 15:01", "1 ngày", "2024-02-16 17:30", "after the cut-off: counts from the 15th", online=True),
    Case("2024-02-07 15:00", "1 ngày", "2024-02-15 17:30", "the cut-off itself is in time", online=True),
    Case("2024-02-07 15:01", "1 ngày", "2024-02-15 17:30", "at the counter there is no cut-off"),
    Case("2024-02-10 10:00", "3 ngày", "2024-02-20 17:30", "on New Year's Day: from the 15th; 16, 19, 20"),
    Case("2024-02-02 08:00", "10 ngày", "2024-02-23 17:30", "5, 6, 7, 15, 16, 19, 20, 21, 22, 23"),
    Case("2024-02-28 08:00", "2 ngày", "2024-03-01 17:30", "over 29 February"),
    Case("2024-04-17 14:00", "1 ngày", "2024-04-19 17:30", "over the Hùng Kings' day"),
    Case("2024-04-17 14:00", "3 ngày", "2024-04-23 17:30", "19, 22, 23"),
    Case("2024-04-26 10:00", "1 ngày", "2024-05-02 17:30", "five days off in a row"),
    Case("2024-04-26 10:00", "3 ngày", "2024-05-04 17:30", "2, 3 and the compensatory Saturday"),
    Case("2024-04-26 10:00", "4 ngày", "2024-05-06 17:30", "2, 3, 4, 6"),
    Case("2024-05-04 08:00", "1 ngày", "2024-05-06 17:30", "received on the compensatory Saturday"),
    Case("2024-05-04 16:00", "1 ngày", "2024-05-07 17:30", "after its cut-off: counts from Monday", online=True),
    Case("2024-04-29 09:00", "0 ngày", "2024-05-02 17:30", "received on the day that was swapped"),
    Case("2024-08-30 11:00", "1 ngày", "2024-09-04 17:30", "over the National Day"),
    Case("2024-08-30 11:00", "5 ngày", "2024-09-10 17:30", "4, 5, 6, 9, 10"),
    Case("2024-09-02 09:00", "2 ngày", "2024-09-06 17:30", "on the National Day: from the 4th; 5, 6"),
    Case("2024-12-30 08:00", "3 ngày", "2025-01-03 17:30", "31, then 2 and 3 of the new year"),
    Case("2024-12-31 16:30", "1 ngày", "2025-01-03 17:30", "after the cut-off: from 2 January", online=True),
    Case("2024-06-03 08:00", "30 ngày", "2024-07-15 17:30", "six weeks without a holiday"),
    # 2025, days
    Case("2025-01-24 09:00", "1 ngày", "2025-02-03 17:30", "Friday before Tết: nine days off"),
    Case("2025-01-24 15:30", "1 ngày", "2025-02-04 17:30", "after the cut-off: from 3 February", online=True),
    Case("2025-01-20 10:00", "10 ngày", "2025-02-10 17:30", "21, 22, 23, 24, 3, 4, 5, 6, 7, 10"),
    Case("2025-01-29 00:30", "5 ngày", "2025-02-10 17:30", "in the night of Tết: from the 3rd", online=True),
    Case("2025-04-04 09:00", "1 ngày", "2025-04-08 17:30", "the Hùng Kings' day is a Monday"),
    Case("2025-04-04 09:00", "5 ngày", "2025-04-14 17:30", "8, 9, 10, 11, 14"),
    Case("2025-04-25 09:00", "1 ngày", "2025-04-26 17:30", "the compensatory Saturday is the day"),
    Case("2025-04-25 09:00", "2 ngày", "2025-04-28 17:30", "26, 28"),
    Case("2025-04-28 09:00", "3 ngày", "2025-05-06 17:30", "29, 5, 6"),
    Case("2025-04-26 08:00", "5 ngày", "2025-05-07 17:30", "28, 29, 5, 6, 7"),
    Case("2025-05-02 10:00", "0 ngày", "2025-05-05 17:30", "received on the day that was swapped"),
    Case("2025-08-29 09:00", "1 ngày", "2025-09-03 17:30", "over the National Day"),
    Case("2025-08-29 16:00", "1 ngày", "2025-09-03 17:30", "late at the counter"),
    Case("2025-08-29 16:00", "1 ngày", "2025-09-04 17:30", "late online: from the 3rd", online=True),
    Case("2025-09-03 07:00", "15 ngày", "2025-09-24 17:30", "before hours; three weeks"),
    Case("2025-12-31 10:00", "1 ngày", "2026-01-05 17:30", "1 and 2 January are off"),
    Case("2025-12-31 10:00", "6 ngày", "2026-01-10 17:30", "5, 6, 7, 8, 9 and the Saturday"),
    Case("2025-12-31 10:00", "7 ngày", "2026-01-12 17:30", "5, 6, 7, 8, 9, 10, 12"),
    # 2026, days
    Case("2026-01-09 14:00", "1 ngày", "2026-01-10 17:30", "the compensatory Saturday"),
    Case("2026-02-13 09:00", "1 ngày", "2026-02-23 17:30", "Friday before Tết"),
    Case("2026-02-13 15:00:01", "1 ngày", "2026-02-24 17:30", "a second after the cut-off", online=True),
    Case("2026-02-09 09:00", "10 ngày", "2026-03-02 17:30", "10, 11, 12, 13, 23, 24, 25, 26, 27, 2"),
    Case("2026-02-14 09:00", "3 ngày", "2026-02-26 17:30", "on a Saturday: from the 23rd; 24, 25, 26"),
    Case("2026-04-24 09:00", "1 ngày", "2026-04-28 17:30", "Monday is off for Sunday's Hùng Kings' day"),
    Case("2026-04-24 09:00", "3 ngày", "2026-05-04 17:30", "28, 29, 4"),
    Case("2026-04-26 09:00", "1 ngày", "2026-04-29 17:30", "on the Sunday itself: from the 28th"),
    Case("2026-04-29 15:10", "1 ngày", "2026-05-05 17:30", "after the cut-off: from 4 May", online=True),
    Case("2026-08-21 09:00", "1 ngày", "2026-08-22 17:30", "the compensatory Saturday"),
    Case("2026-08-28 09:00", "1 ngày", "2026-09-03 17:30", "five days off in a row"),
    Case("2026-08-20 09:00", "10 ngày", "2026-09-07 17:30", "21, 22, 24, 25, 26, 27, 28, 3, 4, 7"),
    Case("2026-08-31 09:00", "2 ngày", "2026-09-07 17:30", "on the swapped day: from the 3rd; 4, 7"),
    Case("2026-11-23 09:00", "1 ngày", "2026-11-24 17:30", "24 November is a working day by the Code"),
    Case("2026-12-31 09:00", "1 ngày", "2027-01-04 17:30", "New Year is a Friday"),
    # hours and minutes
    Case("2024-01-02 07:30", "4 giờ", "2024-01-02 11:30", "a morning"),
    Case("2024-01-02 07:30", "8 giờ", "2024-01-02 17:30", "a day"),
    Case("2024-01-02 10:00", "4 giờ", "2024-01-02 16:00", "1:30 before noon, 2:30 after"),
    Case("2024-02-07 16:30", "2 giờ", "2024-02-15 08:30", "an hour on each side of Tết"),
    Case("2024-05-03 15:00", "8 giờ", "2024-05-04 15:00", "2:30 on Friday, 5:30 on the compensatory Saturday"),
    Case("2025-01-24 17:00", "45 phút", "2025-02-03 07:45", "30 minutes, then 15 after Tết"),
    Case("2025-04-29 13:30", "6 giờ", "2025-05-05 09:30", "4 hours, then 2 on Monday"),
    Case("2026-01-09 16:00", "10 giờ", "2026-01-12 08:00", "1:30, 8 on the Saturday, 0:30 on Monday"),
    Case("2026-02-13 12:00", "4 giờ", "2026-02-13 17:30", "received in the break at noon"),
    Case("2026-02-20 10:00", "1 giờ", "2026-02-23 08:30", "received in the days of Tết"),
    Case("2026-08-28 17:29", "2 phút", "2026-09-03 07:31", "a minute on each side of the National Day"),
    Case("2026-09-02 22:00", "16 giờ", "2026-09-04 17:30", "two whole days"),
    # pauses
    Case("2024-04-25 08:00", "5 ngày", "2024-05-08 17:30", "26; answered on 3 May; 4, 6, 7, 8",
         pauses=(("2024-04-26 10:00", "2024-05-03 09:00"),)),
    Case("2025-01-20 08:00", "5 ngày", "2025-02-06 17:30", "21, 22; answered on 3 February; 4, 5, 6",
         pauses=(("2025-01-22 09:00", "2025-02-03 14:00"),)),
    Case("2026-02-10 08:00", "3 ngày", "2026-02-25 17:30", "11; answered in the days of Tết: as on the 23rd; 24, 25",
         pauses=(("2026-02-11 16:00", "2026-02-18 20:00"),)),
    Case("2025-06-02 08:00", "2 ngày", "2025-06-04 17:30", "asked and answered on the same day",
         pauses=(("2025-06-03 08:00", "2025-06-03 15:00"),)),
    Case("2025-06-02 08:00", "5 ngày", "2025-06-12 17:30", "3; answered on the 5th; 6; answered on the 9th; 10, 11, 12",
         pauses=(("2025-06-03 09:00", "2025-06-05 10:00"), ("2025-06-06 08:00", "2025-06-09 16:00"))),
    Case("2026-04-23 09:00", "3 ngày", "2026-05-04 17:30", "24; asked on a Saturday, answered on the 28th; 29, 4",
         pauses=(("2026-04-25 09:00", "2026-04-28 08:00"),)),
    Case("2025-03-03 08:00", "1 ngày", "2025-03-04 17:30", "a pause after the end moves nothing",
         pauses=(("2025-03-05 08:00", "2025-03-07 08:00"),)),
    Case("2026-03-02 08:00", "8 giờ", "2026-03-04 08:00", "2:00; then 1:30, 4:00, 0:30",
         pauses=(("2026-03-02 10:00", "2026-03-03 10:00"),)),
    Case("2024-02-07 14:00", "5 giờ", "2024-02-16 08:30", "1:00; then 3:00 on the 15th, 1:00 on the 16th",
         pauses=(("2024-02-07 15:00", "2024-02-15 14:30"),)),
)  # fmt: skip
