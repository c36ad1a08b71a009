// The lead picture of an item: chosen from the portal's pictures, or brought from this machine, without leaving the page.
// The select stays what the form sends; without this script it offers the pictures that are attached.
import { ask, field, make } from "./editor-ask.js";
import { mediaList, uploadField } from "./editor-choose.js";
import { _ } from "./editor-texts.js";

const FORMATS = "image/jpeg,image/png,image/webp,image/gif";
const numberOf = src => (/^\/tep\/(\d+)\//.exec(src) || ["", "0"])[1];

const choose = function (parts, root, show) {
  const { select, alt, caption } = parts;
  const said = field(_("Mô tả ảnh"), _("Cho người không nhìn thấy ảnh: ảnh có ai, ở đâu, đang làm gì"), alt.value, {
    maxlength: "300",
  });
  const below = field(_("Chú thích dưới ảnh (không bắt buộc)"), "", caption.value, { maxlength: "300" });
  let own = alt.value, // a description that came with a picture may be replaced by that of another
    taken = { id: "0", name: "", thumbnail: "" };
  const take = function (one) {
    if (one.id !== taken.id && said.input.value === own) said.input.value = own = one.alt;
    taken = one;
  };
  const ofRadio = function (radio) {
    const image = radio.parentElement.querySelector("img");
    const name = radio.parentElement.textContent.trim();
    return { id: numberOf(radio.value), alt: radio.dataset.alt, name: name, thumbnail: image ? image.src : "" };
  };
  const list = mediaList("anh", root, _("Tìm ảnh của cổng"), "", radio => take(ofRadio(radio)));
  const file = uploadField(root, _("Tải ảnh từ máy"), FORMATS, function (stored) {
    const one = stored[0];
    if (!one.src) return;
    take({ id: String(one.id), alt: one.alt, name: one.alt || one.name, thumbnail: one.thumbnail });
    list.reload(one.src);
    said.input.focus();
  });
  ask(
    _("Ảnh đại diện"),
    [file, list.box, said.box, below.box],
    function () {
      const words = said.input.value.trim().replace(/\s+/g, " ");
      if (taken.id === "0") said.fail(_("Chọn một ảnh hoặc tải ảnh lên trước"));
      else if (!words) said.fail(_("Viết mô tả ảnh"));
      else return () => put(words);
      return null;
    },
    { yes: _("Dùng ảnh này") },
  );
  const put = function (words) {
    if (!Array.from(select.options).some(one => one.value === taken.id))
      select.add(new Option(taken.name || words, taken.id));
    select.value = taken.id;
    alt.value = words;
    caption.value = below.input.value.trim();
    select.dispatchEvent(new Event("change", { bubbles: true })); // kept like everything that is written
    show(taken.id, taken.thumbnail);
    select.focus();
  };
};

/** Give a select of pictures a button that chooses, and a look at what is chosen. */
export const mount = function (select, root) {
  const form = select.form;
  const parts = {
    select: select,
    alt: form.elements[select.dataset.alt],
    caption: form.elements[select.dataset.caption],
  };
  const shown = make("img", { class: "lead-picture", alt: "", hidden: true });
  const known = new Map();
  const show = function (id, address) {
    if (address) known.set(id, address);
    const at = known.get(id) || "";
    shown.hidden = !at;
    if (at) shown.src = at;
  };
  const button = make("button", { class: "button button--quiet button--small", type: "button" }, _("Chọn hoặc tải ảnh…"));
  button.addEventListener("click", () => choose(parts, root, show));
  shown.addEventListener("error", () => (shown.hidden = true));
  select.addEventListener("change", () => show(select.value));
  if (select.dataset.thumbnail) show(select.value, select.dataset.thumbnail);
  select.after(make("p", { class: "lead-picture__act" }, button), shown);
};
