"""Word files as people write them, for the tests of beginning from one."""

from __future__ import annotations

from tests.media.reading.samples import docx, level, paragraph, run
from tests.media.samples import picture

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLES = (
    '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:rPr><w:b/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Caption"><w:name w:val="caption"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style>'
)
NUMBERING = (
    '<w:abstractNum w:abstractNumId="1">' + level(0, "bullet", "") + level(1, "bullet", "o") + "</w:abstractNum>"
    '<w:abstractNum w:abstractNumId="2">' + level(0, "decimal", "%1.") + "</w:abstractNum>"
    '<w:abstractNum w:abstractNumId="3">' + level(0, "lowerLetter", "%1)") + "</w:abstractNum>"
    + "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in (1, 2, 3))
)  # fmt: skip


def centred(text: str) -> str:
    """A bold line in the middle."""
    return f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{run(text, more="<w:b/>")}</w:p>'


def bold(text: str) -> str:
    """A bold paragraph."""
    return f"<w:p>{run(text, more='<w:b/>')}</w:p>"


def drawing(relation: str, alt: str = "") -> str:
    """A paragraph that is a picture."""
    return (
        f'<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
        f'wordprocessingDrawing"><wp:docPr id="1" name="Picture 1" descr="{alt}"/><a:graphic xmlns:a='
        f'"http://schemas.openxmlformats.org/drawingml/2006/main"><a:blip xmlns:r="{RELATIONS}" r:embed="{relation}"/>'
        "</a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )


def cell(*lines: str, more: str = "") -> str:
    """A w:tc."""
    return f"<w:tc><w:tcPr>{more}</w:tcPr>{''.join(paragraph(one) for one in lines)}</w:tc>"


def article(body: str, *, outside: str = "", **parts: str | bytes) -> bytes:
    """A DOCX with pictures rId1 (PNG) and rId2 (a drawing of Windows), and links rId8, rId9 (dangerous)."""
    one = '<Relationship Id="{}" Type="x" Target="{}"{}/>'.format
    external = ' TargetMode="External"'
    relations = (
        one("rId1", "media/image1.png", "")
        + one("rId2", "media/image2.wmf", "")
        + one("rId8", "https://nuithanh.gov.vn/a?b=1&amp;c=2", external)
        + one("rId9", "javascript:alert(1)", external)
        + (one("rId7", outside, external) if outside else "")
    )
    held: dict[str, str | bytes] = {
        "word___rels__document_dot_xml_dot_rels": "<Relationships xmlns="
        f'"http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>',
        "word__media__image1_dot_png": picture(640, 480, "PNG"),
        "word__media__image2_dot_wmf": b"\xd7\xcd\xc6\x9a" + b"\0" * 40,
    }
    return docx(body, numbering=NUMBERING, styles=STYLES, **(held | parts))


def linked(relation: str, text: str) -> str:
    """A w:hyperlink."""
    return f'<w:hyperlink xmlns:r="{RELATIONS}" r:id="{relation}">{run(text)}</w:hyperlink>'
