import { STRATA, place, post, remove, text } from "./api.js";
import { confirmDeletion, power } from "./actions.js";
import { askName, confirmLoss } from "./dialog.js";
import { el, fill, say, spark } from "./dom.js";
import { Live } from "./live.js";
import { age, badge, eventList, liveness, section } from "./parts.js";
import { bytes, sentence, size } from "./words.js";

const field = (name, value) => `&fieldSelector=${encodeURIComponent(`${name}=${value}`)}`;

export function instance(main, query, namespace, name) {
  const live = new Live(place("instances", undefined, namespace), { query: field("metadata.name", name) });
  const events = new Live(place("events", undefined, namespace), { query: field("involvedObject.name", name), every: 3 });
  const snapshots = new Live(place("snapshots", undefined, namespace), { query: field("spec.instance", name), every: 3 });
  const state = el("span");
  const buttons = el("div.buttons");
  const about = el("div");
  const usage = el("div");
  const moments = el("div");
  const news = el("div");
  const yaml = el("pre", { tabindex: "0", "aria-label": "YAML" }, "");
  const raw = el("details.card", { ontoggle: () => raw.open && showYAML() }, el("summary", {}, "YAML"), yaml);
  const history = [];
  fill(main, el("p.crumb", {}, el("a", { href: "#/instances" }, "Instances"), ` / ${namespace}`),
    el("div.head", {}, el("h1", {}, name), state, liveness(live)), buttons,
    el("div.columns", {}, section("State", about), section("Usage", usage)),
    section("Snapshots", moments), section("Events", news), raw);

  const attempt = async (what, body) => {
    try {
      await body();
      say(`${name}: ${what} asked for`);
    } catch (error) {
      say(`${name}: ${what} failed: ${error.message}`, true);
    }
  };
  const act = (verb) => attempt(verb, () => power[verb](name, namespace));
  const actions = [
    ["Start", "start", (phase) => phase !== "Running"], ["Stop", "stop", (phase) => ["Running", "Paused", "Starting"].includes(phase)],
    ["Pause", "pause", (phase) => phase === "Running"], ["Restart", "restart", (phase) => phase === "Running"],
  ].map(([title, verb, isFit]) => ({ isFit, button: el("button", { type: "button", onclick: () => act(verb) }, title) }));
  const deletion = el("button.danger", { type: "button", onclick: async () => {
    if (await confirmDeletion([{ name, namespace }])) await attempt("deletion", () => power.delete(name, namespace));
  } }, "Delete…");
  fill(buttons, actions.map(({ button }) => button), deletion);

  async function showYAML() {
    try {
      yaml.textContent = await text(place("instances", name, namespace), "application/yaml");
    } catch (error) {
      yaml.textContent = error.message;
    }
  }

  function draw() {
    const [object] = live.values;
    if (!object) {
      if (live.state === "loading") return;
      fill(state, badge("Gone"));
      fill(about, el("p", {}, "There is no instance of this name. It may have been deleted."));
      for (const { button } of actions) button.disabled = true;
      deletion.disabled = true;
      return;
    }
    const { spec, status = {} } = object;
    fill(state, badge(status.phase));
    for (const { button, isFit } of actions) button.disabled = !isFit(status.phase);
    deletion.disabled = status.phase === "Deleting";
    const facts = [
      ["Site", spec.site], ["Image", spec.image], ["Wanted", spec.power], ["Addresses", (status.addresses ?? []).join(", ")], ["Host", status.host],
      ["Restarts", spec.restart], ["Memory limit", spec.memory ? size(spec.memory) : "none"], ["Cores", spec.cpu?.cores ?? "no limit"],
    ].filter(([, value]) => value);
    fill(about, el("ul.conditions", {}, (status.conditions ?? []).map((condition) =>
      el("li", {}, el(`span.mark.${condition.status === "True" ? "good" : "bad"}`, { "aria-hidden": "true" }), sentence(condition)))),
    el("dl.facts", {}, facts.flatMap(([key, value]) => [el("dt", {}, key), el("dd", {}, String(value))]),
      el("dt", {}, "Made"), el("dd", {}, age(object.metadata.creationTimestamp), " ago"), el("dt", {}, "Last seen"), el("dd", {}, age(status.lastSeen), " ago")));
    drawUsage(status);
    if (raw.open) showYAML();
  }

  function drawUsage(status) {
    const now = status.usage;
    if (!now) return void fill(usage, el("p.quiet", {}, "It uses nothing, or its stack does not tell."));
    if (history.at(-1)?.at !== status.lastSeen) history.push({ at: status.lastSeen, memory: bytes(now.memory) ?? 0, cpu: now.cpuSeconds ?? 0 });
    if (history.length > 120) history.shift();
    fill(usage, el("dl.facts", {}, el("dt", {}, "Memory"), el("dd", {}, size(now.memory)), el("dt", {}, "CPU time"), el("dd", {}, `${(now.cpuSeconds ?? 0).toFixed(2)} s`),
      el("dt", {}, "Processes"), el("dd", {}, String(now.processes ?? "–"))),
    history.length > 1 ? spark(history.map(({ memory }) => memory), "Memory while this page was open") : el("p.quiet", {}, "The graph begins with the second survey."));
  }

  function drawSnapshots() {
    const take = el("button", { type: "button", onclick: async () => {
      const wanted = await askName("Take a snapshot", "Its name", `${name}-${new Date().toISOString().slice(0, 16).replace(/[^0-9]/g, "")}`);
      if (!wanted) return;
      await attempt("snapshot", () => post(place("snapshots", undefined, namespace),
        { apiVersion: "strata.dev/v1alpha1", kind: "Snapshot", metadata: { name: wanted }, spec: { instance: name } }));
    } }, "Take a snapshot…");
    const items = snapshots.values.sort((left, right) => (right.status?.takenAt ?? "").localeCompare(left.status?.takenAt ?? ""));
    fill(moments, items.length ? el("ul.lines", {}, items.map(moment)) : el("p.quiet", {}, snapshots.state === "loading" ? "Loading…" : "There is none."), take);
  }

  function moment({ metadata, status = {} }) {
    const revert = async () => {
      if (!(await confirmLoss(`Revert to ${metadata.name}?`, [`what ${name} wrote to its disk since then`, "what runs in it now"], "Revert"))) return;
      await attempt("revert", () => post(place("snapshots", metadata.name, namespace, "revert"), {}));
    };
    const drop = async () => {
      if (!(await confirmLoss(`Delete the snapshot ${metadata.name}?`, [`the moment ${metadata.name} of ${name}; ${name} itself stays`], "Delete"))) return;
      await attempt("deletion of the snapshot", () => remove(place("snapshots", metadata.name, namespace)));
    };
    return el("li", {}, el("strong", {}, metadata.name), badge(status.phase), el("span.quiet", {}, status.takenAt ? ["taken ", age(status.takenAt), " ago"].map((part) => part) : ""),
      el("button", { type: "button", disabled: status.phase !== "Ready", onclick: revert, "aria-label": `Revert to ${metadata.name}` }, "Revert…"),
      el("button.danger", { type: "button", onclick: drop, "aria-label": `Delete ${metadata.name}` }, "Delete…"));
  }

  live.addEventListener("change", draw);
  snapshots.addEventListener("change", drawSnapshots);
  events.addEventListener("change", () => fill(news, eventList(events.values)));
  drawSnapshots();
  // Ages go on where nothing else does.
  const clock = setInterval(draw, 5000);
  return () => { clearInterval(clock); live.stop(); events.stop(); snapshots.stop(); };
}
