// Comparing revisions by keyboard, and a guard for texts that came from the server but are not saved yet.
(function () {
  "use strict";
  const compare = document.querySelector("[data-compare]");
  // Only while the comparison itself has the focus: a single letter must not act while somebody is elsewhere.
  if (compare) {
    compare.addEventListener("keydown", function (event) {
      if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, select, textarea")) return;
      const link = document.querySelector(
        { n: '.compare-nav a[rel="next"]', p: '.compare-nav a[rel="prev"]' }[event.key] || "#none",
      );
      if (link) location.assign(link.href);
    });
    if (location.hash === "#so-sanh") compare.focus({ preventScroll: true });
  }

  // A merged or restored text, and what somebody wrote before they met another's save, would be lost by leaving.
  const unsaved = document.querySelector("[data-unsaved]");
  const form = unsaved && (unsaved.closest("form") || document.querySelector("[data-editor-form]"));
  const field = form && form.querySelector("textarea, input:not([type=hidden])");
  if (field) field.dispatchEvent(new Event("input", { bubbles: true }));
})();
