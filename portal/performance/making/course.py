"""How a dossier goes: who does what when, with the accidents of an office – late steps, missing papers, unpaid fees.

Shares and times are drawn; whatever the rules of the counter ask for (an apology before anything else once a promise is
past) is done. Behind the horizon nothing happens: what is on its way then stays open, as in any office.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from portal.clock import to_local
from portal.dossiers.states import COUNTER, ONLINE, TO_ACCOUNT
from portal.dossiers.verbs.apologising import MORE_DAYS
from portal.dossiers.verbs.asking import ANSWER_DAYS
from portal.performance.making.living import Life
from portal.performance.making.rows import NotYet
from portal.performance.making.world import Person
from portal.services.definition.answers import fees_of
from portal.services.definition.shapes import Step

REFUSED, UNPAID, WITHDRAWN, STOPPED = 0.012, 0.02, 0.006, 0.015
ASKED, UNANSWERED = 0.07, 0.06
RATED, COLLECTED = 0.22, 0.97
PACES = ((0.84, (0.2, 0.8)), (0.10, (0.8, 0.97)), (0.06, (1.05, 2.2)))
"""(share, part of the legal time that the whole takes): most early, some just in time, few late."""
WAITING = 0.35  # of a step's time in the queue
_REASONS = (
    "Chờ cơ quan phối hợp trả lời xác minh.",
    "Cán bộ thụ lý đi cơ sở đột xuất.",
    "Số lượng hồ sơ tăng cao sau kỳ nghỉ.",
    "Hệ thống kết nối gián đoạn.",
)
_MISSING = (
    ("Tờ khai", "Thiếu chữ ký của người yêu cầu."),
    ("Giấy tờ tùy thân", "Bản chụp bị mờ, không đọc được số."),
    ("Giấy tờ kèm theo", "Chưa có bản chính để đối chiếu."),
    ("Giấy xác nhận nơi ở", "Thông tin nơi ở chưa thống nhất với tờ khai."),
)
_NO = ("Hồ sơ không thuộc thẩm quyền giải quyết của cơ quan.", "Yêu cầu không đủ điều kiện theo quy định.")


class Course:
    """Leads one life on from its coming in."""

    def __init__(self, life: Life, chance: Random) -> None:
        self.life, self.chance, self.world = life, chance, life.world
        self.calendar = life.world.calendar
        self.definition = life.service.definition
        self.now = life.dossier["submitted_at"]
        self.pace = self._pace()
        self.will_ask = chance.random() < ASKED

    def run(self) -> None:
        """Go on until it ends, or until the horizon."""
        try:
            if self._received():
                self._worked()
        except NotYet:
            pass

    def _pace(self) -> float:
        drawn = self.chance.random()
        for share, (least, most) in PACES:
            if drawn < share:
                return self.chance.uniform(least, most)
            drawn -= share
        return self.chance.uniform(0.2, 0.8)

    @property
    def _is_online(self) -> bool:
        return bool(self.life.dossier["channel"] == ONLINE)

    def _later(self, minutes: float) -> datetime:
        """So many working minutes on."""
        self.now = self.calendar.add_minutes(self.now, max(int(minutes), 1))
        return self.now

    def _in_hours(self) -> None:
        self.now = max(self.now, self.calendar.begins(self.now))

    # Until it is received

    def _received(self) -> bool:
        chance, clerk = self.chance, self.world.somebody("counter_clerk", self.chance)
        if self._is_online:
            self._later(chance.expovariate(1 / 70))
        else:
            self._later(chance.randint(3, 8))
        if chance.random() < (REFUSED if self._is_online else REFUSED / 3):
            self.life.refuse(self.now, clerk, chance.choice(_NO))
            return False
        dossier = self.life.dossier
        lines = fees_of(self.definition, dossier["answers"], dossier["channel"], dossier["guide_answers"])
        if sum(one.amount for one in lines) > 0:
            self.life.charge(self.now, clerk, lines)
            if not self._paid(clerk):
                return False
        self.life.receive(self.now, clerk)
        return True

    def _paid(self, clerk: Person) -> bool:
        chance = self.chance
        if not self._is_online:
            by_cash = chance.random() < 0.6
            self._later(chance.randint(1, 4))
            self.life.pay(self.now, clerk if by_cash else None)
            self._later(2)
            return True
        if chance.random() < UNPAID:
            self.now += timedelta(days=chance.randint(4, 15), minutes=chance.randrange(600))
            self.life.withdraw(self.now)
            return False
        self.now += timedelta(minutes=3 + chance.expovariate(1 / 400))
        self.life.pay(self.now, None)
        self._later(chance.expovariate(1 / 40))
        return True

    # Step by step

    def _worked(self) -> None:
        life, steps = self.life, self.definition.steps
        row = life.dossier
        allowed = max(self.calendar.minutes_between(row["counts_from"], row["due_at"]), 30)
        hours = sum(max(one.hours, 1) for one in steps) or 1
        self.now = max(self.now, row["counts_from"] if self.chance.random() < 0.7 else self.now)
        while True:
            step = steps[row["step_position"]]
            given = self.pace * allowed * max(step.hours, 1) / hours * self.chance.uniform(0.7, 1.2)
            if self.chance.random() < WITHDRAWN / len(steps) and row["signed_at"] is None:
                self._later(given / 2)
                life.withdraw(self.now)
                return
            if not self._step(step, given):
                return
            if not life.more_work:
                break
            life.pass_on(self.now, self._holder(step))
        life.finish(self.now, self._holder(steps[row["step_position"]]))
        self._handed_out()

    def _holder(self, step: Step) -> Person:
        row = self.life.dossier
        return Person(row["holder_id"], row["holder_name"]) if row["holder_id"] else self._taken(step)

    def _taken(self, step: Step) -> Person:
        who = self.world.somebody(step.role, self.chance)
        self.life.take(self.now, who)
        return who

    def _step(self, step: Step, given: float) -> bool:
        """One step but for passing on; whether the dossier goes on."""
        life, chance = self.life, self.chance
        if life.dossier["holder_id"] is None:
            self._later(given * WAITING)
            holder = self._taken(step)
            given *= 1 - WAITING
        else:
            holder = self._holder(step)
        if "ask" in step.may and self.will_ask:
            self._later(given / 3)
            given *= 2 / 3
            self._apologised(holder)
            if not self._asked(holder):
                return False
        self._later(given)
        if "refuse" in step.may and life.dossier["signed_at"] is None and chance.random() < STOPPED:
            life.stop(self.now, holder, chance.choice(_NO))
            return False
        if "decide" in step.may and self.definition.outcomes and life.dossier["decided_at"] is None:
            life.decide(self.now, holder, chance.choice(self.definition.outcomes[:1]).key, {})
            self._later(1)
        if "sign" in step.may and life.dossier["signed_at"] is None:
            life.sign(self.now, holder)
            self._later(1)
        self._apologised(holder)
        return True

    def _apologised(self, holder: Person) -> None:
        if not self.life.clock.is_passed(self.now):
            return
        last = to_local(max(self.now, self.life.dossier["promised_at"])).date()
        until = self.calendar.closing(self.calendar.add_days(last, MORE_DAYS))
        self.life.apologise(self.now, holder, self.chance.choice(_REASONS), until)
        self._later(2)

    def _asked(self, holder: Person) -> bool:
        self.will_ask = False
        life, chance = self.life, self.chance
        title, reason = chance.choice(_MISSING)
        until = self.calendar.due_after_days(self.now, ANSWER_DAYS)
        life.ask(self.now, holder, title, reason, until, ANSWER_DAYS)
        if chance.random() < UNANSWERED:
            self.now = self.calendar.opening(self.calendar.add_days(to_local(until).date(), 2))
            signatory = self.world.somebody("signatory", chance)
            life.stop(self.now, signatory, "Quá thời hạn bổ sung mà hồ sơ chưa được hoàn thiện.")
            return False
        self.now += timedelta(minutes=30 + chance.expovariate(1 / (2.5 * 24 * 60)))
        if self._is_online:
            life.complete(self.now, "citizen", "Đã bổ sung theo yêu cầu.")
        else:
            self._in_hours()
            life.complete(self.now, self.world.somebody("counter_clerk", chance), "Đã bổ sung tại quầy.")
        self.now = max(self.now, life.rows["request"][-1]["resumes_at"])
        return True

    # After the work

    def _handed_out(self) -> None:
        life, chance = self.life, self.chance
        if life.dossier["delivery"] == TO_ACCOUNT:
            self.now += timedelta(minutes=1)
            life.hand_over(self.now, "system")
        else:
            if chance.random() > COLLECTED:
                return
            self._later(60 + chance.expovariate(1 / 500))
            life.hand_over(self.now, self.world.somebody("counter_clerk", chance))
        if chance.random() < RATED * (1.5 if self._is_online else 0.7):
            self.now += timedelta(minutes=5 + chance.expovariate(1 / 900))
            life.rate(self.now, self._marks())

    def _marks(self) -> tuple[int, int, int, int]:
        is_late = self.life.dossier["outcome"] == "late"
        shares = (14, 20, 30, 24, 12) if is_late else (1, 2, 7, 30, 60)
        access, attitude, pace, result = (
            self.chance.choices((1, 2, 3, 4, 5), shares)[0] for _each in range(4)
        )
        return access, attitude, pace, result


CHANNEL_OF = {True: ONLINE, False: COUNTER}
