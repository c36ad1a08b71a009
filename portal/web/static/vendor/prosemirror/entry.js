// What the desk's editor takes from these libraries; esbuild makes prosemirror.min.js of it (see README.md here).
export { Schema, Fragment, Slice } from "prosemirror-model";
export { EditorState, Plugin, Selection, TextSelection, NodeSelection } from "prosemirror-state";
export { EditorView } from "prosemirror-view";
export { history, undo, redo, closeHistory } from "prosemirror-history";
export { keymap } from "prosemirror-keymap";
export {
  baseKeymap, chainCommands, lift, setBlockType, toggleMark, wrapIn,
} from "prosemirror-commands";
export { inputRules, wrappingInputRule, textblockTypeInputRule, undoInputRule } from "prosemirror-inputrules";
export { wrapInList, splitListItem, liftListItem, sinkListItem } from "prosemirror-schema-list";
export { dropCursor } from "prosemirror-dropcursor";
export { gapCursor } from "prosemirror-gapcursor";
export {
  tableEditing, tableNodes, goToNextCell, isInTable, addRowAfter, addRowBefore, addColumnAfter, addColumnBefore,
  deleteRow, deleteColumn, deleteTable, selectedRect, CellSelection,
} from "prosemirror-tables";
export { MarkdownParser, MarkdownSerializerState } from "prosemirror-markdown";
export { default as MarkdownIt } from "markdown-it";
