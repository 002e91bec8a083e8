import { el, fill } from "./dom.js";

const HEIGHT = 44;
const SPARE = 8;

/**
 * A table of any length: only the rows that can be seen are in the page. columns: { key, title, cell(row) }. Rows are told apart by
 * their uid. The keys Up and Down, Page Up and Page Down scroll it, Space on a box selects.
 */
export class Table {
  constructor({ label, columns, onSort, onSelect }) {
    Object.assign(this, { columns, onSort, onSelect, rows: [], selected: new Set(), drawn: new Map() });
    this.all = el("input", { type: "checkbox", "aria-label": "Select all that are shown", onchange: () => this.selectAll(this.all.checked) });
    this.heads = new Map(columns.map(({ key, title }) => [key, el("div.cell", { role: "columnheader", "data-column": key },
      el("button.sort", { type: "button", onclick: () => onSort(key) }, title))]));
    const head = el("div.row.headrow", { role: "row", "aria-rowindex": "1" }, el("div.cell.pick", { role: "columnheader" }, this.all), [...this.heads.values()]);
    this.body = el("div.tablebody", { role: "rowgroup" });
    this.view = el("div.tableview", { tabindex: "0", role: "table", "aria-label": label }, el("div.tablehead", { role: "rowgroup" }, head), this.body);
    this.view.addEventListener("scroll", () => this.draw(), { passive: true });
    this.watcher = new ResizeObserver(() => this.draw());
    this.watcher.observe(this.view);
  }

  stop() { this.watcher.disconnect(); }

  show(rows, sort) {
    this.rows = rows;
    for (const [key, head] of this.heads) head.setAttribute("aria-sort", sort.key !== key ? "none" : sort.up ? "ascending" : "descending");
    this.body.style.height = `${rows.length * HEIGHT}px`;
    // A group of no rows is none.
    this.body.setAttribute("role", rows.length ? "rowgroup" : "presentation");
    this.view.setAttribute("aria-rowcount", rows.length + 1);
    this.draw();
  }

  selectAll(isOn) {
    this.selected = new Set(isOn ? this.rows.map((row) => row.uid) : []);
    this.draw();
    this.onSelect();
  }

  draw() {
    const first = Math.max(0, Math.floor(this.view.scrollTop / HEIGHT) - SPARE);
    const last = Math.min(this.rows.length, Math.ceil((this.view.scrollTop + this.view.clientHeight) / HEIGHT) + SPARE);
    const kept = new Map();
    for (let at = first; at < last; at += 1) {
      const row = this.rows[at];
      let line = this.drawn.get(row.uid);
      if (!line) {
        line = this.line(row);
        this.body.append(line.element);
      } else if (line.row !== row) {
        this.write(line, row);
      }
      line.element.style.transform = `translateY(${at * HEIGHT}px)`;
      line.element.setAttribute("aria-rowindex", at + 2);
      const isOn = this.selected.has(row.uid);
      line.box.checked = isOn;
      line.element.setAttribute("aria-selected", isOn);
      kept.set(row.uid, line);
    }
    for (const [uid, line] of this.drawn) if (!kept.has(uid)) line.element.remove();
    this.drawn = kept;
    this.all.checked = this.rows.length > 0 && this.selected.size >= this.rows.length;
  }

  line(row) {
    const box = el("input", { type: "checkbox", onchange: () => {
      this.selected[box.checked ? "add" : "delete"](row.uid);
      this.draw();
      this.onSelect();
    } });
    const cells = this.columns.map(({ key }) => el("div.cell", { role: "cell", "data-column": key }));
    const element = el("div.row", { role: "row" }, el("div.cell.pick", { role: "cell" }, box), cells);
    const line = { element, box, cells, row: null };
    this.write(line, row);
    return line;
  }

  write(line, row) {
    line.row = row;
    line.box.setAttribute("aria-label", `Select ${row.name}`);
    this.columns.forEach(({ cell }, at) => fill(line.cells[at], cell(row)));
  }
}
