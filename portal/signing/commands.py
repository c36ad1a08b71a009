"""`flask signing …`: checking files, roots, keys for trying out."""

from __future__ import annotations

import json
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from portal.signing import trust, words
from portal.signing.check import check_pdf
from portal.signing.development import make_development_ca
from portal.signing.report import SignatureReport, read_all
from portal.signing.service import current_trust, recheck

signing_cli = AppGroup("signing", help="Chữ ký số.")
trust_cli = AppGroup("trust", help="Chứng thư gốc được tin.")
signing_cli.add_command(trust_cli)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@signing_cli.command("check")
@click.argument("file", required=False, type=_FILE)
@click.option("--json", "as_json", is_flag=True, help="In JSON")
@click.option("--all", "everything", is_flag=True, help="Kiểm tra lại mọi tệp đã lưu, kể cả tệp đã kiểm tra")
def check_command(file: Path | None, as_json: bool, everything: bool) -> None:
    """Kiểm tra chữ ký số của FILE; không có FILE: của các tệp PDF đã lưu mà chưa kiểm tra."""
    if file is not None:
        reports = check_pdf(file, current_trust())
        click.echo(_json(reports) if as_json else "\n".join(_lines(reports)))
        return
    counted = _recheck(everything, quiet=as_json)
    if as_json:
        click.echo(json.dumps(counted))
        return
    click.echo(
        f"Đã kiểm tra {counted['checked']} tệp: {counted['signed']} tệp có chữ ký số, "
        f"{counted['changed']} tệp bị thay đổi sau khi ký, {counted['missing']} tệp không đọc được."
    )


def _recheck(everything: bool, *, quiet: bool) -> dict[str, int]:
    counted = {"checked": 0, "signed": 0, "changed": 0, "missing": 0}
    for row, held in recheck(everything):
        counted["missing" if held is None else "checked"] += 1
        reports = read_all(held.reports) if held is not None else []
        counted["signed"] += bool(reports)
        counted["changed"] += words.state_of(reports) == words.CHANGED
        if not quiet:
            said = _lines(reports)[0] if held is not None else "không đọc được tệp đã lưu"
            click.echo(f"{row.sha256[:12]} {row.name}: {said}")
    return counted


def _json(reports: list[SignatureReport]) -> str:
    told = words.verdict(reports)
    return json.dumps(
        {
            "state": told.state if told else "unsigned",
            "sentence": str(told.sentence) if told else "",
            "signatures": [one.as_json() for one in reports],
        },
        ensure_ascii=False,
        indent=2,
    )


def _lines(reports: list[SignatureReport]) -> list[str]:
    told = words.verdict(reports)
    if told is None:
        return ["Tệp không có chữ ký số."]
    lines = [f"{told.label}. {told.sentence}"]
    for number, one in enumerate(reports, 1):
        lines.append(f"{number}. {one.signer or one.field}")
        lines += [f"   {label}: {value}" for label, value in words.details(one)]
    return lines


@signing_cli.command("make-development-ca")
@click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path))
def development_command(folder: Path | None) -> None:
    """Tạo chứng thư gốc và khóa ký để chạy thử vào FOLDER. KHÔNG DÙNG THẬT."""
    settings = current_app.config["PORTAL"]
    place = folder or settings.instance_path / "keys" / "development"
    try:
        made = make_development_ca(place, settings.signing_passphrase)
    except OSError as error:
        raise click.ClickException(f"Không tạo được: {error}") from error
    click.echo(
        f"KHÔNG DÙNG THẬT: đã tạo {made.root.name} và {made.key.name} trong {place}.\n"
        "Muốn thử: đặt PORTAL_DEVELOPMENT=1, chạy `flask signing trust add` với chứng thư gốc, và chép khóa thành "
        "instance/keys/signing/default.p12."
    )


@trust_cli.command("add")
@click.argument("file", type=_FILE)
def add_command(file: Path) -> None:
    """Tin chứng thư gốc, hoặc dùng danh sách thu hồi (.crl), trong FILE; rồi kiểm tra lại các tệp đã lưu."""
    try:
        added = trust.add(current_app.config["PORTAL"].instance_path, file)
    except (trust.NoCertificate, OSError) as error:
        words_ = "đã có tệp cùng tên" if isinstance(error, FileExistsError) else str(error)
        raise click.ClickException(f"Không thêm được: {words_}") from error
    if not added:
        click.echo("Đã thêm danh sách thu hồi.")
    for one in added:
        click.echo(f"Đã tin: {_root_line(one)}")
    if any(one.for_trying for one in added) and not current_app.config["PORTAL"].development:
        click.echo("Chứng thư này chỉ để chạy thử: không được tin khi PORTAL_DEVELOPMENT chưa bật.")
    click.echo(f"Đã kiểm tra lại {_recheck(False, quiet=True)['checked']} tệp.")


@trust_cli.command("list")
def list_command() -> None:
    """Liệt kê chứng thư gốc."""
    held = current_trust()
    for one in held.roots:
        click.echo(_root_line(one))
    for one in held.ignored:
        click.echo(f"{_root_line(one)} – CHỈ ĐỂ THỬ, không được tin")
    if held.lists:
        click.echo(f"Danh sách thu hồi: {len(held.lists)}")
    for name in held.unreadable:
        click.echo(f"{name}: không đọc được")
    if not (held.roots or held.ignored or held.unreadable or held.lists):
        click.echo("Chưa tin chứng thư gốc nào.")


@trust_cli.command("remove")
@click.argument("name")
def remove_command(name: str) -> None:
    """Thôi tin chứng thư gốc trong tệp NAME (như `list` in ra), rồi kiểm tra lại các tệp đã lưu."""
    if not trust.remove(current_app.config["PORTAL"].instance_path, name):
        raise click.ClickException(f"Không có {name} trong thư mục chứng thư được tin.")
    click.echo(f"Đã bỏ {name}; đã kiểm tra lại {_recheck(False, quiet=True)['checked']} tệp.")


def _root_line(root: trust.Root) -> str:
    return f"{root.file}: {root.subject}, hạn {root.valid_to:%d/%m/%Y}, SHA-256 {root.fingerprint[:16]}…"
