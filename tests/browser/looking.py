"""A page under observation: what the browser complains of, what it fetched, what axe finds."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage
from playwright.sync_api import Page as Tab

from tests.browser.installation import ROOT

AXE = ROOT / ".tools" / "axe-core" / "axe.min.js"
# Photographs, and the visual editor: it comes after the form, which works without it, and is kept for ever.
NOT_WEIGHED = ("/tep/", "/vendor/prosemirror/", "/js/editor-", "/css/editor.css")
LISTEN = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.violations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""
# Scripts of a test's own are not subject to the page's policy, so axe runs on the page as citizens get it.
RUN_AXE = """async () => {
  const found = await axe.run(document, {
    runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] },
    rules: { "target-size": { enabled: true } }, resultTypes: ["violations"], preload: false });
  return found.violations.flatMap((rule) => rule.nodes.map((node) =>
    `${rule.id}: ${node.target.join(" ")} ${node.any.concat(node.all, node.none).map((one) => one.message)[0] || ""}`));
}"""
# The visual editor comes a moment after the form.
SETTLED = """() => document.readyState === "complete" && (!document.querySelector('script[src*="/editor.js"]')
  || !document.querySelector('textarea[data-editor="markdown"]:not([hidden])'))"""
SUBMIT = """([control, values]) => {
  const form = document.querySelector(`[name="${control}"]`).form;
  for (const [name, value] of Object.entries(values)) form.elements[name].value = value;
  const button = Object.keys(values).map((name) => form.elements[name]).find((one) => one.type === "submit");
  form.requestSubmit(button || null);
}"""


def run_axe(tab: Tab) -> list[str]:
    """What axe finds on the page that stands in this tab, frames included; it is brought along only where it runs."""
    for frame in tab.frames:
        if not frame.evaluate("() => 'axe' in window"):
            frame.evaluate(AXE.read_text())
    found: list[str] = tab.evaluate(RUN_AXE)
    return found


class Watch:
    """A tab whose complaints and downloads are written down."""

    def __init__(self, context: BrowserContext) -> None:
        context.add_init_script(LISTEN)
        self._context = context
        self.tab: Tab = context.new_page()
        self.complaints: list[str] = []
        self.weights: dict[str, int] = {}
        self._addresses: dict[str, str] = {}
        self.tab.on("console", self._hear)
        self.tab.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self._network = context.new_cdp_session(self.tab)
        self._network.send("Network.enable")
        self._network.on("Network.requestWillBeSent", self._sent)
        self._network.on("Network.loadingFinished", self._finished)

    def forget(self, origin: str) -> None:
        """Become a browser that has never been at this origin, for that is done sooner than a new one begins.

        The tab stays where it is until it goes there: an empty page between costs two more processes of Chromium.
        """
        self.tab.evaluate("window.stop()")
        self._context.clear_cookies()
        self._network.send("Network.clearBrowserCache")
        self._network.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
        for record in (self.complaints, self.weights, self._addresses):
            record.clear()

    def _hear(self, message: ConsoleMessage) -> None:
        # The page itself may rightly be a 404; Chromium says so as an error of the page's own address.
        is_own_status = "Failed to load resource" in message.text and message.location["url"] == self.tab.url
        if message.type == "error" and not is_own_status:
            self.complaints.append(f"{message.text} {message.location['url']}")

    def _sent(self, event: dict[str, Any]) -> None:
        self._addresses[event["requestId"]] = event["request"]["url"]

    def _finished(self, event: dict[str, Any]) -> None:
        address = self._addresses.get(event["requestId"])
        if address is None:  # of the page before
            return
        self.weights[address] = self.weights.get(address, 0) + int(event["encodedDataLength"])

    def kilobytes(self) -> float:
        """What was transferred, without photographs and the visual editor."""
        weighed = (
            size for address, size in self.weights.items() if not any(one in address for one in NOT_WEIGHED)
        )
        return sum(weighed) / 1024

    def faults(self, width: int) -> list[str]:
        """What axe finds at this width, and whether the page is wider than the screen."""
        wide = self.too_wide(width)
        return [f"{width}: {one}" for one in run_axe(self.tab)] + wide

    def too_wide(self, width: int) -> list[str]:
        """Whether the page is wider than the screen at this width."""
        self.tab.set_viewport_size({"width": width, "height": 900})
        self.tab.wait_for_function(SETTLED)
        wide = self.tab.evaluate("document.documentElement.scrollWidth")
        return [f"{width}: {wide} px wide"] if wide > width else []

    def violations(self) -> list[str]:
        """What the content security policy refused."""
        refused: list[str] = self.tab.evaluate("window.violations")
        return refused
