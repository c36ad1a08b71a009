// Public pages read, search and submit without this file; it only adds comfort.
(function () {
  "use strict";
  document.documentElement.classList.add("js");

  // Share or copy the link of a page.
  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-share]");
    if (!button) return;
    const link = { url: button.dataset.url, title: button.dataset.title };
    const done = function () { button.querySelector("span").textContent = button.dataset.done; };
    if (navigator.share && window.matchMedia("(pointer: coarse)").matches) navigator.share(link).catch(function () {});
    else if (navigator.clipboard) navigator.clipboard.writeText(link.url).then(done, function () {});
  });

  // Escape closes the menu of a narrow screen, and a fold the reader has opened.
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    if (location.hash === "#menu") { location.hash = "#noi-dung"; return; }
    const open = event.target.closest("details[open]");
    if (open) { open.open = false; open.querySelector("summary").focus(); }
  });

  // A table wider than the screen scrolls in a box that the keyboard reaches.
  document.querySelectorAll(".prose table").forEach(function (table) {
    if (table.closest(".table-scroll")) return;
    const box = document.createElement("div");
    box.className = "table-scroll";
    table.before(box);
    box.append(table);
    if (box.scrollWidth <= box.clientWidth) return;
    box.tabIndex = 0;
    box.setAttribute("role", "region");
    const name = table.caption || table.querySelector("th");
    box.setAttribute("aria-label", name ? name.textContent.trim() : "Bảng");
  });

  // On a narrow screen a table of contents starts folded, and so do filters while none is set.
  if (window.matchMedia("(max-width: 63.99em)").matches) {
    const folds = location.search ? ".toc__details" : ".toc__details, .filters-fold";
    document.querySelectorAll(folds).forEach(function (fold) { fold.open = false; });
  } else document.querySelectorAll(".facets-fold").forEach(function (fold) { fold.open = true; });

  // What suggests while one types comes with the first focus of a search box.
  document.addEventListener("focusin", function load(event) {
    const form = event.target.closest("[data-suggest-script]");
    if (!form) return;
    document.removeEventListener("focusin", load);
    const script = document.createElement("script");
    script.src = form.dataset.suggestScript;
    document.head.append(script);
  });
})();
