"""What citizens wrote goes along with its pictures, is found by search, and answers at its old address."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from flask import Flask
from PIL import Image
from sqlalchemy import select

from portal.extensions import db
from portal.media.models import MediaFile, MediaUse
from portal.publishing.models import Change
from portal.tenancy.directory import directory
from portal.tenancy.scope import system_task
from portal.voice.cases import queries
from portal.voice.cases.pictures import HIDDEN, RESULT, Encoded, keep_pictures
from tests.merging.world import NEW, SON, THANH, Things, broken_references, merge, split, undo
from tests.voice.factories import case


def _pictures(
    things: Things, slug: str, report: int, colours: Sequence[str], role: str, folder: Path
) -> None:
    made = Encoded()
    for colour in colours:
        made.paths.append(folder / f"{colour}.jpg")
        Image.new("RGB", (64, 48), colour).save(made.paths[-1], "JPEG")
    with things.factory.acting(slug) as actor:
        found = queries.by_id(report)
        assert found is not None
        keep_pictures(found, made, actor, role=role)
        db.session.commit()


def _uses(report: int) -> list[tuple[str, str, bool]]:
    """Portal and kind of each use of a picture by a report, and whether its file lies at the same portal."""
    with system_task("thử"):
        rows = db.session.execute(
            select(MediaUse.tenant_id, MediaUse.kind, MediaFile.tenant_id)
            .join(MediaFile, MediaFile.id == MediaUse.media_id)
            .where(MediaUse.object_id == report)
            .order_by(MediaUse.position)
        ).all()
    slugs = {one.id: one.slug for one in directory().all()}
    return [(slugs[tenant], kind, tenant == of_file) for tenant, kind, of_file in rows]


def test_pictures_of_reports_follow_their_report_wherever_it_goes(
    app: Flask, things: Things, tmp_path: Path
) -> None:
    with app.app_context():
        reports = {slug: case(things.factory, slug, "report", state="accepted") for slug in (SON, THANH)}
        question = case(things.factory, THANH, state="published", title="Hỏi về đò ngang")
        for slug in (SON, THANH):  # the red one is the same at both, and becomes one
            _pictures(
                things,
                slug,
                reports[slug],
                ["red", "green" if slug == SON else "yellow"],
                "picture",
                tmp_path,
            )
        number = merge(NEW, SON, THANH)
        assert broken_references() == []
        for report in reports.values():
            assert _uses(report) == [(NEW, HIDDEN, True)] * 2
        with system_task("thử"):
            at = Change.of_tenant_id == next(one.id for one in directory().all() if one.slug == NEW)
            told = db.session.scalars(select(Change.kind).where(Change.object_id == question, at)).all()
        assert set(told) == {"question"}, "search finds it at the new portal"
        answer = things.follow(THANH, f"/hoi-dap/{question}")
        assert answer.status_code == 200 and "Hỏi về đò ngang" in answer.text

        undo(number)
        for slug, report in reports.items():
            assert _uses(report) == [(slug, HIDDEN, True)] * 2

        merge(NEW, SON, THANH)
        _pictures(
            things, NEW, reports[THANH], ["black"], RESULT, tmp_path
        )  # what came since belongs to it too
        split(NEW, "tam-thanh-moi", THANH)
        assert broken_references() == []
        assert _uses(reports[THANH]) == [
            *[("tam-thanh-moi", HIDDEN, True)] * 2,
            ("tam-thanh-moi", "report", True),
        ]
        assert _uses(reports[SON]) == [(NEW, HIDDEN, True)] * 2
