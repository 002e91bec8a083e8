import { STRATA } from "./api.js";
import { confirmDeletion, power } from "./actions.js";
import { el, fill } from "./dom.js";
import { Live } from "./live.js";
import { age, badge, liveness } from "./parts.js";
import { matching, row } from "./rows.js";
import { Table } from "./table.js";

/** So many are acted on at a time. */
const AT_ONCE = 4;

export function instances(main, query) {
  const live = new Live(STRATA + "/instances", { row });
  const sites = new Live(STRATA + "/sites", { every: 30, row: (site) => ({ name: site.metadata.name, stack: site.spec.stack }) });
  let stacks = new Map();
  const stackOf = (one) => stacks.get(one.site) ?? "";
  const sort = { key: "name", up: true };
  const link = (one) => el("a", { href: `#/instances/${encodeURIComponent(one.namespace)}/${encodeURIComponent(one.name)}` }, one.name);
  const table = new Table({
    label: "Instances",
    columns: [
      { key: "name", title: "Name", cell: link }, { key: "phase", title: "State", cell: (one) => badge(one.phase) },
      { key: "site", title: "Site", cell: (one) => one.site }, { key: "stack", title: "Stack", cell: stackOf },
      { key: "address", title: "Address", cell: (one) => one.address }, { key: "image", title: "Image", cell: (one) => one.image },
      { key: "labels", title: "Labels", cell: (one) => one.labels }, { key: "created", title: "Age", cell: (one) => age(one.created) },
    ],
    onSort: (key) => { sort.up = sort.key === key ? !sort.up : true; sort.key = key; draw(); },
    onSelect: () => drawBar(),
  });
  const search = el("input", { type: "search", id: "search", placeholder: "Name, site, stack, state, label, address", spellcheck: "false",
    value: query.get("search") ?? "", oninput: () => draw() });
  search.addEventListener("keydown", (event) => { if (event.key === "Escape" && search.value) { search.value = ""; draw(); } });
  const count = el("p.quiet.count", { role: "status" }, "Loading…");
  const bar = el("div.bulk", { role: "group", "aria-label": "What to do with the selection" });
  const results = el("ul.results", { "aria-live": "polite" });
  const empty = el("div.empty", { hidden: true });
  fill(main, el("div.head", {}, el("h1", {}, "Instances"), liveness(live), el("a.button.primary", { href: "#/create" }, "Create")),
    el("div.tools", {}, el("label.hidden", { for: "search" }, "Search"), search, count), bar, results, el("div.tableframe", {}, table.view, empty));
  if (query.has("search")) search.focus();

  function draw() {
    const value = sort.key === "stack" ? stackOf : (one) => one[sort.key];
    const sign = sort.up ? 1 : -1;
    const rows = [...matching(live.values, search.value, stackOf)].sort((left, right) => {
      const [a, b] = [value(left), value(right)];
      return a === b ? (left.name < right.name ? -1 : 1) : a < b ? -sign : sign;
    });
    table.show(rows, sort);
    const total = live.rows.size;
    count.textContent = live.state === "loading" && !total ? "Loading…" : rows.length === total ? `${total.toLocaleString("en")} instances`
      : `${rows.length.toLocaleString("en")} of ${total.toLocaleString("en")}`;
    empty.hidden = rows.length > 0 || live.state === "loading";
    if (!empty.hidden) fill(empty, el("p", {}, total ? "Nothing matches the search." : "There is no instance yet."), total ? null : el("a.button.primary", { href: "#/create" }, "Create the first"));
    for (const uid of table.selected) if (!live.rows.has(uid)) table.selected.delete(uid);
    drawBar();
  }

  let barCount = -1;
  function drawBar() {
    const many = table.selected.size;
    if (many === barCount) return;
    barCount = many;
    const button = (title, verb, kind = "") => el(`button${kind}`, { type: "button", disabled: many === 0, onclick: () => act(verb) }, title);
    fill(bar, el("span.quiet", {}, many ? `${many.toLocaleString("en")} selected` : "None selected"), button("Start", "start"), button("Stop", "stop"), button("Delete…", "delete", ".danger"));
  }

  async function act(verb) {
    const chosen = [...table.selected].map((uid) => live.rows.get(uid)).filter(Boolean);
    if (verb === "delete" && !(await confirmDeletion(chosen))) return;
    fill(results);
    const queue = chosen.map((one) => {
      const told = el("span.quiet", {}, "waiting");
      if (chosen.length <= 500) results.append(el("li", {}, el("strong", {}, one.name), " ", told));
      return { one, told };
    });
    const failures = [];
    await Promise.all(Array.from({ length: AT_ONCE }, async () => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        next.told.textContent = `${verb}…`;
        try {
          await power[verb](next.one.name, next.one.namespace);
          next.told.textContent = `${verb}: asked for`;
        } catch (error) {
          failures.push(next.one.name);
          next.told.className = "problem";
          next.told.textContent = `${verb} failed: ${error.message}`;
        }
      }
    }));
    results.append(el("li", {}, failures.length ? `${failures.length} of ${chosen.length} failed.` : `All ${chosen.length} done. `,
      el("button.plain", { type: "button", onclick: () => fill(results) }, "Dismiss")));
    table.selectAll(false);
  }

  live.addEventListener("change", draw);
  sites.addEventListener("change", () => {
    stacks = new Map(sites.values.map(({ name, stack }) => [name, stack]));
    table.drawn.forEach((line) => table.write(line, line.row));
    draw();
  });
  draw();
  return () => { live.stop(); sites.stop(); table.stop(); };
}
