// Suggestions under a search box: an editable combobox with a listbox. site.js loads this at the first focus of one;
// without it the box is submitted as it is. The list is made by the server, this file only moves through it.
(function () {
  "use strict";
  const WAIT = 200; // milliseconds after the last key
  const KEPT = 40; // answers remembered, for whoever goes back over what was typed
  let boxes = 0;

  function attach(form) {
    const input = form.querySelector("input[type=search]");
    if (!input || input.getAttribute("role") === "combobox") return;
    const name = "goi-y-" + ++boxes;
    const answers = new Map();
    const box = document.createElement("div");
    const live = document.createElement("p");
    let options = [], active = -1, timer = 0, request = null, said = 0;

    box.className = "suggestions-box";
    box.hidden = true;
    live.className = "visually-hidden";
    live.setAttribute("role", "status");
    form.append(box, live);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("autocomplete", "off");

    function choose(place) {
      if (options[active]) options[active].setAttribute("aria-selected", "false");
      active = place;
      const option = options[active];
      if (!option) { input.removeAttribute("aria-activedescendant"); return; }
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", option.id);
    }

    function close() {
      clearTimeout(timer);
      clearTimeout(said);
      if (request) request.abort();
      request = null;
      choose(-1);
      box.hidden = true;
      live.textContent = "";
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-controls");
    }

    function show(html) {
      choose(-1);
      box.innerHTML = html;
      options = Array.from(box.querySelectorAll("[role=option]"));
      if (!options.length) { close(); return; }
      options.forEach(function (option, place) { option.id = name + "-" + place; });
      const list = box.querySelector("[role=listbox]");
      list.id = name;
      box.hidden = false;
      input.setAttribute("aria-controls", name);
      input.setAttribute("aria-expanded", "true");
      // Said after a pause, so that it does not cut off the echo of the keys.
      clearTimeout(said);
      said = setTimeout(function () { live.textContent = box.firstElementChild.dataset.message; }, 700);
    }

    function ask() {
      const text = input.value.trim();
      if (request) request.abort();
      request = null;
      if (text.length < 2) { close(); return; }
      if (answers.has(text)) { show(answers.get(text)); return; }
      const own = new AbortController();
      request = own;
      const address = form.dataset.suggest;
      fetch(address + (address.includes("?") ? "&" : "?") + "q=" + encodeURIComponent(text), { signal: own.signal })
        .then(function (answer) { return answer.ok ? answer.text() : ""; })
        .then(function (html) {
          if (request !== own) return;
          request = null;
          if (answers.size >= KEPT) answers.clear();
          answers.set(text, html);
          if (document.activeElement === input) show(html);
        })
        .catch(function () { if (request === own) close(); });
    }

    function go(option) {
      if (option.dataset.url) { location.assign(option.dataset.url); return; }
      input.value = option.dataset.query;
      close();
      if (form.requestSubmit) form.requestSubmit(); else form.submit();
    }

    function later() {
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    }

    input.addEventListener("input", later);
    input.addEventListener("keydown", function (event) {
      if (event.isComposing) return; // the keys belong to the Vietnamese input method
      const open = !box.hidden;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (!open) { ask(); event.preventDefault(); return; }
        const step = event.key === "ArrowDown" ? 1 : -1;
        const places = options.length + 1; // one of them is the box itself
        choose(((active + 1 + step + places) % places) - 1);
        event.preventDefault();
      } else if (event.key === "Enter" && open && active >= 0) {
        event.preventDefault();
        go(options[active]);
      } else if (event.key === "Escape" && open) {
        event.preventDefault();
        event.stopPropagation();
        close();
      } else if (event.key === "Tab" && open) close();
    });
    input.addEventListener("blur", close);
    form.addEventListener("submit", close);
    box.addEventListener("mousedown", function (event) { event.preventDefault(); }); // the focus stays in the box
    box.addEventListener("click", function (event) {
      const option = event.target.closest("[role=option]");
      if (option) go(option);
    });
    window.addEventListener("pagehide", close);
    if (document.activeElement === input && input.value !== input.defaultValue) later();
  }

  document.querySelectorAll("[data-suggest]").forEach(attach);
})();
