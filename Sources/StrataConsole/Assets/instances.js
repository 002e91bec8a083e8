import { STRATA, collection, scope } from "./api.js";
import { carryOut, confirmDeletion } from "./actions.js";
import { el, fill, say } from "./dom.js";
import { Live } from "./live.js";
import { age, badge, liveness } from "./parts.js";
import { rights } from "./rights.js";
import { matching, row } from "./rows.js";
import { Table } from "./table.js";

/** So many are acted on at a time. */
const AT_ONCE = 4;

export function instances(main, query) {
  const live = new Live(collection("instances"), { row });
  const sites = new Live(STRATA + "/sites", { every: 30, row: (site) => ({ name: site.metadata.name, stack: site.spec.stack }) });
  let stacks = new Map();
  const stackOf = (one) => stacks.get(one.site) ?? "";
  const sort = { key: "name", up: true };
  const leaving = new AbortController();
  let may = () => false;
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
  const results = el("div.outcome");
  const empty = el("div.empty", { hidden: true });
  const making = el("a.button.primary", { href: "#/create", hidden: true }, "Create");
  fill(main, el("div.head", {}, el("h1", {}, "Instances"), liveness(live), making),
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
    if (!empty.hidden) fill(empty, el("p", {}, total ? "Nothing matches the search." : "There is no instance yet."), total || !may("create", "instances") ? null : el("a.button.primary", { href: "#/create" }, "Create the first"));
    for (const uid of table.selected) if (!live.rows.has(uid)) table.selected.delete(uid);
    drawBar();
  }

  let barCount = -1;
  function drawBar() {
    const many = table.selected.size;
    if (many === barCount) return;
    barCount = many;
    const button = (title, verb, right, kind = "") => may(...right) ? el(`button${kind}`, { type: "button", disabled: many === 0, onclick: () => act(verb) }, title) : null;
    fill(bar, el("span.quiet", {}, many ? `${many.toLocaleString("en")} selected` : "None selected"), button("Start", "start", ["patch", "instances"]), button("Stop", "stop", ["patch", "instances"]),
      button("Pause", "pause", ["patch", "instances"]), button("Delete…", "delete", ["delete", "instances"], ".danger"));
  }

  /** Acts on what is selected, so many at a time, and tells of each how far it is until it is so. */
  async function act(verb) {
    const chosen = [...table.selected].map((uid) => live.rows.get(uid)).filter(Boolean);
    if (verb === "delete" && !(await confirmDeletion(chosen))) return;
    const meter = el("progress", { max: chosen.length, value: 0, "aria-label": `${verb}: how many are done` });
    const summary = el("span", { role: "status" }, `0 of ${chosen.length}`);
    const list = el("ul.results");
    fill(results, el("div.progress", {}, el("strong", {}, verb), meter, summary), el("div.each", { tabindex: "0", role: "group", "aria-label": "Each instance" }, list));
    const queue = chosen.map((one) => {
      const told = el("span.quiet", {}, "waiting");
      const line = el("li", {}, el("strong", {}, one.name), " ", told);
      if (chosen.length <= 500) list.append(line);
      return { one, told, line };
    });
    const failures = [];
    let finished = 0;
    table.selectAll(false);
    await Promise.all(Array.from({ length: AT_ONCE }, async () => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const { one, told, line } = next;
        try {
          await carryOut(verb, one, live, (words) => { told.textContent = words; }, leaving.signal);
          told.textContent = `${verb}: done`;
        } catch (error) {
          failures.push(one.name);
          told.className = "problem";
          told.textContent = `${verb} failed: ${error.message}`;
          list.prepend(line);
        }
        finished += 1;
        meter.value = finished;
        summary.textContent = `${finished} of ${chosen.length}${failures.length ? `, ${failures.length} failed` : ""}`;
      }
    }));
    summary.textContent = failures.length ? `${failures.length} of ${chosen.length} failed.` : `All ${chosen.length} done.`;
    results.firstElementChild.append(el("button.plain", { type: "button", onclick: () => fill(results) }, "Dismiss"));
  }

  live.addEventListener("change", draw);
  sites.addEventListener("change", () => {
    stacks = new Map(sites.values.map(({ name, stack }) => [name, stack]));
    table.drawn.forEach((line) => table.write(line, line.row));
    draw();
  });
  rights(scope() ?? "default").then((answer) => { may = answer; making.hidden = !may("create", "instances"); barCount = -1; draw(); }, (error) => say(`What you may do is not known: ${error.message}`, true));
  draw();
  return () => { leaving.abort(); live.stop(); sites.stop(); table.stop(); };
}
