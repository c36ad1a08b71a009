// Solves the puzzle of a guarded form while one writes. Without this file the form is sent all the same; it is then
// looked at a little more closely.
(function () {
  "use strict";
  const K = new Uint32Array(64);
  const H = new Uint32Array(8);
  // The constants of SHA-256 are the fractions of roots of the first primes (FIPS 180-4, 4.2.2 and 5.3.3).
  (function () {
    const fraction = function (value) { return ((value - Math.floor(value)) * 4294967296) | 0; };
    for (let number = 2, count = 0; count < 64; number += 1) {
      let prime = true;
      for (let factor = 2; factor * factor <= number; factor += 1) if (number % factor === 0) { prime = false; break; }
      if (!prime) continue;
      if (count < 8) H[count] = fraction(Math.sqrt(number));
      K[count] = fraction(Math.cbrt(number));
      count += 1;
    }
  })();

  // The first 32 bits of the SHA-256 of an ASCII text.
  const words = new Uint32Array(64);
  const firstWord = function (text) {
    const length = text.length;
    const blocks = ((length + 8) >> 6) + 1;
    const data = new Uint8Array(blocks * 64);
    for (let at = 0; at < length; at += 1) data[at] = text.charCodeAt(at);
    data[length] = 0x80;
    const view = new DataView(data.buffer);
    view.setUint32(blocks * 64 - 4, length * 8);
    const state = Array.from(H);
    for (let block = 0; block < blocks; block += 1) {
      for (let at = 0; at < 16; at += 1) words[at] = view.getUint32(block * 64 + at * 4);
      for (let at = 16; at < 64; at += 1) {
        const x = words[at - 15], y = words[at - 2];
        const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
        const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
        words[at] = words[at - 16] + s0 + words[at - 7] + s1;
      }
      let [a, b, c, d, e, f, g, h] = state;
      for (let at = 0; at < 64; at += 1) {
        const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
        const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[at] + words[at]) | 0;
        const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
        const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
      }
      [a, b, c, d, e, f, g, h].forEach(function (value, at) { state[at] = (state[at] + value) | 0; });
    }
    return state[0] >>> 0;
  };

  const solve = function (field) {
    const limit = 2 ** (32 - Number(field.dataset.puzzle));
    let number = 0;
    const some = function () {
      const until = performance.now() + 12; // short pieces: typing must stay smooth on an old telephone
      while (performance.now() < until) {
        if (firstWord(field.dataset.token + ":" + number) < limit) { field.value = String(number); return; }
        number += 1;
      }
      setTimeout(some, 4);
    };
    some();
  };
  document.querySelectorAll("[data-puzzle]").forEach(function (field) {
    let begun = false;
    const begin = function () { if (!begun) { begun = true; solve(field); } };
    field.form.addEventListener("focusin", begin);
    field.form.addEventListener("input", begin);
    field.form.addEventListener("submit", function (event) {
      const state = field.form.querySelector("[data-working]");
      if (field.form.dataset.sent) { event.preventDefault(); return; } // a second press of the button
      field.form.dataset.sent = "1";
      if (state) state.textContent = state.dataset.working;
    });
    // Back from the next page: the form may be sent again.
    window.addEventListener("pageshow", function () { delete field.form.dataset.sent; });
  });
})();
