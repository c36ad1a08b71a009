// Files that come in: pages are turned by the keyboard, and the list waits while a question in it is open.
(function () {
  "use strict";

  // Left and right turn the page wherever no text is being written.
  document.addEventListener("keydown", function (event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const rel = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
    const link = rel && document.querySelector("[data-page-view] a[rel=" + rel + "]");
    if (!link) return;
    event.preventDefault();
    link.click();
  });

  // The page that was asked for comes into view on a narrow screen, and takes the focus that its link had.
  let asked = null;
  document.addEventListener("click", function (event) {
    const link = event.target.closest("a[data-hx-target='#trang']");
    asked = link ? { rel: link.rel, place: link.classList.contains("place") } : null;
  });
  document.addEventListener("htmx:after:swap", function () {
    const view = document.querySelector("[data-page-view]");
    if (!asked || !view) return;
    const again = asked.rel && view.querySelector("a[rel=" + asked.rel + "]");
    if (again) again.focus({ preventScroll: true });
    else if (asked.rel) view.focus({ preventScroll: true });
    if (asked.place) {
      const mark = view.querySelector("rect, mark");
      (mark || view).scrollIntoView({ block: "center" });
    }
    asked = null;
  });

  document.addEventListener("htmx:before:request", function (event) {
    const list = document.getElementById("cac-tep-den");
    if (event.target.matches("[data-poll]") && list.querySelector("details[open]")) event.preventDefault();
  });
})();
