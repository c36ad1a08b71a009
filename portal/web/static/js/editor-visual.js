// The visual editor over one text area. The text area stays the form's value: it holds Markdown after every change.
import {
  dropCursor,
  EditorState,
  EditorView,
  gapCursor,
  history,
  Plugin,
  tableEditing,
} from "../vendor/prosemirror/prosemirror.min.js";
import { schema } from "./editor-schema.js";
import { parse } from "./editor-read.js";
import { rewrite, serialise } from "./editor-write.js";
import { levelTables } from "./editor-commands.js";
import { keys, typing } from "./editor-keys.js";
import { arriving, paragraphView, pictureView, quoteView } from "./editor-arrive.js";
import { makeToolbar } from "./editor-toolbar.js";
import { fileDialog, linkDialog, videoDialog } from "./editor-dialogs.js";
import { pictureDialog } from "./editor-pictures.js";
import { _ } from "./editor-texts.js";

const MODE = "cong-lang.soan-thao";

// Letters of a text without marks and entities. A document that has fewer of them than its source is not edited here.
const letters = function (text) {
  return text.replace(/&#?\w+;/g, "").replace(/[^\p{L}\p{N}]/gu, "");
};
const remembered = function (value) {
  try {
    // storage may be forbidden
    if (value) localStorage.setItem(MODE, value);
    return localStorage.getItem(MODE);
  } catch (error) {
    return null;
  }
};

const element = function (tag, className, attributes) {
  const made = document.createElement(tag);
  made.className = className;
  Object.assign(made, attributes);
  return made;
};

class VisualEditor {
  constructor(area, root) {
    this.area = area;
    this.root = root;
    this.label = document.querySelector('label[for="' + CSS.escape(area.id) + '"]');
    if (this.label && !this.label.id) this.label.id = area.id + "-label";
    this.own = area.value; // what this editor wrote last; anything else came from the text area
    this.origin = null;
    this.frame();
    this.plugins = this.makePlugins();
    const first = this.read();
    this.view = this.makeView(first);
    this.place(first);
    this.listen();
  }

  say(text, bad) {
    this.status.textContent = text;
    this.status.classList.toggle("is-bad", Boolean(bad));
  }

  frame() {
    this.box = element("div", "editor");
    this.foot = element("div", "editor__foot");
    this.status = element("p", "editor__status", { role: "status" });
    this.button = element("button", "button button--quiet button--small editor__switch", { type: "button" });
    this.hint = element("p", "visually-hidden", { id: this.area.id + "-phim" });
    this.hint.textContent = _("Phím Alt+F10: thanh định dạng. Phím Esc rồi Tab: rời khung soạn.");
    this.dialogs = {
      link: () => linkDialog(this.view, this.root),
      picture: () => pictureDialog(this.view, this.root),
      file: () => fileDialog(this.view, this.root),
      video: () => videoDialog(this.view),
    };
    // A text that becomes a paper (data-editor-paper) has nothing of the public library in it.
    if ("editorPaper" in this.area.dataset) ["picture", "file", "video"].forEach(one => delete this.dialogs[one]);
    this.bar = makeToolbar(this.label ? this.label.firstChild.textContent.trim() : "", this.dialogs);
  }

  makePlugins() {
    return [
      typing,
      ...keys(this.dialogs, () => this.bar.focus()),
      new Plugin({
        props: arriving(this.root, this.say.bind(this), "editorPaper" in this.area.dataset),
        appendTransaction: (done, old, state) => (done.some(tr => tr.docChanged) ? levelTables(state) : null),
      }),
      history(),
      dropCursor({ class: "editor__drop", color: false }),
      gapCursor(),
      tableEditing(),
    ];
  }

  // The state for what stands in the text area, or null (and a word to the person) if it would lose letters.
  read() {
    const { doc, origin } = parse(this.area.value);
    if (letters(rewrite(doc)).length < letters(this.area.value).length) {
      this.say(_("Bài này có phần không soạn trực quan được, nên mở ở dạng mã để không mất chữ nào."), true);
      return null;
    }
    this.origin = origin;
    this.own = this.area.value;
    return EditorState.create({ doc: doc, plugins: this.plugins });
  }

  makeView(state) {
    const described = this.area.getAttribute("aria-describedby");
    const attributes = {
      id: this.area.id + "-truc-quan",
      class: "editor__text prose",
      role: "textbox",
      spellcheck: "false",
      "aria-multiline": "true",
      "aria-describedby": (described ? described + " " : "") + this.hint.id,
    };
    if (this.label) attributes["aria-labelledby"] = this.label.id;
    if (this.area.getAttribute("aria-invalid")) attributes["aria-invalid"] = "true";
    return new EditorView(
      { mount: document.createElement("div") },
      {
        state: state || EditorState.create({ schema: schema, plugins: this.plugins }),
        attributes: attributes,
        nodeViews: { image: pictureView(this.root), blockquote: quoteView, paragraph: paragraphView },
        dispatchTransaction: tr => this.apply(tr),
      },
    );
  }

  place(state) {
    const focused = document.activeElement === this.area;
    const busy = focused && this.area.value !== this.area.defaultValue; // typing has begun: not the moment to change
    const at = [this.area.selectionStart, this.area.selectionEnd];
    this.bar.attach(this.view);
    this.bar.element.setAttribute("aria-controls", this.area.id + "-truc-quan");
    this.foot.append(this.status, this.button);
    // The text first: who comes by the Tab key from the field above writes on. The style puts the buttons on top.
    this.box.append(this.hint, this.view.dom, this.bar.element, this.foot);
    this.area.before(this.box);
    this.foot.before(this.area);
    if (!state) this.own = null;
    this.show(Boolean(state) && !busy && remembered() !== "markdown");
    if (state) this.bar.update(this.view.state);
    if (!focused) return;
    if (this.area.hidden) this.view.focus();
    else {
      this.area.focus();
      this.area.setSelectionRange(at[0], at[1]);
    }
  }

  apply(tr) {
    this.view.updateState(this.view.state.apply(tr));
    this.bar.update(this.view.state);
    if (!tr.docChanged) return;
    const doc = this.view.state.doc;
    try {
      this.own = serialise(doc, this.origin);
    } catch (error) {
      this.area.value = doc.textBetween(0, doc.content.size, "\n\n", "\n"); // the words at least, and in sight
      this.show(false);
      throw error;
    }
    this.area.value = this.own;
    this.area.dispatchEvent(new Event("input", { bubbles: true })); // desk.js asks before leaving
  }

  show(visual) {
    this.box.dataset.mode = visual ? "visual" : "markdown";
    this.bar.element.hidden = !visual;
    this.view.dom.hidden = !visual;
    this.area.hidden = visual;
    this.button.textContent = visual ? _("Xem mã Markdown") : _("Soạn trực quan");
  }

  toVisual() {
    if (this.area.value !== this.own) {
      const state = this.read();
      if (!state) return false;
      this.view.updateState(state);
    }
    this.show(true);
    this.bar.update(this.view.state);
    return true;
  }

  listen() {
    this.button.addEventListener("click", () => {
      this.say("");
      if (this.area.hidden) this.show(false);
      else if (!this.toVisual()) return;
      remembered(this.area.hidden ? "visual" : "markdown");
      (this.area.hidden ? this.view : this.area).focus();
    });
    const arrive = event => {
      if (!this.area.hidden) return;
      event.preventDefault();
      this.view.focus();
      this.view.dom.scrollIntoView({ block: "nearest" });
    };
    if (this.label) this.label.addEventListener("click", arrive);
    const links = document.querySelectorAll('a[href="#' + CSS.escape(this.area.id) + '"]'); // of the list of errors
    links.forEach(link => link.addEventListener("click", arrive));
    // Whoever writes into the text area from outside (a draft offered again) says so with this event.
    this.area.addEventListener("portal:text", () => {
      if (this.area.hidden && this.area.value !== this.own && !this.toVisual()) this.show(false);
    });
  }
}

/** Put the visual editor over a text area. Throws before the text area is hidden if anything fails. */
export const mount = function (area, root) {
  return new VisualEditor(area, root);
};
