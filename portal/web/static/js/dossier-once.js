// A form that hands something in is sent once; the portal would make one of two all the same, but who waits should know.
(function () {
  "use strict";
  document.querySelectorAll("[data-once]").forEach(function (form) {
    const button = form.querySelector("[data-working]"), label = button.textContent;
    form.addEventListener("submit", function (event) {
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "1";
      button.textContent = button.dataset.working;
      button.setAttribute("aria-disabled", "true");
    });
    window.addEventListener("pageshow", function () {
      delete form.dataset.sent;
      button.textContent = label;
      button.removeAttribute("aria-disabled");
    });
  });
})();
