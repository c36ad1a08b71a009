// The desk works as plain forms and links; this file adds closing and a guard against lost text.
(function () {
  "use strict";
  document.documentElement.classList.add("js");

  const focusErrors = function (root) {
    const first = root.querySelector("[data-focus]");
    if (first) first.focus();
  };
  focusErrors(document);
  document.addEventListener("htmx:after:swap", function (event) { focusErrors(event.target); });

  // Folds: "Thôi" and Escape close; opening one closes its neighbours.
  document.addEventListener("click", function (event) {
    const close = event.target.closest("[data-close]");
    document.querySelectorAll("details.confirm[open], details.dropdown[open]").forEach(function (fold) {
      if (!fold.contains(event.target) || (close && fold.contains(close))) fold.open = false;
    });
    if (close) close.closest("details").querySelector("summary").focus();
  });
  // What is shown once, to be sent on: an address, a password.
  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const field = document.querySelector(button.dataset.copy);
    const done = function () { button.textContent = button.dataset.done; };
    field.select(); // where nothing may be copied by a script, Ctrl+C does
    if (navigator.clipboard) navigator.clipboard.writeText(field.value).then(done, function () {});
  });
  // A question that asks for words or an hour: one writes at once.
  document.addEventListener("toggle", function (event) {
    const fold = event.target;
    const first = fold.open && fold.matches("details.confirm") && fold.querySelector("textarea, input:not([type=hidden])");
    if (first) first.focus();
  }, true);
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    const fold = event.target.closest("details[open]");
    if (fold) { fold.open = false; fold.querySelector("summary").focus(); }
    else if (location.hash === "#menu") location.hash = "#noi-dung";
  });

  // Text that has not been saved: ask before leaving.
  let changed = false;
  document.addEventListener("input", function (event) {
    if (event.target.closest("form.form")) changed = true;
  });
  document.addEventListener("submit", function (event) {
    if (event.target.matches("form.form")) changed = false;
  });
  document.addEventListener("portal:kept", function () { changed = false; }); // all of it is at the portal
  window.addEventListener("beforeunload", function (event) {
    if (changed) event.preventDefault();
  });
})();
