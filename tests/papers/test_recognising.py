"""What a paper says is read and sealed; its kind and fields are proposed rightly, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from portal.jobs.models import DONE, Job
from portal.jobs.service import job_of
from portal.jobs.worker import Worker
from portal.media.reading import ocr_available
from portal.papers import queries, service
from portal.papers.models import READ, UNREAD, WORDLESS
from portal.papers.recognising.fields import FIELDS, is_identity, proposed_fields
from portal.papers.recognising.kinds import KINDS, label_of, proposed_kind
from portal.papers.store import paper_store
from portal.publishing.service import commit
from tests.conftest import A
from tests.factories import Factory
from tests.papers import forms, photos, samples
from tests.papers.conftest import paper_of

Kept = Callable[..., tuple[int, str]]


@pytest.mark.parametrize("kind", list(forms.TEXTS))
def test_each_kind_is_known_by_its_words(kind: str) -> None:
    for seed in range(5):
        made = forms.form(kind, seed)
        assert proposed_kind(made.text) == kind
        found = proposed_fields(made.text)
        assert {key: found.get(key) for key in made.fields} == made.fields, made.text


def test_every_kind_has_a_sample_and_a_label(app: Flask) -> None:
    assert set(KINDS) - {"ho-chieu"} == set(forms.TEXTS)
    with app.test_request_context():
        assert label_of("giay-khai-sinh") == "Giấy khai sinh" and label_of("la") == "la"


@pytest.mark.parametrize("text", forms.OTHERS)
def test_other_papers_are_none_of_them(text: str) -> None:
    assert proposed_kind(text) == ""


@given(st.text(max_size=400))
def test_any_text_is_read_without_fault(text: str) -> None:
    assert proposed_kind(text) in {"", *KINDS}
    found = proposed_fields(text)
    assert set(found) <= set(FIELDS)
    for key in ("born_on", "issued_on", "valid_until"):
        if key in found:
            date.fromisoformat(found[key])


@pytest.mark.parametrize(
    ("digits", "right"),
    [
        ("049199001234", True),
        ("001099000001", True),
        ("003199001234", False),
        ("049999001234", False),
        ("04919900123", False),
    ],
)
def test_identity_numbers_have_a_structure(digits: str, right: bool) -> None:
    assert is_identity(digits) is right


def test_a_telephone_number_or_an_account_is_no_identity_number() -> None:
    assert "identity" not in proposed_fields("Điện thoại 0235 3870 555, tài khoản 1234 5678 9012 3456")


def work(app: Flask) -> None:
    """Do what waits in the queue."""
    with Worker(app) as worker:
        worker.run_until_empty()


def test_the_job_reads_a_text_seals_it_and_says_nothing_itself(
    app: Flask, factory: Factory, kept: Kept
) -> None:
    made = forms.form("giay-khai-sinh", 1)
    paper_id, _path = kept(samples.pdf(made.text), "anh-1.pdf", "giay-khac")
    with factory.acting(A):
        assert paper_of(paper_id).reading == UNREAD
    work(app)
    with factory.acting(A):
        row = paper_of(paper_id)
        assert row.reading == READ and row.proposed_kind == "giay-khai-sinh" and row.kind == "giay-khac"
        assert row.fields is not None and row.fields["identity"] == made.fields["identity"]
        assert row.text is not None and "GIẤY KHAI SINH" in row.text
        job = job_of(service.JOB, paper_id)
        assert isinstance(job, Job) and job.state == DONE
        assert made.fields["identity"] not in f"{job.payload}{job.message}{job.by_name}"


@pytest.mark.skipif(not ocr_available(), reason="Tesseract is not installed")
def test_a_photo_is_straightened_and_read(app: Flask, factory: Factory, kept: Kept) -> None:
    made = forms.form("xac-nhan-hon-nhan", 2)
    photo, _corners = photos.taken(photos.drawn(made.text), photos.Way(slant=0.06, angle=3), 5)
    paper_id, _path = kept(photos.jpeg(photo), "IMG_0001.jpg", "giay-khac")
    work(app)
    with factory.acting(A):
        row = paper_of(paper_id)
        assert row.reading == READ and row.proposed_kind == "xac-nhan-hon-nhan"
        assert row.fields is not None and row.fields["identity"] == made.fields["identity"]


def test_what_has_no_text_or_no_file_ends_the_job_all_the_same(
    app: Flask, factory: Factory, kept: Kept
) -> None:
    blank, (lost, path) = kept(samples.pdf(" "))[0], kept()
    gone, _path = kept()
    with factory.acting(A) as actor:
        paper_store().remove(path)
        service.discard(paper_of(gone), actor)
        commit()
    work(app)
    with factory.acting(A):
        assert paper_of(blank).reading == WORDLESS
        assert paper_of(lost).reading == UNREAD
        job = job_of(service.JOB, lost)
        assert job is not None and job.state == DONE and "Không mở được" in job.message
        assert job_of(service.JOB, gone) is None and queries.paper(gone) is None
