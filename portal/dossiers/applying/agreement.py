"""What a citizen agrees to with a dossier: what is asked, what for, how long it is kept (Law 91/2025/QH15, article 9;
Decree 13/2023/NĐ-CP, articles 11 and 13). The version is kept with the dossier; other words are a new
version."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.services.definition.shapes import Definition
from portal.services.guide.words import lowered

VERSION = "ho-so-2026-12b"


def sentences(definition: Definition, office: str) -> list[str]:
    """The agreement for one service, sentence by sentence."""
    asked = ", ".join(lowered(one.title) for one in definition.sections) or _("thông tin trong tờ khai")
    purpose = definition.purpose.strip().rstrip(".") or _("giải quyết thủ tục này")
    years = max(definition.keep_years, 0)
    kept = ngettext("%(num)s năm", "%(num)s năm", years) if years else _("đến khi giải quyết xong")
    return [
        _("Ông/bà được hỏi: thông tin của người nộp, %(asked)s và các giấy tờ kèm theo.", asked=asked),
        _("Dùng để: %(purpose)s. Không dùng vào việc khác, không công khai.", purpose=purpose),
        _(
            "Người xem: cán bộ được giao giải quyết của %(office)s. Mỗi lần xem đều được ghi lại để ông/bà kiểm tra.",
            office=office,
        ),
        _("Hồ sơ được mã hóa khi lưu, giữ %(kept)s sau khi kết thúc rồi xóa dữ liệu cá nhân.", kept=kept),
        _(
            "Bản nháp chưa nộp tự xóa sau 30 ngày. Ông/bà có thể rút hồ sơ trước khi kết quả được ký, xem và "
            "tải về dữ liệu của mình bất cứ lúc nào."
        ),
    ]
