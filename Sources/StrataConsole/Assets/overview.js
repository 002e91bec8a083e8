import { STRATA, collection } from "./api.js";
import { el, fill } from "./dom.js";
import { Live } from "./live.js";
import { age, badge, eventList, liveness, section } from "./parts.js";
import { bytes, size, tone } from "./words.js";

/** What is kept of an instance here: enough to count and to worry. */
const brief = (object) => ({
  name: object.metadata.name, namespace: object.metadata.namespace, site: object.spec.site, phase: object.status?.phase ?? "Pending",
  memory: bytes(object.spec.memory) ?? 0, cores: Number(object.spec.cpu?.cores) || 0,
  conditions: (object.status?.conditions ?? []).filter((condition) => condition.status === "False"),
});

export function overview(main) {
  const sites = new Live(STRATA + "/sites", { every: 5 });
  const all = new Live(collection("instances"), { row: brief });
  const events = new Live(collection("events"), { every: 5 });
  const hosts = new Live(STRATA + "/hosts", { every: 10 });
  const cards = el("div.cards", { "aria-busy": "true" });
  const attention = el("div");
  const news = el("div");
  const open = new Set();
  fill(main, el("div.head", {}, el("h1", {}, "Overview"), liveness(all)),
    section("What needs attention", attention), el("h2.lone", {}, "Sites"), cards, section("Events", news));
  const draw = () => {
    if (sites.state === "loading") return;
    cards.removeAttribute("aria-busy");
    const counts = new Map();
    for (const row of all.rows.values()) {
      const count = counts.get(row.site) ?? { total: 0, running: 0, memory: 0, cores: 0 };
      count.memory += row.memory;
      count.cores += row.cores;
      count.total += 1;
      if (row.phase === "Running") count.running += 1;
      counts.set(row.site, count);
    }
    const sorted = sites.values.sort((left, right) => left.metadata.name.localeCompare(right.metadata.name));
    fill(cards, sorted.length ? sorted.map((site) => card(site, counts.get(site.metadata.name), hosts.values.filter(({ spec }) => spec.site === site.metadata.name), open))
      : el("p.quiet", {}, "There is no site yet. `strata site add` makes one."));
    fill(attention, worries(sites.values, all.values));
  };
  sites.addEventListener("change", draw);
  all.addEventListener("change", draw);
  hosts.addEventListener("change", draw);
  events.addEventListener("change", () => fill(news, eventList(events.values)));
  const clock = setInterval(draw, 10000);
  return () => { clearInterval(clock); sites.stop(); all.stop(); events.stop(); hosts.stop(); };
}

function card(site, count = { total: 0, running: 0, memory: 0, cores: 0 }, hosts, open) {
  const { name } = site.metadata;
  const boxes = site.status?.boxes ?? [];
  const details = el("details", { open: open.has(name), ontoggle: (event) => open[event.target.open ? "add" : "delete"](name) },
    el("summary", {}, `${boxes.length} boxes`),
    el("ul.boxes", {}, boxes.map((box) => el("li", {}, el("span", {}, box.id), badge(box.state), box.reason ? el("p.quiet", {}, box.reason) : null))));
  return el("article.card.site", { "aria-label": name },
    el("div.head", {}, el("h3", {}, el("a", { href: `#/sites/${encodeURIComponent(name)}` }, name)), badge(site.status?.phase)),
    el("p.quiet", {}, el("a", { href: `#/stacks/${encodeURIComponent(site.spec.stack)}` }, site.spec.stack), site.status?.version ? ` ${site.status.version}` : "",
      ` · ${site.spec.endpoint || "local"}`),
    el("p.figure", {}, el("strong", {}, String(count.running)), ` running of ${count.total} `,
      el("a", { href: `#/instances?search=${encodeURIComponent("site:" + name)}` }, "show")),
    ...capacities(count, hosts),
    el("div.strip", { "aria-hidden": "true" }, boxes.map((box) => el(`span.${tone(box.state)}`, { title: `${box.id}: ${box.state}` }))),
    details, el("p.quiet", {}, "Looked at ", age(site.status?.lastSurvey), " ago"));
}

/** What a site's hosts have, what of it is used, and what is promised to its instances. */
function capacities({ memory, cores }, hosts) {
  const sum = (field) => hosts.reduce((total, { status = {} }) => total + (typeof status[field] === "number" ? status[field] : bytes(status[field]) ?? 0), 0);
  const [total, free, cpus] = [sum("memory"), sum("memoryAvailable"), sum("cpus")];
  const bar = (words, share) => el("label.meter", {}, words, el("meter", { min: "0", max: "1", high: "0.9", value: Math.min(share, 1).toFixed(3) }));
  const told = (number) => size(String(Math.round(number)));
  return [
    total ? bar(`Memory: ${told(free)} of ${told(total)} free`, (total - free) / total) : null,
    total && memory ? bar(`Memory promised to instances: ${told(memory)}`, memory / total) : null,
    cpus && cores ? bar(`Cores promised: ${cores} of ${cpus}`, cores / cpus) : null,
  ];
}

function worries(sites, instances) {
  const items = [];
  for (const site of sites) {
    if (site.status?.phase === "Ready") continue;
    const why = site.status?.conditions?.find((condition) => condition.status !== "True")?.message;
    items.push(el("li", {}, badge(site.status?.phase), " ", el("strong", {}, site.metadata.name), ` ${why ?? "is not ready."}`));
  }
  const bad = instances.filter((row) => ["Failed", "Unknown"].includes(row.phase) || row.conditions.some((condition) => condition.type === "InSync"));
  for (const row of bad.slice(0, 20)) {
    const link = `#/instances/${encodeURIComponent(row.namespace)}/${encodeURIComponent(row.name)}`;
    items.push(el("li", {}, badge(row.phase), " ", el("a", { href: link }, row.name), ` ${row.conditions.map((condition) => condition.message).filter(Boolean)[0] ?? ""}`));
  }
  if (bad.length > 20) items.push(el("li", {}, `and ${bad.length - 20} more`));
  return items.length ? el("ul.worries", {}, items) : el("p.quiet", {}, "Nothing. All sites answer, and no instance has failed.");
}
