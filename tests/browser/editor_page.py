"""A page like screens/edit.html with the real static files and headers, and an editor's hands on it."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import BrowserContext, Page

from portal.web.headers import CSP

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "portal" / "web" / "static"
MIME = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}

# The parts of screens/edit.html that the editor looks at.
PAGE = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Sửa tin</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/tinh/x/css/site.css"><link rel="stylesheet" href="/tinh/x/css/desk.css">
<script src="/listen.js"></script><script src="/tinh/x/js/desk.js" defer></script>
<script src="/tinh/x/js/editor.js" defer></script></head><body class="desk">
<header class="desk-bar"><a class="desk-bar__brand" href="/quan-tri/">Bàn biên tập</a></header>
<main class="desk-main" id="noi-dung"><h1>Sửa tin</h1>
<form class="form" method="post" action="/luu" novalidate data-editor-form>
<div class="field"><label class="field__label" for="body">Nội dung
<span class="field__optional">(không bắt buộc)</span></label>
<p class="field__help" id="body-help">Viết ngắn, rõ.</p>
<textarea class="input input--area input--text" id="body" name="body" rows="22" data-editor="markdown"
 aria-describedby="body-help">
{text}</textarea></div>
<div class="form-actions"><button class="button" type="submit">Lưu</button></div></form>{files}</main></body></html>"""
FILES = """<section class="panel"><h2>Tệp đính kèm và hình ảnh</h2><div id="cac-tep">{list}</div>
<form class="dropzone" method="post" action="/tep" enctype="multipart/form-data" data-upload data-target="#cac-tep">
<input type="hidden" name="csrf_token" value="t"><label for="tai-len">Thêm tệp</label>
<input class="input input--file" id="tai-len" type="file" name="files" multiple>
<button class="button" type="submit">Tải lên</button>
<div class="dropzone__progress" hidden><progress max="100"></progress></div>
<p class="dropzone__result" role="status" data-failed="Không tải lên được."></p></form></section>"""
ONE_FILE = """<ul class="files"><li class="cluster"><img src="/quan-tri/tep/7/320.jpg" alt="" width="80" height="60">
<a href="#">Bến phà</a> <small><code>![Bến phà Tam Hải](/tep/7/960.jpg)</code></small></li></ul>"""
TWO_FILES = ONE_FILE.replace(
    "</ul>", "<li><a href='#'>Chợ</a> <small><code>![cho.png](/tep/8/960.jpg)</code></small></li></ul>"
)
LISTEN = """window.stopped = []; document.addEventListener("securitypolicyviolation", function (event) {
  stopped.push(event.violatedDirective + " " + event.blockedURI + " " + event.sample); });"""
PICTURE = (
    b"<svg xmlns='http://www.w3.org/2000/svg' width='96' height='64'><rect width='96' height='64'/></svg>"
)
SAVED = '<!doctype html><link rel="icon" href="data:,"><title>ok</title><p>ok'


# Everything that a text may hold, in more than one spelling.
SAMPLE = """Mở bài **Lưu ý:**bà con, *nghiêng*, 5 \\* 3, ten_tep_dai, &lt;b&gt; và m<sup>2</sup> <u>gạch</u>.
## Ngay dưới dòng trên
* một
    * một.một

        đoạn trong mục
    * một.hai
        1. sâu
* hai

3. ba
4. bốn

> **Lưu ý:** mang theo giấy tờ.
>
> - mục trong trích dẫn

| Khoản | Số tiền |
|:--|--:|
| Thu \\| chi | 1.234,5 |
| Trống |  |

![Bến [phà]](/tep/7/960.jpg "chú thích") ![ngoài](https://vi.du/anh.png)

***

Dòng một  
Dòng hai

[tham chiếu][1] và 1) không phải danh sách
- dòng này cũng không

<div class="x" onclick="window.hacked=1"><img src=x onerror="window.hacked=1"></div>

    mã thụt dòng

2\\. không phải danh sách

[1]: https://vi.du/trang "Trang"
"""


class Site:
    """The page, the static files, and what was posted."""

    def __init__(self) -> None:
        self.text, self.files, self.posted = "", "", [""]
        self.uploads = 0
        self.missing = ""
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def page(self) -> bytes:
        text = self.text.replace("&", "&amp;").replace("<", "&lt;")
        return PAGE.format(text=text, files=self.files).encode()

    def find(self, path: str) -> tuple[str, bytes]:
        if path == "/":
            return "text/html; charset=utf-8", self.page()
        if path == "/listen.js":
            return "text/javascript", LISTEN.encode()
        if "/tep/" in path:
            return "image/svg+xml", PICTURE
        file = STATIC / path.split("/", 3)[-1]
        if path.startswith("/tinh/") and file.is_file() and not (self.missing and self.missing in path):
            return MIME.get(file.suffix, "application/octet-stream"), file.read_bytes()
        return "", b""

    def _handler(self) -> type[http.server.BaseHTTPRequestHandler]:
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self, kind: str, body: bytes) -> None:
                self.send_response(200 if kind else 404)
                self.send_header("Content-Security-Policy", CSP)
                self.send_header("Content-Type", kind or "text/plain")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self) -> None:
                self.answer(*site.find(self.path))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.path == "/tep":
                    site.uploads += b'name="csrf_token"' in body and body.count(b'filename="')
                    self.answer("text/html; charset=utf-8", TWO_FILES.encode())
                else:
                    site.posted = parse_qs(body.decode(), keep_blank_values=True)["body"]
                    self.answer("text/html; charset=utf-8", SAVED.encode())

            def log_message(self, *_: object) -> None:
                pass

        return Handler


class Desk:
    """An editor's hands on the page."""

    def __init__(self, context: BrowserContext, site: Site) -> None:
        self.tab: Page = context.new_page()
        self.trouble: list[str] = []
        self.tab.on("pageerror", lambda error: self.trouble.append(str(error)))
        self.tab.on("console", lambda said: self.trouble.append(said.text) if said.type == "error" else None)
        self.site = site

    def open(self, text: str = "", files: str = "", *, visual: bool = True) -> Desk:
        self.site.text, self.site.files = text, files
        self.tab.goto(self.site.url + "/")
        if visual:
            self.tab.locator(".editor__text").wait_for()
        return self

    @property
    def text(self) -> str:
        return self.tab.locator("#body").input_value()

    def button(self, name: str) -> None:
        self.tab.get_by_role("button", name=name, exact=True).click()

    def rewritten(self, texts: list[str]) -> list[str]:
        """Each text read by the editor and written anew, every block of it."""
        return self.tab.evaluate(
            """async texts => { const {parse} = await import("/tinh/x/js/editor-read.js");
            const {rewrite} = await import("/tinh/x/js/editor-write.js");
            return texts.map(text => rewrite(parse(text).doc)); }""",
            texts,
        )

    def to_end(self) -> None:
        self.tab.locator(".editor__text").focus()
        self.tab.keyboard.press("Control+End")

    def paste(self, html: str, plain: str = "") -> None:
        self.tab.locator(".editor__text").focus()
        self.tab.evaluate(
            """([html, plain]) => { const data = new DataTransfer();
            data.setData("text/html", html); data.setData("text/plain", plain || "văn bản");
            document.querySelector(".editor__text").dispatchEvent(
              new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})); }""",
            [html, plain],
        )

    def drop_picture(self) -> None:
        self.tab.evaluate(
            """() => { const data = new DataTransfer(), text = document.querySelector(".editor__text");
            data.items.add(new File(["x"], "cho.png", {type: "image/png"}));
            const box = text.getBoundingClientRect();
            text.dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true,
              clientX: box.left + 40, clientY: box.top + 30})); }"""
        )

    def is_quiet(self) -> None:
        assert self.tab.evaluate("window.stopped || []") == []
        assert self.trouble == []


@pytest.fixture(name="site")
def site_fixture() -> Iterator[Site]:
    """The server of the page."""
    made = Site()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture(name="desk")
def desk_fixture(context: BrowserContext, site: Site) -> Desk:
    """An editor who has not opened the page yet."""
    return Desk(context, site)
