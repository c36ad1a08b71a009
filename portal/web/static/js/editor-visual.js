// The visual editor over one text area. The text area stays the form's value: it holds Markdown after every change.
import {
  EditorState,
  EditorView,
  Plugin,
  Slice,
  history,
  undo,
  redo,
  keymap,
  baseKeymap,
  chainCommands,
  inputRules,
  wrappingInputRule,
  textblockTypeInputRule,
  undoInputRule,
  splitListItem,
  liftListItem,
  sinkListItem,
  dropCursor,
  gapCursor,
  tableEditing,
  goToNextCell,
  addRowAfter,
  isInTable,
  CellSelection,
  TextSelection,
} from "../vendor/prosemirror/prosemirror.min.js";
import { schema } from "./editor-schema.js";
import { parse, serialise, rewrite } from "./editor-markdown.js";
import { cleanPasted } from "./editor-paste.js";
import * as commands from "./editor-commands.js";
import { makeToolbar } from "./editor-toolbar.js";
import { linkDialog, pictureDialog, upload } from "./editor-dialogs.js";
import { _ } from "./editor-texts.js";

const types = schema.nodes;
const MODE = "cong-lang.soan-thao";
const PICTURE_CODE = /!\[[^\]]*\]\(\/tep\/\d+\/[^)\s]+\)/;

// The last cell's Tab makes a new row, as in Word.
const nextCell = function (state, dispatch, view) {
  if (goToNextCell(1)(state, dispatch)) return true;
  if (!isInTable(state)) return false;
  if (dispatch) {
    addRowAfter(state, dispatch);
    goToNextCell(1)(view.state, view.dispatch);
  }
  return true;
};
const inCell = function (command) {
  return function (state, dispatch, view) {
    return isInTable(state) && command(state, dispatch, view);
  };
};

const keys = function (open, toToolbar) {
  let leaving = false;
  const unlessLeaving = function (command) {
    return function (state, dispatch, view) {
      if (leaving) {
        leaving = false;
        return false;
      }
      return command(state, dispatch, view);
    };
  };
  return [
    new Plugin({
      props: {
        handleKeyDown: function (_view, event) {
          if (event.key !== "Tab" && event.key !== "Shift") leaving = event.key === "Escape";
          return false;
        },
      },
    }),
    keymap({
      "Mod-b": commands.bold,
      "Mod-i": commands.italic,
      "Mod-k": function () {
        open.link();
        return true;
      },
      "Mod-Alt-0": commands.paragraph,
      "Mod-Alt-2": commands.heading(2),
      "Mod-Alt-3": commands.heading(3),
      "Mod-Shift-8": commands.list(types.bullet_list),
      "Mod-Shift-7": commands.list(types.ordered_list),
      "Mod-Shift-9": commands.quote,
      "Mod-z": undo,
      "Mod-y": redo,
      "Mod-Shift-z": redo,
      Backspace: undoInputRule,
      Enter: chainCommands(inCell(commands.lineBreak), splitListItem(types.list_item)),
      "Shift-Enter": commands.lineBreak,
      "Mod-Enter": commands.lineBreak,
      Tab: unlessLeaving(chainCommands(nextCell, sinkListItem(types.list_item))),
      "Shift-Tab": unlessLeaving(chainCommands(goToNextCell(-1), liftListItem(types.list_item))),
      "Alt-F10": function () {
        toToolbar();
        return true;
      },
    }),
    keymap(baseKeymap),
  ];
};

const typing = inputRules({
  rules: [
    wrappingInputRule(/^\s*[-+*]\s$/, types.bullet_list),
    wrappingInputRule(
      /^(\d{1,3})\.\s$/,
      types.ordered_list,
      function (found) {
        return { order: Number(found[1]) };
      },
      function (found, node) {
        return node.childCount + node.attrs.order === Number(found[1]);
      },
    ),
    wrappingInputRule(/^\s*>\s$/, types.blockquote),
    textblockTypeInputRule(/^(#{2,3})\s$/, types.heading, function (found) {
      return { level: found[1].length };
    }),
  ],
});

// A picture of the portal is shown from the desk's address, which also answers for drafts; pictures from elsewhere are named, not loaded.
const pictureView = function (root) {
  return function (node) {
    const dom = document.createElement("span");
    dom.className = "editor__picture" + (node.attrs.alt ? "" : " is-nameless");
    const note = function (text) {
      const words = document.createElement("span");
      words.className = "editor__picture-note";
      words.textContent = text;
      dom.append(words);
    };
    if (/^\/tep\/\d+\//.test(node.attrs.src)) {
      const image = document.createElement("img");
      image.alt = node.attrs.alt;
      image.src = root + "/quan-tri" + node.attrs.src;
      image.addEventListener(
        "error",
        function () {
          image.remove();
          note(_("Ảnh") + ": " + (node.attrs.alt || node.attrs.src));
        },
        { once: true },
      );
      dom.append(image);
    } else note(_("Ảnh ngoài cổng, sẽ không hiện") + ": " + (node.attrs.alt || node.attrs.src));
    if (!node.attrs.alt) note(_("Chưa có mô tả ảnh"));
    return { dom: dom };
  };
};

// A quote that begins with "Lưu ý:" looks like the notice it is.
const quoteView = function (node) {
  const dom = document.createElement("blockquote");
  const look = function (one) {
    dom.classList.toggle("is-notice", /^lưu ý:/i.test(one.textContent));
  };
  look(node);
  return {
    dom: dom,
    contentDOM: dom,
    update: function (next) {
      if (next.type !== types.blockquote) return false;
      look(next);
      return true;
    },
    ignoreMutation: function (record) {
      return record.type === "attributes";
    },
  };
};

const images = function (data) {
  return Array.from((data && data.files) || []).filter(function (file) {
    return /^image\/(jpeg|png|webp|gif)$/.test(file.type);
  });
};
const hasWords = function (html) {
  return html.replace(/<style[\s\S]*?<\/style>|<!--[\s\S]*?-->|<[^>]*>|&nbsp;|\s/gi, "") !== "";
};

const arriving = function (root, say) {
  return {
    transformPastedHTML: function (html) {
      const clean = cleanPasted(html, root);
      if (clean.pictures)
        say(_("Ảnh trong bài dán không đi theo. Hãy tải ảnh lên ở mục Tệp đính kèm và hình ảnh."), true);
      return clean.html;
    },
    clipboardTextParser: function (text, $context, plain) {
      if (plain || !PICTURE_CODE.test(text)) return null;
      return new Slice(parse(text).doc.content, 0, 0);
    },
    handlePaste: function (view, event, slice) {
      const files = images(event.clipboardData);
      if (files.length && !hasWords(event.clipboardData.getData("text/html"))) {
        upload(view, files, say);
        return true;
      }
      const { selection } = view.state;
      if (!isInTable(view.state) || selection instanceof CellSelection) return false;
      let table = false;
      slice.content.descendants(function (node) {
        if (node.type.spec.tableRole) table = true;
      });
      if (table || !selection.$from.sameParent(selection.$to)) return false;
      view.dispatch(
        view.state.tr.replaceWith(selection.from, selection.to, commands.asLines(slice)).scrollIntoView(),
      );
      return true;
    },
    handleDrop: function (view, event) {
      if (!event.dataTransfer || !event.dataTransfer.files.length) return false;
      event.preventDefault();
      const files = images(event.dataTransfer),
        at = view.posAtCoords({ left: event.clientX, top: event.clientY });
      if (!files.length) {
        say(_("Chỉ chèn được ảnh vào bài. Tệp khác thêm ở mục Tệp đính kèm và hình ảnh."), true);
        return true;
      }
      if (at) view.dispatch(view.state.tr.setSelection(TextSelection.near(view.state.doc.resolve(at.pos))));
      upload(view, files, say);
      return true;
    },
  };
};

// Letters of a text without marks and entities: a document that has fewer of them than its source must not be edited here.
const letters = function (text) {
  return text.replace(/&#?\w+;/g, "").replace(/[^\p{L}\p{N}]/gu, "");
};
const losesText = function (text, doc) {
  return letters(rewrite(doc)).length < letters(text).length;
};

const remembered = function (value) {
  try {
    if (value) localStorage.setItem(MODE, value);
    return localStorage.getItem(MODE);
  } catch (error) {
    return null;
  } // storage may be forbidden
};

const shell = function (area, label) {
  const box = document.createElement("div"),
    foot = document.createElement("div"),
    status = document.createElement("p");
  const button = document.createElement("button"),
    hint = document.createElement("p");
  box.className = "editor";
  foot.className = "editor__foot";
  status.className = "editor__status";
  status.setAttribute("role", "status");
  button.type = "button";
  button.className = "button button--quiet button--small editor__switch";
  hint.className = "visually-hidden";
  hint.id = area.id + "-phim";
  hint.textContent = _("Phím Alt+F10: thanh định dạng. Phím Esc rồi Tab: rời khung soạn.");
  if (label && !label.id) label.id = area.id + "-label";
  foot.append(status, button);
  box.append(hint, foot);
  const say = function (text, bad) {
    status.textContent = text;
    status.classList.toggle("is-bad", Boolean(bad));
  };
  return { box: box, foot: foot, button: button, hint: hint, say: say };
};

/** Put the visual editor over a text area. Throws before the text area is hidden if anything fails. */
export const mount = function (area, root) {
  const label = document.querySelector('label[for="' + CSS.escape(area.id) + '"]');
  const name = label ? label.firstChild.textContent.trim() : "";
  const { box, foot, button, hint, say } = shell(area, label);
  let view = null,
    origin = null,
    own = area.value;
  const dialogs = {
    link: function () {
      linkDialog(view, root);
    },
    picture: function () {
      pictureDialog(view, root, say);
    },
  };
  const bar = makeToolbar(name, dialogs);
  const plugins = [
    typing,
    ...keys(dialogs, function () {
      bar.focus();
    }),
    new Plugin({
      props: arriving(root, say),
      appendTransaction: function (done, old, state) {
        return done.some(function (tr) {
          return tr.docChanged;
        })
          ? commands.levelTables(state)
          : null;
      },
    }),
    history(),
    dropCursor({ class: "editor__drop", color: false }),
    gapCursor(),
    tableEditing(),
  ];
  const load = function () {
    const read = parse(area.value);
    if (losesText(area.value, read.doc)) return null;
    origin = read.origin;
    own = area.value;
    return EditorState.create({ doc: read.doc, plugins: plugins });
  };
  const attributes = { role: "textbox", "aria-multiline": "true", class: "editor__text prose", spellcheck: "false" };
  if (label) attributes["aria-labelledby"] = label.id;
  attributes["aria-describedby"] = ((area.getAttribute("aria-describedby") || "") + " " + hint.id).trim();
  if (area.getAttribute("aria-invalid")) attributes["aria-invalid"] = "true";

  const show = function (visual) {
    box.dataset.mode = visual ? "visual" : "markdown";
    bar.element.hidden = !visual;
    view.dom.hidden = !visual;
    area.hidden = visual;
    button.textContent = visual ? _("Xem mã Markdown") : _("Soạn trực quan");
  };
  const toVisual = function () {
    if (area.value !== own) {
      const state = load();
      if (!state) {
        say(_("Bài này có phần không soạn trực quan được, nên mở ở dạng mã để không mất chữ nào."), true);
        return false;
      }
      view.updateState(state);
    }
    bar.update(view.state);
    show(true);
    return true;
  };

  const first = load();
  view = new EditorView(
    { mount: document.createElement("div") },
    {
      state: first || EditorState.create({ schema: schema, plugins: plugins }),
      attributes: attributes,
      nodeViews: { image: pictureView(root), blockquote: quoteView },
      dispatchTransaction: function (tr) {
        view.updateState(view.state.apply(tr));
        bar.update(view.state);
        if (!tr.docChanged) return;
        try {
          own = serialise(view.state.doc, origin);
        } catch (error) {
          // the words at least; the person sees them at once
          own = view.state.doc.textBetween(0, view.state.doc.content.size, "\n\n", "\n");
          area.value = own;
          show(false);
          throw error;
        }
        area.value = own;
        area.dispatchEvent(new Event("input", { bubbles: true })); // desk.js asks before leaving
      },
    },
  );
  bar.attach(view);
  view.dom.id = area.id + "-truc-quan";
  bar.element.setAttribute("aria-controls", view.dom.id);
  box.insertBefore(bar.element, foot);
  box.insertBefore(view.dom, foot);
  area.before(box);
  if (first) bar.update(view.state);
  else {
    own = null;
    say(_("Bài này có phần không soạn trực quan được, nên mở ở dạng mã để không mất chữ nào."), true);
  }
  show(Boolean(first) && remembered() !== "markdown");
  foot.before(area); // below the bar, above the foot

  button.addEventListener("click", function () {
    say("");
    if (area.hidden) show(false);
    else if (!toVisual()) return;
    remembered(area.hidden ? "visual" : "markdown");
    (area.hidden ? view : area).focus();
  });
  const arrive = function (event) {
    if (area.hidden) {
      event.preventDefault();
      view.focus();
      view.dom.scrollIntoView({ block: "nearest" });
    }
  };
  if (label) label.addEventListener("click", arrive);
  document.querySelectorAll('a[href="#' + CSS.escape(area.id) + '"]').forEach(function (link) {
    link.addEventListener("click", arrive);
  });
  area.addEventListener("portal:text", function () {
    if (area.hidden && area.value !== own && !toVisual()) show(false);
  });
  return view;
};
