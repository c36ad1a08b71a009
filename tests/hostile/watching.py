"""A real browser that looks at pages with hostile texts in them, and remembers what they tried."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Dialog, Error, Route
from werkzeug.serving import make_server

from tests.conftest import Browser

PATIENCE = 30_000  # milliseconds, on a busy machine
LISTEN = """
window.refused = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.refused.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""
# What a browser made of the page: handlers, scripts and addresses that are not the application's own.
LOOK = r"""() => {
  const found = [...window.refused];
  if ("__pwned" in window) found.push("a script ran");
  for (const one of document.querySelectorAll("*")) {
    const tag = one.localName;
    if (["object", "embed", "applet", "base", "math", "foreignobject"].includes(tag)) found.push(tag);
    if (tag === "meta" && one.httpEquiv.toLowerCase() === "refresh") found.push("meta refresh");
    if (tag === "script" && one.type !== "application/ld+json" && !one.src.startsWith(location.origin + "/tinh/"))
      found.push("script " + one.outerHTML.slice(0, 80));
    for (const {name, value} of one.attributes) {
      const told = `${tag} ${name}=${value.slice(0, 60)}`;
      if (/^on|hx-on/.test(name)) found.push(told);
      if (/^(data-)?hx-vals$/.test(name) && /^\s*js:/.test(value)) found.push(told);
      if (["href", "src", "action", "formaction", "xlink:href"].includes(name)
          && /^[\x00-\x20]*(javascript|vbscript|data:text|data:image\/svg)/i.test(value)) found.push(told);
    }
  }
  return [...new Set(found)];
}"""


@contextmanager
def serving(app: Flask) -> Iterator[int]:
    """The application, served to browsers of this machine at the port that this gives."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield int(server.server_port)
    finally:
        server.shutdown()
        thread.join(10)


class Eyes:
    """A tab that goes nowhere else; `tried` holds what pages tried since it was emptied."""

    def __init__(self, context: BrowserContext, port: int) -> None:
        self.port = port
        self.tried: list[str] = []
        context.set_default_timeout(PATIENCE)
        context.add_init_script(LISTEN)
        context.route(lambda _url: True, self._let)
        self.context, self.tab = context, context.new_page()
        self.tab.on("dialog", self._hear)

    @classmethod
    @contextmanager
    def opened(cls, chromium: Chromium, port: int) -> Iterator[Eyes]:
        """Eyes on what is served at a port, closed at the end."""
        context = chromium.new_context(locale="vi-VN")
        yield cls(context, port)
        context.close()

    def _hear(self, dialog: Dialog) -> None:
        self.tried.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def _let(self, route: Route) -> None:
        there = urlsplit(route.request.url)
        own = there.hostname is not None and there.hostname.endswith("localhost") and there.port == self.port
        if own or there.scheme in {"data", "blob"}:
            route.continue_()
            return
        self.tried.append(f"asks {route.request.url[:100]}")
        route.abort()

    def become(self, browser: Browser) -> str:
        """Take the cookies of somebody; the address of their portal."""
        host = browser.headers["Host"].split(":")[0]
        url = f"http://{host}:{self.port}"
        self.context.clear_cookies()
        for name in ("phien", "cong_dan"):
            cookie = browser.client.get_cookie(name, domain=host)
            if cookie is not None:
                self.context.add_cookies([{"name": name, "value": cookie.value, "url": url}])
        return url

    def look(self, address: str) -> list[str]:
        """What is wrong with the page at an address."""
        self.tried.clear()
        try:
            answer = self.tab.goto(address, wait_until="load")
        except Error as error:  # a file that is downloaded, an answer without content
            said = str(error)
            return [] if "download" in said.lower() or "ERR_ABORTED" in said else [said[:200]]
        found: list[str] = []
        if answer is not None and "html" in answer.headers.get("content-type", ""):
            found = self.tab.evaluate(LOOK)
        if answer is not None and answer.status >= 500:
            found.append(f"answers {answer.status}")
        return found + self.tried
