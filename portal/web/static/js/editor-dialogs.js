// Asking for a link, a file, a video.
import { isSafeAddress, videoHost } from "./editor-schema.js";
import { linkAt, setLink, setLinkText, removeLink, setVideo } from "./editor-commands.js";
import { portalAddress } from "./editor-paste.js";
import { ask, field, make } from "./editor-ask.js";
import { mediaList, pageSearch, uploadField } from "./editor-choose.js";
import { _ } from "./editor-texts.js";

// Words that say nothing to whoever hears a list of the links of a page (WCAG 2.4.4).
const VAGUE = /^(xem |bấm |nhấn |click |tải |vào |ở )*(tại đây|đây|ở đây|vào đây|xem thêm|chi tiết|link|here)\.?$/i;

/** What somebody typed as an address, made whole: a host gets https, an address of mail mailto. "" if unusable. */
export const wholeAddress = function (typed, root) {
  let href = portalAddress(typed, root);
  if (/^(\+?\d[\d .()-]{6,20})$/.test(href)) href = "tel:" + href.replace(/[^\d+]/g, "");
  href = href.replace(/\s+/g, "%20");
  if (/^[^\s@/:]+@[^\s@/]+\.[^\s@/]+$/.test(href)) href = "mailto:" + href;
  else if (!/^[a-z][a-z0-9+.-]*:/i.test(href) && /^[^\s/?#]+\.[a-z]{2,}([/?#:]|$)/i.test(href))
    href = "https://" + href;
  return isSafeAddress(href) ? href : "";
};
// Whether what is typed is something to look for: not an address, and not the number of a telephone.
const isQuestion = function (typed) {
  return !/^([a-z][a-z0-9+.-]*:|[/#]|www\.)/i.test(typed) && !/^\S+@\S+\.\S+$/.test(typed) && !/^\S+\.(vn|com|org|net)(\/|$)/i.test(typed);
};

const runner = function (view) {
  return function (command) {
    command(view.state, view.dispatch);
    view.focus();
  };
};

export const linkDialog = function (view, root) {
  const place = linkAt(view.state),
    run = runner(view),
    extra = [];
  const text = field(_("Chữ hiển thị"), "", place.text);
  const where = field(
    _("Trang hoặc địa chỉ"),
    _("Gõ vài chữ để tìm trang của cổng, ví dụ: điều 5 nghị định 61/2018. Hoặc dán địa chỉ: https://…, thư điện tử, số điện thoại."),
    place.href,
  );
  const chosen = make("p", { class: "editor-dialog__said", role: "status" });
  let page = null,
    shown = null,
    warned = "";
  const list = pageSearch(where.input, root, isQuestion, function (found) {
    page = found;
    where.input.value = found.title;
    chosen.textContent = _("Dẫn tới") + ": " + found.href;
    if (!text.input.value.trim() || VAGUE.test(text.input.value.trim())) text.input.value = found.title;
  });
  where.input.addEventListener("input", function () {
    page = null;
    chosen.textContent = "";
  });
  if (place.linked) {
    const remove = make("button", { class: "button button--quiet", type: "button" }, _("Bỏ liên kết"));
    remove.addEventListener("click", () => shown.close(() => run(removeLink(place))));
    extra.push(remove);
  }
  shown = ask(
    _("Liên kết"),
    [text.box, where.box, chosen, list],
    function () {
      const href = page ? page.href : wholeAddress(where.input.value, root);
      if (!href) {
        where.fail(_("Chọn một trang trong danh sách, hoặc nhập địa chỉ, ví dụ https://quangnam.gov.vn"));
        return null;
      }
      const words = text.input.value.trim() || place.text || href.replace(/^(https?:\/\/|mailto:|tel:)/, "");
      if (VAGUE.test(words) && warned !== words) {
        warned = words;
        text.warn(_("Chữ này không cho biết liên kết dẫn tới đâu. Hãy viết tên trang; bấm Chèn lần nữa nếu vẫn giữ."));
        return null;
      }
      return () => run(setLink(place, words, href));
    },
    { extra: extra },
  );
  (place.text ? where : text).input.focus();
};

export const fileDialog = function (view, root) {
  const place = linkAt(view.state),
    run = runner(view);
  const text = field(_("Chữ hiển thị"), _("Nên có loại và dung lượng tệp."), place.text);
  let href = "",
    own = place.text; // what stands there by itself may be replaced; what a person wrote stays
  const take = function (address, words) {
    href = address;
    if (!text.input.value.trim() || text.input.value === own) text.input.value = own = words;
  };
  if (place.text) own = null;
  const list = mediaList("tep", root, _("Tìm tệp của cổng"), "", radio => take(radio.value, radio.dataset.text));
  const accept = ".pdf,.doc,.docx,.xls,.xlsx,.pptx,.odt,.txt,.csv";
  const file = uploadField(root, _("Tải tệp từ máy"), accept, function (stored) {
    take(stored[0].href || stored[0].src, stored[0].text || stored[0].name);
    list.reload(href);
  });
  ask(_("Tệp đính kèm"), [file, list.box, text.box], function () {
    if (!href) {
      text.fail(_("Chọn một tệp hoặc tải tệp lên trước"));
      return null;
    }
    return () => run(setLinkText(place, text.input.value.trim() || own || href, href));
  });
};

export const videoDialog = function (view) {
  const run = runner(view);
  const where = field(_("Địa chỉ video"), _("Mở video trên YouTube, Facebook hoặc Vimeo rồi chép địa chỉ."), "");
  const text = field(_("Tên video"), _("Người dân đọc tên này trước khi xem; video chỉ tải khi họ bấm."), "");
  ask(_("Video"), [where.box, text.box], function () {
    const href = where.input.value.trim();
    if (!videoHost(href)) {
      where.fail(_("Chỉ nhận địa chỉ của một video trên YouTube, Facebook hoặc Vimeo"));
      return null;
    }
    if (!text.input.value.trim()) {
      text.fail(_("Viết tên video"));
      return null;
    }
    return () => run(setVideo(text.input.value.trim(), href));
  });
  where.input.focus();
};
