// What the buttons and keys do. Each command is command(state, dispatch, view) and answers whether it applies.
import {
  Fragment,
  TextSelection,
  Selection,
  lift,
  setBlockType,
  toggleMark,
  wrapIn,
  wrapInList,
  liftListItem,
  isInTable,
  selectedRect,
} from "../vendor/prosemirror/prosemirror.min.js";
import { NOTICES, noticeLevel, schema } from "./editor-schema.js";

const types = schema.nodes,
  marks = schema.marks;

/** The nearest ancestor of the selection with one of these types: {node, depth, pos}, or null. */
export const around = function (state, wanted) {
  const at = state.selection.$from;
  for (let depth = at.depth; depth > 0; depth--) {
    if (wanted.includes(at.node(depth).type)) return { node: at.node(depth), depth: depth, pos: at.before(depth) };
  }
  return null;
};

export const hasMark = function (state, type) {
  const { from, $from, to, empty } = state.selection;
  if (empty) return Boolean(type.isInSet(state.storedMarks || $from.marks()));
  return state.doc.rangeHasMark(from, to, type);
};

/** Heading of this level, or plain text again where it is one already. */
export const heading = function (level) {
  const make = setBlockType(types.heading, { level: level }),
    plain = setBlockType(types.paragraph);
  return function (state, dispatch) {
    const parent = state.selection.$from.parent;
    return (parent.type === types.heading && parent.attrs.level === level ? plain : make)(state, dispatch);
  };
};
export const paragraph = setBlockType(types.paragraph);
export const bold = toggleMark(marks.strong);
export const italic = toggleMark(marks.em);

/** Into a list of this kind, into the other kind, or out of it. */
export const list = function (type) {
  const wrap = wrapInList(type),
    out = liftListItem(types.list_item);
  return function (state, dispatch, view) {
    const found = around(state, [types.bullet_list, types.ordered_list]);
    if (!found) return wrap(state, dispatch);
    if (found.node.type === type) return out(state, dispatch, view);
    if (dispatch) dispatch(state.tr.setNodeMarkup(found.pos, type, { tight: found.node.attrs.tight }));
    return true;
  };
};

export const quote = function (state, dispatch) {
  return around(state, [types.blockquote]) ? lift(state, dispatch) : wrapIn(types.blockquote)(state, dispatch);
};

/** A highlighted notice: a quote that begins with "Lưu ý:" in bold; out of it where one stands in one. */
export const notice = function (state, dispatch) {
  if (around(state, [types.blockquote])) return lift(state, dispatch);
  return wrapIn(types.blockquote)(
    state,
    dispatch &&
      function (tr) {
        const found = tr.selection.$from,
          start = found.start();
        const words = [schema.text("Lưu ý:", [marks.strong.create()]), schema.text(" ")];
        if (found.parent.type === types.paragraph && !/^lưu ý:/i.test(found.parent.textContent)) {
          tr.insert(start, Fragment.from(words)).setStoredMarks([]);
        }
        dispatch(tr.scrollIntoView());
      },
  );
};

/** The level of the notice around the selection, "" where there is none. */
export const levelHere = function (state) {
  const found = around(state, [types.blockquote]);
  return found ? noticeLevel(found.node) : "";
};

/** Give the notice around the selection another level: its bold first words are replaced. */
export const level = function (words) {
  return function (state, dispatch) {
    const found = around(state, [types.blockquote]),
      line = found && noticeLevel(found.node) ? found.node.firstChild : null;
    const first = line && line.isTextblock ? line.firstChild : null;
    if (!first || !first.isText) return false;
    const plain = /^\s*lưu ý\s*:?/i.exec(first.text),
      old = marks.strong.isInSet(first.marks) ? first.nodeSize : plain ? plain[0].length : 0;
    const start = found.pos + 2,
      made = schema.text(words + ":", [marks.strong.create()]);
    if (dispatch) dispatch(state.tr.replaceWith(start, start + old, made));
    return true;
  };
};
export const isLevel = function (words) {
  return state => levelHere(state) === NOTICES[words];
};

/** A paragraph that is a link to a video, in place of an empty one or below the block of the cursor. */
export const setVideo = function (text, href) {
  return function (state, dispatch) {
    const { $from } = state.selection,
      line = types.paragraph.create(null, schema.text(text, [marks.link.create({ href: href })]));
    const empty = $from.parent.type === types.paragraph && !$from.parent.content.size && $from.depth > 0;
    const at = empty ? $from.before() : $from.after(1);
    const tr = state.tr.replaceWith(at, empty ? $from.after() : at, line);
    const after = at + line.nodeSize;
    if (!tr.doc.resolve(after).nodeAfter) tr.insert(after, types.paragraph.create());
    dispatch(tr.setSelection(Selection.near(tr.doc.resolve(after))).scrollIntoView());
  };
};

/** Three columns: a row of headings and two rows. */
export const table = function (state, dispatch) {
  if (isInTable(state) || around(state, [types.list_item, types.blockquote])) return false;
  if (!dispatch) return true;
  const row = function (type) {
    return types.table_row.create(null, [type.create(), type.create(), type.create()]);
  };
  const made = types.table.create(null, [row(types.table_header), row(types.table_cell), row(types.table_cell)]);
  const { $from } = state.selection;
  const empty = $from.parent.type === types.paragraph && !$from.parent.content.size;
  const at = empty ? $from.before() : $from.after();
  const tr = state.tr.replaceWith(at, empty ? $from.after() : at, made);
  if (!tr.doc.resolve(at + made.nodeSize).nodeAfter) tr.insert(at + made.nodeSize, types.paragraph.create());
  dispatch(tr.setSelection(Selection.near(tr.doc.resolve(at + 2))).scrollIntoView());
  return true;
};

/** The column of the cursor aligned right, or left again; the first row rules. */
export const alignRight = function (state, dispatch) {
  if (!isInTable(state)) return false;
  const rect = selectedRect(state),
    at = rect.tableStart + rect.map.map[rect.left];
  if (dispatch) {
    const head = state.doc.nodeAt(at);
    dispatch(
      state.tr.setNodeMarkup(at, null, { ...head.attrs, align: head.attrs.align === "right" ? null : "right" }),
    );
  }
  return true;
};
export const isAlignedRight = function (state) {
  if (!isInTable(state)) return false;
  const rect = selectedRect(state);
  return state.doc.nodeAt(rect.tableStart + rect.map.map[rect.left]).attrs.align === "right";
};

/** After any change: the first row of a table holds its headings, and each column is aligned as its heading is. */
export const levelTables = function (state) {
  const tr = state.tr;
  state.doc.descendants(function (node, pos) {
    if (node.type !== types.table) return !node.isTextblock;
    const aligns = [];
    node.firstChild.forEach(function (cell) {
      aligns.push(cell.attrs.align);
    });
    node.forEach(function (row, offset, y) {
      row.forEach(function (cell, inRow, x) {
        const type = y ? types.table_cell : types.table_header,
          align = aligns[x] || null;
        if (cell.type !== type || cell.attrs.align !== align) {
          tr.setNodeMarkup(pos + 2 + offset + inRow, type, { ...cell.attrs, align: align });
        }
      });
    });
    return false;
  });
  return tr.docChanged ? tr : null;
};

export const lineBreak = function (state, dispatch) {
  if (!state.selection.$from.parent.inlineContent || state.selection.$from.parent.type.spec.code) return false;
  if (dispatch) dispatch(state.tr.replaceSelectionWith(types.hard_break.create()).scrollIntoView());
  return true;
};

/** The link at the cursor or selection: {href, from, to, text}; without one, where it would go. */
export const linkAt = function (state) {
  const { $from, from, to, empty } = state.selection;
  const found =
    marks.link.isInSet($from.marks()) || (!empty && $from.nodeAfter && marks.link.isInSet($from.nodeAfter.marks));
  if (!found) {
    const text = state.doc.textBetween(from, to, " ");
    // A double click beside a line selects the break below it: nothing of that is meant.
    return { href: "", from: from, to: text.trim() ? to : from, text: text.trim() && text, linked: false };
  }
  const parent = $from.parent,
    has = function (i) {
      return found.isInSet(parent.child(i).marks);
    };
  let first = Math.min($from.index(), parent.childCount - 1);
  if (!has(first)) first = has(first - 1 < 0 ? 0 : first - 1) ? first - 1 : first;
  let last = first,
    start = $from.start();
  while (first > 0 && has(first - 1)) first--;
  while (last + 1 < parent.childCount && has(last + 1)) last++;
  for (let i = 0; i < first; i++) start += parent.child(i).nodeSize;
  let end = start;
  for (let i = first; i <= last; i++) end += parent.child(i).nodeSize;
  return { href: found.attrs.href, from: start, to: end, text: state.doc.textBetween(start, end, " "), linked: true };
};

/** Put a link over a place; with new text if it differs from the old. */
export const setLink = function (place, text, href) {
  return function (state, dispatch) {
    const tr = state.tr.removeMark(place.from, place.to, marks.link);
    let end = place.to;
    const start = state.doc.resolve(place.from),
      inOneLine = start.parent.inlineContent && start.sameParent(state.doc.resolve(place.to));
    if (inOneLine && (text !== place.text || place.from === place.to)) {
      const kept = state.doc.resolve(place.from).marksAcross(state.doc.resolve(place.to)) || [];
      tr.replaceWith(
        place.from,
        place.to,
        schema.text(
          text,
          kept.filter(function (one) {
            return one.type !== marks.link;
          }),
        ),
      );
      end = place.from + text.length;
    }
    tr.addMark(place.from, end, marks.link.create({ href: href })).setSelection(TextSelection.create(tr.doc, end));
    dispatch(tr.setStoredMarks([]).scrollIntoView());
  };
};
/** A link with these words at a place, whatever stood there. */
export const setLinkText = function (place, text, href) {
  return setLink({ from: place.from, to: place.to, text: null }, text, href);
};
export const removeLink = function (place) {
  return function (state, dispatch) {
    dispatch(state.tr.removeMark(place.from, place.to, marks.link));
  };
};

/**
 * A picture in place of the selected one; else in a paragraph of its own, above the cursor's line where it stands at its
 * beginning and below it otherwise. In a cell, a list or a quote it stands in the line.
 */
export const setPicture = function (attrs) {
  return function (state, dispatch) {
    const { selection } = state,
      { $from } = selection;
    const picture = types.image.create(attrs);
    const inLine = selection.node || $from.depth !== 1 || !$from.parent.isTextblock || !$from.parent.content.size;
    if (inLine) {
      dispatch(state.tr.replaceSelectionWith(picture, false).scrollIntoView());
      return;
    }
    const at = $from.parentOffset ? $from.after(1) : $from.before(1),
      tr = state.tr.insert(at, types.paragraph.create(null, picture)),
      after = at + picture.nodeSize + 2;
    if (!tr.doc.resolve(after).nodeAfter) tr.insert(after, types.paragraph.create());
    dispatch(tr.setSelection(Selection.near(tr.doc.resolve(after))).scrollIntoView());
  };
};

/** Text blocks of a pasted slice as lines, for a place that holds only lines (a cell). */
export const asLines = function (slice) {
  const out = [];
  slice.content.nodesBetween(0, slice.content.size, function (node) {
    if (!node.isTextblock && !node.isInline) return true;
    if (node.isTextblock && out.length) out.push(types.hard_break.create());
    if (node.isInline) out.push(node);
    else
      node.forEach(function (child) {
        out.push(child);
      });
    return false;
  });
  return Fragment.from(
    out.filter(function (node) {
      return node.type !== types.raw_block;
    }),
  );
};
