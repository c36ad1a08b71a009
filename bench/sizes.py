"""Sizes and costs of an installation, worked out from what was measured; docs/quy-mo-chi-phi.md holds what this prints.

`python -m bench.sizes [--set NAME=VALUE …]`: three tables, of what was measured, of what is assumed (a price, a habit:
whoever knows better sets another value), and of what follows for a commune, a district, a province and the country.
"""

from __future__ import annotations

import argparse
import math
import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A number that goes into the sizes: its unit and where it comes from, in the words of the document."""

    value: float
    unit: str
    meaning: str
    source: str


MEASURED = {
    "page_ms": Figure(14.5, "ms", "bộ xử lý cho một yêu cầu của đám đông", "`bench.crowd`"),
    "worker_mb": Figure(255, "MB", "bộ nhớ một tiến trình, bộ đệm trang đã đầy", "`bench.crowd`"),
    "page_kb": Figure(8.3, "KB", "một trang đã nén brotli", "`bench.crowd`"),
    "first_kb": Figure(52, "KB", "CSS, mã, biểu tượng, phông chữ của lần đầu mở cổng", "`bench.crowd`"),
    "article_db": Figure(15.4, "MB", "cơ sở dữ liệu cho 1.000 bài viết 400 chữ", "`bench.growth`"),
    "article_index": Figure(4.1, "MB", "chỉ mục tìm kiếm cho 1.000 bài viết", "`bench.growth`"),
    "dossier_db": Figure(12, "MB", "cơ sở dữ liệu cho 1.000 hồ sơ một cửa", "`bench.growth`"),
}  # fmt: skip
ASSUMED = {
    "people": Figure(9_000, "người", "dân số một xã trước sắp xếp (cột một xã, một huyện)", "giả định"),
    "people_merged": Figure(30_000, "người", "dân số một xã sau sắp xếp (cột một tỉnh, cả nước)", "giả định"),
    "visiting": Figure(2, "%", "dân số mở cổng mỗi ngày", "giả định"),
    "pages": Figure(5, "trang", "một người xem mỗi lần mở", "giả định"),
    "peak": Figure(15, "%", "lượt xem rơi vào giờ cao điểm", "giả định"),
    "storm": Figure(10, "lần", "giờ có thiên tai so với giờ cao điểm", "giả định"),
    "busy": Figure(50, "%", "bộ xử lý được dùng nhiều nhất lúc thiên tai", "giả định"),
    "articles": Figure(600, "bài", "một xã đăng mỗi năm (tin, văn bản, thông báo)", "giả định"),
    "article_files": Figure(1.5, "MB", "ảnh và tệp của một bài", "giả định"),
    "dossiers": Figure(500, "hồ sơ", "nhận mỗi năm cho 1.000 dân", "giả định"),
    "dossier_files": Figure(3, "MB", "giấy tờ của một hồ sơ", "giả định"),
    "pictures_kb": Figure(150, "KB", "ảnh một trang tải thêm, trung bình", "giả định"),
    "copies": Figure(2, "lần", "dung lượng sao lưu so với dữ liệu", "giả định"),
    "cpu": Figure(150_000, "đồng", "một lõi mỗi tháng", "giả định, hãy thay bằng giá hợp đồng"),
    "gb_memory": Figure(60_000, "đồng", "một GB bộ nhớ mỗi tháng", "giả định, hãy thay"),
    "gb_disk": Figure(2_500, "đồng", "một GB ổ SSD mỗi tháng", "giả định, hãy thay"),
    "gb_store": Figure(700, "đồng", "một GB kho S3 hoặc nơi để bản sao lưu, mỗi tháng", "giả định, hãy thay"),
    "tb_traffic": Figure(500_000, "đồng", "một TB đường truyền ra", "giả định, hãy thay"),
}  # fmt: skip


@dataclass(frozen=True)
class Scale:
    """Who runs an installation: how many communes (where PostgreSQL stands `apart`, those of after the mergers),
    machines that serve, and how many such installations there are."""

    name: str
    communes: int
    web_machines: int
    apart: bool
    installations: int = 1


SCALES = (
    Scale("Một xã", 1, 1, False),
    Scale("Một huyện (18 cổng)", 18, 1, False),
    Scale("Một tỉnh (100 cổng)", 100, 3, True),
    Scale("Cả nước (3.300 cổng, 34 hệ thống)", 97, 3, True, 34),
)
SYSTEM_GB = 1.0
"""Memory of the operating system, nginx and its cache, on each machine."""
APART_CORES, APART_GB = 8, 24
"""PostgreSQL with its replica (two cores and 8 GB each), Valkey and the S3 server, where they stand apart."""


def worked_out(given: dict[str, float], scale: Scale) -> dict[str, float]:
    """What one scale needs, of all its installations: numbers by name (`readers` a day, `storm` in pages a second, web
    `processes`, `cores`, `memory` in GB, `disk`, `store` and `backup` in GB after a year, `traffic` in GB a month,
    `money` a month in đồng)."""
    people = scale.communes * given["people_merged" if scale.apart else "people"]
    readers = people * given["visiting"] / 100
    views = readers * given["pages"]
    peak = views * given["peak"] / 100 / 3600
    storm = peak * given["storm"]
    processes = max(
        2 * scale.web_machines, math.ceil(storm * given["page_ms"] / 1000 / (given["busy"] / 100))
    )
    per_machine = math.ceil(processes / scale.web_machines)
    cores = scale.web_machines * max(2, per_machine) + scale.apart * APART_CORES
    beside = 2 * scale.web_machines
    memory = (
        (processes + beside) * given["worker_mb"] / 1000
        + SYSTEM_GB * scale.web_machines
        + scale.apart * APART_GB
    )
    articles, dossiers = given["articles"] * scale.communes / 1000, given["dossiers"] * people / 1e6
    rows = (articles * (given["article_db"] + given["article_index"]) + dossiers * given["dossier_db"]) / 1000
    files = articles * given["article_files"] + dossiers * given["dossier_files"]
    disk = rows * (2 if scale.apart else 1) + (0 if scale.apart else files)
    store = files if scale.apart else 0
    backup = (rows + files) * given["copies"]
    traffic = (
        readers * 30 * (given["first_kb"] + given["pages"] * (given["page_kb"] + given["pictures_kb"])) / 1e6
    )
    memory_bought = max(4.0 * scale.web_machines, math.ceil(memory))
    money = (
        cores * given["cpu"]
        + memory_bought * given["gb_memory"]
        + (disk + 20 * scale.web_machines) * given["gb_disk"]
        + (store + backup) * given["gb_store"]
        + traffic / 1000 * given["tb_traffic"]
    )
    one = {
        "readers": readers, "peak": peak, "storm": storm, "processes": processes, "cores": cores,
        "memory": memory_bought, "disk": disk, "store": store, "backup": backup, "traffic": traffic, "money": money,
    }  # fmt: skip
    return {name: value * scale.installations for name, value in one.items()}


ROWS = (
    ("readers", "Người đọc mỗi ngày", 0),
    ("peak", "Trang mỗi giây, giờ cao điểm", 2),
    ("storm", "Trang mỗi giây, lúc thiên tai", 1),
    ("processes", "Tiến trình web", 0),
    ("cores", "Lõi", 0),
    ("memory", "Bộ nhớ (GB)", 0),
    ("disk", "Ổ đĩa tăng mỗi năm (GB)", 0),
    ("store", "Kho S3 tăng mỗi năm (GB)", 0),
    ("backup", "Sao lưu sau một năm (GB)", 0),
    ("traffic", "Đường truyền ra mỗi tháng (GB)", 0),
    ("money", "Tiền mỗi tháng sau một năm (triệu đồng)", 1),
)


def number(value: float, places: int) -> str:
    """As Vietnamese writes it: 1.234,5."""
    return f"{value:,.{places}f}".translate(str.maketrans(",.", ".,"))


def _plain(value: float) -> str:
    return number(value, 0 if value == int(value) else 1)


def tables(given: dict[str, float]) -> list[str]:
    """The three tables as Markdown: measured, assumed, sizes."""
    made = []
    for figures in (MEASURED, ASSUMED):
        lines = ["| Tên | Giá trị | Nghĩa | Nguồn |", "|---|---:|---|---|"]
        lines += [
            f"| `{name}` | {_plain(given[name])} {one.unit} | {one.meaning} | {one.source} |"
            for name, one in figures.items()
        ]
        made.append("\n".join(lines))
    found = [worked_out(given, scale) for scale in SCALES]
    lines = [f"| | {' | '.join(scale.name for scale in SCALES)} |", "|---|" + "---:|" * len(SCALES)]
    for name, label, places in ROWS:
        by = 1e6 if name == "money" else 1
        lines.append(f"| {label} | {' | '.join(number(one[name] / by, places) for one in found)} |")
    made.append("\n".join(lines))
    return made


def values() -> dict[str, float]:
    """Every figure by name."""
    return {name: one.value for name, one in (MEASURED | ASSUMED).items()}


def main() -> int:
    """Print the tables; 2 for a name that there is not, or what is no number."""
    parser = argparse.ArgumentParser(prog="bench.sizes", description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="another value for a figure"
    )
    given = values()
    for one in parser.parse_args().set:
        name, _equals, value = one.partition("=")
        try:
            given[name] = float(value) if name in given else float("no such figure")
        except ValueError:
            print(f"{one}: {', '.join(given)}", file=sys.stderr)
            return 2
    print("\n\n".join(tables(given)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
