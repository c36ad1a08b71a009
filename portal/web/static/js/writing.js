// Writing without losing a word: what is typed is kept on this machine at once and at the portal every few seconds.
// One request at a time; each says which tab it comes from and its number, so that a late one never wins.
(function () {
  "use strict";
  const box = document.querySelector("[data-writing]");
  const form = box && box.closest("form");
  const kept = window.portalKept;
  if (!form || !kept) return; // then the form is a plain one
  const say = box.dataset, field = form.elements;
  const PAUSE = 2500, LONGEST = 10000, PATIENCE = 30000, LAST_WORDS = 60000;
  const WAITS = [3000, 5000, 10000, 20000, 40000, 60000];
  const NOT_KEPT = new Set(["csrf_token", "tab", "seq", "takes", "action"]);
  const part = function (name) { return box.querySelector("[data-writing-" + name + "]"); };
  const place = say.keep, user = say.user;

  const random = function () {
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), function (one) { return one.toString(16).padStart(2, "0"); }).join("");
  };
  const tab = field.tab.value || random(); // a form that came back from the server goes on as the tab that sent it
  field.tab.value = tab;
  let seq = Number(field.seq.value) || 0; // grows with each change
  let known = seq; // what the portal has of it
  let sent = ""; // the fields as the portal has them
  let pending = null; // the request that is on its way
  let timer = 0, firstUnsent = 0, failures = 0, state = "", saving = false, passing = false, localTimer = 0;
  let locally = true;

  // ---- the sign ----
  const show = function (name, text, options) {
    const { bad = false, aloud = false } = options || {};
    const sign = part("sign");
    sign.hidden = !text;
    sign.textContent = text;
    sign.dataset.tone = bad ? "bad" : "";
    // Aloud only what is new: not each "đã lưu", which would never end.
    if (aloud && state !== name) part("said").textContent = text;
    state = name;
  };
  const note = function (text) {
    part("note").textContent = text || "";
    part("note").hidden = !text;
  };
  const atHour = function (text, hour) { return text.replace("{hour}", hour); };

  // ---- what the form holds ----
  const fieldsNow = function () {
    return Array.from(new FormData(form)).filter(function (pair) {
      return !NOT_KEPT.has(pair[0]) && typeof pair[1] === "string";
    });
  };
  const body = function (fields, from, number, takes) {
    const data = new FormData();
    fields.forEach(function (pair) { data.append(pair[0], pair[1]); });
    data.append("csrf_token", field.csrf_token.value);
    data.append("tab", from);
    data.append("seq", number);
    if (takes) data.append("takes", takes);
    return data;
  };

  // ---- on this machine ----
  const keepHere = function () {
    clearTimeout(localTimer);
    localTimer = 0;
    const record = { key: place + "|" + user + "|" + tab, user: user, place: place, tab: tab, seq: seq, known: known, fields: fieldsNow(), at: Date.now() };
    return kept.put(record).then(function () { locally = true; }, function () { locally = false; });
  };

  // ---- at the portal ----
  const post = function (data, options) {
    const stop = new AbortController();
    const clock = setTimeout(function () { stop.abort(); }, PATIENCE);
    return fetch(place, Object.assign({ method: "POST", body: data, signal: stop.signal, headers: { "HX-Request": "true" }, credentials: "same-origin" }, options))
      .finally(function () { clearTimeout(clock); });
  };

  /** Who is signed in now: "ok" (the form's token is fresh then), "out", "other" or "offline". */
  const askSession = async function () {
    const stop = new AbortController();
    const clock = setTimeout(function () { stop.abort(); }, PATIENCE / 2);
    try {
      const answer = await fetch(say.session, { signal: stop.signal, headers: { "HX-Request": "true" }, credentials: "same-origin", cache: "no-store" });
      if (answer.status === 401 || answer.status === 404) return "out";
      if (!answer.ok) return "offline";
      const found = await answer.json();
      if (String(found.user) !== user) return "other";
      document.querySelectorAll("input[name=csrf_token]").forEach(function (one) { one.value = found.csrf; });
      return "ok";
    } catch (error) {
      return "offline";
    } finally {
      clearTimeout(clock);
    }
  };

  const isShut = function () { return state === "out" || state === "other"; };
  const plan = function (wait) {
    clearTimeout(timer);
    timer = setTimeout(keepThere, wait);
  };
  const soon = function () {
    if (isShut() || pending || failures) return;
    firstUnsent = firstUnsent || Date.now();
    plan(Math.max(0, Math.min(PAUSE, firstUnsent + LONGEST - Date.now())));
  };

  const offline = function () {
    show("offline", locally ? say.sayOffline : say.sayNowhere, { bad: true, aloud: true });
    plan(WAITS[Math.min(failures, WAITS.length - 1)]);
    failures += 1;
  };
  const shut = function (kind) {
    show(kind, kind === "out" ? say.saySignedOut : say.sayOtherUser, { bad: true, aloud: true });
    part("door").hidden = false;
    failures = 0;
    plan(15000);
  };
  const reopened = function () {
    part("door").hidden = true;
    state = "";
  };

  const arrived = function (number, fields, answer) {
    const wasBad = state === "offline" || failures > 0;
    failures = 0;
    known = Math.max(known, number);
    sent = JSON.stringify(fields);
    field.takes.value = "";
    keepHere();
    show("kept", atHour(say.sayKept, answer.at));
    if (wasBad) part("said").textContent = atHour(say.sayBack, answer.at);
    else if (!part("said").textContent) part("said").textContent = atHour(say.sayKept, answer.at);
    const others = document.querySelector("[data-writing-others]");
    if (others) {
      others.hidden = !answer.others;
      others.querySelector("span").textContent = answer.others;
    }
    note(answer.moved);
    if (known >= seq) document.dispatchEvent(new Event("portal:kept"));
  };

  const keepThere = async function () {
    clearTimeout(timer);
    if (pending || saving) return;
    if (isShut()) {
      const found = await askSession();
      if (found === "ok") reopened();
      else if (found === "offline") { plan(15000); return; }
      else { shut(found); return; }
    }
    const number = seq, fields = fieldsNow(), text = JSON.stringify(fields);
    if (number <= known) return;
    if (text === sent) { known = number; document.dispatchEvent(new Event("portal:kept")); keepHere(); return; }
    firstUnsent = 0;
    if (state !== "offline") show("keeping", say.sayKeeping);
    pending = post(body(fields, tab, number, field.takes.value));
    let answer = null, told = {};
    try {
      answer = await pending;
      if (answer.ok || answer.status === 422) told = await answer.json();
    } catch (error) {
      answer = null;
    }
    pending = null;
    if (answer === null || answer.status >= 500) { offline(); return; }
    if (answer.ok) {
      arrived(number, fields, told);
      if (seq > number) soon();
    } else if (answer.status === 401 || answer.status === 400) {
      const found = await askSession(); // signed in anew meanwhile: the token of this page is another one
      if (found === "ok" && failures < WAITS.length) { failures += 1; plan(WAITS[0]); }
      else if (found === "offline" || found === "ok") offline();
      else shut(found);
    } else {
      show("refused", say.sayOnlyHere, { bad: true, aloud: true });
      note(told.message);
    }
  };

  // ---- typing ----
  const changed = function () {
    seq += 1;
    if (state === "" || state === "kept") show("typing", say.sayTyping);
    if (!localTimer) localTimer = setTimeout(keepHere, 300);
    soon();
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);

  // ---- leaving: the last words go along with the page, where they fit ----
  const leave = function () {
    if (passing || seq <= known) return;
    keepHere();
    if (isShut() || state === "offline") return;
    const fields = fieldsNow(), data = body(fields, tab, seq, field.takes.value);
    let size = 0;
    for (const [name, value] of data) size += new Blob([name, value]).size + 150;
    if (size > LAST_WORDS || JSON.stringify(fields) === sent) return;
    const number = seq;
    post(data, { keepalive: true }).then(function (answer) {
      return answer.ok ? answer.json().then(function (told) { arrived(number, fields, told); }) : null;
    }).catch(function () {});
  };
  document.addEventListener("visibilitychange", function () {
    if (document.visibilityState === "hidden") leave();
    else if (isShut()) keepThere();
  });
  window.addEventListener("pagehide", leave);
  window.addEventListener("focus", function () { if (isShut()) keepThere(); });
  window.addEventListener("online", function () { if (seq > known) { failures = 0; keepThere(); } });
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) { saving = passing = false; keepThere(); }
  });

  // ---- saving: only when the portal answers and knows the person, so that no page of errors takes the form away ----
  window.addEventListener("submit", async function (event) {
    if (event.target !== form || passing) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (saving) return;
    saving = true;
    clearTimeout(timer);
    const button = event.submitter;
    show("saving", say.saySaving);
    seq += 1;
    await keepHere();
    const found = await askSession();
    if (found === "ok") {
      part("door").hidden = true;
      field.seq.value = seq;
      passing = true;
      form.requestSubmit(button);
      return;
    }
    saving = false;
    if (found !== "offline") { shut(found); return; }
    offline();
    note(say.sayNotSaved);
    part("said").textContent = say.sayNotSaved;
  }, true);
  document.addEventListener("keydown", function (event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "s") return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("button[type=submit][name=action][value=save]"));
  });

  // ---- what the buttons beside the form must know (js/unsaved.js) ----
  const asSaved = document.querySelector("[data-unsaved], [data-editor-form] .alert--danger[data-focus]") ? "" : JSON.stringify(fieldsNow());
  window.portalWriting = {
    form: form,
    box: box,
    tab: tab,
    /** Whether the form says anything else than what is saved. */
    isUnsaved: function () { return JSON.stringify(fieldsNow()) !== asSaved; },
    /** Bring what is typed to the portal now; tells whether all of it is there. */
    bring: async function () {
      while (pending) await pending.catch(function () {});
      if (!known) seq += 1; // a text that came filled in was never sent by this tab
      if (seq > known) await keepThere();
      return known >= seq;
    },
    say: note,
  };

  // ---- coming back: what only this machine has goes to the portal first, which then offers it ----
  const bringUp = async function (record) {
    if (record.known >= record.seq) return false;
    const answer = await post(body(record.fields, record.tab, record.seq));
    if (!answer.ok) return false;
    await kept.put(Object.assign(record, { known: record.seq }));
    return true;
  };
  const look = async function () {
    const done = JSON.parse(say.done);
    let brought = false;
    for (const record of await kept.of(user)) {
      if (record.place !== place && !(record.tab in done)) continue;
      if (record.tab === tab) continue;
      if (record.seq <= (done[record.tab] || 0)) await kept.remove(record.key);
      else if (record.place === place) brought = await bringUp(record) || brought;
    }
    if (!brought) return;
    const answer = await fetch(place, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
    const there = document.getElementById("ban-viet-do");
    if (answer.ok && there) there.innerHTML = await answer.text(); // our own server's escaped fragment
  };
  look().catch(function (error) { console.warn("writing:", error); });
})();
