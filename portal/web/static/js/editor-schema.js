// What a text of the portal may hold: exactly what Markdown keeps and the server lets through.
import { Schema, tableNodes } from "../vendor/prosemirror/prosemirror.min.js";

const ALIGN = /\balign-(left|center|right)\b/;

const tables = tableNodes({
  tableGroup: "block",
  cellContent: "inline*",
  cellAttributes: {
    align: {
      default: null,
      getFromDOM: function (dom) {
        const found = ALIGN.exec(dom.className);
        return found ? found[1] : null;
      },
      setDOMAttr: function (value, attrs) {
        if (value) attrs.class = "align-" + value;
      },
    },
  },
});

/** An address that may stand in a link: http, https, mailto, tel, a page of the portal or a place on this page. */
export const isSafeAddress = function (href) {
  return /^(https?:|mailto:|tel:|\/(?!\/)|#)/i.test(href);
};

const raw = function (inline) {
  return {
    group: inline ? "inline" : "block",
    inline: inline,
    atom: true,
    selectable: true,
    attrs: { source: {} },
    toDOM: function (node) {
      return [inline ? "code" : "pre", { class: "editor__raw", "data-raw": node.attrs.source }, node.attrs.source];
    },
    parseDOM: [
      {
        tag: (inline ? "code" : "pre") + "[data-raw]",
        priority: 60,
        getAttrs: function (dom) {
          return { source: dom.getAttribute("data-raw") };
        },
      },
    ],
  };
};

const heading = function (level) {
  return { tag: "h" + level, attrs: { level: Math.min(Math.max(level, 2), 4) } };
};

export const schema = new Schema({
  nodes: {
    doc: { content: "block+" },
    paragraph: {
      content: "inline*",
      group: "block",
      parseDOM: [{ tag: "p" }],
      toDOM: function () {
        return ["p", 0];
      },
    },
    heading: {
      content: "inline*",
      group: "block",
      defining: true,
      attrs: { level: { default: 2 } },
      parseDOM: [1, 2, 3, 4, 5, 6].map(heading),
      toDOM: function (node) {
        return ["h" + Math.max(2, node.attrs.level), 0];
      },
    },
    blockquote: {
      content: "block+",
      group: "block",
      defining: true,
      parseDOM: [{ tag: "blockquote" }],
      toDOM: function () {
        return ["blockquote", 0];
      },
    },
    bullet_list: {
      content: "list_item+",
      group: "block",
      attrs: { tight: { default: true } },
      parseDOM: [{ tag: "ul" }],
      toDOM: function () {
        return ["ul", 0];
      },
    },
    ordered_list: {
      content: "list_item+",
      group: "block",
      attrs: { tight: { default: true }, order: { default: 1 } },
      parseDOM: [
        {
          tag: "ol",
          getAttrs: function (dom) {
            return { order: dom.start > 0 ? dom.start : 1 };
          },
        },
      ],
      toDOM: function (node) {
        return ["ol", node.attrs.order === 1 ? {} : { start: node.attrs.order }, 0];
      },
    },
    list_item: {
      content: "block+",
      defining: true,
      parseDOM: [{ tag: "li" }],
      toDOM: function () {
        return ["li", 0];
      },
    },
    horizontal_rule: {
      group: "block",
      parseDOM: [{ tag: "hr" }],
      toDOM: function () {
        return ["hr"];
      },
    },
    code_block: {
      content: "text*",
      marks: "",
      group: "block",
      code: true,
      defining: true,
      parseDOM: [{ tag: "pre", preserveWhitespace: "full" }],
      toDOM: function () {
        return ["pre", ["code", 0]];
      },
    },
    raw_block: raw(false),
    table: tables.table,
    table_row: tables.table_row,
    table_cell: tables.table_cell,
    table_header: tables.table_header,
    text: { group: "inline" },
    image: {
      inline: true,
      group: "inline",
      draggable: true,
      attrs: { src: {}, alt: { default: "" }, title: { default: null } },
      parseDOM: [
        {
          tag: "img[src]",
          getAttrs: function (dom) {
            return {
              src: dom.getAttribute("src"),
              alt: dom.getAttribute("alt") || "",
              title: dom.getAttribute("title"),
            };
          },
        },
      ],
      toDOM: function (node) {
        return ["img", { src: node.attrs.src, alt: node.attrs.alt }];
      },
    },
    hard_break: {
      inline: true,
      group: "inline",
      selectable: false,
      linebreakReplacement: true,
      parseDOM: [{ tag: "br" }],
      toDOM: function () {
        return ["br"];
      },
    },
    raw_inline: raw(true),
  },
  marks: {
    link: {
      attrs: { href: {}, title: { default: null } },
      inclusive: false,
      parseDOM: [
        {
          tag: "a[href]",
          getAttrs: function (dom) {
            const href = dom.getAttribute("href");
            return isSafeAddress(href) ? { href: href, title: dom.getAttribute("title") } : false;
          },
        },
      ],
      toDOM: function (mark) {
        return ["a", { href: mark.attrs.href }, 0];
      },
    },
    strong: {
      parseDOM: [{ tag: "strong" }, { tag: "b" }],
      toDOM: function () {
        return ["strong", 0];
      },
    },
    em: {
      parseDOM: [{ tag: "em" }, { tag: "i" }],
      toDOM: function () {
        return ["em", 0];
      },
    },
    sup: {
      excludes: "sub",
      parseDOM: [{ tag: "sup" }],
      toDOM: function () {
        return ["sup", 0];
      },
    },
    sub: {
      parseDOM: [{ tag: "sub" }],
      toDOM: function () {
        return ["sub", 0];
      },
    },
    code: {
      parseDOM: [{ tag: "code" }],
      toDOM: function () {
        return ["code", 0];
      },
    },
  },
});
