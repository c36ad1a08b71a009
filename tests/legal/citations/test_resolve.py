"""Which held document a mention means."""

from __future__ import annotations

from datetime import date

from portal.legal.citations import Place, recognise
from portal.legal.citations.evaluate import evaluate_labels, evaluate_links
from portal.legal.citations.resolve import Candidates, Citing, Held, Resolver
from tests.legal.labelled import FRESH, LABELS
from tests.real_data import LEGAL_DOCUMENTS, needs

LIBRARY = Candidates(
    [
        Held(1, "61/2018/NĐ-CP", "Nghị định", "Một cửa", date(2018, 4, 23)),
        Held(2, "13/2003/QH11", "Luật", "Luật Đất đai", date(2003, 11, 26)),
        Held(3, "45/2013/QH13", "Luật", "Đất đai", date(2013, 11, 29)),
        Held(4, "05/2010/TTLT", "Thông tư liên tịch", "A", date(2010, 1, 1)),
        Held(5, "05/2010/TTLT", "Thông tư liên tịch", "B", date(2010, 9, 1)),
        Held(6, "28-CP", "Nghị định", "Thương binh", date(1995, 4, 29)),
    ]
)


def resolved(text: str, issued: date = date(2020, 1, 1)) -> list[int | None]:
    resolver = Resolver(Citing("Thông tư", "1/2020/TT-BTP", issued), LIBRARY)
    found = [resolver.resolve(one.document) for one in recognise(text, Place()) if one.document]
    return [one.id if one else None for one in found]


def test_a_number_is_found_however_it_is_written() -> None:
    assert resolved("Nghị định số 61/2018/NĐ - CP và Nghị định 061/2018/NĐ-CP") == [1, 1]


def test_a_name_means_the_edition_of_its_year_else_the_last_before_the_citing_document() -> None:
    assert resolved("Luật Đất đai; Luật đất đai năm 2003; Luật Đất đai năm 1993") == [3, 2, None]
    assert resolved("Luật Đất đai", date(2010, 1, 1)) == [2]
    assert resolved("Luật Đất đai", date(1999, 1, 1)) == [None]


def test_a_short_mention_means_what_was_named_in_full() -> None:
    assert resolved("Nghị định số 61 …; Nghị định số 61/2018/NĐ-CP; Nghị định 61; Nghị định số 61/2018") == [
        None,
        1,
        1,
        1,
    ]


def test_one_number_of_two_documents_is_told_apart_by_its_date_or_not_at_all() -> None:
    assert resolved("Thông tư liên tịch số 05/2010/TTLT ngày 01/9/2010") == [5]
    assert resolved("Thông tư liên tịch số 05/2010/TTLT") == [None]
    assert resolved("Nghị định số 28/CP ngày 29/4/1995; Nghị định số 28-CP ngày 3/3/1993") == [6, None]


@needs(LEGAL_DOCUMENTS)
def test_labelled_citations_are_recognised_and_resolved() -> None:
    figures = evaluate_labels(LABELS, LEGAL_DOCUMENTS)
    assert figures.labelled >= 300 and len(figures.documents) >= 60
    assert figures.precision >= 0.98, figures.misses
    assert figures.recall >= 0.95, figures.misses
    assert figures.resolution >= 0.98, figures.misses


@needs(LEGAL_DOCUMENTS)
def test_citations_of_the_second_sample_are_recognised_and_resolved() -> None:
    figures = evaluate_labels(FRESH, LEGAL_DOCUMENTS)
    assert figures.labelled >= 200
    assert figures.precision >= 0.97, figures.misses
    assert figures.recall >= 0.95, figures.misses
    assert figures.resolution >= 0.95, figures.misses


@needs(LEGAL_DOCUMENTS)
def test_links_of_the_codification_that_stand_in_the_text_are_found() -> None:
    agreement = evaluate_links(LEGAL_DOCUMENTS, 1500)
    assert agreement.linked >= 20
    assert agreement.recall >= 0.98
