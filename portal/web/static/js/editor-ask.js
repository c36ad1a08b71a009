// Asking in a dialog: fields with their errors, a modal form, and elements made without markup in strings.
import { _ } from "./editor-texts.js";

let count = 0;

/** An id that no other element of the page has. */
export const freshId = function () {
  return "hoi-" + ++count;
};

/** An element with attributes and children; a value of true is an attribute without one. */
export const make = function (tag, attributes, ...children) {
  const element = document.createElement(tag);
  Object.entries(attributes).forEach(function (pair) {
    if (pair[1] !== false) element.setAttribute(pair[0], pair[1] === true ? "" : pair[1]);
  });
  element.append(...children);
  return element;
};

/** A labelled line to write in: {box, input, fail(message), warn(message)}; a message goes when one writes on. */
export const field = function (label, help, value, more) {
  const id = freshId();
  const input = make("input", { class: "input", id: id, autocomplete: "off", maxlength: "1000", ...more });
  input.value = value;
  const error = make("p", { class: "field__error", id: id + "-error", role: "alert", hidden: true });
  const box = make("div", { class: "field" }, make("label", { class: "field__label", for: id }, label));
  if (help) box.append(make("p", { class: "field__help", id: id + "-help" }, help));
  box.append(error, input);
  input.setAttribute("aria-describedby", (help ? id + "-help " : "") + id + "-error");
  const tell = function (message, wrong) {
    error.textContent = message;
    error.hidden = !message;
    if (wrong) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
    if (message) input.focus();
  };
  input.addEventListener("input", () => error.hidden || tell("", false));
  return { box: box, input: input, fail: message => tell(message, true), warn: message => tell(message, false) };
};

/** A box to tick: {box, input}. */
export const tick = function (label, checked) {
  const input = make("input", { type: "checkbox", id: freshId() });
  input.checked = checked;
  const box = make("label", { class: "choice", for: input.id }, input, make("span", {}, label));
  return { box: make("div", { class: "field field--check" }, box), input: input };
};

/**
 * A modal dialog. `accept` answers what to do once it is closed, or null while something is missing. `more`: extra
 * buttons, the word of the button that accepts, and what happens when it was left. Returns {dialog, form, close(then)}.
 */
export const ask = function (title, parts, accept, more) {
  const id = freshId(),
    before = document.activeElement,
    wanted = more || {};
  const form = make(
    "form",
    { class: "editor-dialog__form", method: "dialog", novalidate: true },
    make("h2", { id: id }, title),
    ...parts,
  );
  const cancel = make("button", { class: "button button--quiet", type: "button" }, wanted.no || _("Thôi"));
  form.append(
    make(
      "p",
      { class: "editor-dialog__actions" },
      make("button", { class: "button", type: "submit" }, wanted.yes || _("Chèn")),
      ...(wanted.extra || []),
      cancel,
    ),
  );
  const dialog = make("dialog", { class: "editor-dialog", "aria-labelledby": id }, form);
  let then = null;
  const close = function (next) {
    then = next;
    dialog.close();
  };
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    event.stopPropagation();
    const next = accept();
    if (next) close(next);
  });
  cancel.addEventListener("click", () => close(null));
  // What is typed here is not the item's text: the desk's keys and its guard of unsaved text do not hear of it.
  ["keydown", "input", "change"].forEach(kind => dialog.addEventListener(kind, event => event.stopPropagation()));
  dialog.addEventListener("close", function () {
    dialog.remove();
    if (then) then();
    else if (before && before.isConnected) before.focus();
    if (wanted.left) wanted.left();
  });
  document.body.append(dialog);
  dialog.showModal();
  return { dialog: dialog, form: form, close: close };
};
