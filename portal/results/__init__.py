"""Documents made of templates: filled in, signed, numbered, and checked by anybody who holds one.

`layout` is the pure part, `templates_service` the verbs of templates, `service` and `signing` those of documents. A
matter of a package above (a dossier) owns a document and decides who sees it (docs/ket-qua.md).
"""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from portal.results import desk, views
from portal.results.templates_service import EDIT
from portal.web.contributions import DeskEntry, contributions


def register(app: Flask) -> None:
    """Bind the package to the application: the public check, the desk of templates, names of acts."""
    app.register_blueprint(views.bp)
    app.register_blueprint(desk.bp)
    shared = contributions(app)
    shared.desk.append(DeskEntry(_l("Mẫu kết quả"), desk.WHERE, 84, "document", EDIT, group="counter"))
    shared.actions |= {
        "result_template.make": _l("Thêm mẫu kết quả"),
        "result_template.publish": _l("Áp dụng mẫu kết quả"),
        "result_template.remove": _l("Xóa mẫu kết quả"),
        "result.prepare": _l("Lập kết quả"),
        "result.change": _l("Sửa dự thảo kết quả"),
        "result.discard": _l("Bỏ dự thảo kết quả"),
        "result.sign": _l("Ký kết quả"),
        "result.replace": _l("Thay kết quả bằng bản khác"),
        "result.withdraw": _l("Thu hồi kết quả"),
    }
