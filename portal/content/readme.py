"""What a package says of itself, in the words of those who get it."""

from __future__ import annotations

from datetime import datetime

from portal.clock import to_local
from portal.content.carried import ARCHIVED, LEFT_OUT, carried
from portal.tenancy.directory import Portal

_WITHOUT = """Gói này **không có dữ liệu cá nhân của người dân**: không có họ tên, điện thoại, thư điện tử, lời văn gốc
của người gửi câu hỏi, phản ánh, góp ý; không có phiếu chưa công khai và ảnh gửi kèm chưa duyệt; ghi chú xử
lý để trống. Phiếu đã công khai có đúng phần chữ và ảnh mà mọi người đọc được trên cổng. Cần chuyển cả phần
này sang hệ thống mới thì xuất với `--with-personal-data`."""
_WITH = """**Gói này có dữ liệu cá nhân của người dân**: họ tên, điện thoại, thư điện tử và lời văn gốc của người gửi
câu hỏi, phản ánh, góp ý (`du-lieu/voice_person.jsonl`), phiếu chưa công khai, ảnh chưa duyệt, ghi chú xử
lý. Chỉ giao cho người có trách nhiệm, giữ nơi không ai khác mở được, và xóa khi đã nạp xong. Hết thời hạn
lưu, hệ thống nơi nạp vẫn xóa như thường lệ."""
_BODY = """# Bản xuất của {name}

Xuất lúc {made}. Mã cổng: `{slug}`.

## Dữ liệu cá nhân

{personal}

Họ tên và thư điện tử công vụ của người làm việc ở cổng có trong `portal.json` và
`content/{slug}/people.json`, để nối bài viết với tài khoản khi nạp. Không gói nào có mật khẩu, mã xác thực
hai lớp, phiên đăng nhập, khóa ký.

## Nạp lại

    flask content load TỆP.zip

Lệnh này dựng lại cổng trên hệ thống chưa có cổng `{slug}` hoặc có mà còn trống: tất cả trong một giao dịch,
có một chỗ sai thì không gì thay đổi. Số của từng bài, tệp được giữ nguyên nên liên kết và địa chỉ tệp vẫn
đúng. Người được nối theo thư điện tử nếu nơi mới đã có tài khoản; không có thì chỉ còn tên ghi trong lịch
sử, bộ phận phụ trách. Vai trò không được cấp theo gói: hãy mời lại từng người. Muốn đưa bài vào một cổng đã
có nội dung, hãy giải nén rồi nạp thư mục `content`: khi đó chỉ các tệp Markdown và tệp đính kèm được nạp.

## Trong gói có gì

    content/{slug}/gioi-thieu, tin-tuc, …   bài viết dạng Markdown, để đọc, sửa tay và nạp vào nơi khác
    content/{slug}/tep/                     tệp và ảnh gốc
    content/{slug}/du-lieu/<bảng>.jsonl     mọi hàng dữ liệu được nạp lại, kể cả lịch sử sửa, thùng rác
    content/{slug}/portal.json              cấu hình, giao diện, thực đơn, quy trình, tên miền cũ
    archive/                                phần chỉ để đọc
    manifest.json                           SHA-256 của từng tệp

Số hàng được nạp lại:

{counts}

## Chỉ để đọc, không nạp lại

{archived}

## Không có trong gói

{left}
{lost}"""


def written(portal: Portal, made: datetime, counts: dict[str, int], *, personal: bool, lost: int) -> str:
    """The README of a package that was made at `made` (UTC): `counts` are rows by table, `lost` files without bytes."""
    told = [f"- `{name}`: {counts[name]}" for name in sorted(carried()) if counts.get(name)]
    missing = f"- {lost} tệp có tên trong dữ liệu nhưng không còn trong kho tệp\n" if lost else ""
    return _BODY.format(
        name=portal.name,
        slug=portal.slug,
        made=f"{to_local(made):%H:%M ngày %d/%m/%Y}",
        personal=_WITH if personal else _WITHOUT,
        counts="\n".join(told) or "- không có",
        archived=_reasons(ARCHIVED, counts),
        left=_reasons(LEFT_OUT, {}),
        lost=missing,
    )


def _reasons(tables: dict[str, str], counts: dict[str, int]) -> str:
    """Tables with the same reason on one line."""
    by_reason: dict[str, list[str]] = {}
    for name, reason in sorted(tables.items()):
        told = f"`{name}`" + (f" ({counts[name]})" if counts.get(name) else "")
        by_reason.setdefault(reason, []).append(told)
    return "\n".join(f"- {', '.join(names)}: {reason}" for reason, names in by_reason.items())
