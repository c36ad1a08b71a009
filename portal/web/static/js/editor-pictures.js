// Pictures: choosing one of the portal's, describing it, and bringing in what was pasted or dropped.
import { NodeSelection } from "../vendor/prosemirror/prosemirror.min.js";
import { DECORATIVE, schema } from "./editor-schema.js";
import { setPicture } from "./editor-commands.js";
import { ask, field, make, tick } from "./editor-ask.js";
import { mediaList, refusals, store, uploadField } from "./editor-choose.js";
import { _ } from "./editor-texts.js";

const FORMATS = "image/jpeg,image/png,image/webp,image/gif";
const STORED = /^\/tep\/\d+\/[^\s()]+$/;

// Description, caption, and the tick for a picture that says nothing. `read()` answers {alt, title} or null.
const words = function (alt, title) {
  const decorative = alt === DECORATIVE;
  const said = field(
    _("Mô tả ảnh"),
    _("Cho người không nhìn thấy ảnh: ảnh có ai, ở đâu, đang làm gì"),
    decorative ? "" : alt,
    { maxlength: "300" },
  );
  const none = tick(_("Ảnh chỉ để trang trí, không cần mô tả"), decorative);
  const caption = field(_("Chú thích dưới ảnh (không bắt buộc)"), "", title || "", { maxlength: "300" });
  const follow = () => (said.input.disabled = none.input.checked);
  none.input.addEventListener("change", follow);
  follow();
  return {
    parts: [said.box, none.box, caption.box],
    said: said,
    read: function () {
      const text = said.input.value.trim().replace(/\s+/g, " ");
      if (!none.input.checked && !text) {
        said.fail(_("Viết mô tả ảnh, hoặc đánh dấu ảnh trang trí"));
        return null;
      }
      return { alt: none.input.checked ? DECORATIVE : text, title: caption.input.value.trim() || null };
    },
  };
};
const insert = function (view, attrs) {
  setPicture(attrs)(view.state, view.dispatch);
  view.focus();
};

/** Choose a picture, or change the one that is selected. */
export const pictureDialog = function (view, root) {
  const { selection } = view.state;
  const old =
    selection instanceof NodeSelection && selection.node.type === schema.nodes.image ? selection.node.attrs : null;
  const about = words(old ? old.alt : "", old ? old.title : "");
  let src = old ? old.src : "",
    own = old ? old.alt : ""; // a description that came with a picture may be replaced by that of another
  const take = function (address, alt) {
    if (address !== src && about.said.input.value === own) about.said.input.value = own = alt;
    src = address;
  };
  const list = mediaList("anh", root, _("Tìm ảnh của cổng"), src, radio => take(radio.value, radio.dataset.alt));
  const file = uploadField(root, _("Tải ảnh từ máy"), FORMATS, function (stored) {
    if (!stored[0].src) return;
    take(stored[0].src, stored[0].alt);
    list.reload(stored[0].src);
    about.said.input.focus();
  });
  ask(
    _("Ảnh"),
    [file, list.box, ...about.parts],
    function () {
      if (!STORED.test(src)) {
        about.said.fail(_("Chọn một ảnh hoặc tải ảnh lên trước"));
        return null;
      }
      const said = about.read();
      return said && (() => insert(view, { src: src, ...said }));
    },
    { yes: old ? _("Xong") : _("Chèn") },
  );
  if (old) about.said.input.focus();
};

// Ask for the words of one picture that is stored already; resolves when the dialog is left.
const describe = function (view, root, one, step) {
  return new Promise(function (left) {
    const about = words(one.alt, "");
    const shown = make("img", { src: one.thumbnail, alt: "", class: "editor-dialog__shown" });
    ask(
      _("Ảnh") + step,
      [make("p", {}, shown), ...about.parts],
      function () {
        const said = about.read();
        return said && (() => insert(view, { src: one.src, ...said }));
      },
      { left: left, no: _("Không chèn ảnh này") },
    );
    about.said.input.focus();
  });
};

/** Store pictures that were pasted or dropped, then ask for the description of each and put it at the cursor. */
export const bring = async function (view, root, files, say) {
  let answer = null;
  say(_("Đang tải ảnh lên…"));
  try {
    answer = await store(root, files, part => say(_("Đang tải ảnh lên…") + " " + Math.round(part * 100) + "%"));
  } catch (error) {
    say(_("Không tải lên được. Hãy thử lại."), true);
    return;
  }
  say(refusals(answer), Boolean(answer.refused.length));
  const pictures = answer.files.filter(one => one.src);
  for (const one of pictures) {
    const step = pictures.length > 1 ? " " + (pictures.indexOf(one) + 1) + "/" + pictures.length : "";
    await describe(view, root, one, step);
  }
};
