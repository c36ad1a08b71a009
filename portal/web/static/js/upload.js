// Uploads: many files at once, two on the way at a time, each with its own bar, to stop or to try again.
// Without this the form posts all of them by itself. Each answer is the whole list anew (data-target), with what there
// is to say about the file in front; it is shown at the file, where it stays.
(function () {
  "use strict";
  if (window.portalUpload) return; // a page may have several forms
  window.portalUpload = true;
  const AT_ONCE = 2; // the server encodes pictures, which takes a second each
  const waiting = [];
  let running = 0;

  // A picture that was just uploaded can be chosen at once.
  const offerPictures = function (list) {
    const select = document.querySelector("select[name=picture_id]");
    if (!select) return;
    list.querySelectorAll("[data-picture]").forEach(function (one) {
      const known = Array.from(select.options).some(function (option) { return option.value === one.dataset.picture; });
      if (!known) select.add(new Option(one.dataset.title, one.dataset.picture));
    });
  };

  const button = function (label, name, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button button--quiet button--small";
    made.append(label);
    const whose = document.createElement("span");
    whose.className = "visually-hidden";
    whose.textContent = ": " + name;
    made.append(whose);
    made.addEventListener("click", act);
    return made;
  };

  // A line of the form's list: name, bar, what happened, what can be done.
  const line = function (form, file) {
    const item = document.createElement("li");
    const name = document.createElement("span");
    const bar = document.createElement("progress");
    const said = document.createElement("span");
    const acts = document.createElement("span");
    item.className = "uploads__file";
    name.className = "uploads__name";
    name.textContent = file.name;
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    said.className = "uploads__said";
    item.append(name, bar, said, acts);
    form.querySelector(".uploads").append(item);
    return {
      bar: bar,
      show: function (state, text, buttons) {
        item.dataset.state = state;
        bar.hidden = state !== "waiting" && state !== "sending";
        said.textContent = text || "";
        acts.replaceChildren.apply(acts, buttons);
      },
      link: function (from) { if (from) said.append(" ", from); },
      remove: function () { item.remove(); },
    };
  };

  const next = function () {
    while (running < AT_ONCE && waiting.length) {
      running += 1;
      waiting.shift()();
    }
  };

  const tell = function (form) {
    const words = form.querySelector(".uploads").dataset;
    const of = function (state) { return form.querySelectorAll('.uploads__file[data-state="' + state + '"]').length; };
    const open = of("waiting") + of("sending");
    const counted = function (text) { return text.replace("{done}", of("done")).replace("{failed}", of("failed")); };
    form.querySelector(".dropzone__result").textContent = open ? "" : counted(of("failed") ? words.some : words.all);
    form.classList.toggle("has-failed", !open && of("failed") > 0);
    return open === 0;
  };

  // What an answer says of the file: the alerts that stand in front of the list, or on the page that came instead.
  const remarks = function (answer, bad) {
    const found = answer.querySelectorAll(bad ? ".alert--danger" : ".alert--warning, .alert--danger");
    const text = Array.from(found).map(function (one) {
      return Array.from(one.querySelectorAll("p:not(:has(a))")).map(function (part) { return part.textContent.trim(); }).join(": ");
    }).join(" ");
    return { text: text, link: found.length ? found[0].querySelector("p > a") : null, alerts: found };
  };

  const refresh = function (form, target, answer, alerts) {
    alerts.forEach(function (one) { one.remove(); });
    target.replaceChildren.apply(target, Array.from(answer.body.childNodes)); // our own server's escaped fragment
    offerPictures(target);
    if (window.htmx) window.htmx.process(target);
    form.dispatchEvent(new CustomEvent("portal:uploaded", { bubbles: true }));
  };

  const add = function (form, file) {
    const words = form.querySelector(".uploads").dataset;
    const shown = line(form, file);
    let request = null;

    const finish = function (state, text, buttons) {
      request = null;
      running -= 1;
      shown.show(state, text, buttons);
      next();
      // Without a list to fill, the page is fetched anew once all are there, so that nobody loses sight of an error.
      if (tell(form) && !form.dataset.target && !form.querySelector('[data-state="failed"]')) location.reload();
    };
    const again = function () { return button(words.again, file.name, wait); };
    const drop = function () { return button(words.drop, file.name, function () { shown.remove(); tell(form); }); };

    const start = function () {
      const input = form.querySelector("input[type=file]");
      const data = new FormData(form);
      data.delete(input.name);
      data.append(input.name, file);
      request = new XMLHttpRequest();
      request.open("POST", form.action);
      request.setRequestHeader("HX-Request", "true");
      request.upload.addEventListener("progress", function (event) {
        if (event.lengthComputable) shown.bar.value = Math.round(100 * event.loaded / event.total);
        if (event.loaded === event.total) shown.show("sending", words.looking, [stop]);
      });
      request.addEventListener("load", function () { answered(request); });
      request.addEventListener("error", function () { finish("failed", words.lost, [again(), drop()]); });
      const stop = button(words.stop, file.name, function () {
        request.abort();
        finish("stopped", words.stopped, [again(), drop()]);
      });
      shown.show("sending", "", [stop]);
      request.send(data);
    };

    const answered = function (came) {
      const answer = new DOMParser().parseFromString(came.responseText, "text/html");
      const good = came.status >= 200 && came.status < 300;
      const target = form.dataset.target ? document.querySelector(form.dataset.target) : null;
      const said = remarks(answer, !good || !target);
      // A page instead of the list: signed out meanwhile, too large, or the server is not well.
      const isList = target && (good || came.status === 422) && !/<html/i.test(came.responseText);
      if (isList) refresh(form, target, answer, said.alerts);
      const refused = Array.from(said.alerts).some(function (one) { return one.matches(".alert--danger"); });
      if (good && !refused && (isList || (!target && !said.text))) {
        finish("done", said.text, [drop()]);
        shown.link(said.link);
        return;
      }
      const reason = came.status === 413 ? words.large : isList || !target ? said.text : "";
      finish("failed", reason || words.failed, [again(), drop()]);
      shown.link(said.link);
    };

    const wait = function () {
      shown.bar.value = 0;
      shown.show("waiting", words.waiting, [button(words.drop, file.name, function () {
        const at = waiting.indexOf(start);
        if (at >= 0) waiting.splice(at, 1);
        shown.remove();
        tell(form);
      })]);
      waiting.push(start);
      next();
    };
    wait();
  };

  const send = function (form, files) {
    const input = form.querySelector("input[type=file]");
    form.querySelectorAll('.uploads__file[data-state="done"]').forEach(function (one) { one.remove(); });
    files.slice(0, input.multiple ? undefined : 1).forEach(function (file) { add(form, file); });
    input.value = "";
    tell(form);
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
      if (kind === "drop" && event.dataTransfer.files.length) send(form, Array.from(event.dataTransfer.files));
    });
  });
  window.addEventListener("beforeunload", function (event) {
    if (running || waiting.length) event.preventDefault();
  });
})();
