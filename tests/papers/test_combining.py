"""Photos that were sent one by one become one paper; the pieces go."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.extensions import db
from portal.papers import queries, service
from portal.papers.combining import Piece, combine, rehearse
from portal.papers.models import READY, Paper
from portal.papers.store import paper_store
from portal.publishing.service import commit
from tests.conftest import A
from tests.factories import Factory
from tests.papers import photos, samples
from tests.papers.conftest import paper_of

Kept = Callable[..., tuple[int, str]]


def test_pieces_become_one(app: Flask, factory: Factory, kept: Kept) -> None:
    photo, _corners = photos.taken(photos.drawn(photos.words(1)), photos.Way(longer=2200), 2)
    front, back = kept(photos.jpeg(photo), "1.jpg", "don")[0], kept(samples.pdf("mặt sau"), "2.pdf", "don")[0]
    with factory.acting(A) as actor:
        pieces = [Piece(paper_of(front)), Piece(paper_of(back))]
        made = rehearse(pieces)
        assert queries.papers([front, back]).keys() == {front, back}, "rehearsing keeps and takes nothing"
        row = combine(pieces, "Đơn đề nghị", actor, made=made)
        commit()
        assert (row.kind, row.name, row.pages, row.state) == ("don", "Đơn đề nghị.pdf", 2, READY)
        assert service.content(row) == made.pdf
        assert db.session.scalar(select(func.count()).select_from(Paper)) == 1
        assert list(paper_store().all()) == [row.path]


def test_papers_of_two_people_are_not_mixed(factory: Factory, kept: Kept) -> None:
    mine, other = kept()[0], kept(identity="049199009999")[0]
    with factory.acting(A) as actor:
        for pieces in ([Piece(paper_of(mine)), Piece(paper_of(other))], []):
            with pytest.raises(ValueError):
                combine(pieces, "x", actor)
