// Papers of a dossier: each photo is made smaller here, sent by itself with a bar, and sent again when the line was cut.
// The answer is the paper's box anew. Without this, the forms send all files at once.
(function () {
  "use strict";
  const LONGEST = 3000; // pixels: a sheet of A4 that fills four fifths of the photo has 200 dpi still
  const SMALL = 900 * 1024, QUALITY = 0.85, RESTS = [2000, 5000, 15000, 30000];

  const shrunk = async function (file) {
    const isPicture = /^image\//.test(file.type) || /\.(jpe?g|png|webp|heic|heif)$/i.test(file.name);
    if (!isPicture || !window.createImageBitmap) return file;
    const heif = /hei[cf]$/i.test(file.type) || /\.hei[cf]$/i.test(file.name);
    if (file.size < SMALL && !heif) return file;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      picture.close();
      const made = await new Promise(function (done) { canvas.toBlob(done, "image/jpeg", QUALITY); });
      canvas.width = canvas.height = 0; // old telephones have little memory
      if (!made || (made.size >= file.size && !heif)) return file;
      return new File([made], file.name.replace(/\.[^.]*$/, "") + ".jpg", { type: "image/jpeg" });
    } catch (_unreadable) {
      return file; // the portal says what is wrong with it
    }
  };

  // What was told to be missing is there now.
  const found = function (id) {
    document.querySelectorAll(`.alert a[href="#${CSS.escape(id)}"]`).forEach(function (link) {
      const alert = link.closest(".alert");
      link.closest("li").remove();
      if (!alert.querySelector("li")) alert.remove();
    });
  };

  const button = function (label, name, act) {
    const made = document.createElement("button"), whose = document.createElement("span");
    made.type = "button";
    made.className = "button button--quiet button--small";
    whose.className = "visually-hidden";
    whose.textContent = ": " + name;
    made.append(label, whose);
    made.addEventListener("click", act);
    return made;
  };

  const mountForm = function (form) {
    const input = form.querySelector("input[type=file]"), list = form.querySelector(".sending"), words = list.dataset;
    const waiting = [];
    let running = false;

    const replace = function (html) {
      const box = form.closest("[data-paper-box]"), part = new DOMParser().parseFromString(html, "text/html");
      const fresh = part.querySelector("[data-paper-box]");
      if (!fresh) return false;
      const kept = Array.from(list.children);
      box.replaceWith(fresh); // our own server's escaped fragment
      if (fresh.querySelector(".pages__one")) found(fresh.id);
      const added = fresh.querySelector(".sending");
      kept.forEach(function (one) { added.append(one); });
      return fresh;
    };

    const line = function (file) {
      const item = document.createElement("li"), name = document.createElement("span"), bar = document.createElement("progress");
      const said = document.createElement("span"), acts = document.createElement("span");
      name.textContent = file.name;
      bar.max = 100;
      bar.setAttribute("aria-label", file.name);
      item.append(name, bar, said, acts);
      list.append(item);
      return { item: item, bar: bar, said: said, acts: acts };
    };

    const send = function (one) {
      return new Promise(function (done) {
        const data = new FormData(form), request = new XMLHttpRequest();
        data.delete("tep");
        data.append("tep", one.file, one.file.name);
        request.open("POST", form.action);
        request.setRequestHeader("HX-Request", "true");
        request.timeout = 180000;
        request.upload.addEventListener("progress", function (event) {
          if (!event.lengthComputable) return;
          one.shown.bar.value = 100 * event.loaded / event.total;
          one.shown.said.textContent = event.loaded === event.total ? words.working : words.sending;
        });
        request.addEventListener("load", function () { done({ status: request.status, text: request.responseText }); });
        ["error", "timeout", "abort"].forEach(function (kind) {
          request.addEventListener(kind, function () { done({ status: 0, text: "" }); });
        });
        request.send(data);
      });
    };

    // What the portal refused for what it is (`final`) would be refused again.
    const failed = function (one, text, final) {
      const shown = one.shown, drop = button(words.drop, one.file.name, function () { shown.item.remove(); });
      shown.bar.hidden = true;
      shown.said.textContent = text;
      if (final) shown.acts.replaceChildren(drop);
      else shown.acts.replaceChildren(button(words.again, one.file.name, function () { again(one); }), drop);
    };
    const again = function (one) {
      one.shown.acts.replaceChildren();
      one.shown.bar.hidden = false;
      one.tries = 0;
      waiting.push(one);
      next();
    };
    const rest = function (one) {
      one.shown.said.textContent = words.lost;
      return new Promise(function (done) {
        const timer = setTimeout(done, RESTS[Math.min(one.tries, RESTS.length) - 1]);
        window.addEventListener("online", function () { clearTimeout(timer); done(); }, { once: true });
      });
    };

    const next = async function () {
      if (running) return;
      running = true;
      let last = "";
      while (waiting.length) {
        const one = waiting.shift();
        if (!one.small) {
          one.shown.said.textContent = words.shrinking;
          one.file = await shrunk(one.file);
          one.small = true;
        }
        if (one.file.size > Number(form.dataset.most) * 1048576) { failed(one, words.large, true); continue; }
        const answer = await send(one);
        if (answer.status === 200) {
          last = answer.text;
          one.shown.item.remove();
        } else if (answer.status === 422) {
          const part = new DOMParser().parseFromString(answer.text, "text/html"), wrong = part.querySelector(".alert--danger p");
          failed(one, wrong ? wrong.textContent.trim() : words.failed, true);
        } else if (answer.status === 0 && one.tries < RESTS.length) {
          one.tries += 1;
          await rest(one);
          waiting.unshift(one);
        } else if (answer.status === 413) {
          failed(one, words.large, true);
        } else if (answer.status === 400 || answer.status === 401) {
          failed(one, words.ended);
        } else {
          failed(one, answer.status >= 500 ? words.full : words.failed);
        }
      }
      running = false;
      const fresh = last && replace(last);
      if (fresh) mountBox(fresh);
    };

    const take = function (files) {
      Array.from(files).forEach(function (file) { waiting.push({ file: file, shown: line(file), tries: 0, small: false }); });
      next();
    };
    input.addEventListener("change", function () {
      const files = Array.from(input.files);
      input.removeAttribute("capture");
      input.value = "";
      take(files);
    });
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      if (input.files.length) take(input.files);
      else input.click();
    });
    // Choosing is sending: the field itself is only in the way, and the button opens it.
    const choose = form.querySelector("[data-choose]");
    input.hidden = true;
    choose.querySelector("span").textContent = choose.dataset.choose;
    const camera = form.querySelector("[data-camera]");
    if (camera) {
      camera.classList.remove("needs-script");
      camera.addEventListener("click", function () {
        input.setAttribute("capture", "environment");
        input.click();
      });
    }
  };

  // Turning, moving and taking out: the box comes anew, and the page stays where it is.
  const mountAct = function (form) {
    form.addEventListener("submit", async function (event) {
      event.preventDefault();
      const pressed = form.querySelector("button"), label = pressed.textContent, box = form.closest("[data-paper-box]");
      pressed.setAttribute("aria-disabled", "true");
      try {
        const answer = await fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin", headers: { "HX-Request": "true" } });
        const part = new DOMParser().parseFromString(await answer.text(), "text/html"), fresh = part.querySelector("[data-paper-box]");
        if (!fresh) { form.submit(); return; }
        box.replaceWith(fresh);
        mountBox(fresh);
        const same = Array.from(fresh.querySelectorAll(".inline-form button")).find(function (one) { return one.textContent === label; });
        (same || fresh.querySelector("[data-choose]")).focus();
      } catch (_lost) {
        pressed.removeAttribute("aria-disabled");
        form.submit();
      }
    });
  };

  const mountBox = function (box) {
    box.querySelectorAll("[data-paper-upload]").forEach(mountForm);
    box.querySelectorAll(".inline-form").forEach(mountAct);
  };
  document.querySelectorAll("[data-paper-box]").forEach(mountBox);
})();
