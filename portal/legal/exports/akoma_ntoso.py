"""A document as Akoma Ntoso 3.0 (OASIS LegalDocML; valid against its schema akomantoso30.xsd).

`act` for a legal document, `doc` for a directive one. What the format has no place for stands in attributes of our
namespace, so that `reading.read` gives back the very document.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from portal.legal.exports.addresses import TakenIds
from portal.legal.exports.blocks import Blocks, Line, Span, lines_of, usual_ends
from portal.legal.exports.body import Planned, annex_eid, eids, parts_of, planned, write_hierarchy
from portal.legal.exports.cited import Holding, cited_in, nothing_held
from portal.legal.exports.document import DocumentText, cleaned
from portal.legal.exports.elements import LINES, MADE, add, laid_out, root
from portal.legal.exports.meta import POSITION, SIGNER, write_identification, write_meta
from portal.on_use import etree

_BASIS = re.compile(r"\s*[-–*]?\s*(?:Căn cứ|Theo đề nghị|Xét đề nghị|Xét)\b")


def akoma_ntoso(document: DocumentText, held: Holding = nothing_held) -> bytes:
    """The document as XML, UTF-8. `held` finds the documents that its references may mean, all in one call."""
    document = cleaned(document)
    ids = TakenIds()
    main, *attached = parts_of(document.provisions)
    annex_ids = [ids.new(annex_eid(part)) for part in attached]
    plans = [planned(main, ids)]
    plans += [planned(part, ids, own) for part, own in zip(attached, annex_ids, strict=True)]
    cited = cited_in(document, held, {*annex_ids, *(one for plan in plans for one in eids(plan))})
    title, preamble, *others = cited.spans
    rest = iter(others)
    body, *annexes = [[replace(one, spans=next(rest)) for one in plan] for plan in plans]
    top = root()
    is_act = document.category == "normative"
    act = add(top, "act" if is_act else "doc", name="van-ban" if is_act else "van-ban-dieu-hanh")
    write_meta(act, document, cited)
    _write_preface(act, document, title)
    _write_preamble(act, document.preamble, preamble, ids)
    write_hierarchy(add(act, "body" if is_act else "mainBody"), body)
    _write_conclusions(act, document)
    _write_annexes(act, document, list(zip(annex_ids, annexes, strict=True)))
    return laid_out(top)


def _write_preface(act: etree._Element, document: DocumentText, spans: Sequence[Span]) -> None:
    title = add(add(act, "preface"), "longTitle")
    if document.issuer:
        add(add(title, "p"), "docProponent", document.issuer)
    line = add(title, "p")
    kind = add(line, "docType", document.type)
    kind.tail = " "
    number = add(line, "docNumber", document.number)
    if document.issued:
        number.tail = " "
        day = document.issued
        add(line, "docDate", f"{day.day:02}/{day.month:02}/{day.year}", date=day.isoformat())
    named = add(add(title, "p"), "docTitle")
    Blocks(document.title, spans).inline(named, 0, len(document.title))


def _write_preamble(act: etree._Element, text: str, spans: Sequence[Span], ids: TakenIds) -> None:
    """Legal bases as citations, everything else as it stands."""
    if not text:
        return
    usual = usual_ends(text)
    preamble = add(act, "preamble")
    if usual != 1:
        preamble.set(LINES, str(usual))
    blocks, many = Blocks(text, spans, usual), 0
    for run in _by_basis(lines_of(text, 0, len(text))):
        start, end = run[0].start, run[-1].start + len(run[-1].text) + run[-1].ends
        if not _BASIS.match(run[0].text):
            blocks.write(preamble, start, end)
            continue
        citations = add(preamble, "citations", eId=ids.new("cits"))
        for line in run:
            many += 1
            one = add(citations, "citation", eId=ids.new(f"cit_{many}"))
            blocks.write(one, line.start, line.start + len(line.text) + line.ends)


def _by_basis(lines: Sequence[Line]) -> list[list[Line]]:
    runs: list[list[Line]] = []
    for line in lines:
        if runs and bool(_BASIS.match(runs[-1][0].text)) == bool(_BASIS.match(line.text)):
            runs[-1].append(line)
        else:
            runs.append([line])
    return runs


def _write_conclusions(act: etree._Element, document: DocumentText) -> None:
    """Recipients and signature as printed; where they are not, who signed as far as it is known."""
    if not (document.closing or document.signer or document.signer_position):
        return
    text = document.closing
    made = add(act, "conclusions")
    usual = usual_ends(text)
    if usual != 1:
        made.set(LINES, str(usual))
    at = text.rfind(document.signer) if document.signer else -1
    spans = [Span(at, at + len(document.signer), "person", (("refersTo", f"#{SIGNER}"),))] if at >= 0 else []
    Blocks(text, spans, usual).write(made, 0, len(text))
    if text or not (document.signer or document.signer_position):
        return
    line = add(made, "p")
    line.set(MADE, "1")
    signature = add(line, "signature")
    if document.signer_position:
        add(signature, "role", document.signer_position, refersTo=f"#{POSITION}").tail = " "
    if document.signer:
        add(signature, "person", document.signer, refersTo=f"#{SIGNER}")


def _write_annexes(
    act: etree._Element, document: DocumentText, annexes: Sequence[tuple[str, Sequence[Planned]]]
) -> None:
    if not annexes:
        return
    attachments = add(act, "attachments")
    for own, plan in annexes:
        annex = add(add(attachments, "attachment", eId=own), "doc", name="phu-luc")
        write_identification(add(annex, "meta"), document, own)
        write_hierarchy(add(annex, "mainBody"), plan)
