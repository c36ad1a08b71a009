"""The library of pictures and files, and the page of one picture."""

from __future__ import annotations

from tests.browser.page import COAST, Page

DESK = [
    Page("desk-library", COAST, "/quan-tri/thu-vien/", desk=True),
    Page(
        "desk-library-file",
        COAST,
        "/quan-tri/thu-vien/?loai=anh",
        desk=True,
        follow=r"/quan-tri/thu-vien/\d+",
    ),
    Page("desk-library-table", COAST, "/quan-tri/thu-vien/?xem=bang&xep=ten", desk=True),
    Page("desk-library-none", COAST, "/quan-tri/thu-vien/?q=khongcogihet", desk=True),
]
FRAGMENTS = [Page("piece-library", COAST, "/quan-tri/thu-vien/?tinh-trang=chua-dung", desk=True)]
