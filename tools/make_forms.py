"""Make the DOCX files that content names: blank forms of procedures, and documents from their own body.

    python tools/make_forms.py            everything that is missing
    python tools/make_forms.py --all      everything, also what is there

Forms are described in forms.toml beside this file and go to content/nui-thanh/tep. For each
content/*/van-ban/*.md whose `files:` names a .docx, the document is laid out after Annex I of Decree
30/2020/NĐ-CP and goes to the tenant's own tep folder. A DOCX is a zip of XML, so the standard library is
enough; the same input gives the same bytes, which keeps the files quiet in git.
"""

from __future__ import annotations

import argparse
import datetime as dt
import re
import tomllib
import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

import frontmatter

CONTENT = Path(__file__).resolve().parent.parent / "content"
FORMS_FOLDER = CONTENT / "nui-thanh" / "tep"
STAMP = (2026, 11, 1, 8, 0, 0)  # the date inside every archive: fixed, so that a rebuild changes nothing
LINE = "…" * 24

TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="word/document.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
)
# Decree 30/2020/NĐ-CP, Annex I: A4, margins 20, 20, 30 and 15 mm, in twentieths of a point.
PAGE = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1134" w:right="850" w:bottom="1134" w:left="1701" '
    'w:header="567" w:footer="567" w:gutter="0"/>'
    "</w:sectPr>"
)


def runs(text: str, *, bold: bool = False, italic: bool = False, size: int = 28) -> str:
    """Runs for Markdown text in which only ** and * mean something; size in half points."""
    out = []
    for part in re.split(r"(\*\*.+?\*\*|\*[^*]+?\*)", text):
        if not part:
            continue
        strong = part.startswith("**")
        slanted = not strong and part.startswith("*") and part.endswith("*") and len(part) > 2
        plain = part[2:-2] if strong else part[1:-1] if slanted else part
        style = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/>'
        style += "<w:b/>" if bold or strong else ""
        style += "<w:i/>" if italic or slanted else ""
        style += f'<w:sz w:val="{size}"/>'
        out.append(f'<w:r><w:rPr>{style}</w:rPr><w:t xml:space="preserve">{escape(plain)}</w:t></w:r>')
    return "".join(out)


def para(
    text: str = "",
    align: str = "both",
    *,
    indent: bool = False,
    bold: bool = False,
    italic: bool = False,
    size: int = 28,
) -> str:
    """One paragraph; `align` is both, left, right or center."""
    first = '<w:ind w:firstLine="567"/>' if indent else ""
    return (
        f'<w:p><w:pPr><w:spacing w:before="60" w:after="60"/>{first}<w:jc w:val="{align}"/></w:pPr>'
        f"{runs(text, bold=bold, italic=italic, size=size)}</w:p>"
    )


def table(rows: list[list[str]], widths: list[int], *, lines: bool) -> str:
    """A table whose cells hold ready paragraphs; `widths` in twentieths of a point."""
    kind = "single" if lines else "nil"
    edges = "".join(
        f'<w:{e} w:val="{kind}" w:sz="4"/>' for e in ("top", "left", "bottom", "right", "insideH", "insideV")
    )

    def cell(content: str, width: int) -> str:
        return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{content}</w:tc>'

    body = "".join(
        f"<w:tr>{''.join(cell(c, w) for c, w in zip(row, widths, strict=True))}</w:tr>" for row in rows
    )
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    style = f"<w:tblPr><w:tblBorders>{edges}</w:tblBorders></w:tblPr>"
    return f"<w:tbl>{style}<w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"


def write(path: Path, blocks: list[str]) -> None:
    """Write a DOCX of these blocks of WordprocessingML."""
    document = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
        + "".join(blocks)
        + PAGE
        + "</w:body></w:document>"
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (
            ("[Content_Types].xml", TYPES),
            ("_rels/.rels", RELS),
            ("word/document.xml", document),
        ):
            entry = zipfile.ZipInfo(name, STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text)


def state_heading(size: int = 26) -> str:
    """Quốc hiệu and Tiêu ngữ."""
    return para("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "center", bold=True, size=size) + para(
        "Độc lập - Tự do - Hạnh phúc", "center", bold=True, size=28
    )


# --- documents -------------------------------------------------------------------------------------------


def issuer_name(issuer: str) -> str:
    """The issuer in capitals, with the abbreviations that content uses written out."""
    return issuer.replace("UBND", "Ủy ban nhân dân").replace("HĐND", "Hội đồng nhân dân").upper()


def authority_line(position: str, issuer: str) -> list[str]:
    """The lines above the signature (Annex I, part II.I.7): for whom, and in which office."""
    office = position.upper()
    if issuer_name(issuer).startswith("HỘI ĐỒNG"):
        return [office]
    if office == "CHỦ TỊCH":
        return ["TM. ỦY BAN NHÂN DÂN", office]
    if office == "PHÓ CHỦ TỊCH":
        return ["KT. CHỦ TỊCH", office]
    return ["TL. CHỦ TỊCH", office]


def place_of(issuer: str) -> str:
    """Where a document is dated: the unit after the words for the authority."""
    place = re.sub(r"^(UBND|HĐND|Ủy ban nhân dân|Hội đồng nhân dân|Văn phòng .*?)\s+", "", issuer)
    place = re.sub(r"^(huyện|xã|thị trấn)\s+", "", place)
    return place or issuer


def body_blocks(text: str) -> list[str]:
    """Markdown of a document as paragraphs: headings, table rows, list items, plain text."""
    blocks: list[str] = []
    rows: list[list[str]] = []

    def flush() -> None:
        if rows:
            columns = max(len(r) for r in rows)
            cells = [
                [para(c, "left", size=24, bold=i == 0) for c in r + [""] * (columns - len(r))]
                for i, r in enumerate(rows)
            ]
            blocks.append(table(cells, [9300 // columns] * columns, lines=True))
            rows.clear()

    for line in text.splitlines():
        line = line.strip()
        if line.startswith("|"):
            cells = [c.strip() for c in line.strip("|").split("|")]
            if not all(re.fullmatch(r":?-+:?", c) for c in cells):
                rows.append(cells)
            continue
        flush()
        if not line:
            continue
        if line.startswith("# "):
            blocks.append(para(line[2:], "center", bold=True))
        elif line.startswith("## ") or line.startswith("### "):
            blocks.append(para(line.lstrip("# "), indent=True, bold=True))
        else:
            blocks.append(para(line, indent=True))
    flush()
    return blocks


def write_document(post: frontmatter.Post, path: Path) -> None:
    """Lay one document out: heading, number and date, name of the kind, body, recipients and signature."""
    issuer, kind = str(post["issuer"]), str(post["type"])
    issued = post["issued"]
    day = issued if isinstance(issued, dt.date) else dt.date.fromisoformat(str(issued))
    date = f"{place_of(issuer)}, ngày {day.day:02d} tháng {day.month:02d} năm {day.year}"
    left = para(issuer_name(issuer), "center", bold=True, size=26) + para("_______", "center", size=20)
    left += para(f"Số: {post['number']}", "center", size=26)
    title = str(post["title"])
    letter = kind.lower() == "công văn"
    if letter:
        left += para(f"V/v {title[:1].lower()}{title[1:]}", "center", size=24)
    right = state_heading() + para("_______________", "center", size=20)
    right += para(date, "center", italic=True, size=26)
    blocks = [table([[left, right]], [3900, 5400], lines=False), para()]
    if not letter:
        blocks += [para(kind.upper(), "center", bold=True)]
        blocks += [para(title, "center", bold=True), para()]
    blocks += body_blocks(post.content)
    lines = authority_line(str(post["signer_position"]), issuer)
    signed = "".join(para(t, "center", bold=True) for t in lines)
    signed += para("(Ký tên, đóng dấu)", "center", italic=True, size=24) + para() * 2
    signed += para(str(post.get("signer") or ""), "center", bold=True)
    to = para("Nơi nhận:", "left", bold=True, italic=True, size=24)
    for line in ("- Như trên;", "- Cổng thông tin điện tử;", "- Lưu: VT."):
        to += para(line, "left", size=22)
    write(path, [*blocks, para(), table([[to, signed]], [4200, 5100], lines=False), para()])


# --- forms -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Form:
    """A blank form: to whom, groups of (name, fields), what the signer declares, who signs."""

    title: str
    to: str
    groups: list[tuple[str, list[str]]]
    promise: str = "Tôi chịu trách nhiệm trước pháp luật về những điều đã khai ở trên."
    signers: tuple[str, ...] | list[str] = ("NGƯỜI KHAI",)


NOTE = (
    "Bản này giúp chuẩn bị thông tin. Khi nộp, cơ quan tiếp nhận có thể dùng mẫu hiện hành do bộ, "
    "ngành ban hành hoặc biểu mẫu điện tử; không phải trả tiền cho tờ khai."
)


def write_form(form: Form, path: Path) -> None:
    """Lay one blank form out."""
    blocks = [state_heading(), para("_______________", "center", size=20), para()]
    blocks += [
        para(form.title, "center", bold=True, size=30),
        para(f"Kính gửi: {form.to} {LINE}", "center"),
        para(),
    ]
    for number, (name, fields) in enumerate(form.groups, 1):
        blocks.append(para(f"{number}. {name}", "left", bold=True))
        blocks += [para(f"{field}: {LINE}", "left", size=26) for field in fields]
    blocks += [
        para(),
        para(form.promise, indent=True),
        para("……, ngày … tháng … năm ……", "right", italic=True),
    ]
    room = para("(Ký, ghi rõ họ tên)", "center", italic=True, size=24) + para() * 3
    cells = [para(signer, "center", bold=True) + room for signer in form.signers]
    blocks.append(table([cells], [9300 // len(cells)] * len(cells), lines=False))
    write(path, [*blocks, para(NOTE, italic=True, size=20)])


def names_of(post: frontmatter.Post) -> list[str]:
    """The files that a document names."""
    files = post.metadata.get("files")
    return [str(name) for name in files] if isinstance(files, list) else []


def main() -> None:
    """Write what is missing and say what was written."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--all", action="store_true", help="write also what is there")
    every = parser.parse_args().all
    made = 0
    forms = tomllib.loads((Path(__file__).parent / "forms.toml").read_text(encoding="utf-8"))
    for name, fields in forms.items():
        path = FORMS_FOLDER / f"{name}.docx"
        if every or not path.exists():
            write_form(Form(**fields), path)
            made += 1
    for source in sorted(CONTENT.glob("*/van-ban/*.md")):
        post = frontmatter.load(source)
        for name in names_of(post):
            path = source.parent.parent / "tep" / name
            if name.endswith(".docx") and (every or not path.exists()):
                write_document(post, path)
                made += 1
    print(f"{made} tệp đã ghi")


if __name__ == "__main__":
    main()
