"""The counter's desk as its clerk sees it, with refusals, and as an administrator does, who reads no dossier; the whole
way of a dossier is clicked through in test_counter.py."""

from __future__ import annotations

from tests.browser.installation import Installation
from tests.browser.page import CLERK, COAST, HILLS, Page
from tests.browser.visitor import Visitor

HERE = "/quan-tri/mot-cua/"
INTAKE = f"{HERE}tiep-nhan/"
ONE = r"/quan-tri/mot-cua/ho-so/\d+"
OPEN = f"{HERE}?xem=tat-ca"
SERVICE = "Chứng thực chữ ký"
PERSON = {"name": "Nguyễn Thị Sáu", "identity": "049180001234", "delivery": "tai-quay", "pay": "khong"}
ANSWERS = {
    "f.loai-giay-to": "ly-lich",
    "f.ten-giay-to": "Sơ yếu lý lịch tự thuật",
    "f.so-truong-hop": "1",
    "f.so-ban": "2",
    "f.ho-ten": "Nguyễn Thị Sáu",
    "f.giay-to": "Căn cước 049180001234",
    "f.cach-ky": "ky",
}


def _clerk(page: str, path: str, status: int = 200, control: str = "", **values: str) -> Page:
    return Page(page, COAST, path, status, desk=True, person=CLERK, control=control, values=values)


def _dossier(page: str, verb: str, status: int = 200, control: str = "", **values: str) -> Page:
    """The page of the dossier in the queue, with the form of a verb open."""
    suffix = f"?viec={verb}" if verb else ""
    return Page(
        page,
        COAST,
        OPEN,
        status,
        desk=True,
        person=CLERK,
        follow=ONE,
        suffix=suffix,
        control=control,
        values=values,
    )


DESK = [
    Page("desk-counter-people", COAST, f"{HERE}quan-ly-can-bo/", desk=True),
    Page("desk-counter-queue-empty", HILLS, f"{HERE}?xem=moi", desk=True, person=CLERK),
    _clerk("desk-counter-queue", OPEN),
    _clerk("desk-counter-queue-narrowed", f"{OPEN}&gap=qua-han"),
    _clerk("desk-counter-found", HERE, control="q", q="nguyễn thị sáu"),
    _clerk("desk-counter-found-none", HERE, control="q", q="không có ai"),
    _clerk("desk-counter-book", f"{HERE}so-theo-doi"),
    _clerk("desk-counter-colleagues", f"{HERE}can-bo/"),
    _clerk("desk-intake-begin-dossier", INTAKE),
    _clerk("desk-intake-begin-errors", INTAKE, 422, "service", service=""),
    _clerk("desk-intake-dossier", "{intake}"),
    _clerk("desk-intake-conflict", "{intake}", 409, "name", version="1", name="Trần Văn Khác", phone="0905"),
    _dossier("desk-dossier", ""),
    _dossier("desk-dossier-ask-errors", "bo-sung", 422, "days", days="nhiều"),
    _dossier("desk-dossier-pass", "chuyen"),
    _dossier("desk-dossier-pass-conflict", "chuyen", 409, "note", version="1"),
    _dossier("desk-dossier-correct-errors", "dinh-chinh", 422, "f.so-ban", **{"f.so-ban": "hai"}),
    _clerk("desk-corrections", "/quan-tri/dinh-chinh/"),
    _clerk("desk-cash", "/quan-tri/thu-phi/"),
    _clerk("desk-drawer", "/quan-tri/thu-phi/ngan-keo/"),
    _clerk("desk-dossier-missing", f"{HERE}ho-so/1", 404),
]
FRAGMENTS = [
    Page("piece-desk-queue", COAST, OPEN, desk=True, person=CLERK),
    Page("piece-desk-queue-none", HILLS, HERE, desk=True, person=CLERK),
]


def make_things(installation: Installation, _desk: Visitor, _district: Visitor) -> dict[str, str]:
    """A dossier that the clerk took in, and one that is being entered and was saved twice."""
    clerk = Visitor(installation, COAST).sign_in(CLERK)
    taken = clerk.submit(_begin(clerk), "name", PERSON | ANSWERS | {"viec": "tiep-nhan"})
    assert taken.status == 303, taken.text
    being = _begin(clerk)
    for phone in ("0905111222", "0905111333"):
        saved = clerk.submit(being, "name", PERSON | ANSWERS | {"phone": phone, "viec": "luu"})
        assert saved.status == 200, saved.text
    return {"intake": being}


def _begin(clerk: Visitor) -> str:
    """Begin to take in a dossier of the service; the address of its form."""
    options = clerk.ask(INTAKE).tree().iter("option")
    number = next(one.get("value", "") for one in options if (one.text or "").strip() == SERVICE)
    begun = clerk.submit(INTAKE, "service", {"service": number, "identity": PERSON["identity"]})
    assert begun.status == 303, begun.text
    return begun.location
