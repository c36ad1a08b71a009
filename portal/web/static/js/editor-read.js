// Markdown as the server reads it (Python-Markdown with tables and sane_lists) to an editor document.
import { MarkdownIt, MarkdownParser } from "../vendor/prosemirror/prosemirror.min.js";
import { schema } from "./editor-schema.js";

const md = MarkdownIt("commonmark", { html: true }).enable("table").disable("fence");
md.normalizeLink = function (address) {
  return address;
};
md.normalizeLinkText = md.normalizeLink;

// Where Python-Markdown differs from CommonMark: **Lưu ý:**bà con is bold, and …
const InlineState = md.inline.State;
md.inline.State = class extends InlineState {
  scanDelims(start, canSplitWord) {
    const found = super.scanDelims(start, canSplitWord);
    if (this.src[start] === "*") {
      found.can_open = /\S/.test(this.src[start + found.length] || " ");
      found.can_close = /\S/.test(this.src[start - 1] || " ");
    }
    return found;
  }
};
// … a list or a table never begins in the middle of a paragraph, and "1)" begins none.
const rules = md.block.ruler.__rules__;
const rule = function (name) {
  return rules.find(function (one) {
    return one.name === name;
  });
};
const list = rule("list").fn;
md.block.ruler.at(
  "list",
  function (state, line, end, silent) {
    if (silent && state.listIndent < 0) return false;
    const text = state.src.slice(state.bMarks[line] + state.tShift[line], state.eMarks[line]);
    return /^\d+\)/.test(text) ? false : list(state, line, end, silent);
  },
  { alt: ["paragraph", "reference", "blockquote"] },
);
md.block.ruler.at("table", rule("table").fn, { alt: [] });

const SCRIPTS = { "<sup>": "sup_open", "</sup>": "sup_close", "<sub>": "sub_open", "</sub>": "sub_close" };
// HTML between words: line breaks, ² and ₂ are understood; all else stays source, shown as text.
const inlineHtml = function (children) {
  const text = children
    .map(function (one) {
      return one.type === "html_inline" ? one.content : "";
    })
    .join("");
  const balanced = ["sup", "sub"].every(function (name) {
    return text.split("<" + name + ">").length === text.split("</" + name + ">").length;
  });
  children.forEach(function (one) {
    if (one.type !== "html_inline") return;
    if (/^<br\s*\/?>$/i.test(one.content)) one.type = "hardbreak";
    else one.type = (balanced && SCRIPTS[one.content]) || "raw_inline";
  });
};

// Tokens of the whole text; lines that gave none (definitions of links) become raw blocks so that none is lost.
const tokenizer = {
  parse: function (text, env) {
    const lines = text.split("\n"),
      out = [];
    let next = 0;
    const keep = function (until) {
      const rest = lines.slice(next, until).join("\n");
      if (rest.trim()) {
        out.push({ type: "raw_block", content: rest.trim() });
        env.ranges.push([next, until]);
      }
    };
    md.parse(text, env).forEach(function (token) {
      if (token.level === 0 && token.nesting >= 0 && token.map) {
        keep(token.map[0]);
        env.ranges.push(token.map);
        next = token.map[1];
      }
      if (token.type === "inline") inlineHtml(token.children);
      out.push(token);
    });
    keep(lines.length);
    return out;
  },
};

const tight = function (tokens, i) {
  while (++i < tokens.length) if (tokens[i].type !== "list_item_open") return Boolean(tokens[i].hidden);
  return true;
};
const cell = function (name) {
  return {
    block: name,
    getAttrs: function (token) {
      const found = /text-align:\s*(\w+)/.exec(token.attrGet("style") || "");
      return { align: found ? found[1] : null };
    },
  };
};
const source = function (token) {
  return { source: token.content.replace(/\n+$/, "") };
};

const parser = new MarkdownParser(schema, tokenizer, {
  blockquote: { block: "blockquote" },
  paragraph: { block: "paragraph" },
  heading: {
    block: "heading",
    getAttrs: function (token) {
      return { level: Number(token.tag.slice(1)) };
    },
  },
  bullet_list: {
    block: "bullet_list",
    getAttrs: function (_, tokens, i) {
      return { tight: tight(tokens, i) };
    },
  },
  ordered_list: {
    block: "ordered_list",
    getAttrs: function (token, tokens, i) {
      const start = token.attrGet("start");
      return { order: start === null ? 1 : Number(start), tight: tight(tokens, i) };
    },
  },
  list_item: { block: "list_item" },
  code_block: { block: "code_block", noCloseToken: true },
  hr: { node: "horizontal_rule" },
  html_block: { node: "raw_block", getAttrs: source },
  raw_block: { node: "raw_block", getAttrs: source },
  raw_inline: { node: "raw_inline", getAttrs: source },
  table: { block: "table" },
  thead: { ignore: true },
  tbody: { ignore: true },
  tr: { block: "table_row" },
  th: cell("table_header"),
  td: cell("table_cell"),
  image: {
    node: "image",
    getAttrs: function (token) {
      return { src: token.attrGet("src"), alt: token.content.replace(/\\(.)/g, "$1"), title: token.attrGet("title") };
    },
  },
  hardbreak: { node: "hard_break" },
  strong: { mark: "strong" },
  em: { mark: "em" },
  sup: { mark: "sup" },
  sub: { mark: "sub" },
  code_inline: { mark: "code", noCloseToken: true },
  link: {
    mark: "link",
    getAttrs: function (token) {
      return { href: token.attrGet("href"), title: token.attrGet("title") || null };
    },
  },
});

/** The document of a Markdown text, and where each of its blocks stood (for serialise). */
export const parse = function (text) {
  const env = { ranges: [] };
  const doc = parser.parse(text, env);
  const origin = { text: text, doc: doc, blocks: new WeakMap(), written: new WeakMap() };
  if (env.ranges.length === doc.childCount) {
    const lines = text.split("\n");
    env.ranges.forEach(function (range, i) {
      const block = lines.slice(range[0], range[1]).join("\n").replace(/\s+$/, "");
      const gap = i ? range[0] - env.ranges[i - 1][1] : 0;
      const touching = i > 0 && gap === 0 && lines[range[0] - 1].trim() !== "";
      origin.blocks.set(doc.child(i), { source: block, before: i ? doc.child(i - 1) : null, touching: touching });
    });
  }
  return { doc: doc, origin: origin };
};
