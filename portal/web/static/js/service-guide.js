// The guide of a service: each answer shows at once what follows from it. Without this file the button does the same.
(function () {
  "use strict";
  const guide = document.getElementById("huong-dan");
  if (!guide || !window.fetch || !window.URLSearchParams) return;
  let latest = 0;

  function place(form) {
    const query = new URLSearchParams(new FormData(form)).toString();
    return form.dataset.guide + (query ? "?" + query : "");
  }

  function show(html, kept) {
    guide.innerHTML = html;
    const again = kept && document.getElementById(kept);
    if (again) again.focus({ preventScroll: true });
  }

  guide.addEventListener("change", function (event) {
    const form = event.target.closest("[data-guide]");
    if (!form) return;
    const number = ++latest, where = place(form), kept = event.target.id;
    guide.setAttribute("aria-busy", "true");
    fetch(where, { headers: { "HX-Request": "true" }, credentials: "same-origin" }).then(function (answer) {
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.text();
    }).then(function (html) {
      if (number !== latest) return; // a later answer is on its way
      show(html, kept);
      history.replaceState(null, "", where);
    }).catch(function () {
      // No line: the answers stay chosen, the button asks again.
    }).finally(function () {
      if (number === latest) guide.removeAttribute("aria-busy");
    });
  });

  // Asking again keeps the page where the result is seen.
  guide.addEventListener("submit", function (event) {
    const form = event.target.closest("[data-guide]");
    const result = document.getElementById("ket-qua");
    if (!form || !result || !result.querySelector(".guide-cards")) return;
    event.preventDefault();
    result.scrollIntoView({ behavior: "smooth", block: "start" });
    result.focus({ preventScroll: true });
  });

  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-print]")) window.print();
  });
})();
