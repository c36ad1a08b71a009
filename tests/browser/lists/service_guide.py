"""The guide of services of the starting content: before the answers, in between, and with what follows from them."""

from __future__ import annotations

from tests.browser.page import COAST, HILLS, PLAIN, Page

BIRTH = "/dich-vu/dang-ky-khai-sinh"
BORN = "?nguoi-khai=uy-quyen&giay-chung-sinh=khong&hoan-canh=thuong&cha-me=co&han=qua-han&dien-mien=ho-ngheo"
COPIES = "/dich-vu/chung-thuc-ban-sao-tu-ban-chinh?ban-chinh=co&noi-cap=nuoc-ngoai&so-luong=nhieu"
LAND = "/dich-vu/dang-ky-dat-dai-lan-dau?giay-to-dat=co&do-dau=mua-cho&ban-do=co"
PUBLIC = [
    Page("service-guide", COAST, BIRTH),
    Page("service-guide-some", HILLS, f"{BIRTH}?nguoi-khai=cha-me&han=qua-han"),
    Page("service-guide-result", COAST, BIRTH + BORN),
    Page("service-guide-copies", HILLS, COPIES),
    Page("service-guide-land", PLAIN, LAND),
    Page("service-guide-english", COAST, BIRTH + BORN, english=True),
]
