"use strict";
(() => {
  const UNITS = { d: 86400, h: 3600, min: 60, s: 1 };
  const MANY = 8;

  const number = text => {
    const lengths = [...text.matchAll(/(\d+) (d|h|min|s)\b/g)];
    if (lengths.length) return lengths.reduce((sum, part) => sum + part[1] * UNITS[part[2]], 0);
    if (text.startsWith("no ")) return 0;
    const found = text.replace(/,/g, "").match(/-?\d+(\.\d+)?/);
    if (!found) return -Infinity;
    return Number(found[0]) + (text.startsWith("under") ? -0.5 : text.startsWith("over") ? 0.5 : 0);
  };

  const value = (cell, isNumber) => {
    const time = cell.querySelector("time");
    const text = cell.textContent.trim();
    if (time) return time.dateTime;
    if (isNumber) return number(text);
    return /^\d+ [A-Z][a-z]{2} \d{4}$/.test(text) ? Date.parse(text) : text;
  };

  const order = (one, other) =>
    typeof one === "string" || typeof other === "string"
      ? String(one).localeCompare(String(other), "en", { numeric: true })
      : one < other ? -1 : one > other ? 1 : 0;

  // A row that explains the one above it moves, shows and hides with it.
  const groups = body => {
    const found = [];
    for (const row of body.rows) {
      if (row.classList.contains("aside") && found.length) found.at(-1).push(row);
      else found.push([row]);
    }
    return found;
  };

  const sort = (table, head, column) => {
    const down = head.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const isNumber = head.classList.contains("n");
    const keyed = groups(table.tBodies[0]).map(rows => [value(rows[0].cells[column], isNumber), rows]);
    keyed.sort((one, other) => order(one[0], other[0]) * (down ? -1 : 1));
    table.tBodies[0].append(...keyed.flatMap(pair => pair[1]));
  };

  const makeSortable = table =>
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      button.addEventListener("click", () => sort(table, head, column));
      head.append(button);
    });

  const makeFilter = (region, table) => {
    const field = document.createElement("input");
    field.type = "search";
    field.placeholder = "Filter rows";
    field.setAttribute("aria-label", `Filter rows of ${region.getAttribute("aria-label")}`);
    const told = document.createElement("output");
    field.addEventListener("input", () => {
      const wanted = field.value.trim().toLowerCase();
      const all = groups(table.tBodies[0]);
      let shown = 0;
      for (const rows of all) {
        const fits = rows.some(row => row.textContent.toLowerCase().includes(wanted));
        for (const row of rows) row.hidden = !fits;
        shown += fits;
      }
      told.textContent = wanted ? `${shown} of ${all.length}` : "";
    });
    const bar = document.createElement("div");
    bar.className = "filter";
    bar.append(field, told);
    region.before(bar);
  };

  for (const region of document.querySelectorAll(".table")) {
    const table = region.querySelector("table");
    const many = groups(table.tBodies[0]).length;
    if (many > 1) makeSortable(table);
    if (many >= MANY) makeFilter(region, table);
  }
})();
