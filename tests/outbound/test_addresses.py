"""Which addresses are followed: nothing that leads to a machine of ours, however it is written."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.outbound.addresses import Refused, is_public, read
from portal.outbound.guard import Guard

INNER = (
    "127.0.0.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "192.0.0.8", "198.18.0.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "203.0.113.9",
    "168.63.129.16", "::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1",
    "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::",
    "2001::1", "2001:db8::1", "100::1", "fec0::1", "5f00::1", "3fff::1",
)  # fmt: skip
OUTER = ("8.8.8.8", "103.1.2.3", "172.32.0.1", "2606:4700::1111", "2401:d800::1", "64:ff9b::808:808")

HOSTILE = {
    "malformed": (
        "", " ", "http://", "http:///x", "http://[::1", "http://[::1]x/",
        "http://0x7f.1/", "http://0x7f000001/", "http://2130706433/", "http://127.1/", "http://0177.0.0.1/",
        "http://0177.0x1/", "http://1.2.3.4.5/", "http://256.256.256.256/", "http://127%2e0.0.1/", "http://trang.vn:99999/",
        "http://trang.vn\\@127.0.0.1/", "http://trang..vn/", "http://-trang.vn/", "http://tra ng.vn/", "http://trang.vn\x00/",
        "http://[fe80::1%25eth0]/", "http://[127.0.0.1]/", "http://trang.vn:8x/", "http://" + "a" * 300 + ".vn/",
        "http://trang.vn/" + "a" * 2_001, "http://①②⑦.①/", "http://trang.vn/\ud800", 
        "http://trang.vn\x7f/", "http://ﬁ℀.vn/", "http://\u3002/",
    ),
    "scheme": (
        "ftp://trang.vn/", "file:///etc/passwd", "javascript:alert(1)", "gopher://trang.vn/", "data:,x", "/tin-tuc/",
        "//trang.vn/", "khong phai dia chi",
    ),
    "port": ("http://trang.vn:22/", "http://trang.vn:8080/", "https://trang.vn:0/"),
    "userinfo": (
        "http://ai@trang.vn/", "http://ai:mat-khau@trang.vn/", "http://trang.vn@127.0.0.1/", "http://@trang.vn/",
        "http://trang.vn:80@127.0.0.1:80/", "http://a@b@127.0.0.1/", "https://trang.vn%40x@127.0.0.1/",
    ),
    "private": (
        "http://localhost/", "http://LOCALHOST./", "http://may-in/", "http://127.0.0.1/", "http://127.0.0.1./", "http://１２７.0.0.1/",
        "http://127。0。0。1/", "http://ⓛocalhost/", "http://[::ffff:127.0.0.1]/", "http://[::1]:80/", "http://169.254.169.254/latest/",
        "http://[64:ff9b::7f00:1]/", "http://[0:0:0:0:0:ffff:7f00:1]/", "http://[::]/", "http://10.0.0.5:6379/",
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("reason", "address"), [(reason, one) for reason, some in HOSTILE.items() for one in some]
)
@pytest.mark.asvs("1.3.6", "13.2.4")
@pytest.mark.tcvn("7.2.3.6.d")
def test_hostile_addresses_are_refused_by_what_is_wrong_with_them(reason: str, address: str) -> None:
    with pytest.raises(Refused) as refused:
        Guard().target(address)
    assert refused.value.reason == reason


@pytest.mark.parametrize("address", INNER)
def test_inner_addresses_are_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", OUTER)
def test_outer_addresses_are_public(address: str) -> None:
    assert is_public(ip_address(address))


def test_a_scoped_address_is_of_a_link() -> None:
    assert not is_public(ip_address("2606:4700::1111%eth0"))


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("http://trang.vn", "http://trang.vn/"),
        (" HTTPS://Trang.VN:443/a#b ", "https://trang.vn/a"),
        ("https://trang.vn./x?y=1&z=2", "https://trang.vn/x?y=1&z=2"),
        ("http://trang.vn/a b/đường?q=xã", "http://trang.vn/a%20b/%C4%91%C6%B0%E1%BB%9Dng?q=x%C3%A3"),
        ("http://trang.vn/a%20b", "http://trang.vn/a%20b"),
        ("http://tiếng-việt.vn/", "http://xn--ting-vit-e50d7c.vn/"),
        ("http://trang.vn/\r\nHost: x", "http://trang.vn/Host:%20x"),
        ("https://[2606:4700::1111]/", "https://[2606:4700::1111]/"),
        ("http://8.8.8.8/", "http://8.8.8.8/"),
        ("http://www_1.trang.vn/", "http://www_1.trang.vn/"),
        ("https://trang.vn:80/", "https://trang.vn:80/"),
    ],
)
def test_an_address_is_read_as_a_browser_reads_it(address: str, url: str) -> None:
    assert Guard().target(address).url == url


@given(st.text(max_size=60) | st.from_regex(r"\Ahttps?://[\x00-\x7f\u3002\uff0e\uff10-\uff19]{0,40}\Z"))
def test_whatever_is_written_is_refused_or_read_into_something_that_can_be_sent(text: str) -> None:
    try:
        target = Guard().target(text)
    except Refused:
        return
    line = f"{target.path}{target.authority}"
    assert line.isascii() and line.isprintable() and " " not in line and "@" not in target.authority
    assert target.port in {80, 443} and read(target.url) == target
    assert target.literal is None or is_public(target.literal)


INNER_4 = [ip_network(one) for one in ("127.0.0.0/8", "10.0.0.0/8", "192.168.0.0/16", "169.254.0.0/16")]


def _spelled(number: int, way: int) -> str:
    """An address of version 4 in one of the ways in which programs read it."""
    quad = [number >> shift & 255 for shift in (24, 16, 8, 0)]
    return (
        ".".join(map(str, quad)),
        ".".join(map(hex, quad)),
        ".".join(f"0{one:o}" for one in quad),
        str(number),
        hex(number),
        f"{quad[0]}.{number & 0xFFFFFF}",
        f"{quad[0]}.{quad[1]}.{number & 0xFFFF}",
        f"[::ffff:{IPv4Address(number)}]",
        f"[64:ff9b::{IPv4Address(number)}]",
        f"[::{IPv4Address(number)}]",
        f"[2002:{number >> 16:x}:{number & 0xFFFF:x}::]",
        "。".join(chr(0xFF10 + int(one)) if len(one) == 1 else one for one in map(str, quad)),
    )[way]


@given(
    st.sampled_from(INNER_4),
    st.integers(0, 2**16 - 1),
    st.integers(0, 11),
    st.sampled_from(["http", "https"]),
)
def test_an_inner_address_is_refused_in_every_spelling(net: object, low: int, way: int, scheme: str) -> None:
    number = int(net.network_address) + low  # type: ignore[attr-defined]
    with pytest.raises(Refused):
        Guard().target(f"{scheme}://{_spelled(number, way)}/")


@given(st.integers(0, 2**32 - 1))
def test_version_4_within_version_6_is_never_more_public_than_by_itself(number: int) -> None:
    inner = IPv4Address(number)
    assert is_public(IPv6Address((0x64FF9B << 96) | number)) == is_public(inner)
    assert not is_public(IPv6Address((0xFFFF << 32) | number)) and not is_public(IPv6Address(number))
    assert not is_public(inner) or (inner.is_global and not inner.is_multicast)


@given(st.integers(0, 2**128 - 1))
def test_no_address_of_version_6_is_public_that_the_standard_library_knows_to_be_inner(number: int) -> None:
    address = IPv6Address(number)
    assert not is_public(address) or (address.is_global and not address.is_multicast)
