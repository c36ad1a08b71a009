// Lines "a | b | c" and rows of a table: what js/grid.js shows and what it takes from the clipboard.
// A row is { heading: true, parts: [title] } or { parts: [...] }. The server's rule is portal/procedures/lines.py.
(function () {
  "use strict";
  const BREAK = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/;
  const WIDEST = 50; // cells that one merged cell may stand for

  const flat = function (text) { return text.replace(/[\s\x1c-\x1f\x85]+/g, " ").trim(); };
  const bare = function (text) { return flat(text.replace(/\|/g, "/")); };
  const says = function (line) { return /[^\s|]/.test(line); };

  /** The rows of a text; null where a line has more parts than there are columns. */
  const read = function (text, columns, headed) {
    const rows = text.split(BREAK).filter(says).map(function (line) {
      line = line.trim();
      if (headed && line.startsWith("#")) return { heading: true, parts: [line.replace(/^#+\s*/, "")] };
      const parts = line.split("|").map(part => part.trim());
      if (headed) parts[0] = parts[0].replace(/^\\(?=\\*#)/, "");
      while (parts.length > columns && !parts.at(-1)) parts.pop();
      return { parts: parts };
    });
    return rows.some(row => row.parts.length > columns) ? null : rows;
  };

  /** The text of rows; rows that say nothing are left out, but for a heading, which ends the one before it. */
  const write = function (rows, headed) {
    return rows.filter(row => row.heading || row.parts.some(part => bare(part))).map(function (row) {
      const parts = row.parts.map(bare);
      if (row.heading) return ("# " + parts[0]).trim();
      if (headed) parts[0] = parts[0].replace(/^(?=\\*#)/, "\\");
      return parts.join(" | ").replace(/[ |]+$/, "");
    }).join("\n");
  };

  const cellText = function (cell) {
    cell.querySelectorAll("p, br, li, div").forEach(one => one.after(" "));
    return flat(cell.textContent);
  };
  /** A table of a document: merged cells fill their first place; those of a column to be repeated fill each row. */
  const readTable = function (table, headed, repeats) {
    const lines = Array.from(table.rows, () => ({ parts: [] }));
    Array.from(table.rows).forEach(function (row, at) {
      const only = row.cells.length === 1 && row.cells[0].colSpan > 1 && !lines[at].parts.length;
      if (headed && only) {
        lines[at] = { heading: true, parts: [cellText(row.cells[0])] };
        return;
      }
      let place = 0;
      Array.from(row.cells).forEach(function (cell) {
        while (lines[at].parts[place] !== undefined) place += 1;
        const text = cellText(cell), wide = Math.min(cell.colSpan, WIDEST), first = place;
        for (let down = 0; down < Math.max(cell.rowSpan, 1) && lines[at + down]; down += 1) {
          for (let across = 0; across < wide; across += 1) {
            lines[at + down].parts[first + across] = across || (down && !repeats(first)) ? "" : text;
          }
        }
        place += wide;
      });
    });
    return lines.map(line => Object.assign(line, { parts: Array.from(line.parts, part => part || "") }));
  };

  /** The rows of what is pasted; null for one piece of text, which the browser puts in by itself. */
  const readPasted = function (data, headed, repeats) {
    const text = data.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n+$/, "");
    if (!/[\t\n]/.test(text)) return null;
    const page = new DOMParser().parseFromString(data.getData("text/html"), "text/html"); // runs and fetches nothing
    const table = page.querySelector("table");
    if (table) {
      const found = readTable(table, headed, repeats);
      table.remove();
      page.querySelectorAll("style").forEach(one => one.remove());
      if (!page.body.textContent.trim()) return found.filter(row => row.parts.some(Boolean)); // else words stand beside it
    }
    return text.split("\n").filter(line => line.trim()).map(function (line) {
      if (headed && line.startsWith("#")) return { heading: true, parts: [flat(line.replace(/^#+\s*/, ""))] };
      return { parts: line.split("\t").map(flat) };
    });
  };

  window.portalGridLines = { read: read, write: write, readPasted: readPasted };
})();
