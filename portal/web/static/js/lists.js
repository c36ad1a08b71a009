// Lists of the desk: what is ticked is counted, Shift ticks a stretch, the form asks only for what the act needs.
// Without this file every field stands there and the form works the same.
(function () {
  "use strict";
  let last = null;
  const boxes = function (form) { return Array.from(form.querySelectorAll("input[name=id]")); };

  const show = function (form) {
    const all = form.querySelector("[data-bulk-all]");
    const ticked = boxes(form).filter(one => one.checked).length;
    boxes(form).forEach(function (one) { one.closest("tr").classList.toggle("is-picked", one.checked); });
    const fold = form.querySelector("[data-bulk]");
    if (!fold) return;
    if (ticked || (all && all.checked)) fold.open = true;
    const count = form.querySelector("[data-bulk-count]");
    const whole = all && all.checked ? form.querySelector("input[name=matching]").value : ticked;
    count.textContent = Number(whole) ? count.dataset.some.replace("{count}", whole) : "";
    const act = form.querySelector("[data-bulk-act]");
    const needs = act.selectedOptions.length ? act.selectedOptions[0].dataset.needs : "";
    form.querySelectorAll("[data-for]").forEach(function (one) {
      one.classList.toggle("is-asked", one.dataset.for === needs);
    });
  };

  document.addEventListener("change", function (event) {
    const form = event.target.closest("form[data-rows]");
    if (!form) return;
    if (event.target.matches("[data-bulk-all]")) {
      boxes(form).forEach(function (one) { one.checked = event.target.checked; });
    } else if (event.target.matches("input[name=id]") && !event.target.checked) {
      const all = form.querySelector("[data-bulk-all]");
      if (all) all.checked = false;
    }
    show(form);
  });
  document.addEventListener("click", function (event) {
    if (!event.target.matches("form[data-rows] input[name=id]")) return;
    const all = boxes(event.target.form);
    if (event.shiftKey && last && all.includes(last)) {
      const [from, to] = [all.indexOf(last), all.indexOf(event.target)].sort((a, b) => a - b);
      all.slice(from, to + 1).forEach(function (one) { one.checked = event.target.checked; });
    }
    last = event.target;
    show(event.target.form);
  });
  const begin = function () { document.querySelectorAll("form[data-rows]").forEach(show); };
  begin(); // a browser that comes back keeps what was ticked
  document.addEventListener("htmx:after:swap", begin);
})();
