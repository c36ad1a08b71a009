// Hints on the language while one writes: asked for when the hands rest, shown under the words in the visual editor.
// A click goes to the place and selects it; a suggestion is put there. Saving never waits for any of this.
(function () {
  "use strict";
  const box = document.querySelector("[data-hints]");
  const form = box && box.closest("form");
  if (!form || !window.fetch || !window.AbortController) return;
  const PAUSE = 1500, PATIENCE = 20000;
  const list = box.querySelector("[data-hints-list]"), said = box.querySelector("[data-hints-said]");
  const sum = function () { return list.querySelector("[data-hints-sum]"); };
  let timer = 0, asking = null, asked = "";

  const sent = function () {
    const data = new FormData();
    new FormData(form).forEach(function (value, name) {
      if (typeof value === "string") data.append(name, value);
    });
    return data;
  };
  const contents = function () {
    return JSON.stringify(Array.from(sent()).filter(function (pair) { return !/^(csrf_token|tab|seq|takes)$/.test(pair[0]); }));
  };

  // ---- the places ----
  const area = function (name) { return form.elements[name]; };
  const visual = function (name) {
    const shown = document.getElementById(name + "-truc-quan");
    return shown && !shown.hidden ? shown : null;
  };
  const places = function (line) {
    return line.dataset.places.split(" ").map(function (one) {
      const numbers = one.split("-").map(Number);
      return { start: numbers[0], end: numbers[1], nth: numbers[2] };
    });
  };
  /** The text that the visual editor shows and where each of its nodes begins; blocks are kept apart. */
  const readVisual = function (root) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const nodes = [];
    let text = "", block = null;
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const own = node.parentElement.closest("p, li, h1, h2, h3, h4, h5, h6, td, th, pre, blockquote");
      if (block && own !== block) text += "\n";
      block = own;
      nodes.push({ node: node, at: text.length });
      text += node.data;
    }
    return { text: text, nodes: nodes };
  };
  const inNodes = function (read, at, ends) {
    for (let i = read.nodes.length - 1; i >= 0; i -= 1) {
      const one = read.nodes[i];
      if (one.at < at || (!ends && one.at === at)) return [one.node, Math.min(at - one.at, one.node.length)];
    }
    return null;
  };
  const rangeOf = function (read, found, nth) {
    let at = -1, last = -1;
    for (let i = 0; i <= nth; i += 1) {
      at = read.text.indexOf(found, at + 1);
      if (at < 0) break;
      last = at;
    }
    if (last < 0) return null;
    const from = inNodes(read, last, false), to = inNodes(read, last + found.length, true);
    if (!from || !to) return null;
    const range = document.createRange();
    range.setStart(from[0], from[1]);
    range.setEnd(to[0], to[1]);
    return range;
  };
  const pictureOf = function (root, line, place) {
    const before = area(line.dataset.field).value.slice(0, place.start).match(/!\[[^\]\n]*\]\(/g);
    return root.querySelectorAll(".editor__picture")[before ? before.length : 0] || null; // also one whose file is gone
  };
  const seen = function (line) { return line.dataset.found.replace(/^#+\s*/, "").replace(/[*_`]/g, ""); };

  // ---- lines under the words ----
  const mark = function () {
    if (!window.Highlight || !CSS.highlights) return;
    const spelling = new Highlight(), other = new Highlight(), reads = new Map();
    list.querySelectorAll("[data-hint]").forEach(function (line) {
      const root = visual(line.dataset.field);
      if (!root || !line.dataset.found || line.classList.contains("is-gone")) return;
      if (/^(long_|capitals)/.test(line.dataset.hint)) return; // whole passages: listed, not underlined
      if (!reads.has(root)) reads.set(root, readVisual(root));
      const group = line.closest("[data-group]").dataset.group;
      places(line).forEach(function (place) {
        const range = rangeOf(reads.get(root), seen(line), place.nth);
        if (range) (group === "spelling" ? spelling : other).add(range);
      });
    });
    CSS.highlights.set("hints-spelling", spelling);
    CSS.highlights.set("hints-other", other);
  };

  // ---- going there ----
  const gone = function (line) {
    line.classList.add("is-gone");
    said.textContent = box.dataset.sayGone;
  };
  const selectVisual = function (root, line, place) {
    if (/description$/.test(line.dataset.hint)) {
      const picture = pictureOf(root, line, place);
      if (!picture) return false;
      picture.dispatchEvent(new Event("editor-select"));
      picture.scrollIntoView({ block: "center" });
      return true;
    }
    const range = rangeOf(readVisual(root), seen(line), place.nth);
    return Boolean(range) && take(root, range);
  };
  const take = function (root, range) {
    root.focus({ preventScroll: true });
    const selection = document.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    const where = range.startContainer.nodeType === 1 ? range.startContainer : range.startContainer.parentElement;
    where.scrollIntoView({ block: "center" });
    return true;
  };
  const selectPlain = function (line, place) {
    const one = area(line.dataset.field);
    if (!one || one.value === undefined) return false;
    if (line.dataset.found && !/^long_/.test(line.dataset.hint) && !one.value.slice(place.start, place.end).includes(seen(line).slice(0, 20))) return false;
    one.focus();
    one.setSelectionRange(place.start, place.end);
    one.scrollIntoView({ block: "center" });
    return true;
  };
  /** Select the next place of a line; false where it is not there any more. */
  const go = function (line) {
    const all = places(line), turn = Number(line.dataset.turn || 0) % all.length;
    line.dataset.turn = turn + 1;
    const root = visual(line.dataset.field);
    return root ? selectVisual(root, line, all[turn]) : selectPlain(line, all[turn]);
  };
  const mend = function (line, text) {
    if (!go(line)) { gone(line); return; }
    // As if typed: the editor's own undo takes it back.
    if (document.execCommand("insertText", false, text)) return;
    const one = area(line.dataset.field);
    one.setRangeText(text);
    one.dispatchEvent(new Event("input", { bubbles: true }));
  };

  // ---- the list ----
  const dress = function () {
    list.querySelectorAll("[data-fix]").forEach(function (one) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button--small hints__fix";
      button.dataset.fix = one.dataset.fix;
      button.textContent = one.dataset.fix;
      button.setAttribute("aria-label", box.dataset.sayMend.replace("{word}", one.dataset.fix));
      one.replaceWith(button);
    });
    mark();
  };
  const keepingFolds = function (html) {
    const folds = new Map(), focused = list.contains(document.activeElement);
    list.querySelectorAll("[data-group]").forEach(function (one) { folds.set(one.dataset.group, one.open); });
    list.innerHTML = html; // our own server's escaped fragment
    list.querySelectorAll("[data-group]").forEach(function (one) {
      if (folds.has(one.dataset.group)) one.open = folds.get(one.dataset.group);
    });
    dress();
    if (focused) {
      const first = list.querySelector(".hints__place, summary");
      if (first) first.focus();
    }
  };
  const ask = async function () {
    const now = contents();
    if (now === asked) return;
    if (asking) asking.abort();
    const own = (asking = new AbortController());
    const clock = setTimeout(function () { own.abort(); }, PATIENCE);
    box.dataset.busy = "";
    const before = sum() ? sum().textContent : "";
    try {
      const answer = await fetch(box.dataset.hints, {
        method: "POST", body: sent(), signal: own.signal, credentials: "same-origin", headers: { "HX-Request": "true" },
      });
      if (!answer.ok) throw new Error(String(answer.status));
      const html = await answer.text();
      if (own !== asking) return;
      asked = now;
      keepingFolds(html);
      if (sum().textContent !== before) said.textContent = sum().textContent;
    } catch (error) {
      if (own === asking && sum()) sum().textContent = box.dataset.sayFailed; // asked again with the next change
    } finally {
      clearTimeout(clock);
      if (own === asking) delete box.dataset.busy;
    }
  };
  const soon = function (wait) {
    clearTimeout(timer);
    timer = setTimeout(ask, wait);
  };

  form.addEventListener("input", function () { soon(PAUSE); });
  form.addEventListener("change", function () { soon(PAUSE); });
  list.addEventListener("click", function (event) {
    const line = event.target.closest("[data-hint]");
    if (!line) return;
    const fix = event.target.closest("[data-fix]");
    if (fix) { mend(line, fix.dataset.fix); soon(200); return; }
    if (!event.target.closest(".hints__place")) return;
    event.preventDefault();
    if (!go(line)) gone(line);
  });
  document.addEventListener("submit", async function (event) {
    if (event.target.id !== "bo-qua-tu" || !event.submitter) return;
    event.preventDefault();
    const line = event.submitter.closest("[data-hint]");
    const data = new FormData(event.target);
    data.append("word", event.submitter.value);
    try {
      const answer = await fetch(event.target.action, { method: "POST", body: data, credentials: "same-origin", headers: { "HX-Request": "true" } });
      if (answer.ok) { asked = ""; soon(0); return; }
      const note = document.createElement("p");
      note.className = "hints__refused";
      note.setAttribute("role", "alert");
      note.textContent = answer.status === 422 ? await answer.text() : box.dataset.sayFailed;
      line.append(note);
    } catch (error) {
      said.textContent = box.dataset.sayFailed;
    }
  });
  // The visual editor comes after the page: mark once it is there, and whenever it is shown again.
  const watch = new MutationObserver(function () { mark(); });
  form.querySelectorAll("textarea[data-editor]").forEach(function (one) {
    watch.observe(one, { attributes: true, attributeFilter: ["hidden"] });
  });
  asked = contents();
  dress();
})();
