"""What the form of an office outside accepts; what is right is said by `keeping`."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from portal.exchange.carrying.labels import CARRIERS
from portal.exchange.carrying.models import FOLDER, HTTP


class OfficeForm(FlaskForm):
    """An office outside of this installation."""

    version = HiddenField()
    organ_id = StringField(
        _l("Mã định danh cơ quan"),
        [InputRequired(_l("Ghi mã định danh cơ quan, ví dụ 000.00.15.H47.")), Length(max=30)],
        description=_l("Theo QCVN 102:2016/BTTTT, ví dụ 000.00.15.H47"),
    )
    name = StringField(_l("Tên cơ quan"), [InputRequired(_l("Ghi tên cơ quan.")), Length(max=200)])
    carrier = SelectField(_l("Cách gửi"), choices=[(one, CARRIERS[one]) for one in (HTTP, FOLDER)])
    address = StringField(
        _l("Địa chỉ"),
        [InputRequired(_l("Ghi địa chỉ.")), Length(max=300)],
        description=_l(
            "Qua mạng: tên miền của hệ thống bên kia, ví dụ https://hiepduc.quangnam.gov.vn. "
            "Thư mục trao đổi: tên thư mục, ví dụ so-tai-chinh"
        ),
    )
    certificates = TextAreaField(
        _l("Chứng thư số được tin"),
        [
            InputRequired(
                _l("Dán chứng thư số của cơ quan (dạng PEM, bắt đầu bằng -----BEGIN CERTIFICATE-----).")
            ),
            Length(max=60_000),
        ],
        description=_l(
            "Dán nội dung tệp .pem do cơ quan đó gửi. Khi họ đổi khóa, dán chứng thư mới bên dưới chứng thư cũ"
        ),
    )
    revoked = TextAreaField(
        _l("Số sê-ri đã thu hồi"),
        [Length(max=5_000)],
        description=_l("Mỗi dòng một số; gói tin ký bằng chứng thư này bị từ chối"),
    )
    is_active = BooleanField(_l("Đang trao đổi văn bản"), default=True)
