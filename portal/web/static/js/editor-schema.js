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

/** What stands as description of a picture that says nothing; the server publishes it with alt="". */
export const DECORATIVE = "(trang trí)";

/** The bold first words of a highlighted notice, and its level (portal/web/sanitise_blocks.py). */
export const NOTICES = { "Thông tin": "thong-tin", "Lưu ý": "luu-y", Khẩn: "khan" };
const NOTICE = [
  [/^thông tin:$/i, "thong-tin"],
  [/^(lưu ý|chú ý):$/i, "luu-y"],
  [/^khẩn( cấp)?:$/i, "khan"],
];

/** The level of a quote that is a notice, "" for a plain quote; "Lưu ý" is one in old texts without bold too. */
export const noticeLevel = function (quote) {
  const first = quote.firstChild && quote.firstChild.isTextblock ? quote.firstChild.firstChild : null;
  const bold = first && first.isText && first.marks.some(mark => mark.type === schema.marks.strong);
  const found = bold && NOTICE.find(one => one[0].test(first.text.trim()));
  return found ? found[1] : /^\s*lưu ý/i.test(quote.textContent) ? "luu-y" : "";
};

const VIDEOS = [
  /^https?:\/\/(?:(?:www\.|m\.)?youtube(?:-nocookie)?\.com\/(?:watch\?(?:[\w%.=-]+&)*v=|live\/|shorts\/|embed\/)|youtu\.be\/)[\w-]{11}(?:[?&#].*)?$/i,
  /^https?:\/\/(?:www\.)?vimeo\.com\/\d{5,12}(?:[/?#].*)?$/i,
  /^https?:\/\/(?:(?:www\.|m\.|web\.)?facebook\.com\/(?:watch\/?\?(?:[\w%.=-]+&)*v=\d|reel\/\d|(?:[\w.-]+\/){1,2}videos\/)|fb\.watch\/\w)\S*$/i,
];

/** Whether this is the address of a video that the portal shows as one (portal/web/sanitise_blocks.py). */
export const videoHost = function (href) {
  return VIDEOS.some(one => one.test(href));
};

/** Whether a paragraph is only a link to a video, or its address. */
export const isVideo = function (paragraph) {
  const only = paragraph.childCount === 1 ? paragraph.firstChild : null;
  if (!only || !only.isText) return false;
  const link = only.marks.find(mark => mark.type === schema.marks.link);
  return only.marks.length === (link ? 1 : 0) && videoHost(link ? link.attrs.href : only.text.trim());
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
