"""Writes docs/asvs.md: which test shows which requirement. `python tools/asvs.py`

Requirements stand in `tests/asvs/*.txt`; a test that shows one carries its number: `@pytest.mark.asvs("6.2.1")`, or
`@pytest.mark.tcvn("…")`. A module's `pytestmark` counts for each of its tests.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TESTS = ROOT / "tests"
PAGE = ROOT / "docs" / "asvs.md"
CHAPTERS = {
    "1": "Mã hóa và làm sạch", "2": "Kiểm tra dữ liệu và nghiệp vụ", "3": "An toàn phía trình duyệt",
    "4": "API và dịch vụ web", "5": "Tệp", "6": "Xác thực", "7": "Phiên", "8": "Phân quyền", "9": "Mã tự chứa",
    "10": "OAuth và OpenID Connect", "11": "Mật mã", "12": "Truyền tin an toàn", "13": "Cấu hình",
    "14": "Bảo vệ dữ liệu", "15": "Lập trình và kiến trúc an toàn", "16": "Nhật ký và xử lý lỗi", "17": "WebRTC",
}  # fmt: skip
TCVN = {
    "7.1": "Yêu cầu quản lý", "7.2.1": "An toàn mạng", "7.2.2": "An toàn máy chủ", "7.2.3": "An toàn ứng dụng",
    "7.2.4": "An toàn dữ liệu",
}  # fmt: skip
SHOWN = 3  # tests that the page names for a requirement; more are counted


@dataclass(frozen=True)
class Requirement:
    """A requirement: its number, its level (ASVS: 1 or 2; TCVN: 3), what it asks in our words, why it does not apply
    ("": it does)."""

    number: str
    level: int
    asks: str
    excused: str


def requirements(kind: str) -> list[Requirement]:
    """The requirements of a standard (`asvs`, `tcvn`), in its order."""
    found = []
    for line in (TESTS / "asvs" / f"{kind}.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            number, level, asks, excused = (part.strip() for part in line.split("|"))
            found.append(Requirement(number, int(level), asks, excused))
    return found


def marked(kind: str) -> dict[str, list[str]]:
    """The tests that carry each number, as `tests/….py::name`, in order."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(TESTS.rglob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        if f"mark.{kind}(" not in text:
            continue
        for name, number in _marks(ast.parse(text), kind):
            found[number].append(f"{path.relative_to(ROOT)}::{name}")
    return found


def _marks(tree: ast.Module, kind: str) -> Iterator[tuple[str, str]]:
    of_all: list[str] = []
    for node in tree.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "pytestmark":
            parts = node.value.elts if isinstance(node.value, ast.List) else [node.value]
            of_all = [number for part in parts for number in _numbers(part, kind)]
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            own = [number for decorator in node.decorator_list for number in _numbers(decorator, kind)]
            for number in [*of_all, *own]:
                yield node.name, number


def _numbers(node: ast.expr, kind: str) -> list[str]:
    if isinstance(node, ast.Call) and ast.unparse(node.func) == f"pytest.mark.{kind}":
        return [str(part.value) for part in node.args if isinstance(part, ast.Constant)]
    return []


def _line(one: Requirement, tests: list[str]) -> str:
    if one.excused:
        shown = f"*không áp dụng: {one.excused}*"
    elif tests:
        names = [f"`{test.removeprefix('tests/')}`" for test in tests[:SHOWN]]
        shown = "<br>".join(names) + (
            f"<br>và {len(tests) - SHOWN} kiểm thử nữa" if len(tests) > SHOWN else ""
        )
    else:
        shown = "**chưa có kiểm thử**"
    return f"| {one.number} | {one.level} | {one.asks} | {shown} |"


def _share(wanted: list[Requirement], tests: dict[str, list[str]]) -> str:
    applying = [one for one in wanted if not one.excused]
    held = sum(bool(tests.get(one.number)) for one in applying)
    share = f"{held / len(applying):.1%}".replace(".", ",")
    return (
        f"{len(wanted)} yêu cầu, {len(wanted) - len(applying)} không áp dụng; "
        f"{held} trong {len(applying)} yêu cầu áp dụng có kiểm thử ({share})."
    )


def _table(wanted: list[Requirement], tests: dict[str, list[str]], level: str) -> list[str]:
    head = [f"| Số | {level} | Yêu cầu | Kiểm thử |", "|---|---|---|---|"]
    return head + [_line(one, tests.get(one.number, [])) for one in wanted]


def page() -> str:
    """The page, as it should be."""
    lines = [
        "# Đối chiếu yêu cầu an toàn",
        "",
        "Trang này do `python tools/asvs.py` ghi ra từ nhãn của các kiểm thử; đừng sửa tay. Cách hệ thống tự bảo vệ",
        "nói ở [an-toan.md](an-toan.md).",
    ]
    return "\n".join([*lines, *_asvs(), *_tcvn()]) + "\n"


def _asvs() -> list[str]:
    asvs, tests = requirements("asvs"), marked("asvs")
    lines = ["", "## OWASP ASVS 5.0.0, mức 1 và 2", _share(asvs, tests)]
    for chapter, name in CHAPTERS.items():
        own = [one for one in asvs if one.number.split(".")[0] == chapter]
        lines += ["", f"### {chapter}. {name}", *_table(own, tests, "Mức")]
    return lines


def _tcvn() -> list[str]:
    tcvn, tests = requirements("tcvn"), marked("tcvn")
    lines = [
        "",
        "## TCVN 11930:2017, cấp độ 3",
        _share(tcvn, tests),
        "",
        "Lời là lời tóm tắt của dự án. Số đúng đến mục (7.1.5.3, 7.2.3.1); chữ cái trong mỗi mục do dự án tự đánh,",
        "**chưa đối chiếu với bản in của tiêu chuẩn**. Tiêu chuẩn và văn bản về cấp độ có thể đã được thay: khi lập hồ",
        "sơ đề xuất cấp độ, đối chiếu với bản đang có hiệu lực. Việc thuộc hạ tầng và quy chế của đơn vị được ghi là",
        "không áp dụng cho phần mềm.",
    ]
    for section, name in TCVN.items():
        own = [one for one in tcvn if one.number.startswith(f"{section}.")]
        lines += ["", f"### {section}. {name}", *_table(own, tests, "Cấp")]
    return lines


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(PAGE.relative_to(ROOT))
