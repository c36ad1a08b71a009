"""The pages of a thing's life: each a plain POST that ends on the thing's page and says what happened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.permissions import Actor
from portal.accounts.signing_in import acting
from portal.clock import utc_now
from portal.digits import whole_number
from portal.extensions import db
from portal.publishing import comments, corrections, workflow
from portal.publishing.corrections import correction_of
from portal.publishing.models import PUBLISHED
from portal.publishing.models_workflow import Correction
from portal.publishing.service import StaleVersion, commit
from portal.publishing.transitions import RETURN, WITHDRAW, ReasonMissing, WrongState
from portal.publishing.workflow import InvalidHour
from portal.screens.contract import InvalidField, Rule, Screen
from portal.screens.workflow import saving, telling
from portal.screens.workflow.hours import hour_label, read_hour
from portal.web.request import path

LONGEST_REASON = 2000


class Acts:
    """The views of one screen."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen

    def rules(self) -> list[Rule]:
        """Where they are, and what each asks for."""
        post = ("POST",)
        one = "/<int:object_id>"
        return [
            Rule(f"{one}/gui-duyet", "submit", self.submit, "content.edit_own", post),
            Rule(f"{one}/rut-lai", "take_back", self.take_back, "content.edit_own", post),
            Rule(f"{one}/tra-lai", "send_back", self.send_back, "content.publish", post),
            Rule(f"{one}/duyet", "approve", self.approve, "content.publish", post),
            Rule(f"{one}/dang", "publish", self.publish, "content.publish", post),
            Rule(f"{one}/hen-go", "set_end", self.set_end, "content.publish", post),
            Rule(f"{one}/go", "withdraw", self.withdraw, "content.withdraw", post),
            Rule(f"{one}/nhap", "redraft", self.redraft, "content.edit", post),
            Rule(f"{one}/ban-sua/bo", "drop_correction", self.drop_correction, "content.edit_own", post),
        ]

    def _act(self, object_id: int, act: Callable[[Any, Actor], str]) -> ResponseReturnValue:
        """Do something to the thing and say what happened; whatever stands in the way is said in words."""
        thing = self.screen.load(object_id)
        if thing is None:
            abort(404)
        category = "warning"
        try:
            _check_seen(thing)
            message, category = act(thing, acting()), "success"
            commit()
        except StaleVersion:
            db.session.rollback()
            message = _("Chưa làm gì: nội dung vừa được sửa. Hãy đọc lại bản mới rồi bấm lần nữa.")
        except WrongState:
            db.session.rollback()
            message = _("Chưa làm gì: mục này vừa chuyển sang trạng thái khác.")
        except ReasonMissing as error:
            db.session.rollback()
            message = _("Hãy ghi lý do, để người viết biết cần sửa gì.")
            if str(error) == WITHDRAW:
                message = _("Chưa gỡ: hãy ghi lý do gỡ, để sau này còn trả lời được.")
        except InvalidHour:
            db.session.rollback()
            message = _("Chưa đăng: giờ hẹn phải ở phía trước, giờ gỡ sau giờ đăng. Ví dụ: 07:00 30/11/2026.")
        except InvalidField as error:
            db.session.rollback()
            message = _("Chưa làm được: %(reason)s", reason=error.message)
        flash(message, category)
        return redirect(path(f"{self.screen.path}{object_id}"))

    def submit(self, object_id: int) -> ResponseReturnValue:
        """Ask for approval of the thing, or of its correction."""
        return self._act(object_id, lambda thing, actor: submit(self.screen, thing, actor))

    def take_back(self, object_id: int) -> ResponseReturnValue:
        """Go on writing what was submitted."""

        def act(thing: Any, actor: Actor) -> str:
            held = _held(self.screen, thing)
            if held is not None:
                corrections.take_back(held, thing, actor)
            else:
                workflow.take_back(thing, actor)
            return _("Đã rút lại để viết tiếp.")

        return self._act(object_id, act)

    def send_back(self, object_id: int) -> ResponseReturnValue:
        """Return it to who wrote it, with a reason."""

        def act(thing: Any, actor: Actor) -> str:
            reason = _reason()
            held = _held(self.screen, thing)
            if held is not None:
                corrections.send_back(held, actor, reason)
            else:
                workflow.send_back(thing, actor, reason)
            comments.say(self.screen.kind, thing.id, reason, actor, act=RETURN)
            telling.tell_returned(self.screen, thing, actor, reason, held)
            return _("Đã trả lại cho người viết, kèm lý do.")

        return self._act(object_id, act)

    def approve(self, object_id: int) -> ResponseReturnValue:
        """Let the thing through, or its correction, which is public from then on."""

        def act(thing: Any, actor: Actor) -> str:
            held = _held(self.screen, thing)
            if held is None:
                workflow.approve(thing, actor)
                telling.tell_done(self.screen, thing, actor, "approved")
                return _("Đã duyệt. Bài có thể đăng hoặc hẹn giờ đăng.")
            telling.tell_done(self.screen, thing, actor, "corrected", held=held)
            saving.apply(self.screen, thing, held, actor)
            return _("Đã duyệt bản sửa. Người dân thấy bản mới từ bây giờ.")

        return self._act(object_id, act)

    def publish(self, object_id: int) -> ResponseReturnValue:
        """Publish at once, or at an hour; until an hour, if one is given."""

        def act(thing: Any, actor: Actor) -> str:
            at, until = read_hour(request.form.get("publish_at", "")), _end(thing)
            workflow.publish(thing, actor, at, until)
            if at is None:
                telling.tell_done(self.screen, thing, actor, "published")
                return _("Đã đăng lên cổng.")
            when = hour_label(at)
            telling.tell_done(
                self.screen, thing, actor, "scheduled", detail=_("Giờ đăng: %(hour)s", hour=when)
            )
            return _("Đã hẹn giờ: bài tự lên cổng lúc %(hour)s.", hour=when)

        return self._act(object_id, act)

    def set_end(self, object_id: int) -> ResponseReturnValue:
        """Let what is published go by itself at an hour, or stay."""

        def act(thing: Any, actor: Actor) -> str:
            until = read_hour(request.form.get("expires_at", ""))
            workflow.set_end(thing, actor, until)
            if until is None:
                return _("Đã bỏ giờ gỡ: bài ở trên cổng đến khi có người gỡ.")
            return _("Bài sẽ tự gỡ lúc %(hour)s.", hour=hour_label(until))

        return self._act(object_id, act)

    def withdraw(self, object_id: int) -> ResponseReturnValue:
        """Take off the public pages, with a reason."""

        def act(thing: Any, actor: Actor) -> str:
            reason = _reason()
            held = _held(self.screen, thing)
            workflow.withdraw(thing, actor, reason)
            comments.say(self.screen.kind, thing.id, reason, actor, act=WITHDRAW)
            telling.tell_done(self.screen, thing, actor, "withdrawn", detail=reason)
            if held is not None:
                commit()  # going off the portal must not fail for what somebody wrote meanwhile
                saving.keep_as_text(self.screen, thing, held, actor)
            return _("Đã gỡ khỏi cổng.")

        return self._act(object_id, act)

    def redraft(self, object_id: int) -> ResponseReturnValue:
        """Make what was withdrawn or approved a draft again."""

        def act(thing: Any, actor: Actor) -> str:
            workflow.redraft(thing, actor)
            return _("Đã chuyển về bản nháp.")

        return self._act(object_id, act)

    def drop_correction(self, object_id: int) -> ResponseReturnValue:
        """Throw the correction away."""

        def act(thing: Any, actor: Actor) -> str:
            held = _held(self.screen, thing)
            if held is None:
                raise WrongState("drop", thing.status)
            writers = telling.writers_of(thing, held)
            saving.drop(thing, held, actor)
            if writers - {actor.user_id}:
                telling.tell_done(self.screen, thing, actor, "dropped", held=held)
            return _("Đã bỏ bản sửa. Bản đang đăng giữ nguyên.")

        return self._act(object_id, act)


def submit(screen: Screen, thing: Any, actor: Actor) -> str:
    """Ask for approval of a thing or of its correction (the caller commits); what the person is told.

    Raises Forbidden, WrongState.
    """
    held = _held(screen, thing)
    if held is not None:
        corrections.submit(held, thing, actor)
    else:
        workflow.submit(thing, actor)
    if telling.tell_submitted(screen, thing, actor, held):
        return _("Đã gửi duyệt. Bạn sẽ được báo khi bài được duyệt hoặc trả lại.")
    return _("Đã gửi duyệt, nhưng cổng chưa có ai khác được quyền duyệt. Hãy báo người quản trị cổng.")


def _held(screen: Screen, thing: Any) -> Correction | None:
    return correction_of(screen.kind, thing.id) if thing.status == PUBLISHED else None


def _check_seen(thing: Any) -> None:
    """What is let through must be what was read: forms name the versions that they were made from."""
    seen = whole_number(request.form.get("version"))
    if seen is not None and seen != thing.version:
        raise StaleVersion
    if "correction" in request.form:
        held = correction_of(thing.kind, thing.id)
        corrections.check_seen(held, saving.seen_correction())


def _reason() -> str:
    return request.form.get("reason", "")[:LONGEST_REASON].strip()


def _end(thing: Any) -> datetime | None:
    """The hour at which it goes: the one in the form; without one in it, the one that was fixed, if it is to come."""
    if "expires_at" in request.form:
        return read_hour(request.form["expires_at"])
    fixed: datetime | None = thing.expires_at
    return fixed if fixed is not None and fixed > utc_now() else None
