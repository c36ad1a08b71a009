// Keeps what is typed in a section of a dossier's form: some seconds after the last key, and when the page is left. Without
// this the buttons keep it. A session that ended does not take the page away: one signs in beside it and goes on.
(function () {
  "use strict";
  const WAIT = 4000;

  const mount = function (form) {
    const said = form.querySelector("[data-kept]"), words = said.dataset;
    let timer = 0, busy = false, dirty = false, stopped = false, leaving = false;

    const say = function (text, ended) {
      said.textContent = text;
      if (!ended) return;
      const link = document.createElement("a");
      link.href = words.door;
      link.target = "_blank";
      link.rel = "noopener";
      link.textContent = words.doorLabel;
      said.append(" ", link);
    };
    const data = function () {
      const sent = new FormData(form);
      sent.set("luu", "tu-dong");
      return sent;
    };
    // A new session has other tokens: the page is asked for once more, and only its token is taken.
    const renew = async function () {
      const answer = await fetch(location.href, { credentials: "same-origin" });
      if (!answer.ok || answer.redirected) return false;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-draft] [name=csrf_token]");
      if (!fresh) return false;
      form.querySelector("[name=csrf_token]").value = fresh.value;
      return true;
    };
    const keep = async function (again) {
      if (busy || stopped || leaving || !dirty) return;
      busy = true;
      dirty = false;
      say(words.saving);
      try {
        const answer = await fetch(form.action || location.href, { method: "POST", body: data(), credentials: "same-origin", headers: { "HX-Request": "true" } });
        if (answer.ok) {
          form.querySelector("[name=thay]").value = (await answer.json()).seen;
          say(words.saved);
        } else if (answer.status === 409) {
          stopped = true;
          say(words.other);
        } else if ((answer.status === 400 || answer.status === 401) && !again) {
          busy = false;
          dirty = true;
          if (await renew()) return keep(true);
          say(words.ended, true);
        } else {
          dirty = true;
          say(answer.status === 401 || answer.status === 400 ? words.ended : words.offline, answer.status < 500);
        }
      } catch (_lost) {
        dirty = true;
        say(words.offline);
      }
      busy = false;
      if (dirty) later(WAIT * 3);
    };
    const later = function (after) {
      clearTimeout(timer);
      timer = setTimeout(keep, after);
    };
    const typed = function () {
      dirty = true;
      later(WAIT);
    };
    form.addEventListener("input", typed);
    form.addEventListener("change", typed);
    window.addEventListener("online", function () { keep(); });
    window.addEventListener("focus", function () { keep(); });
    document.addEventListener("visibilitychange", function () { if (document.hidden) keep(); });
    form.addEventListener("submit", function (event) {
      if (event.defaultPrevented) return;
      if (!navigator.onLine) { // the page would be lost to an error of the browser
        event.preventDefault();
        dirty = true;
        say(words.offline);
        return;
      }
      leaving = true;
      clearTimeout(timer);
    });
    window.addEventListener("pageshow", function () { leaving = false; });
    window.addEventListener("beforeunload", function (event) {
      if (dirty && !leaving) event.preventDefault();
    });
  };
  document.querySelectorAll("[data-draft]").forEach(mount);
})();
