"""Charts on paper: in their room, with letters that can be read again."""

from __future__ import annotations

import pypdfium2
import pytest

from portal.charts import Ranked, Ranking, Unit
from portal.charts.drawing import draw
from portal.charts.on_paper import put
from portal.printing import Face, Sheet


def test_a_chart_stands_on_paper_and_goes_to_the_next_page_whole() -> None:
    rows = tuple(Ranked(f"Xã Tam Mỹ {at}", float(at), own=at == 3) for at in range(17))
    chart = Ranking("So sánh", rows, Unit("%", 1))
    drawing = draw(chart)
    sheet = Sheet("Báo cáo", face=Face.SANS)
    heights = [put(sheet, drawing, width=160) for _ in range(2)]
    sheet.line_of("Hết")
    assert heights == pytest.approx([160 * drawing.height / drawing.width] * 2)
    document = pypdfium2.PdfDocument(sheet.content())
    texts = [page.get_textpage().get_text_bounded() for page in document]
    assert [text.count("17. Xã Tam Mỹ 0") for text in texts] == [1, 1]
    assert "Hết" in texts[1]
