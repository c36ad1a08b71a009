"""The VietQR code as a browser draws it on a telephone, read by a camera's decoder."""

from __future__ import annotations

import io

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import BrowserContext

from portal.payments.vietqr import picture
from portal.payments.vietqr.payload import Transfer, encode


@pytest.mark.browser
def test_a_camera_reads_the_code_on_a_telephone(context: BrowserContext) -> None:
    text = encode(Transfer("970405", "4200201000123", 18_000, "TT7K3M92QX"))
    page = context.new_page()
    page.set_viewport_size({"width": 360, "height": 640})
    drawn = picture.svg(text).decode().replace("<svg ", '<svg width="264" height="264" ', 1)
    page.set_content(f"<!doctype html><title>QR</title><body>{drawn}</body>")
    shot = page.screenshot()
    assert [
        one.text
        for one in zxingcpp.read_barcodes(Image.open(io.BytesIO(shot)), zxingcpp.BarcodeFormat.QRCode)
    ] == [text]
