// The counter live: what moved is told by a stream of events; lists are fetched again, an open dossier says who did what.
// Tabs on a small screen; where the papers were swapped. Without this file pages work, and a reload shows what is new.
const here = document.querySelector("[data-live]");
const WAIT = 1500; // milliseconds between two looks, however much happens

/** Lists: what is ticked, and the row that one stands on, stay. */
const refresh = async function (list) {
  const answer = await fetch(location.href, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
  if (!answer.ok || answer.redirected) return;
  const text = await answer.text();
  if (list.contains(document.activeElement) && document.activeElement.matches("select, input:not([type=checkbox])")) return;
  const ticked = new Set(Array.from(list.querySelectorAll("input[name=id]:checked"), one => one.value));
  const row = document.activeElement && document.activeElement.closest("tr[data-row]");
  const stood = row && list.contains(row) ? row.querySelector("input[name=id]").value : "";
  list.innerHTML = text;
  const head = list.querySelector("#dau-danh-sach"), above = document.getElementById("dau-danh-sach");
  if (head) head.remove();
  if (head && above && !above.contains(document.activeElement)) above.innerHTML = head.innerHTML;
  if (window.htmx) window.htmx.process(list);
  list.querySelectorAll("input[name=id]").forEach(function (one) {
    one.checked = ticked.has(one.value);
    if (one.value === stood) one.closest("tr").querySelector("[data-open]").focus();
  });
  const told = document.getElementById("da-doi");
  if (told) told.textContent = told.dataset.text;
};

/** One dossier: a line that says what somebody else did. */
const ask = async function (place) {
  const answer = await fetch(place.dataset.liveAsk, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
  if (answer.status === 200 && !answer.redirected) place.innerHTML = await answer.text();
};

if (here && window.EventSource) {
  let due = 0, waiting = null, source = null, at = here.dataset.liveAt;
  const look = function () {
    waiting = null;
    due = Date.now() + WAIT;
    (here.dataset.liveAsk ? ask(here) : refresh(here)).catch(function () { /* the line is cut: the next event tells */ });
  };
  const open = function () {
    if (source) return;
    source = new EventSource(`${here.dataset.live}?tu=${at}`);
    source.addEventListener("moved", function (event) {
      at = event.lastEventId;
      if (!waiting) waiting = setTimeout(look, Math.max(0, due - Date.now()));
    });
  };
  const close = function () { if (source) source.close(); source = null; };
  // A page that nobody looks at holds no place of the server.
  document.addEventListener("visibilitychange", function () { if (document.hidden) close(); else open(); });
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", function () { if (!document.hidden) open(); });
  if (!document.hidden) open();
}

const tabs = Array.from(document.querySelectorAll("[data-tab]"));
if (tabs.length) {
  const parts = () => Array.from(document.querySelectorAll("[data-part]"));
  const show = function (id) {
    const wanted = parts().some(one => one.id === id) ? id : "ho-so";
    parts().forEach(one => one.classList.toggle("is-shown", one.id === wanted));
    tabs.forEach(function (one) {
      if (one.hash === `#${wanted}`) one.setAttribute("aria-current", "true"); else one.removeAttribute("aria-current");
    });
  };
  document.body.classList.add("has-tabs");
  tabs.forEach(one => one.addEventListener("click", function (event) {
    event.preventDefault();
    show(one.hash.slice(1));
    history.replaceState(null, "", one.hash);
  }));
  show(location.hash.slice(1));
  document.addEventListener("htmx:after:swap", function () { if (document.getElementById("giay-to")) show(current()); });
  const current = () => (tabs.find(one => one.hasAttribute("aria-current")) || tabs[0]).hash.slice(1);
}
