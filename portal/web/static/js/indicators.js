// A form of figures that is filled like a sheet: Enter and the arrows go from cell to cell, a column that was copied in
// a spreadsheet falls into the cells below each other, and what is not saved is not left without a question.
(function () {
  "use strict";
  const form = document.querySelector("form[data-figures]");
  if (!form) return;
  const cells = [...form.querySelectorAll("input.ind-input")];
  let touched = false;

  const go = function (from, step) {
    const to = cells[cells.indexOf(from) + step];
    if (!to) return false;
    to.focus();
    to.select();
    return true;
  };

  form.addEventListener("keydown", function (event) {
    const cell = event.target;
    if (!cells.includes(cell) || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Enter" || event.key === "ArrowDown") {
      // In the last cell Enter does nothing: a form that is half filled must not be sent by it.
      go(cell, event.key === "Enter" && event.shiftKey ? -1 : 1);
      event.preventDefault();
    } else if (event.key === "ArrowUp") {
      go(cell, -1);
      event.preventDefault();
    }
  });

  form.addEventListener("paste", function (event) {
    const at = cells.indexOf(event.target);
    if (at < 0) return;
    const lines = (event.clipboardData || window.clipboardData).getData("text").replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n");
    if (lines.length < 2) return;
    event.preventDefault();
    lines.slice(0, cells.length - at).forEach(function (line, number) {
      cells[at + number].value = line.split("\t")[0].trim();
    });
    touched = true;
    go(cells[Math.min(at + lines.length, cells.length) - 1], 0);
  });

  form.addEventListener("input", function () { touched = true; });
  form.addEventListener("submit", function () { touched = false; });
  window.addEventListener("beforeunload", function (event) {
    if (!touched) return;
    event.preventDefault();
    event.returnValue = form.dataset.unsaved;
  });
})();
