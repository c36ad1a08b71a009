// The passage that is selected in the text when somebody begins to write a remark becomes what the remark is about.
(function () {
  "use strict";
  let passage = "";
  document.addEventListener("selectionchange", function () {
    const active = document.activeElement;
    if (active && active.closest && active.closest("#gop-y")) return;
    if (active && active.tagName === "TEXTAREA" && active.closest("form.form")) {
      passage = active.value.slice(active.selectionStart, active.selectionEnd);
      return;
    }
    const selection = document.getSelection();
    const node = selection && selection.anchorNode;
    const element = node && (node.nodeType === 1 ? node : node.parentElement);
    if (element && element.closest("form.form, .correction")) passage = String(selection);
  });
  document.addEventListener("focusin", function (event) {
    const form = event.target.closest && event.target.closest(".comments__new");
    const quote = form && form.querySelector("[data-quote]");
    const text = passage.trim().replace(/\s+/g, " ");
    if (!quote || quote.value || text.length < 3) return;
    quote.value = text.slice(0, 500);
    passage = "";
  });
})();
