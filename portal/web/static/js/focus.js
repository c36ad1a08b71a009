// The point of interest of a picture: clicked or dragged on the picture, or typed; the cuts beside it show what stays.
// Without this the two numbers do the same after saving.
(function () {
  "use strict";
  const frame = document.querySelector("[data-focus-point]");
  const fields = ["focus_x", "focus_y"].map(function (name) { return document.querySelector("input[name=" + name + "]"); });
  if (!frame || !fields[0] || !fields[1]) return;
  const picture = frame.querySelector("img");
  const mark = frame.querySelector(".focus__mark");
  const cuts = document.querySelectorAll(".focus__cut");

  const percent = function (value) { return Math.max(0, Math.min(100, Math.round(Number(value) || 0))); };
  const show = function () {
    const x = percent(fields[0].value), y = percent(fields[1].value);
    mark.hidden = false;
    mark.style.left = x + "%";
    mark.style.top = y + "%";
    // Pages know the point in tenths.
    const place = Math.round(x / 10) * 10 + "% " + Math.round(y / 10) * 10 + "%";
    cuts.forEach(function (cut) { cut.style.objectPosition = place; });
  };
  const take = function (event) {
    const box = picture.getBoundingClientRect();
    fields[0].value = percent(100 * (event.clientX - box.left) / box.width);
    fields[1].value = percent(100 * (event.clientY - box.top) / box.height);
    fields[0].dispatchEvent(new Event("input", { bubbles: true })); // the desk asks before the change is lost
  };
  let dragging = false;
  picture.addEventListener("pointerdown", function (event) {
    if (event.button) return;
    event.preventDefault();
    dragging = true;
    picture.setPointerCapture(event.pointerId);
    take(event);
  });
  picture.addEventListener("pointermove", function (event) { if (dragging) take(event); });
  ["pointerup", "pointercancel"].forEach(function (kind) {
    picture.addEventListener(kind, function () { dragging = false; });
  });
  fields.forEach(function (field) { field.addEventListener("input", show); });
  show();
})();
