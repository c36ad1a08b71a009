// Checks a file or a proof bundle on the visitor's own machine: only the file's SHA-256 goes to the portal.
(function () {
  "use strict";
  const place = document.getElementById("kiem-tra");
  if (!place) return;
  const texts = JSON.parse(place.dataset.texts);
  const keys = JSON.parse(place.dataset.keys);
  const answer = document.getElementById("kiem-tra-ket-qua");
  const input = document.getElementById("kiem-tra-tep");
  const crypto = window.crypto && window.crypto.subtle;
  const FORMAT = "cong-lang/bang-chung/1";
  const LARGEST_BUNDLE = 4 * 1024 * 1024;

  class Wrong extends Error {}

  const utf8 = (text) => new TextEncoder().encode(text);
  const hex = (bytes) => Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
  const sha256 = async (bytes) => new Uint8Array(await crypto.digest("SHA-256", bytes));
  const same = (one, other) => hex(one) === hex(other);

  function base64(text, reason) {
    try {
      return Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
    } catch (_error) {
      throw new Wrong(reason);
    }
  }

  function joined(...parts) {
    const made = new Uint8Array(parts.reduce((sum, one) => sum + one.length, 0));
    let at = 0;
    for (const one of parts) { made.set(one, at); at += one.length; }
    return made;
  }

  const leafHash = (data) => sha256(joined([0], data));
  const nodeHash = (left, right) => sha256(joined([1], left, right));

  // RFC 9162, 2.1.3.2. Numbers of leaves stay far below 2^53, but not always below 2^31: no bit operators.
  async function rootOf(index, size, leaf, proof) {
    if (!Number.isSafeInteger(index) || index < 0 || index >= size) throw new Wrong("inclusion");
    let here = index, last = size - 1, value = leaf;
    const up = () => { here = Math.floor(here / 2); last = Math.floor(last / 2); };
    for (const one of proof) {
      if (last === 0) throw new Wrong("inclusion");
      if (here % 2 === 1 || here === last) {
        value = await nodeHash(one, value);
        while (here % 2 === 0 && here !== 0) up();
      } else value = await nodeHash(value, one);
      up();
    }
    if (last !== 0) throw new Wrong("inclusion");
    return value;
  }

  // c2sp.org/signed-note: text, empty line, lines "— name base64(id ‖ signature)".
  function readNote(note) {
    const cut = note.lastIndexOf("\n\n");
    if (cut < 0 || !note.endsWith("\n")) throw new Wrong("format");
    const text = note.slice(0, cut + 1);
    const [origin, size, root] = text.split("\n");
    const lines = note.slice(cut + 2, -1).split("\n").map((line) => {
      const [dash, name, data] = line.split(" ");
      if (dash !== "\u2014" || !data) throw new Wrong("format");
      const bytes = base64(data, "format");
      return { name, id: hex(bytes.slice(0, 4)), data: bytes.slice(4) };
    });
    return { text, origin, size: Number(size), root: base64(root || "", "format"), lines };
  }

  async function readKey(text) {
    const [name, id, ...rest] = text.split("+");
    const data = base64(rest.join("+"), "key");
    const expected = hex((await sha256(joined(utf8(name + "\n"), data))).slice(0, 4));
    if (data.length !== 33 || expected !== id) throw new Wrong("key");
    return { name, id, kind: data[0], public: data.slice(1) };
  }

  // true: right; false: wrong; null: this browser knows no Ed25519.
  async function isSigned(publicKey, message, signature) {
    let key;
    try {
      key = await crypto.importKey("raw", publicKey, { name: "Ed25519" }, false, ["verify"]);
    } catch (_error) {
      return null;
    }
    return crypto.verify({ name: "Ed25519" }, key, signature, message);
  }

  async function checkSignature(note, key) {
    if (key.kind !== 1 || note.origin !== key.name) throw new Wrong("signature");
    const mine = note.lines.filter((one) => one.name === key.name && one.id === key.id);
    if (!mine.length) throw new Wrong("signature");
    const results = await Promise.all(mine.map((one) => isSigned(key.public, utf8(note.text), one.data)));
    if (results.includes(true)) return true;
    if (results.includes(null)) return null;
    throw new Wrong("signature");
  }

  async function countWitnesses(note, listed) {
    let count = 0;
    for (const text of listed) {
      const key = await readKey(text);
      for (const one of note.lines) {
        if (key.kind !== 4 || one.name !== key.name || one.id !== key.id || one.data.length !== 72) continue;
        const at = new DataView(one.data.buffer, one.data.byteOffset).getBigUint64(0);
        const message = utf8(`cosignature/v1\ntime ${at}\n${note.text}`);
        if (await isSigned(key.public, message, one.data.slice(8))) count += 1;
      }
    }
    return count;
  }

  async function checkBundle(bundle) {
    if (!bundle || bundle.format !== FORMAT || !Array.isArray(bundle.entries) || !bundle.entries.length) {
      throw new Wrong("format");
    }
    const note = readNote(bundle.checkpoint);
    const signed = await checkSignature(note, await readKey(bundle.key));
    const leaves = [];
    for (const entry of bundle.entries) {
      const data = utf8(entry.leaf);
      const value = await leafHash(data);
      if (hex(value) !== entry.hash) throw new Wrong("leaf");
      const proof = entry.proof.map((one) => base64(one, "inclusion"));
      if (!same(await rootOf(entry.index, note.size, value, proof), note.root)) throw new Wrong("inclusion");
      leaves.push({ index: entry.index, ...JSON.parse(entry.leaf) });
    }
    return { note, signed, leaves, witnesses: await countWitnesses(note, bundle.witnesses) };
  }

  function moment(text) {
    const parts = new Intl.DateTimeFormat("vi-VN", {
      timeZone: "Asia/Ho_Chi_Minh", hour: "2-digit", minute: "2-digit", day: "2-digit", month: "2-digit",
      year: "numeric", hourCycle: "h23",
    }).formatToParts(new Date(text));
    const of = Object.fromEntries(parts.map((one) => [one.type, one.value]));
    return fill(texts.moment, { clock: `${of.hour}:${of.minute}`, day: `${of.day}/${of.month}/${of.year}` });
  }

  function say(text, tone, link) {
    const line = document.createElement("p");
    line.textContent = text;
    if (tone) line.className = `alert alert--${tone} proof-told`;
    if (link && /^https?:\/\//.test(link)) {
      const anchor = document.createElement("a");
      anchor.href = link;
      anchor.textContent = texts.page;
      line.append(" ", anchor);
    }
    answer.append(line);
  }

  function tellWhat(found, digest, name, bundle) {
    const holding = found.leaves.filter((leaf) => !digest || leaf.text === digest || leaf.files.includes(digest));
    const last = found.leaves[found.leaves.length - 1];
    if (!holding.length) throw new Wrong("leaf");
    const state = last.event === "withdraw" ? "withdrawn" : digest && !holding.includes(last) ? "replaced" : "current";
    const values = { name, number: last.number, time: moment(holding[0].time), last: moment(last.time) };
    const text = digest ? texts[state] : state === "withdrawn" ? texts.withdrawn : texts.bundle;
    say(fill(text, values), state === "current" ? "success" : "warning", bundle.page);
    const count = { index: last.index, origin: found.note.origin, size: found.note.size };
    say(fill(texts.in_log, count));
    say(found.signed ? texts.signed : texts.not_signed);
    if (found.witnesses) say(fill(texts.witnesses, { count: found.witnesses }));
  }

  async function tell(bundle, digest, name) {
    try {
      tellWhat(await checkBundle(bundle), digest, name, bundle);
      if (!digest && !keys.includes(bundle.key)) {
        say(fill(texts.foreign, { origin: String(bundle.key).split("+")[0] }), "warning");
      }
    } catch (error) {
      const reason = error instanceof Wrong ? error.message : "format";
      say(fill(texts.invalid, { reason: texts[reason] }), "danger");
    }
  }

  function bundleIn(bytes) {
    if (bytes.length > LARGEST_BUNDLE || bytes[0] !== 0x7b) return null;
    try {
      const found = JSON.parse(new TextDecoder().decode(bytes));
      return found && found.format === FORMAT ? found : null;
    } catch (_error) {
      return null;
    }
  }

  async function look(file) {
    let bytes;
    try {
      bytes = new Uint8Array(await file.arrayBuffer());
    } catch (_error) {
      return say(texts.unreadable, "danger");
    }
    const bundle = bundleIn(bytes);
    if (bundle) return tell(bundle, "", file.name);
    const digest = hex(await sha256(bytes));
    say(fill(texts.hash, { name: file.name, hash: digest }));
    let found;
    try {
      const got = await fetch(place.dataset.lookup + digest, { credentials: "omit" });
      if (!got.ok) throw new Error(String(got.status));
      found = await got.json();
    } catch (_error) {
      return say(texts.offline, "danger");
    }
    if (!found.matches.length) return say(fill(texts.unknown, { name: file.name }), "warning");
    for (const one of found.matches) await tell(one, digest, file.name);
    return undefined;
  }

  async function lookAt(files) {
    answer.replaceChildren();
    if (!crypto) return say(texts.no_crypto, "warning");
    answer.setAttribute("aria-busy", "true");
    say(texts.working);
    const working = answer.lastChild;
    for (const file of files) await look(file);
    working.remove();
    answer.setAttribute("aria-busy", "false");
    return undefined;
  }

  input.addEventListener("change", function () { if (input.files.length) lookAt(Array.from(input.files)); });
  for (const kind of ["dragenter", "dragover"]) {
    place.addEventListener(kind, function (event) { event.preventDefault(); place.classList.add("is-over"); });
  }
  place.addEventListener("dragleave", function () { place.classList.remove("is-over"); });
  place.addEventListener("drop", function (event) {
    event.preventDefault();
    place.classList.remove("is-over");
    lookAt(Array.from(event.dataTransfer.files));
  });
  if (!crypto) say(texts.no_crypto, "warning");
})();
