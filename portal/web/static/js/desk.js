// The desk works as plain forms and links; this file adds dragging, progress, closing and a guard against lost text.
(function () {
  "use strict";
  document.documentElement.classList.add("js");

  const focusErrors = function (root) {
    const first = root.querySelector("[data-focus]");
    if (first) first.focus();
  };
  focusErrors(document);
  document.addEventListener("htmx:after:swap", function (event) { focusErrors(event.target); });

  // Folds: "Thôi" and Escape close; opening one closes its neighbours.
  document.addEventListener("click", function (event) {
    const close = event.target.closest("[data-close]");
    document.querySelectorAll("details.confirm[open], details.dropdown[open]").forEach(function (fold) {
      if (!fold.contains(event.target) || (close && fold.contains(close))) fold.open = false;
    });
    if (close) close.closest("details").querySelector("summary").focus();
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    const fold = event.target.closest("details[open]");
    if (fold) { fold.open = false; fold.querySelector("summary").focus(); }
    else if (location.hash === "#menu") location.hash = "#noi-dung";
  });

  // Text that has not been saved: ask before leaving.
  let changed = false;
  document.addEventListener("input", function (event) {
    if (event.target.closest("form.form")) changed = true;
  });
  document.addEventListener("submit", function (event) {
    if (event.target.matches("form.form")) changed = false;
  });
  document.addEventListener("portal:kept", function () { changed = false; }); // all of it is at the portal
  window.addEventListener("beforeunload", function (event) {
    if (changed) event.preventDefault();
  });

  // A picture that was just uploaded can be chosen at once.
  const offerPictures = function (list) {
    const select = document.querySelector("select[name=picture_id]");
    if (!select) return;
    list.querySelectorAll("[data-picture]").forEach(function (one) {
      const known = Array.from(select.options).some(function (option) { return option.value === one.dataset.picture; });
      if (!known) select.add(new Option(one.dataset.title, one.dataset.picture));
    });
  };

  // Upload with progress; without this the form posts by itself.
  const send = function (form, files) {
    const bar = form.querySelector(".dropzone__progress");
    const result = form.querySelector(".dropzone__result");
    const progress = bar.querySelector("progress");
    const input = form.querySelector("input[type=file]");
    const data = new FormData(form);
    data.delete(input.name);
    files.forEach(function (file) { data.append(input.name, file); });
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("HX-Request", "true");
    request.upload.addEventListener("progress", function (event) {
      if (event.lengthComputable) progress.value = Math.round(100 * event.loaded / event.total);
    });
    const finish = function (failed) {
      bar.hidden = true;
      progress.value = 0;
      input.value = "";
      form.classList.toggle("has-failed", failed);
    };
    request.addEventListener("load", function () {
      const target = document.querySelector(form.dataset.target || "#none");
      const ok = request.status >= 200 && request.status < 300;
      finish(!ok);
      if (ok && !target) { changed = false; location.reload(); return; }
      // 422: some files were refused; the list says which and why. Anything else is a page, not our list.
      if (!target || (!ok && request.status !== 422)) { result.textContent = result.dataset.failed; return; }
      target.innerHTML = request.responseText; // our own server's escaped fragment
      offerPictures(target);
      if (window.htmx) window.htmx.process(target);
      form.dispatchEvent(new CustomEvent("portal:uploaded", { bubbles: true }));
    });
    request.addEventListener("error", function () { finish(true); result.textContent = result.dataset.failed; });
    result.textContent = "";
    bar.hidden = false;
    request.send(data);
  };
  document.addEventListener("submit", function (event) {
    const form = event.target.closest("[data-upload]");
    const input = form && form.querySelector("input[type=file]");
    if (!form || !input.files.length) return;
    event.preventDefault();
    send(form, Array.from(input.files));
  });
  ["dragover", "dragleave", "drop"].forEach(function (kind) {
    document.addEventListener(kind, function (event) {
      const form = event.target.closest && event.target.closest("[data-upload]");
      if (!form) return;
      event.preventDefault();
      form.classList.toggle("is-over", kind === "dragover");
      if (kind === "drop" && event.dataTransfer.files.length) {
        const several = form.querySelector("input[type=file]").multiple;
        send(form, Array.from(event.dataTransfer.files).slice(0, several ? undefined : 1));
      }
    });
  });
})();
