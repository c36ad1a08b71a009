// How pasted and dropped things come in, and how pictures and notices look.
import { CellSelection, isInTable, Slice, TextSelection } from "../vendor/prosemirror/prosemirror.min.js";
import { schema } from "./editor-schema.js";
import { parse } from "./editor-read.js";
import { cleanPasted } from "./editor-paste.js";
import { asLines } from "./editor-commands.js";
import { upload } from "./editor-dialogs.js";
import { _ } from "./editor-texts.js";

const PICTURE_CODE = /!\[[^\]]*\]\(\/tep\/\d+\/[^)\s]+\)/;

const images = function (data) {
  return Array.from((data && data.files) || []).filter(function (file) {
    return /^image\/(jpeg|png|webp|gif)$/.test(file.type);
  });
};
const hasWords = function (html) {
  return html.replace(/<style[\s\S]*?<\/style>|<!--[\s\S]*?-->|<[^>]*>|&nbsp;|\s/gi, "") !== "";
};

/** Properties of the view for paste and drop; `say(text, bad)` tells the person. */
export const arriving = function (root, say) {
  return {
    transformPastedHTML: function (html) {
      const clean = cleanPasted(html, root);
      if (clean.pictures)
        say(_("Ảnh trong bài dán không đi theo. Hãy tải ảnh lên ở mục Tệp đính kèm và hình ảnh."), true);
      return clean.html;
    },
    clipboardTextParser: function (text, $context, plain) {
      if (plain || !PICTURE_CODE.test(text)) return null;
      return new Slice(parse(text).doc.content, 0, 0);
    },
    handlePaste: function (view, event, slice) {
      const files = images(event.clipboardData);
      if (files.length && !hasWords(event.clipboardData.getData("text/html"))) {
        upload(view, files, say);
        return true;
      }
      const { selection } = view.state;
      if (!isInTable(view.state) || selection instanceof CellSelection) return false;
      let table = false;
      slice.content.descendants(function (node) {
        if (node.type.spec.tableRole) table = true;
      });
      if (table || !selection.$from.sameParent(selection.$to)) return false;
      view.dispatch(view.state.tr.replaceWith(selection.from, selection.to, asLines(slice)).scrollIntoView());
      return true;
    },
    handleDrop: function (view, event) {
      if (!event.dataTransfer || !event.dataTransfer.files.length) return false;
      event.preventDefault();
      const files = images(event.dataTransfer),
        at = view.posAtCoords({ left: event.clientX, top: event.clientY });
      if (!files.length) {
        say(_("Chỉ chèn được ảnh vào bài. Tệp khác thêm ở mục Tệp đính kèm và hình ảnh."), true);
        return true;
      }
      if (at) view.dispatch(view.state.tr.setSelection(TextSelection.near(view.state.doc.resolve(at.pos))));
      upload(view, files, say);
      return true;
    },
  };
};

// A picture of the portal is shown from the desk's address, which also answers for drafts.
// Pictures from elsewhere are named, not loaded.
export const pictureView = function (root) {
  return function (node) {
    const dom = document.createElement("span");
    dom.className = "editor__picture" + (node.attrs.alt ? "" : " is-nameless");
    const note = function (text) {
      const words = document.createElement("span");
      words.className = "editor__picture-note";
      words.textContent = text;
      dom.append(words);
    };
    if (/^\/tep\/\d+\//.test(node.attrs.src)) {
      const image = document.createElement("img");
      image.alt = node.attrs.alt;
      image.src = root + "/quan-tri" + node.attrs.src;
      image.addEventListener(
        "error",
        function () {
          image.remove();
          note(_("Ảnh") + ": " + (node.attrs.alt || node.attrs.src));
        },
        { once: true },
      );
      dom.append(image);
    } else note(_("Ảnh ngoài cổng, sẽ không hiện") + ": " + (node.attrs.alt || node.attrs.src));
    if (!node.attrs.alt) note(_("Chưa có mô tả ảnh"));
    return { dom: dom };
  };
};

// A quote that begins with "Lưu ý:" looks like the notice it is.
export const quoteView = function (node) {
  const dom = document.createElement("blockquote");
  const look = function (one) {
    dom.classList.toggle("is-notice", /^lưu ý:/i.test(one.textContent));
  };
  look(node);
  return {
    dom: dom,
    contentDOM: dom,
    update: function (next) {
      if (next.type !== schema.nodes.blockquote) return false;
      look(next);
      return true;
    },
    ignoreMutation: function (record) {
      return record.type === "attributes";
    },
  };
};
