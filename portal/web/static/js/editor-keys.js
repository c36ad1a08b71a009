// Keys, and what turns into structure while typing ("- ", "1. ", "## ", "> "), as in Word.
import {
  addRowAfter,
  baseKeymap,
  chainCommands,
  goToNextCell,
  inputRules,
  isInTable,
  keymap,
  liftListItem,
  Plugin,
  redo,
  sinkListItem,
  splitListItem,
  textblockTypeInputRule,
  undo,
  undoInputRule,
  wrappingInputRule,
} from "../vendor/prosemirror/prosemirror.min.js";
import { schema } from "./editor-schema.js";
import * as commands from "./editor-commands.js";

const types = schema.nodes;

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

/** Plugins of the keys. `open.link()` asks for a link, `toToolbar` moves the focus to the buttons. */
export const keys = function (open, toToolbar) {
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

/** The plugin of structure by typing; Backspace takes it back. */
export const typing = inputRules({
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
