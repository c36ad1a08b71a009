"""The desk's pages of synonyms. Each works as a plain form; HTMX only makes the list and the trial live."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts.signing_in import acting, desk_view
from portal.extensions import db
from portal.publishing.service import StaleVersion
from portal.search.curation import service
from portal.search.curation.models import Synonym
from portal.search.curation.queries import line_of, synonyms_of
from portal.search.desk.acts import (
    add_switches,
    differences,
    list_context,
    load,
    with_sharing,
)
from portal.search.desk.forms import LONGEST, SynonymForm
from portal.search.desk.frame import SYNONYMS, frame
from portal.search.desk.trying import Tried, as_visitor, found_by
from portal.web.request import current_portal, path
from portal.web.sent import sent_version

bp = Blueprint("desk_synonyms", __name__, url_prefix=SYNONYMS.rstrip("/"))


@dataclass(frozen=True)
class Trial:
    """What a question finds without and with the synonym that is being written; `new`: keys found only with it."""

    question: str
    before: Tried
    after: Tried

    @property
    def new(self) -> frozenset[str]:
        """Keys of entries that only the search with the synonym shows."""
        return frozenset(self._keys(self.after)) - frozenset(self._keys(self.before))

    @property
    def changes(self) -> bool:
        """Whether the first results are others, or otherwise ordered."""
        return self._keys(self.after) != self._keys(self.before) or self.after.total != self.before.total

    @staticmethod
    def _keys(tried: Tried) -> list[str]:
        return [key for key, _document in tried.documents]


@bp.get("/")
@desk_view("content.read")
def listing() -> ResponseReturnValue:
    """The synonyms of this portal and, to read, those from above; HTMX asks for the list alone."""
    template = "_synonyms.html" if request.headers.get("HX-Request") else "synonyms.html"
    context = list_context(Synonym)
    return render_template(f"search/desk/{template}", where=SYNONYMS, **context, **frame(SYNONYMS))


def _form(row: Synonym | None) -> SynonymForm:
    stored = _stored(row) if row is not None else {"term": request.args.get("tu", "")[:LONGEST]}
    return with_sharing(SynonymForm(data=stored))


def _stored(row: Synonym) -> dict[str, Any]:
    direction = "one" if row.one_way else "both"
    return {"term": row.term, "meaning": row.meaning, "direction": direction, "shared": row.shared}


def _draft(form: SynonymForm, row: Synonym | None) -> service.SynonymDraft:
    kept = row.shared if row is not None else False
    return service.SynonymDraft(
        form.term.data,
        form.meaning.data,
        form.direction.data == "one",
        bool(form.shared.data) if "shared" in form else kept,
    )


@bp.route("/moi", methods=["GET", "POST"])
@desk_view(service.CURATE)
def new() -> ResponseReturnValue:
    """Write a new synonym; `?tu=` brings a question that found nothing."""
    return _page(_form(None), None)


@bp.route("/<int:object_id>", methods=["GET", "POST"])
@desk_view(service.CURATE)
def edit(object_id: int) -> ResponseReturnValue:
    """Change a synonym; a save made from an old version answers 409 with what differs."""
    row = load(Synonym, object_id)
    return _page(_form(row), row)


def _page(form: SynonymForm, row: Synonym | None) -> ResponseReturnValue:
    trial = None
    if form.validate_on_submit():
        draft = _draft(form, row)
        if "try" in request.form:
            trial = _trial(draft, row)
        else:
            try:
                _save(draft, row)
            except (StaleVersion, StaleDataError):
                db.session.rollback()
                return _conflict(form, load(Synonym, row.id)) if row is not None else redirect(path(SYNONYMS))
            except service.AlreadyThere as error:
                db.session.rollback()
                form.meaning.errors = [
                    _("Đã có “%(name)s”. Hãy sửa mục ấy thay vì thêm mới.", name=error.row.name)
                ]
            except service.TooMany:
                db.session.rollback()
                form.term.errors = [_("Cổng đã có 500 từ đồng nghĩa. Hãy xóa bớt những từ không còn cần.")]
            else:
                flash(_("Đã lưu. Tìm kiếm trên cổng dùng từ này ngay."), "success")
                return redirect(path(SYNONYMS))
    return _render(form, row, trial), 422 if form.errors else 200


def _save(draft: service.SynonymDraft, row: Synonym | None) -> None:
    if row is None:
        service.add_synonym(draft, acting())
    else:
        service.save_synonym(row, draft, sent_version(), acting())


def _render(form: SynonymForm, row: Synonym | None, trial: Trial | None = None, **more: Any) -> str:
    version = row.version if row is not None else 0
    if request.method == "POST" and "version" not in more:
        version = sent_version()
    asked = request.form.get("question", "")[:LONGEST].strip() or form.term.data or ""
    context = {"version": version} | more | frame(SYNONYMS)
    return render_template(
        "search/desk/synonym.html", form=form, row=row, trial=trial, asked=asked, where=SYNONYMS, **context
    )


def _conflict(form: SynonymForm, row: Synonym) -> ResponseReturnValue:
    stored = with_sharing(SynonymForm(formdata=None, data=_stored(row)))
    return _render(form, row, version=row.version, differences=differences(form, stored)), 409


def _trial(draft: service.SynonymDraft, row: Synonym | None) -> Trial:
    question = request.form.get("question", "")[:LONGEST].strip() or draft.term
    own = line_of(row.term, row.meaning, row.one_way) if row is not None else ""
    db.session.commit()  # nothing is written: a search must not keep SQLite's write lock
    with as_visitor():
        lines = tuple(one for one in synonyms_of(current_portal()) if one != own)
    tried = line_of(draft.term, draft.meaning, draft.one_way)
    return Trial(question, found_by(question, lines=lines), found_by(question, lines=(*lines, tried)))


add_switches(bp, Synonym, SYNONYMS)
