// A form of a service: shows only the fields that what was answered so far asks for, and adds and takes away rows without
// a round to the portal. What a condition means is said in portal/services/definition/conditions.py; the portal looks
// again at whatever is sent.
(function () {
  "use strict";

  const isEmpty = answer => answer === undefined || answer === null || answer === "" || (Array.isArray(answer) && !answer.length);

  const compares = function (condition, answer) {
    if (isEmpty(answer)) return false;
    if ("is" in condition) return Array.isArray(answer) ? answer.includes(condition.is) : answer === condition.is;
    if ("in" in condition) return [].concat(answer).some(one => condition.in.includes(one));
    if (typeof answer !== "number") return false;
    return "at_least" in condition ? answer >= condition.at_least : answer <= condition.at_most;
  };
  const holds = function (condition, answerTo) {
    if (!condition) return true;
    if (condition.all) return condition.all.every(one => holds(one, answerTo));
    if (condition.any) return condition.any.some(one => holds(one, answerTo));
    if (condition.not) return !holds(condition.not, answerTo);
    if (condition.answered) return !isEmpty(answerTo(condition.answered));
    return compares(condition, answerTo(condition.field));
  };

  const number = function (text) {
    const bare = text.replace(/\s*(đồng|đ|vnđ|vnd)$/i, "").replace(/[.,\s](?=\d{3}(\D|$))/g, "").trim();
    return /^\d+$/.test(bare) ? Number(bare) : text;
  };
  /** What a field says now; nothing where it does not show. */
  const valueOf = function (box) {
    if (!box || box.closest("[hidden]")) return undefined;
    const kind = box.dataset.kind;
    const inputs = Array.from(box.querySelectorAll("input, select, textarea")).filter(one => !one.closest("template"));
    if (kind === "rows") return inputs.map(one => one.value.trim()).filter(Boolean);
    if (kind === "many") return inputs.filter(one => one.checked).map(one => one.value);
    if (kind === "address") return inputs.map(one => one.value.trim()).filter(Boolean);
    const chosen = inputs.find(one => one.checked) || inputs.find(one => one.type !== "radio");
    if (!chosen) return undefined;
    if (kind === "yes-no") return chosen.value === "co";
    const text = chosen.value.trim();
    return (kind === "number" || kind === "money") && text ? number(text) : text;
  };

  const mount = function (form) {
    form.dataset.ready = "yes";
    const known = JSON.parse(form.dataset.known || "{}"), fills = JSON.parse(form.dataset.fills || "{}");
    const find = (where, key) => where && where.querySelector(`[data-field="${CSS.escape(key)}"]`);
    const outside = function (key) {
      return Array.from(form.querySelectorAll(`[data-field="${CSS.escape(key)}"]`)).find(one => !one.closest("[data-row]"));
    };
    const answerFor = function (box) {
      return function (key) {
        const row = box.closest("[data-row]");
        const inside = row && row !== box ? find(row, key) : null;
        if (inside) return valueOf(inside);
        const field = outside(fills[key] || key), value = valueOf(field);
        if (fills[key] && typeof value === "boolean") return value ? "co" : "khong";
        return isEmpty(value) && key in known ? known[key] : value;
      };
    };
    const show = function () {
      for (const box of form.querySelectorAll("[data-when]")) {
        if (!box.closest("template")) box.hidden = !holds(JSON.parse(box.dataset.when), answerFor(box));
      }
    };

    const tell = function (table) {
      const label = table.querySelector("legend").firstChild.textContent.trim();
      table.querySelectorAll(":scope > [data-row]").forEach(function (row, at) {
        row.setAttribute("aria-label", `${label} ${at + 1}`);
        row.querySelector("[data-drop] .visually-hidden").textContent = `: ${label} ${at + 1}`;
      });
    };
    const add = function (table) {
      const numbers = Array.from(table.querySelectorAll(":scope > [data-row]")).map(row => Number(row.dataset.row));
      const at = String(Math.max(-1, ...numbers) + 1), made = table.querySelector("template").content.cloneNode(true).firstElementChild;
      made.dataset.row = at;
      for (const one of made.querySelectorAll("*")) {
        for (const name of ["id", "for", "name", "value", "aria-describedby"]) {
          const text = one.getAttribute(name);
          if (text && text.includes("__")) one.setAttribute(name, text.replaceAll("____", `_${at}_`).replaceAll(".__.", `.${at}.`).replace(/:__$/, `:${at}`));
        }
      }
      table.querySelector("[data-add]").parentElement.before(made);
      made.querySelectorAll("[data-hint]").forEach(one => { one.hidden = true; });
      tell(table);
      show();
      (made.querySelector("input, select, textarea") || made).focus();
    };
    const drop = function (button) {
      const row = button.closest("[data-row]"), table = row.closest("[data-rows]");
      const next = row.nextElementSibling.matches("[data-row]") ? row.nextElementSibling : row.previousElementSibling;
      row.remove();
      tell(table);
      show();
      const focus = next && next.matches("[data-row]") ? next.querySelector("input, select, textarea") : table.querySelector("[data-add]");
      if (focus) focus.focus();
    };

    form.addEventListener("click", function (event) {
      const adding = event.target.closest("[data-add]"), dropping = event.target.closest("[data-drop]");
      if (!adding && !dropping) return;
      event.preventDefault();
      if (adding) add(adding.closest("[data-rows]"));
      else drop(dropping);
    });
    form.addEventListener("input", show);
    form.addEventListener("change", show);
    form.querySelectorAll("[data-hint]").forEach(one => { one.hidden = true; });
    show();
  };

  document.querySelectorAll("[data-service-form]").forEach(mount);
  document.addEventListener("htmx:after:swap", function () {
    document.querySelectorAll("[data-service-form]:not([data-ready])").forEach(mount);
  });
})();
