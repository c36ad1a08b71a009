// How pasted and dropped things come in, and how pictures and notices look.
import { CellSelection, isInTable, NodeSelection, Slice, TextSelection } from "../vendor/prosemirror/prosemirror.min.js";
import { DECORATIVE, isVideo, noticeLevel, schema } from "./editor-schema.js";
import { parse } from "./editor-read.js";
import { cleanPasted, portalAddress } from "./editor-paste.js";
import { asLines, linkAt, setLink } from "./editor-commands.js";
import { bring } from "./editor-pictures.js";
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

/** Properties of the view for paste and drop; `say(text, bad)` tells the person. `paper`: the text takes no pictures. */
export const arriving = function (root, say, paper) {
  const take = function (view, files) {
    if (paper) say(_("Văn bản này không nhận ảnh. Hãy thêm ảnh làm tệp kèm theo."), true);
    else bring(view, root, files, say);
  };
  return {
    transformPastedHTML: function (html) {
      const clean = cleanPasted(html, root);
      if (clean.pictures)
        say(_("Ảnh trong bài dán không đi theo. Hãy chèn bằng nút Ảnh, hoặc bắt đầu từ cả tệp Word."), true);
      return clean.html;
    },
    clipboardTextParser: function (text, $context, plain) {
      if (plain || !PICTURE_CODE.test(text)) return null;
      return new Slice(parse(text).doc.content, 0, 0);
    },
    handlePaste: function (view, event, slice) {
      const files = images(event.clipboardData);
      if (files.length && !hasWords(event.clipboardData.getData("text/html"))) {
        take(view, files);
        return true;
      }
      if (pasteAddress(view, event.clipboardData.getData("text/plain").trim(), root)) return true;
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
        say(_("Chỉ thả được ảnh vào bài. Tệp khác chèn bằng nút Tệp."), true);
        return true;
      }
      if (at) view.dispatch(view.state.tr.setSelection(TextSelection.near(view.state.doc.resolve(at.pos))));
      take(view, files);
      return true;
    },
  };
};

// An address alone becomes a link: over the words that are selected, or with itself as its words.
const pasteAddress = function (view, text, root) {
  if (!/^https?:\/\/[^\s<>"]+$/.test(text) || !view.state.selection.$from.sameParent(view.state.selection.$to)) return false;
  if (view.state.selection.$from.parent.type.spec.code) return false;
  const place = linkAt(view.state),
    href = portalAddress(text, root);
  if (place.linked && place.from !== place.to && view.state.selection.empty) return false; // within another link
  setLink(place, place.text || text, href)(view.state, view.dispatch);
  return true;
};

// A picture of the portal is shown from the desk's address, which also answers for drafts.
// Pictures from elsewhere are named, not loaded.
export const pictureView = function (root) {
  return function (node, view, getPos) {
    const dom = document.createElement("span");
    dom.className = "editor__picture" + (node.attrs.alt.trim() ? "" : " is-nameless");
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
    if (!node.attrs.alt.trim()) note(_("Chưa có mô tả ảnh"));
    if (node.attrs.alt === DECORATIVE) note(_("Ảnh trang trí"));
    if (node.attrs.title) note(node.attrs.title);
    // Somebody was led here (hints.js): selected as by a click, so that the button for pictures speaks of this one.
    dom.addEventListener("editor-select", function () {
      view.dispatch(view.state.tr.setSelection(NodeSelection.create(view.state.doc, getPos())));
      view.focus();
    });
    return { dom: dom };
  };
};

// A block with a look that follows from what stands in it: a class, and nothing else.
const looking = function (tag, type, look) {
  return function (node) {
    const dom = document.createElement(tag),
      dress = function (one) {
        const name = look(one);
        if (name) dom.className = name;
        else dom.removeAttribute("class");
      };
    dress(node);
    return {
      dom: dom,
      contentDOM: dom,
      update: function (next) {
        if (next.type !== type) return false;
        dress(next);
        return true;
      },
      ignoreMutation: function (record) {
        return record.type === "attributes";
      },
    };
  };
};

/** A quote that is a notice looks like one, in its level. */
export const quoteView = looking("blockquote", schema.nodes.blockquote, noticeLevel);

/** A paragraph that is only a link to a video looks like the card that citizens see. */
export const paragraphView = looking("p", schema.nodes.paragraph, node => (isVideo(node) ? "is-video" : ""));
