"""Pages of a portal that holds 10,000 or 100,000 things, as ratios to one that holds a few.

`python -m bench.many [--things 10000 100000] [--few 60] [--rounds 9]`: installations in one process, filled with so
many news items and as many legal documents each; each page is asked of all in turns, right after a publication
(nothing that pages share is kept) and again. Judged by the processor's time, the median of the rounds; exits with 1
where a page of a full portal takes more than 1.3 × as long.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import ExitStack

from flask.testing import FlaskClient

from bench import filling
from bench.publishing import HOST, _installation
from portal.tenancy.directory import directory
from portal.web.freshness import versions

MOST = 1.3
DESK = "/quan-tri/"


def _pages(things: int) -> dict[str, str]:
    """Name and address of every kind of page whose work could grow with what a portal holds."""
    last, middle = things // 20, things // 40 + 1
    return {
        "home": "/",
        "news": "/tin-tuc/",
        "news, a section": "/tin-tuc/chuyen-muc/su-kien",
        "news, page 3": "/tin-tuc/?trang=3",
        "news, middle page": f"/tin-tuc/?trang={middle}",
        "news, last page": f"/tin-tuc/?trang={last}",
        "news, feed": "/tin-tuc/feed.xml",
        "news item": f"/tin-tuc/tin-{things // 2}",
        "documents": "/van-ban/",
        "documents, of a type": "/van-ban/?loai=Ngh%E1%BB%8B+quy%E1%BA%BFt",
        "documents, of a field": "/van-ban/?linh-vuc=linh-vuc-1",
        "documents, middle page": f"/van-ban/?trang={middle}",
        "documents, last page": f"/van-ban/?trang={last}",
        "documents, feed": "/van-ban/feed.xml",
        "document": f"/van-ban/van-ban-{things // 2}",
        "procedures": "/thu-tuc/",
        "site map": "/sitemap.xml",
        "desk: first page": DESK,
        "desk: news": f"{DESK}tin-tuc/",
        "desk: news, published": f"{DESK}tin-tuc/?trang-thai=published",
        "desk: news, last page": f"{DESK}tin-tuc/?trang={last}",
        "desk: documents": f"{DESK}van-ban/",
        "desk: documents, last page": f"{DESK}van-ban/?trang={last}",
        "desk: quality": f"{DESK}chat-luong/",
    }


def _filled(folder: str, things: int) -> FlaskClient:
    client, section = _installation(folder)
    with client.application.app_context():
        portal = directory().by_slug("tam-hai")
        assert portal is not None
        filling.news(portal.id, section, things)
        filling.documents(portal.id, things)
        client.application.extensions["bench_portal"] = portal.id
    return client


def _ask(client: FlaskClient, reader: FlaskClient, where: str) -> tuple[float, int]:
    """Processor seconds of an answer, and its status."""
    asking = client if where.startswith(DESK) else reader
    began = time.process_time()
    answer = asking.get(where, headers=HOST)
    answer.get_data()
    return time.process_time() - began, answer.status_code


def _published(client: FlaskClient) -> None:
    with client.application.app_context():
        versions().bump([client.application.extensions["bench_portal"]])


Times = dict[tuple[str, bool, int], list[float]]
"""Processor seconds by page, whether what pages share was kept, and the place of the installation."""


def main() -> int:
    """Measure and print; 1 where a page is slower than it should be."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--things", "--items", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--few", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=9)
    chosen = parser.parse_args()
    sizes = [chosen.few, *chosen.things]
    with ExitStack() as stack:
        clients = []
        for things in sizes:
            began = time.process_time()
            clients.append(_filled(stack.enter_context(tempfile.TemporaryDirectory()), things))
            print(
                f"{things:,} news items and as many documents: {time.process_time() - began:.0f} s",
                flush=True,
            )
        times = _measured(clients, sizes, chosen.rounds)
    return _report(times, sizes)


def _measured(clients: list[FlaskClient], sizes: list[int], rounds: int) -> Times:
    """Every page of every installation in turns; the first round warms up."""
    times: Times = defaultdict(list)
    readers = [one.application.test_client() for one in clients]
    for number in range(rounds + 1):
        for name in _pages(1):
            for kept in (False, True):
                for place, (client, reader, things) in enumerate(zip(clients, readers, sizes, strict=True)):
                    if not kept:
                        _published(client)
                        gc.collect()
                    took, status = _ask(client, reader, _pages(things)[name])
                    if status != 200:
                        raise SystemExit(f"{name}: {_pages(things)[name]} answered {status}")
                    if number:
                        times[name, kept, place].append(took)
    return times


def _report(times: Times, sizes: list[int]) -> int:
    heads = "".join(f"{f'{one:,}':>17}" for one in sizes[1:])
    slow = 0
    for kept, title in ((False, "right after a publication"), (True, "again")):
        print(f"\n{title + ', ms':30}{sizes[0]:>9,}{heads}")
        for name in _pages(1):
            few, *many = (statistics.median(times[name, kept, place]) * 1000 for place in range(len(sizes)))
            line = "".join(f"{one:9.1f} ={one / few:4.2f}{'!' if one / few > MOST else ' '} " for one in many)
            slow += sum(one / few > MOST for one in many)
            print(f"{name:30}{few:9.1f}{line}")
    print(f"\n{slow} above {MOST} (marked !)" if slow else f"\nall at most {MOST}")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
