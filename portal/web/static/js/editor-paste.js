// What comes from Word, Google Docs or a web page, reduced to what Markdown keeps: headings, bold, italic, lists,
// tables, quotes, links. Fonts, colours and foreign pictures stay behind. The server cleans again; this is for the eye.
import { isSafeAddress } from "./editor-schema.js";

const GONE =
  "script, style, meta, link, title, base, head, iframe, frame, object, embed, svg, math, template, noscript, " +
  "input, button, select, textarea, audio, video, canvas";
const BLOCKS = "p, div, li, h1, h2, h3, h4, h5, h6, blockquote, pre, tr, section, article, dd, dt";
const KEPT = { A: ["href", "title"], IMG: ["src", "alt"], OL: ["start"] };

/** HTML without anything that the content security policy would stop: styles and handlers move to data- attributes. */
const disarm = function (html) {
  return html
    .replace(/<!--[\s\S]*?-->|<!\[[^>]*>|<\?[\s\S]*?>/g, "")
    .replace(/<(style|script|xml)\b[\s\S]*?<\/\1\s*>/gi, "")
    .replace(/<[a-z][^>]*>/gi, function (tag) {
      return tag.replace(/([\s"'/])(style|on[a-z]+)(\s*=)/gi, "$1data-$2$3");
    });
};

const each = function (root, selector, act) {
  root.querySelectorAll(selector).forEach(act);
};
const style = function (element) {
  return (element.getAttribute("data-style") || "").toLowerCase();
};
const unwrap = function (element) {
  element.replaceWith(...element.childNodes);
};
const rename = function (element, name) {
  const made = element.ownerDocument.createElement(name);
  made.append(...element.childNodes);
  element.replaceWith(made);
  return made;
};

/** An address as the portal writes its own: without host and without the prefix of a portal told by path. */
export const portalAddress = function (href, root) {
  const here = location.origin;
  let out = href.trim();
  if (out === here || out.startsWith(here + "/")) {
    out = out.slice(here.length) || "/";
    if (root && out.startsWith(root + "/")) out = out.slice(root.length);
  }
  return out;
};

// Word writes lists as paragraphs; level and kind hide in the style.
const wordLists = function (body) {
  let open = []; // [{level, list}], outermost first
  let last = null;
  each(body, "p, h1, h2, h3, h4, h5, h6", function (paragraph) {
    const found = /mso-list:\s*(l\d+)\s+level(\d+)/.exec(style(paragraph));
    const mark =
      found &&
      Array.from(paragraph.querySelectorAll("span")).find(function (span) {
        return /mso-list:\s*ignore/.test(style(span));
      });
    if (!mark) {
      if (!paragraph.closest("table")) open = [];
      return;
    }
    const sign = mark.textContent.replace(/\s+/g, " ").trim();
    const number = /^(\d+)\.$/.exec(sign);
    if (/[\p{L}\p{N}]/u.test(sign) && !number && sign !== "o") {
      // a), iv., 1.1: the sign is part of the text
      mark.replaceWith(sign + " ");
      open = [];
      return;
    }
    mark.remove();
    const level = Number(found[2]),
      kind = number ? "OL" : "UL";
    if (!last || (open.length && !follows(open[0].list, paragraph))) open = [];
    while (open.length && open[open.length - 1].level > level) open.pop();
    let top = open[open.length - 1];
    if (top && top.level === level && (top.list.tagName !== kind || top.id !== found[1])) {
      open.pop();
      top = open[open.length - 1];
    }
    if (!top || top.level < level) {
      const list = paragraph.ownerDocument.createElement(kind);
      if (number && number[1] !== "1") list.setAttribute("start", number[1]);
      if (top && top.list.lastElementChild) top.list.lastElementChild.append(list);
      else paragraph.before(list);
      top = { level: level, list: list, id: found[1] };
      open.push(top);
    }
    const item = paragraph.ownerDocument.createElement("li");
    item.append(...paragraph.childNodes);
    top.list.append(item);
    paragraph.remove();
    last = item;
  });
};
const follows = function (list, paragraph) {
  let next = list.nextSibling;
  while (next && next.nodeType === 3 && !next.textContent.trim()) next = next.nextSibling;
  return next === paragraph;
};

const emphasis = function (body) {
  each(body, "b, strong, i, em, span, font, sup, sub", function (element) {
    const rules = style(element),
      name = element.tagName;
    if ((name === "B" || name === "STRONG") && /font-weight:\s*(normal|[1-4]00)/.test(rules)) {
      unwrap(element);
      return;
    }
    if (name !== "SPAN" && name !== "FONT") return;
    const wanted = [];
    if (/font-weight:\s*(bold|[6-9]00)/.test(rules)) wanted.push("strong");
    if (/font-style:\s*italic/.test(rules)) wanted.push("em");
    if (/vertical-align:\s*super/.test(rules)) wanted.push("sup");
    if (/vertical-align:\s*sub/.test(rules)) wanted.push("sub");
    wanted.forEach(function (tag) {
      const made = element.ownerDocument.createElement(tag);
      made.append(...element.childNodes);
      element.append(made);
    });
    unwrap(element);
  });
  each(body, "h1, h2, h3, h4, h5, h6", function (heading) {
    each(heading, "b, strong", unwrap);
  });
  each(body, "p.MsoTitle, p.MsoSubtitle", function (title) {
    rename(title, "h2");
  });
};

// A Markdown table has one row of headings, lines of text in its cells, and no joined cells.
const cellLines = function (cell) {
  each(cell, BLOCKS, function (block) {
    if (block.tagName === "LI") block.prepend("– ");
    if (block.previousSibling && block.previousSibling.textContent.trim())
      block.before(cell.ownerDocument.createElement("br"));
    if (block.nextSibling && block.nextSibling.textContent.trim())
      block.after(cell.ownerDocument.createElement("br"));
  });
  each(cell, BLOCKS + ", ul, ol, hr", unwrap);
  each(cell, "br + br", function (br) {
    br.remove();
  });
};
const grid = function (table) {
  const filled = [];
  Array.from(table.rows)
    .slice(0, 500)
    .forEach(function (row, y) {
      filled[y] = filled[y] || [];
      let x = 0;
      Array.from(row.cells).forEach(function (cell) {
        while (filled[y][x]) x++;
        const wide = Math.min(Math.max(cell.colSpan, 1), 50),
          high = Math.min(Math.max(cell.rowSpan, 1), 500 - y);
        for (let dy = 0; dy < high; dy++)
          for (let dx = 0; dx < wide; dx++) {
            filled[y + dy] = filled[y + dy] || [];
            filled[y + dy][x + dx] = dx || dy ? "joined" : cell;
          }
      });
    });
  return filled.slice(0, table.rows.length);
};
const plainTables = function (body) {
  each(body, "table table", function (inner) {
    rename(inner, "div");
  });
  each(body, "table", function (table) {
    const rows = grid(table),
      width = Math.max(
        0,
        ...rows.map(function (row) {
          return row.length;
        }),
      );
    const doc = table.ownerDocument;
    if (!width) {
      table.remove();
      return;
    }
    if (rows.length === 1 && width === 1) {
      table.replaceWith(...rows[0][0].childNodes);
      return;
    } // a frame around text
    const made = doc.createElement("table");
    rows.forEach(function (row, y) {
      const line = doc.createElement("tr");
      for (let x = 0; x < width; x++) {
        const cell = doc.createElement(y ? "td" : "th");
        if (row[x] && row[x] !== "joined") {
          cell.append(...row[x].childNodes);
          cellLines(cell);
          if (!y) each(cell, "b, strong", unwrap);
        }
        line.append(cell);
      }
      made.append(line);
    });
    table.replaceWith(made);
  });
};

const addresses = function (body, root) {
  let pictures = 0;
  each(body, "a", function (link) {
    const href = portalAddress(link.getAttribute("href") || "", root);
    if (!isSafeAddress(href) || href.startsWith("#")) {
      unwrap(link);
      return;
    }
    link.setAttribute("href", href);
  });
  each(body, "img", function (image) {
    const src = portalAddress(image.getAttribute("src") || "", root);
    if (/^\/tep\/\d+\//.test(src)) image.setAttribute("src", src);
    else {
      image.remove();
      pictures++;
    }
  });
  return pictures;
};

const tidy = function (body) {
  const walk = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    if (!walk.currentNode.parentElement.closest("pre")) {
      walk.currentNode.data = walk.currentNode.data.replace(/[\s\u00a0]+/g, " ").replace(/[\u00ad\u200b\ufeff]/g, "");
    }
  }
  each(body, "*", function (element) {
    const kept = KEPT[element.tagName] || [];
    Array.from(element.attributes).forEach(function (one) {
      if (!kept.includes(one.name)) element.removeAttribute(one.name);
    });
  });
  each(body, "p, h1, h2, h3, h4, h5, h6, li, blockquote", function (block) {
    if (!block.textContent.trim() && !block.querySelector("img, table")) block.remove();
  });
};

/**
 * Clean HTML of a paste. `root` is the prefix of this portal's addresses.
 * Returns {html, pictures}: pictures tells how many were left behind.
 */
export const cleanPasted = function (html, root) {
  const safe = disarm(html);
  if (/<[a-z][^>]*\bdata-pm-slice=/i.test(safe)) return { html: safe, pictures: 0 }; // cut from an editor like this one
  const body = new DOMParser().parseFromString(safe, "text/html").body;
  each(body, GONE, function (element) {
    element.remove();
  });
  wordLists(body);
  emphasis(body);
  Array.from(body.getElementsByTagName("*")).forEach(function (element) {
    if (element.tagName.includes(":")) unwrap(element);
  });
  plainTables(body);
  const pictures = addresses(body, root);
  tidy(body);
  return { html: body.innerHTML, pictures: pictures };
};
