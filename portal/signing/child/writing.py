"""Signing a PDF: an incremental update, so that what others signed before stays as it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PIL import Image
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.pdf_utils.images import PdfImage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.stamp import StaticStampStyle

from .places import free_place

try:
    from pyhanko.sign import pkcs11 as token
except ImportError:
    token = None  # type: ignore[assignment]


class Refusal(Exception):
    """It can't be signed; `for_people` says why."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.for_people = words


def sign(
    path: str,
    target: str,
    key: dict[str, str],
    reason: str,
    location: str,
    stamp: str,
    size: list[int],
    at: list[int] | None = None,
) -> dict[str, Any]:
    """Sign the PDF at `path` with PAdES-B-B into `target`; the field's name and place.

    `stamp`: the picture that the first page shows, `size` its size in points; `at`: page, left, bottom, right and top
    where its place is known. Raises Refusal.
    """
    page, box = (at[0], (at[1], at[2], at[3], at[4])) if at else (0, free_place(path, size))
    with open(path, "rb") as source:
        writer = IncrementalPdfFileWriter(source, strict=False)
        names = {name for name, _value, _reference in enumerate_sig_fields(writer.prev)}
        name = next(f"CongLang{at}" for at in range(1, len(names) + 2) if f"CongLang{at}" not in names)

        picture = PdfImage(Image.open(stamp), writer=writer)
        meta = PdfSignatureMetadata(
            field_name=name,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            reason=reason,
            location=location,
        )
        style = StaticStampStyle(background=picture, background_opacity=1.0, border_width=0)
        spec = SigFieldSpec(sig_field_name=name, on_page=page, box=box)
        try:
            with _Signer(key) as signer, open(target, "w+b") as out:
                PdfSigner(meta, signer, stamp_style=style, new_field_spec=spec).sign_pdf(writer, output=out)
        except SigningError as error:
            raise Refusal(
                "Không ký thêm được: người ký trước không cho phép thay đổi tệp, hoặc khóa không ký được."
            ) from error
    return {"field": name, "box": list(box), "size": Path(target).stat().st_size}


class _Signer:
    """The signer of an order, with its session closed afterwards."""

    def __init__(self, key: dict[str, str]) -> None:
        self._key = key
        self._session: Any = None

    def __enter__(self) -> Any:
        if self._key["kind"] == "pkcs12":
            raw = Path(self._key["path"]).read_bytes()
            return SimpleSigner.load_pkcs12_data(raw, [], self._key["passphrase"].encode() or None)
        if token is None:
            raise Refusal("Máy chủ chưa có thư viện python-pkcs11 nên không ký được bằng thiết bị.")
        try:
            self._session = token.open_pkcs11_session(
                self._key["module"],
                token_criteria=TokenCriteria(label=self._key["token"]),
                user_pin=self._key["pin"] or None,
            )
        except Exception as error:
            raise Refusal("Không mở được thiết bị ký: kiểm tra thiết bị, mã PIN và cấu hình.") from error
        return token.PKCS11Signer(
            self._session, cert_label=self._key["certificate"], key_label=self._key["key"]
        )

    def __exit__(self, *_error: object) -> None:
        if self._session is not None:
            self._session.close()
