import { STRATA, place } from "./api.js";
import { el, fill } from "./dom.js";
import { Live } from "./live.js";
import { age, badge, eventList, liveness, section } from "./parts.js";
import { bytes, size, tone } from "./words.js";

/** What is kept of an instance here: enough to count and to worry. */
const brief = (object) => ({
  name: object.metadata.name, namespace: object.metadata.namespace, site: object.spec.site, phase: object.status?.phase ?? "Pending",
  conditions: (object.status?.conditions ?? []).filter((condition) => condition.status === "False"),
});

export function overview(main) {
  const sites = new Live(STRATA + "/sites", { every: 5 });
  const all = new Live(STRATA + "/instances", { row: brief });
  const events = new Live("/api/v1/events", { every: 5 });
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
      const count = counts.get(row.site) ?? { total: 0, running: 0 };
      count.total += 1;
      if (row.phase === "Running") count.running += 1;
      counts.set(row.site, count);
    }
    const sorted = sites.values.sort((left, right) => left.metadata.name.localeCompare(right.metadata.name));
    fill(cards, sorted.length ? sorted.map((site) => card(site, counts.get(site.metadata.name), open))
      : el("p.quiet", {}, "There is no site yet. `strata site add` makes one."));
    fill(attention, worries(sites.values, all.values));
  };
  sites.addEventListener("change", draw);
  all.addEventListener("change", draw);
  events.addEventListener("change", () => fill(news, eventList(events.values)));
  const clock = setInterval(draw, 10000);
  return () => { clearInterval(clock); sites.stop(); all.stop(); events.stop(); };
}

function card(site, count = { total: 0, running: 0 }, open) {
  const { name } = site.metadata;
  const boxes = site.status?.boxes ?? [];
  const memory = boxes.find((box) => box.id === "ram")?.facts ?? {};
  const [available, total] = [bytes(memory.available), bytes(memory.total)];
  const used = total ? (total - (available ?? total)) / total : null;
  const details = el("details", { open: open.has(name), ontoggle: (event) => open[event.target.open ? "add" : "delete"](name) },
    el("summary", {}, `${boxes.length} boxes`),
    el("ul.boxes", {}, boxes.map((box) => el("li", {}, el("span", {}, box.id), badge(box.state), box.reason ? el("p.quiet", {}, box.reason) : null))));
  return el("article.card.site", { "aria-label": name },
    el("div.head", {}, el("h3", {}, name), badge(site.status?.phase)),
    el("p.quiet", {}, el("a", { href: `#/stacks/${encodeURIComponent(site.spec.stack)}` }, site.spec.stack), site.status?.version ? ` ${site.status.version}` : "",
      ` · ${site.spec.endpoint || "local"}`),
    el("p.figure", {}, el("strong", {}, String(count.running)), ` running of ${count.total} `,
      el("a", { href: `#/instances?search=${encodeURIComponent("site:" + name)}` }, "show")),
    used === null ? null : el("label.meter", {}, `Memory of its host: ${size(memory.available)} of ${size(memory.total)} free`, el("meter", { min: "0", max: "1", value: used.toFixed(3) })),
    el("div.strip", { "aria-hidden": "true" }, boxes.map((box) => el(`span.${tone(box.state)}`, { title: `${box.id}: ${box.state}` }))),
    details, el("p.quiet", {}, "Looked at ", age(site.status?.lastSurvey), " ago"));
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
