// Faults that the rules of scripts.yml must see (ruleid), and what they must let through (ok). No page loads this.
const words = new URLSearchParams(location.search).get("q");

function shown(box, name) {
  // ruleid: html-of-words
  box.innerHTML = name;
  // ruleid: html-of-words
  box.insertAdjacentHTML("beforeend", `<li>${name}</li>`);
  // ruleid: html-of-words
  document.write(name);
  // ok: html-of-words
  box.textContent = name;
  // ok: html-of-words
  box.innerHTML = "";
}

function run(code, box) {
  // ruleid: script-of-words
  eval(code);
  // ruleid: script-of-words
  new Function(code)();
  // ruleid: script-of-words
  setTimeout("tick()", 10);
  // ruleid: script-of-words
  box.setAttribute("onclick", code);
  // ok: script-of-words
  setTimeout(() => box.remove(), 10);
  // ok: script-of-words
  box.setAttribute("aria-label", code);
}

function prototypes(found) {
  // ruleid: prototype-touched
  found.__proto__.admin = true;
  // ruleid: prototype-touched
  found["__proto__"] = {};
  // ruleid: prototype-touched
  found.constructor.prototype.admin = true;
  // ruleid: prototype-touched
  Object.prototype.admin = true;
  // ok: prototype-touched
  return Object.getPrototypeOf(found);
}

function merged(found, more, group, name, value) {
  // ruleid: merge-by-names
  found[group][name] = value;
  // ruleid: merge-by-names
  (found[group] ||= {})[name] = value;
  // ruleid: merge-by-names
  (found[group] ||= []).push(value);
  // ruleid: merge-by-names
  found[group] = merged(found[group], more[group]);
  // ruleid: merge-by-names
  for (const key in more) { found[key] = more[key]; }
  // ok: merge-by-names
  found["settings"][name] = value;
  // ok: merge-by-names
  return new Map(Object.entries(more));
}

function gathered(fields) {
  const found = Object.create(null);
  // ok: merge-by-names
  for (const one of fields) (found[one.name] ||= []).push(one.value);
  const rows = [];
  // ok: merge-by-names
  rows[fields[0].row][fields[0].column] = fields[0].value;
  return found;
}

function heard(show) {
  // ruleid: message-of-anybody
  window.addEventListener("message", function (event) { show(event.data); });
  // ruleid: message-of-anybody
  parent.postMessage("done", "*");
  // ok: message-of-anybody
  window.addEventListener("message", function (event) { if (event.origin === location.origin) show(event.data); });
  // ok: message-of-anybody
  parent.postMessage("done", location.origin);
}

function led(link) {
  const next = location.hash.slice(1);
  // ruleid: page-named-by-its-address
  location.assign(next);
  // ruleid: page-named-by-its-address
  location.href = words;
  // ok: page-named-by-its-address
  location.assign(link.href);
}
