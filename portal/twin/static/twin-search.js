// The search of the static twin: a small index of the latest things, searched in the browser, with or without accents.
// The folding is that of the portal's search (analysis.py): one place of the tone, i for a last y, accents taken off.
(function () {
  "use strict";
  const box = document.querySelector("[data-twin-index]");
  const field = document.getElementById("tim-lon");
  if (!box || !field) return;
  const said = box.querySelector(".twin-said");
  const list = box.querySelector(".twin-results");
  const MOST = 50;

  function bare(word) {
    const plain = word.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d");
    return /^(?:.*[hklmstv]|.*qu)y$/.test(plain) ? plain.slice(0, -1) + "i" : plain;
  }

  function words(text) {
    const lower = text.normalize("NFC").toLowerCase().replace(/ð/g, "đ");
    return (lower.match(/[\p{L}\p{N}\p{M}]+/gu) || []).map(bare);
  }

  // How well an entry answers: 0 unless it holds every word; the last one may still be being typed.
  function score(entry, asked) {
    let sum = 0;
    for (let place = 0; place < asked.length; place += 1) {
      const word = asked[place];
      const begins = place === asked.length - 1 && word.length > 1;
      const fits = function (one) { return one === word || (begins && one.startsWith(word)); };
      if (entry.title.some(fits)) sum += 3;
      else if (entry.rest.some(fits)) sum += 1;
      else return 0;
    }
    return (" " + entry.title.join(" ") + " ").includes(" " + asked.join(" ")) ? sum + 4 : sum;
  }

  function show(index, text) {
    const asked = words(text).slice(0, 20);
    list.replaceChildren();
    said.textContent = "";
    if (!asked.length) return;
    const found = index.map(function (entry, place) { return { entry: entry, place: place, score: score(entry, asked) }; })
      .filter(function (one) { return one.score > 0; })
      .sort(function (a, b) { return b.score - a.score || a.place - b.place; });
    said.textContent = found.length ? box.dataset.found.replace("{n}", String(found.length)) : box.dataset.none;
    found.slice(0, MOST).forEach(function (one) {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = one.entry.path;
      link.textContent = one.entry.name;
      const note = document.createElement("p");
      const day = one.entry.day ? one.entry.day.split("-").reverse().join("/") : "";
      note.textContent = [one.entry.kind, day, one.entry.said].filter(Boolean).join(" · ");
      item.append(link, note);
      list.append(item);
    });
  }

  const query = new URLSearchParams(location.search).get("q") || "";
  field.value = query.slice(0, 200);
  fetch(box.dataset.twinIndex, { credentials: "omit" }).then(function (answer) {
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }).then(function (data) {
    const index = data.items.map(function (one) {
      return {
        path: one[0], name: one[1], kind: data.kinds[one[2]], day: one[3], said: one[4],
        title: words(one[1]), rest: words(one[4] + " " + data.kinds[one[2]]),
      };
    });
    show(index, field.value);
    field.addEventListener("input", function () { show(index, field.value); });
    field.form.addEventListener("submit", function (event) {
      event.preventDefault();
      show(index, field.value);
      history.replaceState(null, "", "?q=" + encodeURIComponent(field.value));
    });
    box.dataset.ready = "";
  }).catch(function () { said.textContent = box.dataset.failed; });
})();
