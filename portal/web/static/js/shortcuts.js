// Keys of the desk. What there is stands in the sheet itself (web/_keys.html); this file only acts by it.
// Keys of one letter can be switched off, for those who speak to their machine or press by mistake (WCAG 2.1.4).
(function () {
  "use strict";
  const sheet = document.querySelector("[data-keys-sheet]");
  if (!sheet || !sheet.showModal) return;
  const STORE = "portal-keys";
  const PAUSE = 1200; // milliseconds between the two letters of a key such as "g t"
  const on = sheet.querySelector("[data-keys-on]");
  try { on.checked = localStorage.getItem(STORE) !== "off"; } catch { /* a browser that keeps nothing: they stay on */ }
  on.addEventListener("change", function () {
    try { localStorage.setItem(STORE, on.checked ? "on" : "off"); } catch { /* for this page alone, then */ }
  });
  const known = new Map(Array.from(sheet.querySelectorAll("[data-keys]"), one => [one.dataset.keys, one.dataset]));
  const chords = Array.from(sheet.querySelectorAll("[data-chord]"), one => one.dataset);

  const open = function () { if (!sheet.open) sheet.showModal(); };
  document.addEventListener("click", function (event) {
    if (!event.target.closest("[data-keys-open]")) return;
    const fold = event.target.closest("details");
    if (fold) fold.open = false;
    open();
  });

  // The row that j and k stand on: its link has the focus, so that Enter opens it and a screen reader tells it.
  const rows = function () { return Array.from(document.querySelectorAll("tr[data-row]")); };
  const here = function () {
    const at = document.activeElement && document.activeElement.closest("tr[data-row]");
    return at || document.querySelector("tr.is-here");
  };
  const step = function (by) {
    const all = rows();
    if (!all.length) return;
    const at = all.indexOf(here());
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by))];
    all.forEach(function (one) { one.classList.toggle("is-here", one === next); });
    next.querySelector("[data-open]").focus();
    next.scrollIntoView({ block: "nearest" });
  };
  // A list that is filtered again keeps whoever stood on one of its rows there, if the row is still shown.
  let stood = "";
  document.addEventListener("htmx:before:swap", function () {
    const link = here() && here().querySelector("[data-open]");
    stood = link ? link.href : "";
  });
  document.addEventListener("htmx:after:swap", function () {
    const free = !document.activeElement || document.activeElement === document.body;
    const link = stood && Array.from(document.querySelectorAll("tr[data-row] [data-open]")).find(one => one.href === stood);
    stood = "";
    if (!link) return;
    link.closest("tr").classList.add("is-here");
    if (free) link.focus({ preventScroll: true });
  });
  const acts = {
    sheet: open,
    down: function () { step(1); },
    up: function () { step(-1); },
    pick: function () {
      const box = here() && here().querySelector("input[name=id]");
      if (box) box.click();
    },
    open: function () {
      const link = here() && here().querySelector("[data-open]");
      if (link) link.click();
    },
  };
  const press = function (selector) {
    const target = document.querySelector(selector);
    if (!target) return false;
    if (target.matches("input, textarea")) { target.focus(); target.select(); } else target.click();
    return true;
  };
  const run = function (one) {
    if (one.go) { location.assign(one.go); return true; }
    if (one.press) return press(one.press);
    acts[one.act]();
    return true;
  };

  const isTyping = function (target) {
    if (target.isContentEditable || target.matches("textarea, select")) return true;
    return target.matches("input") && !["checkbox", "radio", "button", "submit"].includes(target.type);
  };
  let before = "", since = 0;
  document.addEventListener("keydown", function (event) {
    if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
      const chord = chords.find(one => one.chord === event.key);
      if (chord && press(chord.press)) event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || !on.checked || isTyping(event.target)) return;
    const pair = event.timeStamp - since < PAUSE && before ? `${before} ${event.key}` : "";
    const found = known.get(pair) || known.get(event.key);
    const begins = Array.from(known.keys()).some(one => one.startsWith(`${event.key} `));
    before = begins && !known.get(pair) ? event.key : "";
    since = event.timeStamp;
    if (found && run(found)) event.preventDefault();
  });
})();
