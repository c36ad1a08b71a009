"""The desk's acts on the pictures of a report."""

from __future__ import annotations

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.signing_in import acting, desk_view
from portal.extensions import db
from portal.voice.cases.pictures import add_results, encoded, show_picture
from portal.voice.desk.case import MODERATE, act_on, load
from portal.voice.desk.listing import bp


@bp.post("/<int:object_id>/anh/<int:use_id>")
@desk_view(MODERATE)
def picture(object_id: int, use_id: int) -> ResponseReturnValue:
    """Show a picture to citizens, with its description, or hide it."""
    shown, alt = request.form.get("shown") == "1", request.form.get("alt", "")[:300]
    return act_on(
        object_id,
        lambda one: show_picture(one, use_id, shown, alt, acting()),
        _("Ảnh sẽ hiện cùng phản ánh khi công bố.") if shown else _("Đã ẩn ảnh."),
    )


@bp.post("/<int:object_id>/ket-qua")
@desk_view(MODERATE)
def result(object_id: int) -> ResponseReturnValue:
    """Add pictures of the work that was done."""
    load(object_id)
    db.session.commit()  # encoding takes seconds: nobody else must wait for the write lock meanwhile
    with encoded(request.files.getlist("files")) as made:
        answer = act_on(object_id, lambda one: add_results(one, made, acting()), _("Đã thêm ảnh kết quả."))
    for name, reason in made.refused:
        flash(f"{name}: {reason}", "danger")
    return answer
