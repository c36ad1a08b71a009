"""Builds what a test needs, through the rooms' own verbs, in any tenant."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select

from portal.accounts.permissions import Actor, system_actor
from portal.accounts.service import create_user, grant
from portal.extensions import db
from portal.legal import service as legal
from portal.legal.intake import service as intake
from portal.legal.models import LegalRelation
from portal.news import service as news
from portal.pages import service as pages
from portal.procedures import service as procedures
from portal.publishing import service as publishing
from portal.schedule import service as schedule
from portal.search.curation import service as curation
from portal.search.curation.models import AskedQuery
from portal.search.curation.questions import key_of
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered

_count = itertools.count(1)


class Factory:
    """Each method makes one thing in the tenant `slug` and answers (id, slug) of it."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def tenant_id(self, slug: str) -> int:
        """The id of a tenant."""
        portal = directory(self.app).by_slug(slug)
        assert portal is not None
        return portal.id

    @contextmanager
    def acting(self, slug: str) -> Iterator[Actor]:
        """The system acting in a tenant's editing scope."""
        tenant_id = self.tenant_id(slug)
        with self.app.app_context(), entered(editing(tenant_id)):
            yield system_actor(tenant_id)

    def clerk(self, slug: str) -> None:
        """Somebody who receives dossiers at the counter: without one nothing is handed in online. Pages that are kept
        know of it at once, which else takes a minute."""
        with self.app.app_context():
            user = create_user(f"mot-cua@{slug}.example", "Cán bộ một cửa", "mot-mat-khau-dai-de-thu")
            grant(user, self.tenant_id(slug), "counter_clerk", is_district=False)
            publishing.touch(db.session(), self.tenant_id(slug))
            db.session.commit()

    def _finish(self, thing: Any, actor: Actor, publish: bool, at: datetime | None) -> tuple[int, str]:
        if publish:
            publishing.publish(thing, actor, at)
        publishing.commit()
        return thing.id, thing.slug

    def news(
        self, slug: str, *, publish: bool = True, at: datetime | None = None, **more: Any
    ) -> tuple[int, str]:
        """A news item."""
        number = next(_count)
        with self.acting(slug) as actor:
            section = news.ensure_section(more.pop("section", "su-kien"), "Tin tức – Sự kiện", 0)
            values = {
                "title": f"Tin số {number}",
                "lead": f"Đoạn dẫn số {number}",
                "body": f"Nội dung số {number}",
            }
            draft = news.NewsDraft(**({"section_id": section.id} | values | more))
            return self._finish(news.write(draft, actor), actor, publish, at)

    def page(
        self, slug: str, *, publish: bool = True, at: datetime | None = None, **more: Any
    ) -> tuple[int, str]:
        """A standing page."""
        with self.acting(slug) as actor:
            draft = pages.PageDraft(
                **({"title": f"Trang số {next(_count)}", "body": "Nội dung trang"} | more)
            )
            return self._finish(pages.write(draft, actor), actor, publish, at)

    def legal(
        self, slug: str, *, publish: bool = True, at: datetime | None = None, **more: Any
    ) -> tuple[int, str]:
        """A legal document with two articles."""
        number = next(_count)
        values: dict[str, Any] = {
            "number": f"{number}/QĐ-UBND",
            "type": "Quyết định",
            "title": f"Về việc thử số {number}",
            "issuer": "UBND xã",
            "issued": date(2026, 11, 2),
            "effective": date(2026, 11, 10),
            "body": "Căn cứ Luật thử;\n\n## Điều 1. Phạm vi\n\n1. Quyết định này quy định việc thử.\n\na) Điểm thử.\n\n"
            "## Điều 2. Hiệu lực\n\nCó hiệu lực từ ngày ký.\n",
        }
        with self.acting(slug) as actor:
            return self._finish(legal.write(legal.LegalDraft(**(values | more)), actor), actor, publish, at)

    def relation(self, slug: str, **more: Any) -> tuple[int, int]:
        """A proposal that an editor decides on, and the document that makes it."""
        body = "## Điều 1. Hiệu lực\n\nQuyết định này có hiệu lực từ ngày 10 tháng 11 năm 2026, thay thế Quyết định số "
        made, _slug = self.legal(slug, body=f"{body}{next(_count)}/2020/QĐ-UBND.\n", **more)
        with self.acting(slug):
            found = db.session.scalars(
                select(LegalRelation.id).where(LegalRelation.document_id == made)
            ).first()
            assert found is not None
            return found, made

    def intake(self, slug: str, text: str = "") -> tuple[int, str]:
        """A file that came in and waits to be read."""
        with self.acting(slug) as actor, tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "tep.txt"
            path.write_text(text or f"Tệp số {next(_count)}")
            row, _new = intake.bring(path, path.name, actor)
            publishing.commit()
            return row.id, row.name

    def synonym(self, slug: str, term: str = "", **more: Any) -> tuple[int, str]:
        """A synonym."""
        with self.acting(slug) as actor:
            draft = curation.SynonymDraft(
                term or f"từ số {next(_count)}", more.pop("meaning", "nghĩa thử"), **more
            )
            row = curation.add_synonym(draft, actor)
            return row.id, row.name

    def promoted(self, slug: str, question: str = "", **more: Any) -> tuple[int, str]:
        """A promoted result."""
        values = {"target": "/tin-tuc/", "title": "Trang thử"} | more
        with self.acting(slug) as actor:
            draft = curation.PromotedDraft(question or f"câu số {next(_count)}", **values)
            row = curation.add_promoted(draft, actor)
            return row.id, row.name

    def asked(self, slug: str, shown: str, day: date = date(2026, 11, 20), **more: Any) -> tuple[int, str]:
        """A question that somebody asked and that found nothing."""
        values = {"count": 1, "empty": 1, "first_day": day, "last_day": day, "spellings": {shown: 1}} | more
        with self.acting(slug) as actor:
            row = AskedQuery(tenant_id=actor.tenant_id, key=key_of(shown), shown=shown, **values)
            db.session.add(row)
            db.session.commit()
            return row.id, row.shown

    def procedure(
        self, slug: str, *, publish: bool = True, at: datetime | None = None, **more: Any
    ) -> tuple[int, str]:
        """A procedure with one way, one paper, one legal basis."""
        number = next(_count)
        values: dict[str, Any] = {
            "code": f"9.{number:06d}",
            "name": f"Thủ tục thử số {number}",
            "field": "Hộ tịch",
            "levels": ["xã"],
            "service_level": "mot-phan",
            "steps": "### Bước 1: Nộp hồ sơ\n\nNộp tại bộ phận một cửa.",
            "ways": [procedures.Way("truc-tiep", "03 ngày làm việc", "8.000 đồng")],
            "papers": [procedures.Paper("Tờ khai", originals=1, copies=0)],
            "bases": [procedures.Basis("60/2014/QH13", "Luật Hộ tịch")],
            "results": ["Giấy thử"],
        }
        with self.acting(slug) as actor:
            made = procedures.write(procedures.ProcedureDraft(**(values | more)), actor)
            return self._finish(made, actor, publish, at)

    def week(
        self, slug: str, *, publish: bool = True, at: datetime | None = None, **more: Any
    ) -> tuple[int, str]:
        """A week's schedule with one line."""
        monday = schedule.monday_of(more.pop("monday", date(2026, 11, 23)))
        with self.acting(slug) as actor:
            entries = [schedule.Entry(monday, "07:30", "Chào cờ", "Sân UBND", "Lãnh đạo UBND")]
            values = {"title": f"Lịch công tác số {next(_count)}", "monday": monday, "entries": entries}
            return self._finish(
                schedule.write(schedule.WeekDraft(**(values | more)), actor), actor, publish, at
            )
