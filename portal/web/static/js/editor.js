// Text areas with data-editor. "plain" grows with its text; "markdown" also gets the visual editor, loaded only here.
// Whatever fails, the text area stays what it is: visible, filled, and sent with the form.
(function () {
  "use strict";
  // Digest of css/editor.css, js/editor-*.js and vendor/prosemirror/*.min.js: a change gives them a new address.
  // tests/browser/test_editor.py says what it must be.
  const PARTS = "e4961cb4c9";
  const own = document.currentScript.src;
  const base = own
    .replace(/\/tinh\/[^/]+\/js\/editor\.js.*$/, "/tinh/" + PARTS + "/")
    .replace(/js\/editor\.js.*$/, "");
  const FAILED =
    document.documentElement.lang === "en"
      ? "The visual editor could not start. Write in the box below; saving works as usual."
      : "Không mở được khung soạn trực quan. Soạn trong ô dưới đây, bài vẫn lưu bình thường.";

  // A portal told by path has its name before each address: /tam-hai/quan-tri/ → /tam-hai
  const home = document.querySelector(".desk-bar__brand");
  const root = home ? new URL(home.href).pathname.replace(/\/quan-tri\/?$/, "") : "";

  const grow = function (area) {
    area.classList.add("editor-plain");
    if (CSS.supports("field-sizing", "content")) return;
    const fit = function () {
      const y = window.scrollY;
      area.style.height = "auto";
      area.style.height = area.scrollHeight + 4 + "px";
      window.scrollTo(window.scrollX, y);
    };
    area.addEventListener("input", fit);
    fit();
  };

  let styled = null;
  const styles = function () {
    styled ||= new Promise(function (done) {
      const link = document.createElement("link");
      link.rel = "stylesheet";
      link.href = base + "css/editor.css";
      link.onload = link.onerror = done;
      document.head.append(link);
    });
    return styled;
  };

  // A lead picture is chosen beside the text (js/editor-lead.js); without it the select works as it is.
  const leads = function (scope) {
    const selects = Array.from(scope.querySelectorAll("select[data-choose-picture]"));
    if (!selects.length) return;
    Promise.all([import(base + "js/editor-lead.js"), styles()]).then(
      loaded => selects.forEach(select => loaded[0].mount(select, root)),
      error => console.warn("editor:", error),
    );
  };

  const giveUp = function (area, error) {
    const note = document.createElement("p");
    note.className = "field__help";
    note.textContent = FAILED;
    const half = area.closest(".editor") || area.parentElement.querySelector(".editor");
    area.hidden = false;
    if (half) {
      half.before(area);
      half.remove();
    }
    area.before(note);
    console.warn("editor:", error);
  };

  const start = function (scope) {
    const areas = Array.from(scope.querySelectorAll("textarea[data-editor]")).filter(function (area) {
      return !area.dataset.editorReady;
    });
    if (!areas.length) return;
    areas.forEach(function (area) {
      area.dataset.editorReady = "1";
    });
    const visual = areas.filter(function (area) {
      return area.dataset.editor === "markdown";
    });
    const look = styles().then(function () {
      areas.forEach(grow);
    });
    leads(scope);
    if (!visual.length) return;
    Promise.all([import(base + "js/editor-visual.js"), look]).then(
      function (loaded) {
        visual.forEach(function (area) {
          try {
            loaded[0].mount(area, root);
          } catch (error) {
            giveUp(area, error);
          }
        });
      },
      function (error) {
        visual.forEach(function (area) {
          giveUp(area, error);
        });
      },
    );
  };

  // The page first: on a slow line one can read and write before the editor is there.
  if (document.readyState === "complete") start(document);
  else window.addEventListener("load", () => start(document), { once: true });
  document.addEventListener("htmx:after:swap", function (event) {
    start(event.target);
  });

  // A form that came back with errors, or was filled from a file, holds text that is not saved yet.
  if (document.querySelector("[data-editor-form] .alert--danger[data-focus], [data-unsaved]")) {
    const area = document.querySelector("[data-editor-form] textarea");
    if (area) area.dispatchEvent(new Event("input", { bubbles: true }));
  }
})();
