"""A page like screens/edit.html with the real static files and headers, and an editor's hands on it."""

from __future__ import annotations

import http.server
import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, unquote

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
<input type="hidden" name="csrf_token" value="t">
<div class="field"><label class="field__label" for="body">Nội dung
<span class="field__optional">(không bắt buộc)</span></label>
<p class="field__help" id="body-help">Viết ngắn, rõ.</p>
<textarea class="input input--area input--text" id="body" name="body" rows="22" data-editor="markdown"
 aria-describedby="body-help">
{text}</textarea></div>
<div class="form-actions"><button class="button" type="submit">Lưu</button></div></form></main></body></html>"""
# What portal/screens/choosing.py answers to the dialogs.
PLACES = """<div data-message="2 trang; dùng phím mũi tên để chọn."><ul class="chooser__list" role="listbox"
 aria-label="Trang tìm thấy"><li class="chooser__option" role="option" aria-selected="false"
 data-href="/van-ban/nghi-dinh-61-2018#dieu-5" data-title="61/2018/NĐ-CP – Điều 5. Trách nhiệm"><span>61/2018/NĐ-CP –
 Điều 5. Trách nhiệm</span> <small class="note">Điều khoản</small></li><li class="chooser__option" role="option"
 aria-selected="false" data-href="/tin-tuc/ban-nhap" data-title="Tin nháp"><span>Tin nháp</span>
 <small class="note">Tin · chưa đăng</small></li></ul></div>"""
NO_PLACES = """<div data-message="Không có trang nào phù hợp."><p class="note">Không có trang nào phù hợp.</p></div>"""
PICTURE_CHOICE = """<li><label><input type="radio" name="chon" value="/tep/{id}/960.jpg" data-alt="{alt}"><img
 src="/quan-tri/tep/{id}/320.jpg" alt="" width="128" height="96" loading="lazy"><span>{shown}</span></label></li>"""
FILE_CHOICE = """<ul class="chooser__files"><li><label class="choice"><input type="radio" name="chon"
 value="/tep/9/To%20khai.docx" data-text="Tờ khai (DOCX, 24 KB)"><span>Tờ khai (DOCX, 24 KB)</span></label></li></ul>"""
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
        self.text, self.posted = "", [""]
        self.pictures: list[tuple[int, str]] = [(7, "Bến phà Tam Hải"), (8, "")]
        self.asked: list[str] = []
        self.uploads = 0
        self.missing = ""
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def page(self) -> bytes:
        text = self.text.replace("&", "&amp;").replace("<", "&lt;")
        return PAGE.format(text=text).encode()

    def choices(self, path: str) -> str:
        """What a dialog is shown for this address."""
        where, _mark, query = path.partition("?q=")
        words = unquote(query)
        self.asked.append(f"{where.rsplit('/', 1)[1]}:{words}")
        if where.endswith("/lien-ket"):
            return PLACES if not words or "61" in words else NO_PLACES
        if where.endswith("/tep"):
            return FILE_CHOICE
        made = [
            PICTURE_CHOICE.format(id=number, alt=alt, shown=alt or "cho.png") for number, alt in self.pictures
        ]
        return f'<ul class="chooser__pictures">{"".join(made)}</ul>'

    def stored(self, body: bytes) -> bytes:
        """Take an upload: every picture gets the next number, what is called *.exe is refused."""
        assert b'name="csrf_token"' in body
        answer: dict[str, list[dict[str, object]]] = {"files": [], "refused": []}
        for found in re.findall(rb'filename="([^"]+)"', body):
            name = found.decode()
            if name.endswith(".exe"):
                answer["refused"].append({"name": name, "reason": "Loại tệp này không được nhận."})
                continue
            self.uploads += 1
            number = 20 + self.uploads
            self.pictures.insert(0, (number, ""))
            answer["files"].append(
                {"id": number, "name": name, "alt": "", "kind": "picture", "src": f"/tep/{number}/960.jpg",
                 "thumbnail": f"/quan-tri/tep/{number}/320.jpg"}
            )  # fmt: skip
        return json.dumps(answer).encode()

    def find(self, path: str) -> tuple[str, bytes]:
        if path == "/":
            return "text/html; charset=utf-8", self.page()
        if path.startswith("/quan-tri/chon/"):
            return "text/html; charset=utf-8", self.choices(path).encode()
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
                if self.path == "/quan-tri/chon/tai-len":
                    self.answer("application/json", site.stored(body))
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

    def open(self, text: str = "", *, visual: bool = True) -> Desk:
        self.site.text = text
        self.tab.goto(self.site.url + "/")
        if visual:
            self.tab.locator(".editor__text").wait_for()
            self.settle()
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

    def settle(self) -> None:
        """Until the page stands still and the editor has read where the caret is: browsers tell of a moved caret in a
        task of its own, which a busy machine does late, and no hand pastes within it."""
        self.tab.evaluate(
            """() => new Promise(done => requestAnimationFrame(() =>
              requestAnimationFrame(() => setTimeout(done, 50))))"""
        )

    def stand_in_cell(self, words: str) -> None:
        """Click into a table's cell of these words, to their end."""
        cell = self.tab.get_by_role("cell", name=words)
        cell.click()
        held = cell.element_handle()
        self.tab.wait_for_function("cell => cell.contains(getSelection().anchorNode)", arg=held)
        self.tab.keyboard.press("End")

    def paste(self, html: str, plain: str = "") -> None:
        self.tab.locator(".editor__text").focus()
        self.settle()
        self.tab.evaluate(
            """([html, plain]) => { const data = new DataTransfer();
            data.setData("text/html", html); data.setData("text/plain", plain || "văn bản");
            document.querySelector(".editor__text").dispatchEvent(
              new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})); }""",
            [html, plain],
        )

    def drop(self, *names: str) -> None:
        """Drop files of these names on the text."""
        self.tab.evaluate(
            """names => { const data = new DataTransfer(), text = document.querySelector(".editor__text");
            names.forEach(name => data.items.add(new File(["x"], name,
              {type: name.endsWith(".png") ? "image/png" : "application/pdf"})));
            const box = text.getBoundingClientRect();
            text.dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true,
              clientX: box.left + 40, clientY: box.top + 30})); }""",
            list(names),
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
