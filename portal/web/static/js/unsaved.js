// Buttons beside the form while something in it is not saved. What is let through, published or looked at must be what
// stands on the page, never an older text; and whatever else is done on the page, the words stay in the form.
(function () {
  "use strict";
  const writing = window.portalWriting;
  if (!writing) return; // then nothing is kept here either
  const say = writing.box.dataset, form = writing.form;
  const told = document.getElementById("thong-bao"); // a live region: what comes into it is read out
  const GO_ON = "portal-go-on";
  const remember = function (what) {
    try { sessionStorage.setItem(GO_ON, JSON.stringify(what)); } catch { /* then the page offers it by a button */ }
  };
  const remembered = function () {
    try {
      const text = sessionStorage.getItem(GO_ON);
      sessionStorage.removeItem(GO_ON);
      return text ? JSON.parse(text) : null;
    } catch { return null; }
  };

  const saveFirst = function () {
    const note = told.querySelector("[data-save-first]") || document.createElement("div");
    note.className = "alert alert--warning";
    note.dataset.saveFirst = "";
    note.textContent = say.sayFirst;
    told.append(note);
    note.scrollIntoView({ block: "center" });
    form.querySelector("button[name=action][value=save]").focus({ preventScroll: true });
  };

  let passing = null;
  window.addEventListener("submit", async function (event) {
    const other = event.target;
    if (other === form || other === passing || event.defaultPrevented || !other.closest("main")) return;
    if (other.method !== "post" || other.matches("[data-upload], [data-hx-post], [data-drop-copy]") || !writing.isUnsaved()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if ("life" in other.dataset) {
      // "Gửi duyệt" and "Đăng" save as well, by the form's own button; what has none asks to save first.
      const both = other.dataset.life && form.querySelector("button[name=action][value=" + other.dataset.life + "]");
      if (both) form.requestSubmit(both);
      else saveFirst();
      return;
    }
    // A note, a date, a link to send: done at once. The page comes again with what is being written.
    const button = event.submitter;
    await new Promise(function (done) { setTimeout(done); }); // a form submits nothing while it is being asked
    if (!await writing.bring()) { saveFirst(); return; }
    remember({ place: say.keep, tab: writing.tab });
    passing = other;
    other.requestSubmit(button);
  }, true);

  document.addEventListener("click", async function (event) {
    const link = event.target.closest("a[data-preview]");
    if (!link || !(link.dataset.preview || writing.isUnsaved())) return;
    event.preventDefault();
    const shown = window.open("", "_blank"); // now, while it is the person's click that opens it
    const brought = await writing.bring();
    const where = new URL(link.href);
    where.searchParams.set("the", writing.tab);
    if (!brought) {
      if (shown) shown.close();
      writing.say(say.sayNoPreview);
    } else if (shown) shown.location.replace(where);
    else location.assign(where);
  });

  const went = remembered();
  if (went && "said" in went) told.insertAdjacentHTML("afterbegin", went.said); // our own server's escaped words
  else if (went && went.place === say.keep) {
    const link = document.querySelector(`#ban-viet-do a[data-tab="${CSS.escape(went.tab)}"]`);
    if (link) {
      remember({ said: told.innerHTML });
      location.replace(link.href);
    }
  }
})();
