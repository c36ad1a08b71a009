// A text area of lines "a | b | c" as a table to fill in: one row a line, one box a part. What is pasted from a table
// of Word or Excel falls into its boxes. The text area stays what the form sends; a button shows it again.
(function () {
  "use strict";
  const make = function (tag, className, more, ...children) {
    const made = document.createElement(tag);
    made.className = className;
    Object.assign(made, more);
    made.append(...children);
    return made;
  };

  const mount = function (area) {
    const say = area.dataset, names = say.grid.split("|");
    const label = document.querySelector(`label[for="${CSS.escape(area.id)}"]`);
    const help = document.getElementById(area.id + "-help");
    const rows = make("div", "grid__rows");
    const box = make("div", "grid", {}, rows);
    box.setAttribute("role", "group");
    if (label) box.setAttribute("aria-label", label.firstChild.textContent.trim());

    const all = function () { return Array.from(rows.children); };
    const boxes = function (row) { return Array.from(row.querySelectorAll(".input")); };
    const write = function () {
      const lines = all().map(row => boxes(row).map(one => one.value.replace(/\|/g, "/").replace(/\s+/g, " ").trim()));
      area.value = lines.filter(parts => parts.some(Boolean)).map(parts => parts.join(" | ").replace(/[ |]+$/, "")).join("\n");
      area.dispatchEvent(new Event("input", { bubbles: true })); // kept like everything that is written
    };
    const number = function () {
      all().forEach(function (row, at) {
        boxes(row).forEach((one, place) => one.setAttribute("aria-label", `${names[place]}, ${say.sayRow} ${at + 1}`));
        row.lastChild.setAttribute("aria-label", `${say.sayRemove} ${say.sayRow} ${at + 1}`);
      });
    };
    const addRow = function (parts) {
      const row = make("div", "grid__row");
      names.forEach(function (name, place) {
        // The first two are short (a day, an hour); words break into lines, so that all of them are seen.
        const input = make(place < 2 ? "input" : "textarea", "input", { value: parts[place] || "", autocomplete: "off", maxLength: 400 });
        if (place >= 2) input.rows = 1;
        row.append(make("label", "grid__cell", {}, make("span", "grid__name", { textContent: name }), input));
      });
      row.append(make("button", "button button--quiet button--small", { type: "button", textContent: say.sayRemove }));
      rows.append(row);
      return row;
    };
    const addEmpty = function () {
      const last = all().pop();
      const row = addRow(last ? [boxes(last)[0].value] : []); // the same day as the line above
      number();
      boxes(row)[last && boxes(last)[0].value ? 1 : 0].focus();
    };

    // What does not fit the boxes stays text: nothing of it may be lost.
    const read = function () {
      const lines = area.value.split("\n").filter(line => line.trim()).map(line => line.split("|").map(part => part.trim()));
      if (lines.some(parts => parts.length > names.length)) return false;
      rows.replaceChildren();
      lines.forEach(addRow);
      if (!lines.length) addRow([]);
      number();
      return true;
    };
    const show = function (asTable) {
      box.hidden = add.hidden = !asTable;
      area.hidden = asTable;
      if (help) help.hidden = asTable; // how lines are written
      turn.textContent = asTable ? say.sayText : say.sayTable;
    };
    const add = make("button", "button button--quiet", { type: "button", textContent: say.sayAdd });
    const turn = make("button", "button button--quiet button--small", { type: "button" });
    add.addEventListener("click", addEmpty);
    turn.addEventListener("click", function () {
      if (!area.hidden && !read()) return;
      show(!area.hidden);
      (area.hidden ? boxes(all()[0])[0] : area).focus();
    });
    rows.addEventListener("input", function (event) {
      event.stopPropagation(); // the text area tells of it
      write();
    });
    rows.addEventListener("click", function (event) {
      const button = event.target.closest("button");
      if (!button) return;
      const row = button.parentElement, next = row.nextElementSibling || row.previousElementSibling;
      row.remove();
      if (!next) addRow([]);
      number();
      write();
      boxes(next || all()[0])[0].focus();
    });
    rows.addEventListener("keydown", function (event) {
      if (event.key !== "Enter" || event.isComposing || !event.target.matches(".input")) return;
      event.preventDefault(); // a new line, as in a text; the form is saved by its button
      addEmpty();
    });
    rows.addEventListener("paste", function (event) {
      const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
      if (!/[\t\n]/.test(text)) return;
      event.preventDefault();
      let row = event.target.closest(".grid__row");
      const from = boxes(row).indexOf(event.target);
      text.split("\n").filter(line => line.trim()).forEach(function (line) {
        row ||= addRow([]);
        const cells = boxes(row);
        line.split("\t").forEach(function (part, at) {
          const cell = cells[Math.min(from + at, cells.length - 1)];
          cell.value = from + at < cells.length ? part.trim() : `${cell.value} ${part.trim()}`;
        });
        row = row.nextElementSibling;
      });
      number();
      write();
    });

    area.before(box);
    area.after(make("p", "cluster grid__acts", {}, add, turn));
    const links = document.querySelectorAll(`a[href="#${CSS.escape(area.id)}"]`); // of the list of errors
    [label, ...links].forEach(one => one && one.addEventListener("click", function (event) {
      if (!area.hidden) return;
      event.preventDefault();
      boxes(all()[0])[0].focus();
    }));
    show(read());
  };

  document.querySelectorAll("textarea[data-grid]").forEach(function (area) {
    if (!area.matches(":disabled")) mount(area);
  });
})();
