// A draft of the registers while it is written: kept on this machine until it is saved, offered again afterwards. The
// store is that of all writing of the desk (writing-kept.js), which signing out clears. Without a script the form works.
const store = window.portalKept;
const form = document.querySelector("form[data-kept]");
const SENT = "cong-lang-van-ban-gui";
const PAUSE = 800; // milliseconds after the last key

const session = {
  take() {
    try {
      const key = sessionStorage.getItem(SENT);
      sessionStorage.removeItem(SENT);
      return key;
    } catch { return null; }
  },
  put(key) { try { sessionStorage.setItem(SENT, key); } catch { /* then it is offered once more */ } },
};

const fieldsOf = function () {
  const found = Object.create(null); // a field's name may be that of something every object has
  for (const one of form.elements) {
    if (!one.name || one.type === "hidden" || one.type === "submit" || one.type === "file") continue;
    if (one.type === "checkbox") {
      if (one.checked) (found[one.name] ||= []).push(one.value);
      else found[one.name] ||= [];
    } else found[one.name] = one.value.replace(/\r\n/g, "\n");
  }
  return found;
};

const put = function (fields) {
  for (const one of form.elements) {
    if (!Object.hasOwn(fields, one.name) || one.type === "hidden") continue;
    if (one.type === "checkbox") one.checked = fields[one.name].includes(one.value);
    else one.value = fields[one.name];
    one.dispatchEvent(new Event("input", { bubbles: true }));
    one.dispatchEvent(new Event("portal:text")); // the visual editor
  }
};

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

const keep = function () {
  const { user, kept } = form.dataset;
  const key = `van-ban:${user}:${kept}`;
  const first = fieldsOf();
  let waiting = null, offered = false;

  const write = function () {
    waiting = null;
    const fields = fieldsOf();
    if (fields.secrecy) { store.remove(key); return; } // no state secret stays on a machine of the network
    if (same(fields, first) && !offered) return;
    store.put({ key, user, place: kept, tab: "", seq: 1, known: 0, fields, at: Date.now() }).catch(() => {});
  };
  form.addEventListener("input", function () {
    clearTimeout(waiting);
    waiting = setTimeout(write, PAUSE);
  });
  window.addEventListener("pagehide", function () { if (waiting) write(); });
  form.addEventListener("submit", function () {
    clearTimeout(waiting);
    write();
    session.put(key);
  });

  store.of(user).then(function (all) {
    const found = all.find(one => one.key === key);
    if (!found) return;
    if (same(found.fields, fieldsOf())) { store.remove(key); return; }
    const box = document.getElementById("viet-do");
    box.querySelector("[data-at]").textContent = new Date(found.at).toLocaleString(document.documentElement.lang);
    box.hidden = false;
    box.querySelector("[data-take]").addEventListener("click", function () {
      offered = true;
      put(found.fields);
      box.hidden = true;
      form.querySelector("textarea").focus();
    });
    box.querySelector("[data-drop]").addEventListener("click", function () {
      store.remove(key);
      box.hidden = true;
    });
  }).catch(() => {});
};

if (store) {
  const sent = session.take();
  // The form did not come back with what is wrong, so what was sent is saved.
  if (sent && !form) store.remove(sent);
  if (form) keep();
}
