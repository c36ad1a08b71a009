// Asking for a link or a picture, and bringing pictures into the item through its own upload form.
import { NodeSelection } from "../vendor/prosemirror/prosemirror.min.js";
import { isSafeAddress, schema } from "./editor-schema.js";
import { linkAt, setLink, removeLink, setPicture } from "./editor-commands.js";
import { portalAddress } from "./editor-paste.js";
import { _ } from "./editor-texts.js";

const CODE = /^!\[([^]*)\]\((\/tep\/\d+\/[^)\s]+)\)$/;
let count = 0;

const make = function (tag, attributes, ...children) {
  const element = document.createElement(tag);
  Object.entries(attributes).forEach(function (pair) {
    element.setAttribute(pair[0], pair[1]);
  });
  element.append(...children);
  return element;
};

const field = function (label, help, value) {
  const id = "hoi-" + ++count;
  const input = make("input", { class: "input", id: id, autocomplete: "off", maxlength: "1000" });
  input.value = value;
  const error = make("p", { class: "field__error", id: id + "-error", hidden: "" });
  const box = make("div", { class: "field" }, make("label", { class: "field__label", for: id }, label));
  if (help) box.append(make("p", { class: "field__help", id: id + "-help" }, help));
  box.append(error, input);
  input.setAttribute("aria-describedby", (help ? id + "-help " : "") + id + "-error");
  return {
    box: box,
    input: input,
    fail: function (message) {
      error.textContent = message;
      error.hidden = false;
      input.setAttribute("aria-invalid", "true");
      input.focus();
    },
  };
};

// A modal dialog. `accept` answers what to do once it is closed, or null while something is missing.
const ask = function (title, parts, accept, extra) {
  const id = "hoi-" + ++count,
    before = document.activeElement;
  const form = make(
    "form",
    { class: "editor-dialog__form", method: "dialog", novalidate: "" },
    make("h2", { id: id }, title),
    ...parts,
  );
  const cancel = make("button", { class: "button button--quiet", type: "button" }, _("Thôi"));
  form.append(
    make(
      "p",
      { class: "editor-dialog__actions" },
      make("button", { class: "button", type: "submit" }, _("Chèn")),
      ...(extra || []),
      cancel,
    ),
  );
  const dialog = make("dialog", { class: "editor-dialog", "aria-labelledby": id }, form);
  let then = null;
  const close = function (next) {
    then = next;
    dialog.close();
  };
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    event.stopPropagation();
    const next = accept();
    if (next) close(next);
  });
  cancel.addEventListener("click", () => close(null));
  dialog.addEventListener("keydown", function (event) {
    event.stopPropagation();
  });
  dialog.addEventListener("close", function () {
    dialog.remove();
    if (then) then();
    else if (before && before.isConnected) before.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
  return { dialog: dialog, close: close };
};

/** What somebody typed as an address, made whole: a host gets https, an address of mail mailto. "" if unusable. */
export const wholeAddress = function (typed, root) {
  let href = portalAddress(typed, root).replace(/\s+/g, "%20");
  if (/^[^\s@/:]+@[^\s@/]+\.[^\s@/]+$/.test(href)) href = "mailto:" + href;
  else if (!/^[a-z][a-z0-9+.-]*:/i.test(href) && /^[^\s/?#]+\.[a-z]{2,}([/?#:]|$)/i.test(href))
    href = "https://" + href;
  return isSafeAddress(href) ? href : "";
};

export const linkDialog = function (view, root) {
  const place = linkAt(view.state);
  const text = field(_("Chữ hiển thị"), "", place.text);
  const where = field(_("Địa chỉ"), _("Ví dụ: https://quangnam.gov.vn hoặc trang của cổng: /tin-tuc/"), place.href);
  const extra = [];
  let shown = null;
  const run = function (command) {
    command(view.state, view.dispatch);
    view.focus();
  };
  if (place.linked) {
    const remove = make("button", { class: "button button--quiet", type: "button" }, _("Bỏ liên kết"));
    remove.addEventListener("click", function () {
      shown.close(() => run(removeLink(place)));
    });
    extra.push(remove);
  }
  shown = ask(
    _("Liên kết"),
    [text.box, where.box],
    function () {
      const href = wholeAddress(where.input.value, root);
      if (!href) {
        where.fail(_("Nhập địa chỉ, ví dụ https://quangnam.gov.vn"));
        return null;
      }
      const words = text.input.value.trim() || place.text || href.replace(/^(https?:\/\/|mailto:)/, "");
      return () => run(setLink(place, words, href));
    },
    extra,
  );
  (place.text ? where : text).input.focus();
};

/** The item's uploaded pictures, from the codes under "Tệp đính kèm và hình ảnh": [{alt, src, thumbnail}]. */
export const uploaded = function () {
  return Array.from(document.querySelectorAll("#cac-tep code"))
    .map(function (code) {
      const found = CODE.exec(code.textContent.trim()),
        image = code.closest("li") && code.closest("li").querySelector("img");
      return found && { alt: found[1], src: found[2], thumbnail: image ? image.src : "" };
    })
    .filter(Boolean);
};
const uploadForm = function () {
  return document.querySelector("form[data-upload]");
};

/** Send pictures through the item's own upload form and put them at the cursor. `say` tells the person. */
export const upload = async function (view, files, say) {
  const form = uploadForm();
  if (!form) {
    say(_("Lưu bản nháp trước rồi thêm ảnh"), true);
    return;
  }
  const input = form.querySelector("input[type=file]"),
    data = new FormData(form),
    known = uploaded().map(function (one) {
      return one.src;
    });
  data.delete(input.name);
  files.forEach(function (file) {
    data.append(input.name, file, file.name);
  });
  say(_("Đang tải ảnh lên…"));
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: data,
      headers: { "HX-Request": "true" },
      credentials: "same-origin",
    });
    if (!(answer.headers.get("Content-Type") || "").startsWith("text/html") || (!answer.ok && answer.status !== 422))
      throw new Error(String(answer.status));
    const home = document.querySelector(form.dataset.target || "#cac-tep");
    home.innerHTML = await answer.text(); // our own server's escaped fragment
    if (window.htmx) window.htmx.process(home);
  } catch (error) {
    say(_("Không tải lên được. Hãy thử lại."), true);
    return;
  }
  const fresh = uploaded().filter(function (one) {
    return !known.includes(one.src);
  });
  fresh.forEach(function (one) {
    setPicture({ src: one.src, alt: one.alt })(view.state, view.dispatch);
  });
  if (fresh.length) say(_("Đã chèn ảnh. Kiểm tra lại mô tả ảnh."));
  else say(_("Không tải được ảnh. Xem lý do ở mục Tệp đính kèm và hình ảnh."), true);
};

const choices = function (pictures, chosen, where, alt) {
  const list = make("ul", { class: "editor-dialog__pictures" });
  pictures.forEach(function (one) {
    const radio = make("input", { type: "radio", name: "anh" });
    radio.checked = one.src === chosen;
    radio.addEventListener("change", function () {
      where.input.value = one.src;
      alt.input.value = one.alt;
    });
    const label = make("label", {}, radio);
    if (one.thumbnail) label.append(make("img", { src: one.thumbnail, alt: "", width: "96", height: "72" }));
    label.append(make("span", {}, one.alt || one.src));
    list.append(make("li", {}, label));
  });
  return make(
    "fieldset",
    { class: "field field--group" },
    make("legend", { class: "field__label" }, _("Chọn ảnh đã tải lên")),
    list,
  );
};

export const pictureDialog = function (view, root, say) {
  const selected =
    view.state.selection instanceof NodeSelection && view.state.selection.node.type === schema.nodes.image
      ? view.state.selection.node.attrs
      : null;
  const alt = field(
    _("Mô tả ảnh"),
    _("Cho người không nhìn thấy ảnh: ảnh có ai, ở đâu, đang làm gì"),
    selected ? selected.alt : "",
  );
  const where = field(
    _("Hoặc địa chỉ ảnh trên cổng"),
    _("Bắt đầu bằng /tep/. Ảnh ở trang khác không hiện trên cổng."),
    selected ? selected.src : "",
  );
  const pictures = uploaded(),
    parts = [];
  let shown = null;
  if (pictures.length) parts.push(choices(pictures, where.input.value, where, alt));
  else
    parts.push(
      make(
        "p",
        { class: "note" },
        uploadForm() ? _("Chưa có ảnh nào trong mục này.") : _("Lưu bản nháp trước rồi thêm ảnh"),
      ),
    );
  if (uploadForm()) {
    const file = make("input", {
      class: "input input--file",
      type: "file",
      accept: "image/jpeg,image/png,image/webp,image/gif",
      id: "hoi-" + ++count,
    });
    file.addEventListener("change", function () {
      const files = Array.from(file.files);
      shown.close(() => {
        view.focus();
        upload(view, files, say);
      });
    });
    parts.push(
      make(
        "div",
        { class: "field" },
        make("label", { class: "field__label", for: file.id }, _("Tải ảnh từ máy")),
        file,
      ),
    );
  }
  parts.push(where.box, alt.box);
  shown = ask(_("Ảnh"), parts, function () {
    const src = portalAddress(where.input.value, root);
    if (!/^\/tep\/\d+\/[^\s()]+$/.test(src)) {
      where.fail(_("Chọn một ảnh hoặc nhập địa chỉ bắt đầu bằng /tep/"));
      return null;
    }
    if (!alt.input.value.trim()) {
      alt.fail(_("Viết mô tả ảnh"));
      return null;
    }
    const attrs = { src: src, alt: alt.input.value.trim(), title: selected ? selected.title : null };
    return () => {
      setPicture(attrs)(view.state, view.dispatch);
      view.focus();
    };
  });
};
