"""From a content file to a room's verb, one function per kind of content."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.clock import from_local
from portal.content.attaching import Loading, attach, attach_files, picture_of
from portal.content.files import ContentFile, InvalidContent, as_day
from portal.extensions import db
from portal.legal import service as legal
from portal.legal.models import LegalDocument
from portal.news import service as news
from portal.news.models import NewsItem, NewsSection
from portal.pages import service as pages
from portal.pages.models import Page
from portal.procedures import service as procedures
from portal.procedures.models import Procedure
from portal.schedule import service as schedule
from portal.schedule.models import WorkWeek


@dataclass(frozen=True)
class Kind:
    """A folder of content: model, how to make a draft, how to write and rewrite, what follows."""

    folder: str
    model: Any
    draft: Callable[[ContentFile, Loading], Any]
    write: Callable[[ContentFile, Any, Loading], Any]
    rewrite: Callable[[Any, Any, Actor], None]
    after: Callable[[Any, ContentFile, Loading], None]
    published: Callable[[ContentFile], datetime | None]


def _news(file: ContentFile, loading: Loading) -> news.NewsDraft:
    wanted = file.text("section", required=True)
    section = db.session.scalar(select(NewsSection.id).where(NewsSection.slug == wanted))
    if section is None:
        raise InvalidContent(f"không có chuyên mục {wanted}")
    picture, alt = file.text("picture"), file.text("picture_alt")
    if picture and not alt:
        raise InvalidContent("thiếu picture_alt cho ảnh")
    return news.NewsDraft(
        title=file.text("title", required=True),
        lead=file.text("lead", required=True),
        body=file.body,
        section_id=section,
        slug=file.slug,
        author=file.text("author"),
        tags=file.texts("tags"),
        picture_id=picture_of(picture, loading, alt).id if picture else None,
        picture_alt=alt,
        picture_caption=file.text("picture_caption"),
        featured=bool(file.meta.get("featured")),
        urgent_until=file.instant("pinned_until") or file.instant("urgent_until"),
    )


def _page(file: ContentFile, _loading: Loading) -> pages.PageDraft:
    parent = file.text("parent")
    parent_id = db.session.scalar(select(Page.id).where(Page.slug == parent)) if parent else None
    if parent and parent_id is None:
        raise InvalidContent(f"không có trang cha {parent}")
    order = file.meta.get("order") or 0
    return pages.PageDraft(
        title=file.text("title", required=True),
        summary=file.text("summary"),
        body=file.body,
        parent_id=parent_id,
        section=file.text("section"),
        position=int(order),
        slug=file.slug,
    )


def _legal(file: ContentFile, _loading: Loading) -> legal.LegalDraft:
    category = file.text("category", required=True)
    if category not in {"normative", "directive"}:
        raise InvalidContent(f"category không hợp lệ: {category}")
    return legal.LegalDraft(
        number=file.text("number", required=True),
        type=file.text("type", required=True),
        title=file.text("title", required=True),
        category=category,
        issuer=file.text("issuer", required=True),
        signer=file.text("signer"),
        signer_position=file.text("signer_position"),
        issued=file.day("issued"),
        effective=file.day("effective"),
        expires=file.day("expires"),
        excerpt=file.text("excerpt"),
        source=file.text("source"),
        closing=file.text("closing"),
        text_state=file.text("text_state") or "full",
        title_is_built=bool(file.meta.get("title_is_built")),
        fields=file.texts("fields"),
        body=file.body,
        shared=bool(file.meta.get("shared")),
    )


def _number(value: Any, key: str) -> int | None:
    if value in (None, ""):
        return None
    try:
        return int(value)
    except (TypeError, ValueError) as error:
        raise InvalidContent(f"{key} không phải số: {value}") from error


def _papers(file: ContentFile) -> list[procedures.Paper]:
    papers = []
    for case in file.rows("papers"):
        for one in case.get("items") or []:
            papers.append(
                procedures.Paper(
                    name=str(one.get("name", "")).strip(),
                    case=str(case.get("case") or "").strip(),
                    form=str(one.get("form") or "").strip(),
                    originals=_number(one.get("originals"), "originals"),
                    copies=_number(one.get("copies"), "copies"),
                    note=str(one.get("note") or "").strip(),
                )
            )
    return papers


def _procedure(file: ContentFile, _loading: Loading) -> procedures.ProcedureDraft:
    level = file.text("service_level") or "thong-tin"
    ways = [{key: str(value or "").strip() for key, value in one.items()} for one in file.rows("ways")]
    bases = [
        procedures.Basis(str(one.get("number") or ""), str(one.get("title") or ""))
        for one in file.rows("legal_basis")
    ]
    if level not in procedures.SERVICE_LEVELS or any(
        one.get("channel") not in procedures.CHANNELS for one in ways
    ):
        raise InvalidContent("service_level hoặc channel không hợp lệ")
    return procedures.ProcedureDraft(
        code=file.text("code", required=True),
        name=file.text("name", required=True),
        field=file.text("field"),
        levels=file.texts("levels"),
        service_level=level,
        procedure_kind=file.text("kind"),
        decision=file.text("decision"),
        subjects=file.texts("subjects"),
        executing_agency=file.text("executing_agency"),
        competent_agency=file.text("competent_agency"),
        coordinating_agency=file.text("coordinating_agency"),
        place=file.text("place"),
        steps=file.body,
        results=file.texts("results"),
        conditions=file.text("conditions"),
        keywords=file.texts("keywords"),
        description=file.text("description"),
        source=file.text("source"),
        popular=_number(file.meta.get("popular"), "popular"),
        papers=_papers(file),
        ways=[
            procedures.Way(*(one.get(key, "") for key in ("channel", "time", "fee", "note"))) for one in ways
        ],
        bases=bases,
        shared=bool(file.meta.get("shared")),
    )


def _week(file: ContentFile, _loading: Loading) -> schedule.WeekDraft:
    entries = []
    for one in file.rows("entries"):
        day = as_day(one.get("date"), "date")
        if day is None or not one.get("title"):
            raise InvalidContent("mỗi dòng lịch cần date và title")
        texts = [str(one.get(key) or "") for key in ("time", "title", "place", "host")]
        entries.append(schedule.Entry(day, *texts))
    monday = file.day("monday")
    if not entries and monday is None:
        raise InvalidContent("lịch không có dòng nào")
    first = monday or min(one.day for one in entries)
    return schedule.WeekDraft(file.text("title", required=True), first, entries)


def _issued(file: ContentFile) -> datetime | None:
    day = file.day("issued")
    return from_local(datetime.combine(day, time(8))) if day else None


def _procedure_files(thing: Procedure, file: ContentFile, loading: Loading) -> None:
    if "files" in file.meta:
        attach_files(thing, file, loading)
        return
    held = loading.folder / "tep"
    names = sorted({paper.form for paper in thing.papers if paper.form and (held / paper.form).is_file()})
    attach(thing, names, loading, role="form")


KINDS: tuple[Kind, ...] = (
    Kind(
        "gioi-thieu",
        Page,
        _page,
        lambda _file, draft, loading: pages.write(draft, loading.actor),
        lambda thing, draft, actor: pages.rewrite(thing, draft, actor, "load"),
        attach_files,
        lambda _file: None,
    ),
    Kind(
        "tin-tuc",
        NewsItem,
        _news,
        lambda _file, draft, loading: news.write(draft, loading.actor),
        lambda thing, draft, actor: news.rewrite(thing, draft, actor, "load"),
        attach_files,
        lambda file: file.instant("published"),
    ),
    Kind(
        "lich-cong-tac",
        WorkWeek,
        _week,
        lambda _file, draft, loading: schedule.write(draft, loading.actor),
        lambda thing, draft, actor: schedule.rewrite(thing, draft, actor, "load"),
        attach_files,
        lambda _file: None,
    ),
    Kind(
        "van-ban",
        LegalDocument,
        _legal,
        lambda _file, draft, loading: legal.write(draft, loading.actor),
        lambda thing, draft, actor: legal.rewrite(thing, draft, actor, "load"),
        attach_files,
        _issued,
    ),
    Kind(
        "thu-tuc",
        Procedure,
        _procedure,
        lambda file, draft, loading: procedures.write(draft, loading.actor, file.slug),
        lambda thing, draft, actor: procedures.rewrite(thing, draft, actor, "load"),
        _procedure_files,
        lambda _file: None,
    ),
)
