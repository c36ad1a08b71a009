// Pages of legal documents: copy a citation, mark the reading position in the table of contents.
// Without this file everything reads the same; it only adds comfort.
(function () {
  "use strict";

  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-cite]");
    if (!button || !navigator.clipboard) return;
    navigator.clipboard.writeText(button.dataset.cite + "\n" + button.dataset.url).then(function () {
      button.querySelector("span").textContent = button.dataset.done;
      button.setAttribute("aria-live", "polite");
    }, function () {});
  });

  const list = document.querySelector(".toc__list");
  if (!list || !("IntersectionObserver" in window)) return;
  const links = new Map();
  list.querySelectorAll("a[href^='#']").forEach(function (link) { links.set(link.hash.slice(1), link); });
  const parts = Array.from(document.querySelectorAll(".legal [id]")).filter(function (part) { return links.has(part.id); });
  let current = null;

  function mark(id) {
    const link = links.get(id);
    if (!link || link === current) return;
    if (current) current.removeAttribute("aria-current");
    link.setAttribute("aria-current", "location");
    current = link;
    // Only the list scrolls, never the page: the reader's place is theirs.
    const box = link.closest(".toc__list");
    const top = link.offsetTop - box.offsetTop;
    if (top < box.scrollTop || top > box.scrollTop + box.clientHeight - link.offsetHeight) {
      box.scrollTop = top - box.clientHeight / 3;
    }
  }

  const seen = new Set();
  const observer = new IntersectionObserver(function (entries) {
    entries.forEach(function (entry) {
      if (entry.isIntersecting) seen.add(entry.target.id); else seen.delete(entry.target.id);
    });
    const first = parts.find(function (part) { return seen.has(part.id); });
    if (first) mark(first.id);
  }, { rootMargin: "-10% 0px -60% 0px" });
  parts.forEach(function (part) { observer.observe(part); });
})();
