// The row of buttons: one stop of the Tab key, arrows inside (WAI-ARIA toolbar), pressed and disabled told in words.
import {
  undo,
  redo,
  closeHistory,
  isInTable,
  addRowBefore,
  addRowAfter,
  addColumnBefore,
  addColumnAfter,
  deleteRow,
  deleteColumn,
  deleteTable,
} from "../vendor/prosemirror/prosemirror.min.js";
import { NOTICES, schema } from "./editor-schema.js";
import * as commands from "./editor-commands.js";
import { _ } from "./editor-texts.js";

const types = schema.nodes,
  marks = schema.marks;
const SVG = "http://www.w3.org/2000/svg";
const SHAPES = {
  list: "M9 6h11M9 12h11M9 18h11M4.5 6h.01M4.5 12h.01M4.5 18h.01",
  numbers: "M10 6h10M10 12h10M10 18h10M4 4.5 5.5 4v4M4 15.2c.3-1.6 3-1.4 2.6.2-.2.8-1.6 1.4-2.6 2.6h2.8",
  quote: "M5 17c2.500 0 4-1.800 4-5V7H4v5h3M15 17c2.500 0 4-1.800 4-5V7h-5v5h3",
  link: "M10 14a4 4 0 0 0 5.700 0l3-3a4 4 0 0 0-5.700-5.700L11.800 6.500M14 10a4 4 0 0 0-5.700 0l-3 3a4 4 0 0 0 5.700 5.700l1.200-1.200",
  picture: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15 9.500h.01",
  file: "M14 3H6v18h12V7zM14 3v4h4M9 12h6M9 16h6",
  video: "M4 5h16v14H4zM10 9v6l5-3z",
  table: "M4 5h16v14H4zM4 10h16M4 14.500h16M10 5v14",
  notice:
    "M12 8v5M12 16.500h.01M10.300 4.300 2.800 18a2 2 0 0 0 1.700 3h15a2 2 0 0 0 1.700-3L13.700 4.300a2 2 0 0 0-3.400 0z",
  undo: "M8 5 4 9l4 4M4 9h10a6 6 0 0 1 0 12h-3",
  redo: "m16 5 4 4-4 4M20 9H10a6 6 0 0 0 0 12h3",
  rowAbove: "M4 13h16v7H4zM12 3v7M8.500 6.500h7",
  rowBelow: "M4 4h16v7H4zM12 14v7M8.500 17.500h7",
  columnLeft: "M13 4v16h7V4zM3 12h7M6.500 8.500v7",
  columnRight: "M4 4v16h7V4zM14 12h7M17.500 8.500v7",
  rowGone: "M4 8h16v8H4zM9 12h6",
  columnGone: "M8 4v16h8V4zM10.500 12h3",
  right: "M4 6h16M10 12h10M7 18h13",
  tableGone: "M4 5h16v14H4zM9 9l6 6M15 9l-6 6",
};

const inside = function (type) {
  return function (state) {
    return Boolean(commands.around(state, [type]));
  };
};
const isHeading = function (level) {
  return function (state) {
    const parent = state.selection.$from.parent;
    return parent.type === types.heading && parent.attrs.level === level;
  };
};
const isNotice = state => Boolean(commands.levelHere(state));
const marked = function (type) {
  return function (state) {
    return commands.hasMark(state, type);
  };
};

// [what, label, keys as aria-keyshortcuts, command, pressed?]; `words` shows the label where there is room.
const GROUPS = [
  [
    {
      letter: "H2",
      label: "Đề mục",
      keys: "Control+Alt+2",
      run: commands.heading(2),
      pressed: isHeading(2),
      words: true,
    },
    {
      letter: "H3",
      label: "Đề mục nhỏ",
      keys: "Control+Alt+3",
      run: commands.heading(3),
      pressed: isHeading(3),
      words: true,
    },
    { letter: "B", label: "Đậm", keys: "Control+B", run: commands.bold, pressed: marked(marks.strong) },
    { letter: "I", label: "Nghiêng", keys: "Control+I", run: commands.italic, pressed: marked(marks.em) },
  ],
  [
    {
      shape: "list",
      label: "Danh sách",
      keys: "Control+Shift+8",
      run: commands.list(types.bullet_list),
      pressed: inside(types.bullet_list),
    },
    {
      shape: "numbers",
      label: "Danh sách số",
      keys: "Control+Shift+7",
      run: commands.list(types.ordered_list),
      pressed: inside(types.ordered_list),
    },
    {
      shape: "quote",
      label: "Trích dẫn",
      keys: "Control+Shift+9",
      run: commands.quote,
      pressed: inside(types.blockquote),
    },
  ],
  [
    { shape: "undo", label: "Hoàn tác", keys: "Control+Z", run: undo },
    { shape: "redo", label: "Làm lại", keys: "Control+Y", run: redo },
  ],
  [
    { shape: "link", label: "Liên kết", keys: "Control+K", dialog: "link", pressed: marked(marks.link), words: true },
    { shape: "picture", label: "Ảnh", dialog: "picture", words: true },
    { shape: "file", label: "Tệp", dialog: "file", words: true },
    { shape: "video", label: "Video", dialog: "video", words: true },
    { shape: "table", label: "Bảng", run: commands.table, words: true },
    { shape: "notice", label: "Lưu ý", run: commands.notice, pressed: isNotice, words: true },
  ],
];
const LEVELS = Object.keys(NOTICES).map(words => ({
  label: "Mức: " + words,
  shown: words,
  run: commands.level(words),
  pressed: commands.isLevel(words),
}));
const TABLE = [
  { shape: "rowAbove", label: "Thêm hàng trên", run: addRowBefore },
  { shape: "rowBelow", label: "Thêm hàng dưới", run: addRowAfter },
  { shape: "columnLeft", label: "Thêm cột trái", run: addColumnBefore },
  { shape: "columnRight", label: "Thêm cột phải", run: addColumnAfter },
  { shape: "rowGone", label: "Xóa hàng", run: deleteRow },
  { shape: "columnGone", label: "Xóa cột", run: deleteColumn },
  {
    shape: "right",
    label: "Căn phải cột (số tiền, số liệu)",
    run: commands.alignRight,
    pressed: commands.isAlignedRight,
  },
  { shape: "tableGone", label: "Xóa bảng", run: deleteTable },
];

const drawing = function (name) {
  const svg = document.createElementNS(SVG, "svg"),
    shape = document.createElementNS(SVG, "path");
  svg.setAttribute("class", "icon");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  shape.setAttribute("d", SHAPES[name]);
  svg.append(shape);
  return svg;
};

// The letter that stands for the words of a button on a telephone.
const short = function (letter) {
  const made = document.createElement("span");
  made.className = "editor__letter";
  made.setAttribute("aria-hidden", "true");
  made.textContent = letter;
  return made;
};

const makeButton = function (item) {
  const button = document.createElement("button"),
    label = _(item.label);
  const keys = item.keys ? " (" + item.keys.replace("Control", "Ctrl") + ")" : "";
  button.type = "button";
  button.className = "editor__button" + (item.letter ? " editor__button--" + item.letter.toLowerCase() : "");
  button.title = label + keys;
  if (item.keys) button.setAttribute("aria-keyshortcuts", item.keys);
  if (item.pressed) button.setAttribute("aria-pressed", "false");
  if (item.words) {
    const words = document.createElement("span");
    words.className = "editor__words";
    words.textContent = label;
    button.append(item.letter ? short(item.letter) : drawing(item.shape), words);
  } else {
    button.setAttribute("aria-label", label);
    button.append(item.letter || (item.shown ? _(item.shown) : drawing(item.shape)));
  }
  button.tabIndex = -1;
  return button;
};

const isShown = function (button) {
  return button.getClientRects().length > 0;
};

/** Build the toolbar of a view. `dialogs` opens "link" and "picture". Returns {element, update(state), focus()}. */
export const makeToolbar = function (name, dialogs) {
  const element = document.createElement("div"),
    entries = [];
  let view = null,
    current = null;
  element.className = "editor__bar";
  element.setAttribute("role", "toolbar");
  element.setAttribute("aria-label", _("Định dạng") + ": " + name);
  const group = function (items, label) {
    const box = document.createElement("div");
    box.className = "editor__group";
    if (label) {
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", label);
    }
    items.forEach(function (item) {
      const button = makeButton(item);
      entries.push({ item: item, button: button, box: box });
      box.append(button);
    });
    element.append(box);
    return box;
  };
  GROUPS.forEach(function (items) {
    group(items.filter(item => !item.dialog || dialogs[item.dialog]), "");
  });
  const tableGroup = group(TABLE, _("Bảng")),
    levelGroup = group(LEVELS, _("Mức của khung nổi bật"));
  [tableGroup, levelGroup].forEach(function (one) {
    one.classList.add("editor__group--table");
    one.hidden = true;
  });

  const usable = function () {
    return entries
      .map(function (one) {
        return one.button;
      })
      .filter(isShown);
  };
  const stop = function (button) {
    if (current) current.tabIndex = -1;
    current = button;
    current.tabIndex = 0;
  };
  stop(entries[0].button);

  element.addEventListener("keydown", function (event) {
    const all = usable(),
      at = all.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      view.focus();
      return;
    }
    if (to === undefined || at < 0) return;
    event.preventDefault();
    stop(all[(to + all.length) % all.length]);
    current.focus();
  });
  element.addEventListener("mousedown", function (event) {
    // the text keeps its selection
    if (event.target.closest("button")) event.preventDefault();
  });
  element.addEventListener("click", function (event) {
    const found = entries.find(function (one) {
      return one.button.contains(event.target);
    });
    if (!found || found.button.getAttribute("aria-disabled") === "true") return;
    stop(found.button);
    if (found.item.dialog) {
      dialogs[found.item.dialog]();
      return;
    }
    found.item.run(
      view.state,
      function (tr) {
        view.dispatch(closeHistory(tr));
      },
      view,
    ); // undone by itself
    if (document.activeElement !== found.button || !isShown(found.button)) view.focus();
  });

  return {
    element: element,
    attach: function (made) {
      view = made;
    },
    focus: function () {
      current.focus();
    },
    update: function (state) {
      tableGroup.hidden = !isInTable(state);
      levelGroup.hidden = !isNotice(state);
      element.classList.toggle("is-in-table", !tableGroup.hidden);
      entries.forEach(function (one) {
        if (one.box.hidden) return;
        if (one.item.pressed) one.button.setAttribute("aria-pressed", String(one.item.pressed(state)));
        const able = one.item.dialog || one.item.run(state);
        if (able) one.button.removeAttribute("aria-disabled");
        else one.button.setAttribute("aria-disabled", "true");
      });
      if (!isShown(current)) stop(usable()[0] || entries[0].button);
    },
  };
};
