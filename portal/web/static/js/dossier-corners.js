// The four corners of a sheet in its photo: dragged by finger or mouse, or moved by the arrow keys. Without this the numbers
// below the photo are typed.
(function () {
  "use strict";
  const form = document.querySelector("[data-corners]");
  if (!form) return;
  const sheet = form.querySelector("svg"), edge = sheet.querySelector("polygon"), box = sheet.viewBox.baseVal;
  const labels = Array.from(form.querySelectorAll("legend")).map(function (one) { return one.textContent; });
  const input = function (axis, at) { return form.querySelector(`[name=${axis}${at}]`); };
  const value = function (axis, at) { return Math.min(100, Math.max(0, Number(input(axis, at).value) || 0)); };
  const dots = [];

  const draw = function () {
    const points = dots.map(function (dot, at) {
      const x = value("x", at) * box.width / 100, y = value("y", at) * box.height / 100;
      dot.setAttribute("cx", x);
      dot.setAttribute("cy", y);
      dot.setAttribute("aria-valuenow", value("x", at));
      dot.setAttribute("aria-valuetext", `${value("x", at)} % × ${value("y", at)} %`);
      return `${x},${y}`;
    });
    edge.setAttribute("points", points.join(" "));
  };
  const set = function (at, x, y) {
    input("x", at).value = Math.round(Math.min(100, Math.max(0, x)));
    input("y", at).value = Math.round(Math.min(100, Math.max(0, y)));
    draw();
  };
  for (let at = 0; at < 4; at += 1) {
    const dot = document.createElementNS("http://www.w3.org/2000/svg", "circle");
    dot.setAttribute("r", 32);
    dot.setAttribute("class", "corners__dot");
    dot.setAttribute("tabindex", "0");
    dot.setAttribute("role", "slider");
    dot.setAttribute("aria-label", labels[at]);
    dot.setAttribute("aria-valuemin", "0");
    dot.setAttribute("aria-valuemax", "100");
    const move = function (event) {
      const place = sheet.getBoundingClientRect();
      set(at, 100 * (event.clientX - place.left) / place.width, 100 * (event.clientY - place.top) / place.height);
    };
    dot.addEventListener("pointerdown", function (event) { dot.setPointerCapture(event.pointerId); event.preventDefault(); dot.focus(); });
    dot.addEventListener("pointermove", function (event) { if (dot.hasPointerCapture(event.pointerId)) move(event); });
    dot.addEventListener("keydown", function (event) {
      const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }, step = steps[event.key];
      if (!step) return;
      event.preventDefault();
      set(at, value("x", at) + step[0], value("y", at) + step[1]);
    });
    dots.push(dot);
    sheet.append(dot);
  }
  form.addEventListener("input", draw);
  draw();
})();
