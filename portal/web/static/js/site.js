// Public pages read, search and submit without this file; it only adds comfort.
(function () {
  "use strict";
  document.documentElement.classList.add("js");

  // What could not be done is what one hears and sees first.
  const said = document.querySelector("[data-focus]");
  if (said) said.focus();

  // Share or copy the link of a page.
  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-share]");
    if (!button) return;
    const link = { url: button.dataset.url, title: button.dataset.title };
    const done = function () { button.querySelector("span").textContent = button.dataset.done; };
    if (navigator.share && window.matchMedia("(pointer: coarse)").matches) navigator.share(link).catch(function () {});
    else if (navigator.clipboard) navigator.clipboard.writeText(link.url).then(done, function () {});
  });

  // A video is played on the page where that is possible. Until then nothing is asked of its host.
  const players = [
    [/(?:v=|youtu\.be\/|\/live\/|\/shorts\/|\/embed\/)([\w-]{11})/, "https://www.youtube-nocookie.com/embed/", "?autoplay=1&rel=0"],
    [/vimeo\.com\/(\d+)/, "https://player.vimeo.com/video/", "?autoplay=1&dnt=1"],
  ];
  document.addEventListener("click", function (event) {
    const link = event.target.closest(".video:not(.is-playing) > a");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const player = players.find(function (one) { return one[0].test(link.href); });
    if (!player || link.hostname.endsWith("facebook.com")) return;
    event.preventDefault();
    const frame = document.createElement("iframe");
    frame.src = player[1] + player[0].exec(link.href)[1] + player[2];
    frame.title = link.textContent.trim();
    frame.allow = "autoplay; fullscreen; picture-in-picture; encrypted-media";
    frame.allowFullscreen = true;
    frame.referrerPolicy = "strict-origin-when-cross-origin"; // the host refuses to play for nobody
    link.before(frame);
    link.parentElement.classList.add("is-playing");
    frame.focus();
  });

  // Escape closes the menu of a narrow screen, and a fold the reader has opened.
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    if (location.hash === "#menu") { location.hash = "#noi-dung"; return; }
    const open = event.target.closest("details[open]");
    if (open) { open.open = false; open.querySelector("summary").focus(); }
  });

  // A table wider than the screen scrolls in a box that the keyboard reaches.
  document.querySelectorAll(".prose table").forEach(function (table) {
    if (table.closest(".table-scroll")) return;
    const box = document.createElement("div");
    box.className = "table-scroll";
    table.before(box);
    box.append(table);
    if (box.scrollWidth <= box.clientWidth) return;
    box.tabIndex = 0;
    box.setAttribute("role", "region");
    const name = table.caption || table.querySelector("th");
    box.setAttribute("aria-label", name ? name.textContent.trim() : "Bảng");
  });

  // On a narrow screen a table of contents starts folded, and so do filters while none is set.
  if (window.matchMedia("(max-width: 63.99em)").matches) {
    const folds = location.search ? ".toc__details" : ".toc__details, .filters-fold";
    document.querySelectorAll(folds).forEach(function (fold) { fold.open = false; });
  } else document.querySelectorAll(".facets-fold").forEach(function (fold) { fold.open = true; });

  // What suggests while one types comes with the first focus of a search box.
  document.addEventListener("focusin", function load(event) {
    const form = event.target.closest("[data-suggest-script]");
    if (!form) return;
    document.removeEventListener("focusin", load);
    const script = document.createElement("script");
    script.src = form.dataset.suggestScript;
    document.head.append(script);
  });
})();
