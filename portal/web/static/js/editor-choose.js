// Choosing from what the portal has: a combobox of pages, a list of pictures or files, and uploading with progress.
// The lists are made by the server (portal/screens/choosing.py); this file only moves through them.
import { freshId, make } from "./editor-ask.js";
import { _ } from "./editor-texts.js";

const WAIT = 250; // milliseconds after the last key
const AT = "/quan-tri/chon/";

// The newest answer only; what was asked before is called off.
const asker = function (take, fail) {
  let own = null,
    timer = 0;
  const now = function (address) {
    clearTimeout(timer);
    if (own) own.abort();
    const mine = new AbortController();
    own = mine;
    fetch(address, { signal: mine.signal, credentials: "same-origin", headers: { "HX-Request": "true" } })
      .then(function (answer) {
        if (!answer.ok) throw new Error(String(answer.status));
        return answer.text();
      })
      .then(function (html) {
        if (own === mine) take(html);
      })
      .catch(function (error) {
        if (own === mine && error.name !== "AbortError") fail();
      });
  };
  return {
    now: now,
    later: function (address) {
      clearTimeout(timer);
      timer = setTimeout(() => now(address), WAIT);
    },
    stop: function () {
      clearTimeout(timer);
      if (own) own.abort();
      own = null;
    },
  };
};
const OFFLINE = () => make("p", { class: "note" }, _("Không tải được danh sách. Kiểm tra đường truyền rồi thử lại."));

/**
 * Make an input a combobox over the portal's pages. `isQuestion(text)` tells whether to look for it; `pick({href,
 * title})` is called with what was chosen. Returns the element with the list.
 */
export const pageSearch = function (input, root, isQuestion, pick) {
  const name = freshId(),
    box = make("div", { class: "chooser" }),
    live = make("p", { class: "visually-hidden", role: "status" });
  let options = [],
    active = -1;
  const choose = function (place) {
    if (options[active]) options[active].setAttribute("aria-selected", "false");
    active = place;
    const option = options[active];
    if (!option) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  };
  const show = function (html) {
    choose(-1);
    box.innerHTML = html;
    options = Array.from(box.querySelectorAll("[role=option]"));
    options.forEach(function (option, place) {
      option.id = name + "-" + place;
    });
    const list = box.querySelector("[role=listbox]");
    if (list) list.id = name;
    input.setAttribute("aria-expanded", String(Boolean(list)));
    if (list) input.setAttribute("aria-controls", name);
    else input.removeAttribute("aria-controls");
    live.textContent = box.firstElementChild ? box.firstElementChild.dataset.message || "" : "";
  };
  const close = () => show("");
  const answers = asker(show, function () {
    close();
    box.append(OFFLINE());
  });
  const address = () => root + AT + "lien-ket?q=" + encodeURIComponent(input.value.trim());
  const take = function (option) {
    answers.stop();
    close();
    pick({ href: option.dataset.href, title: option.dataset.title });
  };
  Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    autocomplete: "off",
    spellcheck: "false",
  }).forEach(pair => input.setAttribute(pair[0], pair[1]));
  input.addEventListener("input", function () {
    if (isQuestion(input.value.trim())) answers.later(address());
    else {
      answers.stop();
      close();
    }
  });
  input.addEventListener("keydown", function (event) {
    if (event.isComposing) return; // the keys belong to the Vietnamese input method
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!options.length) {
        if (isQuestion(input.value.trim())) answers.now(address());
        return;
      }
      const places = options.length + 1; // one of them is the box itself
      choose(((active + 1 + (event.key === "ArrowDown" ? 1 : -1) + places) % places) - 1);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      take(options[active]);
    } else if (event.key === "Escape" && options.length) {
      event.preventDefault(); // the list first, the dialog with the next one
      close();
    }
  });
  box.addEventListener("mousedown", event => event.preventDefault()); // the focus stays in the box
  box.addEventListener("click", function (event) {
    const option = event.target.closest("[role=option]");
    if (option) take(option);
  });
  if (!input.value) answers.now(address());
  return make("div", {}, live, box);
};

/**
 * A list of the portal's pictures ("anh") or files ("tep") with a search box. `pick(radio)` is called with the chosen
 * one. Returns {box, reload(src)}: reload looks again and chooses what has this address.
 */
export const mediaList = function (what, root, label, chosen, pick) {
  const id = freshId(),
    list = make("div", { class: "chooser" }),
    live = make("p", { class: "visually-hidden", role: "status" });
  const input = make("input", { class: "input", type: "search", id: id, autocomplete: "off", maxlength: "200" });
  let wanted = chosen;
  const radios = () => Array.from(list.querySelectorAll("input[type=radio]"));
  const answers = asker(
    function (html) {
      list.innerHTML = html;
      const all = radios();
      all.forEach(function (radio) {
        const image = radio.parentElement.querySelector("img");
        if (image) image.addEventListener("error", () => image.remove(), { once: true });
        if (radio.value !== wanted) return;
        radio.checked = true;
        pick(radio);
      });
      const empty = list.querySelector(".note");
      live.textContent = all.length ? all.length + " " + label.toLowerCase() : empty ? empty.textContent : "";
    },
    () => list.replaceChildren(OFFLINE()),
  );
  const address = () => root + AT + what + "?q=" + encodeURIComponent(input.value.trim());
  input.addEventListener("input", () => answers.later(address()));
  input.addEventListener("keydown", function (event) {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault(); // looks for it, and does not send the dialog
    answers.now(address());
  });
  list.addEventListener("change", function (event) {
    wanted = event.target.value;
    pick(event.target);
  });
  list.addEventListener("click", function (event) {
    const more = event.target.closest("[data-address]");
    if (more) answers.now(more.dataset.address);
  });
  answers.now(address());
  return {
    box: make(
      "div",
      { class: "field" },
      make("label", { class: "field__label", for: id }, label),
      input,
      live,
      make("fieldset", { class: "chooser__group" }, make("legend", { class: "visually-hidden" }, label), list),
    ),
    reload: function (src) {
      wanted = src;
      input.value = "";
      answers.now(address());
    },
  };
};

/**
 * Store files in the portal. `progress(0…1)` follows the sending. Resolves to {files, refused: [{name, reason}]};
 * rejects where nothing came through.
 */
export const store = function (root, files, progress) {
  const token = document.querySelector("form[data-editor-form] input[name=csrf_token]"),
    data = new FormData();
  if (token) data.append("csrf_token", token.value);
  files.forEach(file => data.append("files", file, file.name));
  return new Promise(function (done, fail) {
    const request = new XMLHttpRequest();
    request.open("POST", root + AT + "tai-len");
    request.setRequestHeader("HX-Request", "true");
    request.responseType = "json";
    request.upload.addEventListener("progress", function (event) {
      if (event.lengthComputable) progress(event.loaded / event.total);
    });
    request.addEventListener("load", function () {
      if (request.response && request.response.files) done(request.response);
      else fail(new Error(String(request.status)));
    });
    request.addEventListener("error", () => fail(new Error("network")));
    request.send(data);
  });
};

/** Choosing files of this machine, stored at once: a field whose `stored(files)` is called with what was taken. */
export const uploadField = function (root, label, accept, stored) {
  const id = freshId(),
    input = make("input", { class: "input input--file", type: "file", id: id, accept: accept }),
    bar = make("progress", { max: "1", value: "0", "aria-label": _("Đang tải lên…") }),
    said = make("p", { class: "editor-dialog__said", role: "status" });
  bar.hidden = true;
  input.addEventListener("change", function () {
    if (!input.files.length) return;
    bar.hidden = false;
    said.textContent = _("Đang tải lên…");
    store(root, Array.from(input.files), part => (bar.value = part)).then(
      function (answer) {
        bar.hidden = true;
        input.value = "";
        said.textContent = refusals(answer) || _("Đã tải lên.");
        if (answer.files.length) stored(answer.files);
      },
      function () {
        bar.hidden = true;
        said.textContent = _("Không tải lên được. Hãy thử lại.");
      },
    );
  });
  return make(
    "div",
    { class: "field" },
    make("label", { class: "field__label", for: id }, label),
    input,
    bar,
    said,
  );
};

/** What was refused and why, in one line; "" where nothing was. */
export const refusals = function (answer) {
  return answer.refused.map(one => (one.name ? one.name + ": " : "") + one.reason).join(" ");
};
