// What the editor says. Vietnamese is the source; English stands in where the desk is shown in English.
const ENGLISH = {
  "Định dạng": "Formatting",
  "Tiêu đề H2": "Heading H2",
  "Tiêu đề nhỏ H3": "Small heading H3",
  Đậm: "Bold",
  Nghiêng: "Italic",
  "Danh sách": "List",
  "Danh sách số": "Numbered list",
  "Trích dẫn": "Quote",
  "Liên kết": "Link",
  Ảnh: "Picture",
  Bảng: "Table",
  "Lưu ý": "Notice",
  "Hoàn tác": "Undo",
  "Làm lại": "Redo",
  "Thêm hàng trên": "Add row above",
  "Thêm hàng dưới": "Add row below",
  "Thêm cột trái": "Add column left",
  "Thêm cột phải": "Add column right",
  "Xóa hàng": "Delete row",
  "Xóa cột": "Delete column",
  "Căn phải cột (số tiền, số liệu)": "Align column right (figures)",
  "Xóa bảng": "Delete table",
  "Xem mã Markdown": "Show Markdown",
  "Soạn trực quan": "Visual editor",
  "Phím Alt+F10: thanh định dạng. Phím Esc rồi Tab: rời khung soạn.":
    "Alt+F10: formatting bar. Esc, then Tab: leave the text.",
  "Chữ hiển thị": "Text",
  "Địa chỉ": "Address",
  "Ví dụ: https://quangnam.gov.vn hoặc trang của cổng: /tin-tuc/":
    "For example https://quangnam.gov.vn, or a page of the portal: /tin-tuc/",
  "Nhập địa chỉ, ví dụ https://quangnam.gov.vn": "Enter an address, for example https://quangnam.gov.vn",
  Chèn: "Insert",
  "Bỏ liên kết": "Remove link",
  Thôi: "Cancel",
  "Chọn ảnh đã tải lên": "Choose an uploaded picture",
  "Chưa có ảnh nào trong mục này.": "No pictures here yet.",
  "Tải ảnh từ máy": "Upload a picture",
  "Hoặc địa chỉ ảnh trên cổng": "Or the address of a picture on the portal",
  "Bắt đầu bằng /tep/. Ảnh ở trang khác không hiện trên cổng.":
    "Begins with /tep/. Pictures from elsewhere are not shown.",
  "Mô tả ảnh": "Description",
  "Cho người không nhìn thấy ảnh: ảnh có ai, ở đâu, đang làm gì":
    "For people who cannot see it: who, where, doing what",
  "Chọn một ảnh hoặc nhập địa chỉ bắt đầu bằng /tep/": "Choose a picture or enter an address that begins with /tep/",
  "Viết mô tả ảnh": "Describe the picture",
  "Lưu bản nháp trước rồi thêm ảnh": "Save the draft first, then add pictures",
  "Đang tải ảnh lên…": "Uploading…",
  "Đã chèn ảnh. Kiểm tra lại mô tả ảnh.": "Picture inserted. Check its description.",
  "Không tải được ảnh. Xem lý do ở mục Tệp đính kèm và hình ảnh.":
    "The picture was not taken. The reason stands under the attachments.",
  "Không tải lên được. Hãy thử lại.": "The upload failed. Try again.",
  "Ảnh trong bài dán không đi theo. Hãy tải ảnh lên ở mục Tệp đính kèm và hình ảnh.":
    "Pictures in the pasted text stay behind. Upload them under the attachments.",
  "Chỉ chèn được ảnh vào bài. Tệp khác thêm ở mục Tệp đính kèm và hình ảnh.":
    "Only pictures go into the text. Add other files under the attachments.",
  "Ảnh ngoài cổng, sẽ không hiện": "Picture from elsewhere, not shown",
  "Chưa có mô tả ảnh": "No description",
  "Bài này có phần không soạn trực quan được, nên mở ở dạng mã để không mất chữ nào.":
    "Parts of this text do not fit the visual editor, so it opens as Markdown and loses nothing.",
};

/** The text in the language of the page. */
export const _ = function (text) {
  return document.documentElement.lang === "en" ? ENGLISH[text] || text : text;
};
