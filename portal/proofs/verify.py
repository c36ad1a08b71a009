#!/usr/bin/env python3
"""Kiểm tra ngoại tuyến một gói bằng chứng đăng tải.

    python verify.py GÓI.json [TỆP…] [--key KHÓA]…

Cần Python 3.9 trở lên và thư viện cryptography (pip install cryptography). Không dùng mạng.
Mã thoát 0: mọi thứ đều đúng. Mã thoát 1: có điều không đúng hoặc không đọc được.

Gói do trang /bang-chung/… của cổng thông tin đưa ra. Kiểm tra: mã băm của từng mục, mục nằm trong nhật ký (cây Merkle,
RFC 6962), chữ ký Ed25519 trên điểm kiểm của nhật ký (c2sp.org/signed-note, tlog-checkpoint), chữ ký của các nhân chứng
(tlog-cosignature), và SHA-256 của từng TỆP có trong mục nào.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    sys.exit("Cần thư viện cryptography: pip install cryptography")

FORMAT = "cong-lang/bang-chung/1"
DASH = "\u2014 "
EVENTS = {"publish": "đăng", "replace": "thay bằng bản mới", "withdraw": "gỡ"}


class Wrong(Exception):
    """Điều không đúng, nói thành câu."""


def key_of(text: str) -> tuple[str, int, bytes]:
    """Tên, loại (1: ký, 4: làm chứng) và khóa công khai của một dòng TÊN+MÃ+KHÓA."""
    name, identifier, encoded = text.strip().split("+", 2)
    data = base64.b64decode(encoded, validate=True)
    if len(data) != 33 or data[0] not in (1, 4):
        raise Wrong(f"Khóa công khai của {name} sai định dạng.")
    if hashlib.sha256(name.encode() + b"\n" + data).hexdigest()[:8] != identifier:
        raise Wrong(f"Mã của khóa công khai {name} không khớp với khóa.")
    return name, data[0], data[1:]


def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Chữ ký có phải của khóa này trên nội dung này không."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def lines_of(note: str) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    """Nội dung đã ký, và từng dòng chữ ký: tên, mã khóa, chữ ký."""
    text, separator, rest = note.rpartition("\n\n")
    if not separator or not rest.endswith("\n"):
        raise Wrong("Điểm kiểm của nhật ký sai định dạng.")
    found = []
    for line in rest[:-1].split("\n"):
        if not line.startswith(DASH):
            raise Wrong("Dòng chữ ký trên điểm kiểm sai định dạng.")
        name, _, encoded = line[len(DASH) :].partition(" ")
        data = base64.b64decode(encoded, validate=True)
        found.append((name, data[:4], data[4:]))
    return text + "\n", found


def check_signature(note: str, key: str) -> tuple[str, int, bytes]:
    """Nguồn gốc, số mục và gốc cây mà nhật ký đã ký."""
    name, kind, public = key_of(key)
    text, lines = lines_of(note)
    origin, size, root = text.split("\n")[:3]
    identifier = bytes.fromhex(key.split("+")[1])
    mine = [data for who, id_, data in lines if (who, id_) == (name, identifier)]
    if kind != 1 or origin != name or not any(is_signed(public, text.encode(), one) for one in mine):
        raise Wrong("Chữ ký của nhật ký trên điểm kiểm không đúng.")
    decoded = base64.b64decode(root, validate=True)
    if not size.isdigit() or len(decoded) != 32:
        raise Wrong("Điểm kiểm của nhật ký sai định dạng.")
    return origin, int(size), decoded


def check_witness(note: str, key: str) -> tuple[str, int]:
    """Tên của nhân chứng, và lúc ký (giây Unix)."""
    name, kind, public = key_of(key)
    text, lines = lines_of(note)
    identifier = bytes.fromhex(key.split("+")[1])
    for who, id_, data in lines:
        if kind == 4 and (who, id_) == (name, identifier) and len(data) == 72:
            at = int.from_bytes(data[:8], "big")
            if is_signed(public, f"cosignature/v1\ntime {at}\n{text}".encode(), data[8:]):
                return name, at
    raise Wrong(f"Chữ ký của nhân chứng {name} không đúng.")


def root_of(index: int, size: int, leaf: bytes, proof: list[bytes]) -> bytes:
    """Gốc cây mà mục số `index` và bằng chứng cho ra (RFC 9162, 2.1.3.2)."""
    here, last, value = index, size - 1, leaf
    if not 0 <= index < size:
        raise Wrong("Số thứ tự của mục nằm ngoài nhật ký.")
    for one in proof:
        if last == 0:
            raise Wrong("Bằng chứng dài hơn cây.")
        if here & 1 or here == last:
            value = hashlib.sha256(b"\x01" + one + value).digest()
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            value = hashlib.sha256(b"\x01" + value + one).digest()
        here, last = here >> 1, last >> 1
    if last:
        raise Wrong("Bằng chứng ngắn hơn cây.")
    return value


def check_entry(entry: dict[str, Any], size: int, root: bytes) -> dict[str, Any]:
    """Nội dung của một mục, sau khi mã băm và đường đến gốc cây đã đúng."""
    data = entry["leaf"].encode()
    value = hashlib.sha256(b"\x00" + data).digest()
    if value.hex() != entry["hash"]:
        raise Wrong(f"Mã băm của mục số {entry['index']} không khớp với nội dung.")
    proof = [base64.b64decode(one, validate=True) for one in entry["proof"]]
    if root_of(entry["index"], size, value, proof) != root:
        raise Wrong(f"Mục số {entry['index']} không nằm trong nhật ký đã ký.")
    found: dict[str, Any] = json.loads(data)
    return found


def moment(text: str) -> str:
    """Giờ Việt Nam của một thời điểm UTC trong mục."""
    local = datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ") + timedelta(hours=7)
    return f"{local:%H:%M} ngày {local:%d/%m/%Y}"


def told_of(path: Path, leaves: list[dict[str, Any]]) -> str:
    """Tệp này là gì trong các mục. Raises Wrong: không có trong mục nào."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    held = [one for one in leaves if digest in [*one["files"], one["text"]]]
    if not held:
        raise Wrong(f"Tệp {path.name} KHÔNG phải tệp đã đăng: SHA-256 {digest} không có trong bằng chứng.")
    first, last = held[0], leaves[-1]
    told = f"Tệp {path.name} đúng là tệp của {first['number']}, đăng lúc {moment(first['time'])}"
    if last["event"] == "withdraw":
        return f"{told}, ĐÃ GỠ lúc {moment(last['time'])}."
    if last not in held:
        return f"{told}, nhưng đã được THAY bằng bản khác lúc {moment(last['time'])}."
    return f"{told}, và là bản mới nhất trong gói."


def check(bundle: dict[str, Any], files: list[Path], keys: list[str]) -> list[str]:
    """Những câu nói lên kết quả. Raises Wrong, hoặc lỗi của dữ liệu không đúng định dạng."""
    if bundle["format"] != FORMAT:
        raise Wrong("Đây không phải gói bằng chứng đăng tải.")
    origin, size, root = check_signature(bundle["checkpoint"], bundle["key"])
    witnesses = [check_witness(bundle["checkpoint"], one) for one in bundle["witnesses"]]
    expected = [one.strip() for one in keys]
    logs = [one for one in expected if key_of(one)[1] == 1]
    if logs and bundle["key"] not in logs:
        raise Wrong("Khóa của nhật ký trong gói khác khóa bạn đưa ra.")
    missing = [one for one in expected if key_of(one)[1] == 4 and one not in bundle["witnesses"]]
    if missing:
        raise Wrong(f"Gói không có chữ ký của nhân chứng {key_of(missing[0])[0]}.")
    pairs = [(entry["index"], check_entry(entry, size, root)) for entry in bundle["entries"]]
    indexes, leaves = [index for index, _leaf in pairs], [leaf for _index, leaf in pairs]
    if not leaves or indexes != sorted(set(indexes)):
        raise Wrong("Gói không có mục nào, hoặc các mục không theo thứ tự.")
    if len({(one["tenant"], one["kind"], one["id"]) for one in leaves}) != 1:
        raise Wrong("Các mục trong gói không nói về cùng một văn bản.")
    told = [f"Nhật ký {origin}, {size} mục, chữ ký đúng."]
    for index, one in pairs:
        act = f"{EVENTS[one['event']]} {one['number']} (phiên bản {one['version']})"
        told.append(f"Mục số {index}: {moment(one['time'])}, {act}.")
    told.append(
        f"Có {len(witnesses)} nhân chứng ký: {', '.join(name for name, _at in witnesses) or 'chưa có'}."
    )
    told += [told_of(path, leaves) for path in files]
    if not logs:
        told.append(
            f"Chú ý: khóa công khai lấy từ chính gói. Hãy so với khóa do cổng công bố: {bundle['key']}"
        )
    return told


def main() -> int:
    """Đọc tham số, kiểm tra, in kết quả; mã thoát."""
    parser = argparse.ArgumentParser(description="Kiểm tra gói bằng chứng đăng tải.")
    parser.add_argument("bundle", type=Path, metavar="GÓI.json")
    parser.add_argument("files", type=Path, nargs="*", metavar="TỆP")
    parser.add_argument(
        "--key", action="append", default=[], metavar="KHÓA", help="khóa của nhật ký hay nhân chứng"
    )
    asked = parser.parse_args()
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # Windows would not print Vietnamese
    try:
        told = check(json.loads(asked.bundle.read_text(encoding="utf-8")), asked.files, asked.key)
    except Wrong as error:
        print(f"SAI: {error}")
        return 1
    except OSError as error:
        print(f"SAI: không đọc được {error.filename}: {error.strerror}")
        return 1
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        print("SAI: gói bằng chứng hoặc khóa sai định dạng.")
        return 1
    print("ĐÚNG.")
    print("\n".join(told))
    return 0


if __name__ == "__main__":
    sys.exit(main())
