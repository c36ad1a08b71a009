// A text area of lines "a | b | c" as a table to fill in: one row a line, one box a part. What is pasted from a table
// of Word or Excel falls into its boxes. The text area stays what the form sends; a button shows it again.
(function () {
  "use strict";
  const lines = window.portalGridLines; // js/grid-lines.js
  const WIDTHS = { same: "8rem", short: "6rem", number: "5.5rem", choice: "10rem", line: "13rem" };
  const grows = !CSS.supports("field-sizing", "content"); // then boxes are made as high as their words here
  let count = 0;

  const make = function (tag, className, more, ...children) {
    const made = document.createElement(tag);
    made.className = className;
    Object.assign(made, more);
    made.append(...children);
    return made;
  };
  const button = function (text, small) {
    return make("button", "button button--quiet" + (small ? " button--small" : ""), { type: "button", textContent: text });
  };
  const fit = function (box) {
    if (!grows || box.localName !== "textarea") return;
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight + 2}px`;
  };
  /** "same short long*3": what each column is, and how wide; a column is a short one, or takes a share of the rest. */
  const readColumns = function (say) {
    const kinds = say.kinds.split(" ");
    return say.grid.split("|").map(function (name, place) {
      const [kind, share] = kinds[place].split("*");
      return { name: name, kind: kind, width: WIDTHS[kind] || `minmax(0, ${share || 1}fr)` };
    });
  };

  const mount = function (area) {
    const say = area.dataset, columns = readColumns(say), headed = Boolean(say.heading);
    const label = document.querySelector(`label[for="${CSS.escape(area.id)}"]`);
    const textHelp = document.getElementById(area.id + "-help"); // how lines are written
    const wrong = document.getElementById(area.id + "-error");
    const help = make("p", "field__help", { id: area.id + "-grid-help", textContent: say.sayHelp || "" });
    const told = make("p", "field__help grid__told", {});
    told.setAttribute("role", "status");
    const head = make("div", "grid__head", {}, ...columns.map(one => make("span", "", { textContent: one.name })));
    head.setAttribute("aria-hidden", "true"); // each box says its column itself
    const rows = make("div", "grid__rows");
    const box = make("div", "grid", {}, head, rows);
    box.style.setProperty("--columns", columns.map(one => one.width).join(" "));
    box.setAttribute("role", "group");
    box.setAttribute("aria-describedby", help.id + (wrong ? " " + wrong.id : ""));
    if (label) box.setAttribute("aria-label", label.firstChild.textContent.trim());

    const all = function () { return Array.from(rows.children); };
    const boxes = function (row) { return Array.from(row.querySelectorAll(".input")); };
    const isHeading = function (row) { return row.classList.contains("grid__row--heading"); };
    const write = function () {
      area.value = lines.write(all().map(row => ({ heading: isHeading(row), parts: boxes(row).map(one => one.value) })), headed);
      area.dispatchEvent(new Event("input", { bubbles: true })); // kept like everything that is written
    };
    const number = function () {
      all().forEach(function (row, at) {
        const names = isHeading(row) ? [say.heading] : columns.map(one => one.name);
        boxes(row).forEach((one, place) => one.setAttribute("aria-label", `${names[place]}, ${say.sayRow} ${at + 1}`));
        row.lastChild.setAttribute("aria-label", `${say.sayRemove} ${say.sayRow} ${at + 1}`);
      });
    };

    // ---- boxes ----
    const setValue = function (one, text) {
      if (one.localName === "select") {
        const known = Array.from(one.options).find(option => option.value.toLowerCase() === text.toLowerCase());
        if (!known) one.add(new Option(text, text)); // what it cannot offer is kept; saving tells what is wrong with it
        one.value = known ? known.value : text;
      } else one.value = text;
    };
    const choices = function () {
      const pairs = [["", say.sayChoose]].concat(say.choices.split("|").map(pair => pair.split("=")));
      return pairs.map(([value, shown]) => new Option(shown, value));
    };
    const cell = function (column, text) {
      const isChoice = column.kind === "choice", isLong = column.kind === "long";
      const one = make(isChoice ? "select" : isLong ? "textarea" : "input", "input" + (isChoice ? " input--select" : ""), {}, ...(isChoice ? choices() : []));
      one.id = `${area.id}-o-${count += 1}`; // named for the browser; nothing of it is sent
      if (isLong) one.rows = 1;
      if (column.hint) one.placeholder = column.hint; // where no column says what it is
      if (!isChoice) one.autocomplete = "off";
      if (!isChoice && say.longest) one.maxLength = say.longest;
      if (column.kind === "number") one.inputMode = "numeric";
      if (wrong) one.setAttribute("aria-describedby", wrong.id);
      setValue(one, text);
      return make("label", `grid__cell grid__cell--${column.kind}`, { htmlFor: one.id }, make("span", "grid__name", { textContent: column.name }), one);
    };
    /** A row after another one, or at the end. */
    const addRow = function (row, after) {
      const cells = row.heading ? [cell({ name: say.heading, kind: "long", hint: say.heading }, row.parts[0])]
        : columns.map((column, place) => cell(column, row.parts[place] || ""));
      const made = make("div", "grid__row" + (row.heading ? " grid__row--heading" : ""), {}, ...cells, button(say.sayRemove, true));
      if (after) after.after(made);
      else rows.append(made);
      boxes(made).forEach(fit);
      return made;
    };
    const addEmpty = function (above) {
      const from = above && !isHeading(above) ? boxes(above) : [];
      const parts = columns.map((column, place) => column.kind === "same" && from[place] ? from[place].value : "");
      const row = addRow({ parts: parts }, above);
      number();
      boxes(row)[parts.findIndex(part => !part)].focus();
    };

    // ---- between text and table: what does not fit the boxes stays text, nothing of it may be lost ----
    const read = function () {
      const found = lines.read(area.value, columns.length, headed);
      told.textContent = found ? "" : say.sayUnfit;
      if (!found) return false;
      rows.replaceChildren();
      found.forEach(row => addRow(row));
      if (!found.length) addRow({ parts: [] });
      number();
      return true;
    };
    const acts = [button(say.sayAdd), headed ? button(say.sayAddHeading) : null].filter(Boolean);
    const turn = button("", true);
    const show = function (asTable) {
      [box, help, ...acts].forEach(function (one) { one.hidden = !asTable; });
      area.hidden = asTable;
      if (textHelp) textHelp.hidden = asTable;
      turn.textContent = asTable ? say.sayText : say.sayTable;
      if (asTable) rows.querySelectorAll(".input").forEach(fit); // hidden boxes have no height
    };
    turn.addEventListener("click", function () {
      if (!area.hidden && !read()) return;
      show(!area.hidden);
      (area.hidden ? boxes(all()[0])[0] : area).focus();
    });
    // Who leads to a place in the text (a hint) finds the text there.
    area.focus = function (options) {
      if (area.hidden) show(false);
      HTMLTextAreaElement.prototype.focus.call(area, options);
    };

    // ---- what is done in the table ----
    acts[0].addEventListener("click", () => addEmpty(all().pop()));
    if (headed) acts[1].addEventListener("click", function () {
      const last = all().pop();
      const made = addRow({ heading: true, parts: [""] }, last);
      if (!isHeading(last) && boxes(last).every(one => !one.value)) last.remove(); // an empty line above says nothing
      addRow({ parts: [] });
      number();
      boxes(made)[0].focus();
    });
    rows.addEventListener("input", function (event) {
      event.stopPropagation(); // the text area tells of it
      fit(event.target);
      write();
    });
    rows.addEventListener("change", function (event) { event.stopPropagation(); });
    rows.addEventListener("click", function (event) {
      const pressed = event.target.closest("button");
      if (!pressed) return;
      const row = pressed.parentElement, next = row.nextElementSibling || row.previousElementSibling;
      row.remove();
      if (!next) addRow({ parts: [] });
      number();
      write();
      boxes(next || all()[0])[0].focus();
    });
    rows.addEventListener("keydown", function (event) {
      if (event.key !== "Enter" || event.isComposing || !event.target.matches("input, textarea")) return;
      event.preventDefault(); // a new line, as in a text; the form is saved by its button
      addEmpty(event.target.closest(".grid__row"));
    });
    rows.addEventListener("paste", function (event) {
      let row = event.target.closest(".grid__row");
      const heading = row && isHeading(row);
      const from = row && !heading ? boxes(row).indexOf(event.target.closest(".input")) : 0;
      const pasted = lines.readPasted(event.clipboardData, headed, place => columns[from + place]?.kind === "same");
      if (!row || from < 0 || !pasted) return;
      event.preventDefault();
      // A line goes where nothing stands yet, else into a row of its own: no word is written over.
      const isFree = (one, wide) => one && !isHeading(one) && boxes(one).every((box, place) =>
        !box.value || columns[place].kind === "same" || place < from || place >= from + wide);
      pasted.forEach(function (line, at) {
        const next = at ? row.nextElementSibling : row;
        if (line.heading) { row = addRow(line, row); return; }
        row = isFree(next, line.parts.length) ? next : addRow({ parts: [] }, row);
        const cells = boxes(row), last = cells.length - 1;
        line.parts.forEach(function (part, place) {
          const into = cells[Math.min(from + place, last)];
          if (from + place <= last) setValue(into, part);
          else if (part) setValue(into, `${into.value} ${part}`.trim());
        });
        cells.forEach(fit);
      });
      number();
      write();
    });

    area.before(help, told, box);
    area.after(make("p", "cluster grid__acts", {}, ...acts, turn));
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
