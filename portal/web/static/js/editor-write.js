// An editor document to Markdown as the server reads it (Python-Markdown with tables and sane_lists).
// A block that nobody touched is written back letter for letter; see serialise().
import { MarkdownSerializerState } from "../vendor/prosemirror/prosemirror.min.js";

const WORD = /[\p{L}\p{N}]/u;
class State extends MarkdownSerializerState {
  constructor(where) {
    super(NODES, MARKS, { hardBreakNodeName: "hard_break" });
    this.where = where; // "cell", "heading" or "": what a line may hold
    this.lineStart = false;
  }

  esc(text, startOfLine) {
    const start = startOfLine || this.lineStart;
    this.lineStart = false;
    let out = text
      .replace(/[\\`*[\]]/g, "\\$&")
      .replace(/_/g, function (sign, at, all) {
        return WORD.test(all[at - 1] || "") && WORD.test(all[at + 1] || "") ? sign : "\\_";
      })
      .replace(/&(?=#|\w)/g, "&amp;")
      .replace(/<(?=[a-zA-Z/!?])/g, "&lt;");
    if (this.where === "cell") out = out.replace(/\|/g, "\\|");
    if (this.where === "heading")
      out = out.replace(/#+$/, function (signs) {
        return signs.replace(/#/g, "\\#");
      });
    if (!start) return out;
    return out
      .replace(/^\s+/, "")
      .replace(/^(?:[#>]|[-+](?=\s|$|[-+]))/, "\\$&")
      .replace(/^=(?==*\s*$)/, "&#61;") // would underline the line above: a heading
      .replace(/^(\d+)\.(?=\s|$)/, "$1\\.");
  }
}

const address = function (href) {
  return href.replace(/[\s<>()"]/g, function (sign) {
    return "%" + sign.charCodeAt(0).toString(16).toUpperCase();
  });
};
const ENTITIES = { "&": "&amp;", '"': "&quot;", "<": "&lt;", "`": "&#96;", "\\": "&#92;" };
const quoted = function (text) {
  return text.replace(/\s+/g, " ").replace(/[&"<`\\]/g, sign => ENTITIES[sign]);
};
const destination = function (attrs, name) {
  return "(" + address(attrs[name]) + (attrs.title ? ' "' + quoted(attrs.title) + '"' : "") + ")";
};
const lines = function (state, all) {
  all.forEach(function (line, i) {
    if (i) state.ensureNewLine();
    state.write(line);
  });
};
const inlineOf = function (node, where) {
  const state = new State(where);
  state.renderInline(node, false);
  return state.out.trim();
};

const NODES = {
  paragraph: function (state, node) {
    state.renderInline(node);
    state.closeBlock(node);
  },
  heading: function (state, node) {
    state.write("#".repeat(node.attrs.level) + " " + inlineOf(node, "heading"));
    state.closeBlock(node);
  },
  blockquote: function (state, node) {
    state.wrapBlock("> ", null, node, function () {
      state.renderContent(node);
    });
  },
  bullet_list: function (state, node) {
    state.renderList(node, "    ", function () {
      return "- ";
    });
  },
  ordered_list: function (state, node) {
    const last = String(node.attrs.order + node.childCount - 1);
    state.renderList(node, " ".repeat(Math.max(4, last.length + 2)), function (i) {
      return node.attrs.order + i + ". ";
    });
  },
  list_item: function (state, node) {
    state.renderContent(node);
  },
  horizontal_rule: function (state, node) {
    state.write("---");
    state.closeBlock(node);
  },
  code_block: function (state, node) {
    state.wrapBlock("    ", null, node, function () {
      state.text(node.textContent, false);
    });
  },
  raw_block: function (state, node) {
    lines(state, node.attrs.source.split("\n"));
    state.closeBlock(node);
  },
  raw_inline: function (state, node) {
    state.text(node.attrs.source, false);
  },
  table: function (state, node) {
    const rows = [];
    node.forEach(function (row) {
      const cells = [];
      row.forEach(function (one) {
        cells.push(inlineOf(one, "cell"));
      });
      rows.push("| " + cells.join(" | ") + " |");
    });
    const rulers = [];
    node.firstChild.forEach(function (one) {
      rulers.push({ left: ":---", center: ":---:", right: "---:" }[one.attrs.align] || "---");
    });
    rows.splice(1, 0, "|" + rulers.join("|") + "|");
    lines(state, rows);
    state.closeBlock(node);
  },
  image: function (state, node) {
    state.text(
      "![" + state.esc(node.attrs.alt || "").replace(/\s+/g, " ") + "]" + destination(node.attrs, "src"),
      false,
    );
  },
  hard_break: function (state, node, parent, index) {
    let more = false;
    for (let i = index + 1; i < parent.childCount; i++) if (parent.child(i).type !== node.type) more = true;
    if (!more) return;
    if (state.where || parent.child(index + 1).type === node.type) {
      state.text("<br>", false);
      return;
    }
    state.write("  \n");
    state.lineStart = true;
  },
  text: function (state, node) {
    state.text(node.text);
  },
};
const around = function (open, close) {
  return { open: open, close: close || open, mixable: true, expelEnclosingWhitespace: true };
};
const ticks = function (node) {
  const runs = (node.text || "").match(/`+/g) || [];
  return "`".repeat(
    Math.max(
      0,
      ...runs.map(function (run) {
        return run.length;
      }),
    ) + 1,
  );
};
const MARKS = {
  strong: around("**"),
  em: around("*"),
  sup: around("<sup>", "</sup>"),
  sub: around("<sub>", "</sub>"),
  link: {
    open: function (state) {
      state.out = state.out.replace(/([^\\]|^)!$/, "$1\\!"); // a link, not a picture
      return "[";
    },
    close: function (_, mark) {
      return "]" + destination(mark.attrs, "href");
    },
    mixable: true,
  },
  code: {
    open: function (_, mark, parent, index) {
      return ticks(parent.child(index));
    },
    close: function (_, mark, parent, index) {
      return ticks(parent.child(index - 1));
    },
    escape: false,
  },
};

const write = function (node, written) {
  if (!written.has(node)) {
    const state = new State("");
    state.render(node, node, 0);
    written.set(node, state.out.replace(/^\n+|\s+$/g, ""));
  }
  return written.get(node);
};

/** The Markdown of a document; blocks that came from `origin` unchanged are given back as they were written. */
export const serialise = function (doc, origin) {
  if (origin.doc && doc.eq(origin.doc)) return origin.text;
  let out = "",
    previous = null;
  doc.forEach(function (node) {
    const known = origin.blocks.get(node);
    const text = known ? known.source : write(node, origin.written);
    if (!text) return;
    const close = known && known.touching && known.before === previous && origin.blocks.has(previous);
    out += (out ? (close ? "\n" : "\n\n") : "") + text;
    previous = node;
  });
  return out && out + "\n";
};

/** The Markdown of a document written anew, block by block. */
export const rewrite = function (doc) {
  const nowhere = { doc: null, text: "", blocks: new WeakMap(), written: new WeakMap() };
  return serialise(doc, nowhere);
};
