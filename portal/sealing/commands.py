"""`flask sealing status | rotate | reseal | retire`: the keys of citizens' data (docs/niem-phong.md)."""

from __future__ import annotations

import json
import sys
import time

import click
from flask.cli import AppGroup

from portal.sealing.faults import KeysUnavailable
from portal.sealing.keyring import keyring
from portal.sealing.resealing import Resealed, reseal_all, unused_keys, used

sealing_cli = AppGroup("sealing", help="Khóa niêm phong dữ liệu cá nhân.")
SETTLED = 3600.0
"""Seconds after which a transaction that began before a rotation is over for sure."""


def _fail(error: KeysUnavailable) -> None:
    click.echo(str(error), err=True)
    sys.exit(2)


@sealing_cli.command("status")
def status() -> None:
    """In JSON: các khóa, mỗi cột và kho tệp đang niêm phong bằng khóa nào. Mã thoát 1: có dữ liệu không mở được."""
    try:
        keys, found = keyring().keys(), used()
    except KeysUnavailable as error:
        return _fail(error)
    lost = {
        name: sum(count for number, count in counts.items() if number not in keys.sealing)
        for name, counts in found.items()
    }
    said = {
        "key_file": str(keyring().path),
        "newest": keys.newest,
        "keys": sorted(keys.sealing),
        "unused": sorted(
            set(keys.sealing) - {one for each in found.values() for one in each} - {keys.newest}
        ),
        "sealed": {
            name: {str(number): count for number, count in sorted(counts.items())}
            for name, counts in found.items()
        },
        "unopenable": {name: count for name, count in lost.items() if count},
    }
    click.echo(json.dumps(said, ensure_ascii=False, indent=2))
    sys.exit(1 if any(lost.values()) else 0)


@sealing_cli.command("rotate")
@click.option("--no-reseal", is_flag=True, help="Chỉ thêm khóa mới; niêm phong lại sau bằng lệnh reseal.")
def rotate(no_reseal: bool) -> None:
    """Thêm khóa mới cho dữ liệu mới, rồi niêm phong lại mọi dữ liệu cũ."""
    try:
        number = keyring().add()
    except KeysUnavailable as error:
        return _fail(error)
    click.echo(f"Đã thêm khóa số {number}. Hãy chép tệp {keyring().path} vào nơi giữ khóa ngay bây giờ.")
    if not no_reseal:
        _reseal()


@sealing_cli.command("reseal")
def reseal_command() -> None:
    """Niêm phong lại bằng khóa mới nhất những gì còn dùng khóa cũ. Dừng giữa chừng rồi chạy lại được."""
    _reseal()


def _reseal() -> None:
    last = 0.0

    def told(what: str, count: int) -> None:
        nonlocal last
        if time.monotonic() - last >= 1.0:
            last = time.monotonic()
            click.echo(f"{what}: {count}")

    try:
        done: Resealed = reseal_all(told)
    except KeysUnavailable as error:
        return _fail(error)
    click.echo(f"Đã niêm phong lại {done.values} giá trị và {done.files} tệp.")
    for one in done.broken:
        click.echo(f"Không mở được: {one}", err=True)
    sys.exit(1 if done.broken else 0)


@sealing_cli.command("retire")
@click.option("--now", is_flag=True, help="Không chờ một giờ sau khi thêm khóa mới.")
def retire(now: bool) -> None:
    """Bỏ khỏi tệp khóa những khóa cũ không còn niêm phong gì. Bản sao lưu cũ vẫn cần bản tệp khóa cũ."""
    try:
        unused = unused_keys()
        if not now and time.time() - keyring().path.stat().st_mtime < SETTLED:
            click.echo("Tệp khóa vừa đổi chưa đầy một giờ; hãy chạy lại sau.", err=True)
            sys.exit(1)
        keyring().retire(unused)
    except KeysUnavailable as error:
        return _fail(error)
    click.echo(
        f"Đã bỏ {len(unused)} khóa: {', '.join(map(str, sorted(unused)))}."
        if unused
        else "Không có khóa nào bỏ được."
    )
