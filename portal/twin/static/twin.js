// A page of the static twin may be older than the latest urgent notice: the notices alone are brought up to date at once,
// and stand on each page as soon as this small file is there. Without it, pages are renewed one after the other.
(function () {
  "use strict";
  const source = document.currentScript.dataset.urgent;
  const place = document.querySelector("[data-twin-urgent]");
  if (!place || !source) return;
  fetch(source, { cache: "no-cache", credentials: "omit" }).then(function (answer) {
    return answer.ok ? answer.text() : null;
  }).then(function (html) {
    if (html === null || html.trim() === place.innerHTML.trim()) return;
    const page = new DOMParser().parseFromString(html, "text/html");
    const part = page.querySelector("section.urgent");
    place.replaceChildren();
    if (part) place.append(document.adoptNode(part));
  }).catch(function () {});
})();
