import { STRATA, ask, get, place, post, remove, text } from "./api.js";
import { confirmDeletion, power } from "./actions.js";
import { askName, choose, confirmLoss } from "./dialog.js";
import { el, fill, say } from "./dom.js";
import { Live } from "./live.js";
import { age, badge, eventList, liveness, section } from "./parts.js";
import { rights } from "./rights.js";
import { thumbnail } from "./screen.js";
import { drawUsage } from "./usage.js";
import { sentence, size } from "./words.js";

const field = (name, value) => `&fieldSelector=${encodeURIComponent(`${name}=${value}`)}`;

/** One instance, and all that can be done to it. What its site cannot do is not offered, nor what the one signed in may not. */
export function instance(main, query, namespace, name) {
  const live = new Live(place("instances", undefined, namespace), { query: field("metadata.name", name) });
  const events = new Live(place("events", undefined, namespace), { query: field("involvedObject.name", name), every: 3 });
  const snapshots = new Live(place("snapshots", undefined, namespace), { query: field("spec.instance", name), every: 3 });
  const state = el("span");
  const buttons = el("div.buttons", { role: "group", "aria-label": "What can be done" });
  const views = el("div.buttons", { role: "group", "aria-label": "Ways in" });
  const about = el("div");
  const usage = el("div.usage");
  const moments = el("div");
  const news = el("div");
  const picture = el("div.shot");
  const shot = el("section.card", { hidden: true }, el("h2", {}, "Screen"), picture);
  const yaml = el("pre", { tabindex: "0", "aria-label": "YAML" }, "");
  const raw = el("details.card", { ontoggle: () => raw.open && showYAML() }, el("summary", {}, "YAML"), yaml);
  const here = `#/instances/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}`;
  fill(main, el("p.crumb", {}, el("a", { href: "#/instances" }, "Instances"), ` / ${namespace}`),
    el("div.head", {}, el("h1", {}, name), state, liveness(live)), buttons, views,
    el("div.columns", {}, section("State", about), section("Usage", usage), shot),
    section("Snapshots", moments), section("Events", news), raw);

  let abilities = new Set();
  let known = "";
  let learnt = "";
  let may = () => false;
  let endShot = null;
  // What can be done is known before anything is drawn, so that nothing drawn moves.
  let isRightKnown = false;
  rights(namespace).then((answer) => { may = answer; }, (error) => say(`What you may do here is not known: ${error.message}`, true)).finally(() => {
    isRightKnown = true;
    draw();
    drawSnapshots();
  });

  const attempt = async (what, body) => {
    try {
      await body();
      say(`${name}: ${what} asked for`);
    } catch (error) {
      say(`${name}: ${what} failed: ${error.message}`, true);
    }
  };
  const act = (verb) => () => attempt(verb, () => power[verb](name, namespace));
  const is = (...phases) => ({ status }) => phases.includes(status?.phase);
  /** What can be done: title, what it takes of the site ("" for nothing), the right it takes, when it fits, what it does, and its look. */
  const deeds = [
    ["Start", "", "patch instances", (object) => !is("Running", "Paused", "Creating", "Deleting")(object), act("start")],
    ["Resume", "pause", "patch instances", is("Paused"), act("start")],
    ["Stop", "", "patch instances", is("Running", "Paused", "Starting"), act("stop")], ["Pause", "pause", "patch instances", is("Running"), act("pause")],
    ["Suspend", "suspend", "patch instances", is("Running"), act("suspend")], ["Restart", "", "create instances/restart", is("Running"), act("restart")],
    ["Reset…", "reset", "create instances/reset", is("Running"), reset], ["Copy…", "clone", "create instances", () => true, copy], ["Move…", "move", "create migrations", () => true, move],
    ["Export", "export", "create instances/export", () => true, exported], ["Delete…", "", "delete instances", (object) => !is("Deleting")(object), drop, "danger"],
  ].map(([title, needed, right, isFit, onclick, look]) => ({ needed, right: right.split(" "), isFit, button: el(`button${look ? "." + look : ""}`, { type: "button", onclick }, title) }));
  const ways = [
    ["Change…", `${here}/edit`, "", "update instances"], ["Console", `${here}/console`, "console", "create instances/console"], ["Terminal", `${here}/exec`, "exec", "create instances/exec"],
    ["Screen", `${here}/screen`, "screen", "create instances/vnc"],
  ].map(([title, href, needed, right]) => ({ needed, right: right.split(" "), isFit: () => true, button: el("a.button", { href }, title) }));

  async function reset() {
    if (await confirmLoss(`Reset ${name}?`, [`what ${name} has in its memory and has not written`], "Reset")) await attempt("reset", () => post(place("instances", name, namespace, "reset"), {}));
  }

  async function drop() {
    if (await confirmDeletion([{ name, namespace }])) await attempt("deletion", () => power.delete(name, namespace));
  }

  async function copy() {
    const wanted = await askName(`Copy ${name}`, "The copy's name", `${name}-copy`);
    if (!wanted) return;
    const { apiVersion, kind, spec } = live.values[0];
    const { site, type, cpu, memory, disk, processes, restart, command, environment, networks = [] } = spec;
    const copied = { site, type, cpu, memory, disk, processes, restart, command, environment, networks: networks.map(({ network }) => ({ network })), source: { instance: name } };
    await attempt(`a copy named ${wanted}`, () => post(place("instances", undefined, namespace), { apiVersion, kind, metadata: { name: wanted }, spec: copied }));
  }

  async function move() {
    const [{ spec, status }] = live.values;
    const { items } = await get(STRATA + "/sites");
    const stack = items.find((site) => site.metadata.name === spec.site)?.spec.stack;
    const sites = items.filter((site) => site.spec.stack === stack && site.metadata.name !== spec.site && site.status?.phase === "Ready").map((site) => site.metadata.name);
    if (!sites.length) return say(`There is no other site of this stack that ${name} could move to.`, true);
    const isRunning = status?.phase === "Running";
    const to = await choose(`Move ${name}`, "The site it is to come to", sites, isRunning ? "Let it run on meanwhile" : null);
    if (to) await attempt(`the move to ${to.value}`, () => post(place("instances", name, namespace, "move"), { to: to.value, live: to.isOn }));
  }

  /** The browser keeps what comes; the request needs a header, so it is fetched here and handed over whole. */
  async function exported() {
    say(`${name}: being exported`);
    try {
      const blob = await (await ask(place("instances", name, namespace, "export"), { accept: "*/*" })).blob();
      const link = el("a", { href: URL.createObjectURL(blob), download: `${name}.tar` });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    } catch (error) {
      say(`${name}: export failed: ${error.message}`, true);
    }
  }

  async function showYAML() {
    try {
      yaml.textContent = await text(place("instances", name, namespace), "application/yaml");
    } catch (error) {
      yaml.textContent = error.message;
    }
  }

  /** What the instance's site can do; asked once for each site. */
  async function learn(site) {
    if (known === site) return;
    known = site;
    try {
      const { status } = await get(place("sites", site, ""));
      abilities = new Set((status?.abilities ?? []).filter(({ support }) => support !== "No").map(({ name: ability }) => ability));
    } catch {
      // Without an answer nothing beyond the basics is offered.
    }
    learnt = site;
    draw();
    drawSnapshots();
  }

  const offer = (list, frame, object) => {
    const shown = list.filter(({ needed, right }) => (!needed || abilities.has(needed)) && may(...right));
    for (const { button, isFit } of shown) if (button.tagName === "BUTTON") button.disabled = !isFit(object);
    const wanted = shown.map(({ button }) => button);
    // What stays keeps the focus.
    if (wanted.length !== frame.children.length || wanted.some((button, at) => frame.children[at] !== button)) fill(frame, wanted);
  };

  function draw() {
    const [object] = live.values;
    if (!object) {
      if (live.state === "loading") return;
      fill(state, badge("Gone"));
      fill(about, el("p", {}, "There is no instance of this name. It may have been deleted."));
      fill(buttons);
      fill(views);
      return;
    }
    const { spec, status = {} } = object;
    learn(spec.site);
    if (!isRightKnown || learnt !== spec.site) return;
    fill(state, badge(status.phase));
    offer(deeds, buttons, object);
    offer(ways, views, object);
    const facts = [
      ["Image", spec.image], ["Copy of", spec.source?.instance], ["Wanted", spec.power], ["Addresses", (status.addresses ?? []).join(", ")], ["Host", status.host],
      ["When it ends by itself", spec.restart], ["Memory limit", spec.memory ? size(spec.memory) : "none"], ["Cores", spec.cpu?.cores ?? "no limit"], ["Disk", spec.disk],
      ["Networks", (spec.networks ?? []).map(({ network }) => network).join(", ")], ["Volumes", (spec.volumes ?? []).map(({ volume }) => volume).join(", ")], ["Being done", status.operation?.name],
    ].filter(([, value]) => value);
    fill(about, el("ul.conditions", {}, (status.conditions ?? []).map((condition) =>
      el("li", {}, el(`span.mark.${condition.status === "True" ? "good" : "bad"}`, { "aria-hidden": "true" }), sentence(condition)))),
    el("dl.facts", {}, el("dt", {}, "Site"), el("dd", {}, el("a", { href: `#/sites/${encodeURIComponent(spec.site)}` }, spec.site)), facts.flatMap(([key, value]) => [el("dt", {}, key), el("dd", {}, String(value))]),
      el("dt", {}, "Made"), el("dd", {}, age(object.metadata.creationTimestamp), " ago"), el("dt", {}, "Last seen"), el("dd", {}, age(status.lastSeen), " ago")));
    drawUsage(usage, object);
    const hasScreen = abilities.has("screenshot") && may("get", "instances/screenshot") && status.phase === "Running";
    shot.hidden = !hasScreen;
    if (hasScreen) endShot ??= thumbnail(picture, namespace, name);
    else if (endShot) { endShot(); endShot = null; }
    if (raw.open) showYAML();
  }

  function drawSnapshots() {
    const take = el("button", { type: "button", onclick: async () => {
      const wanted = await askName("Take a snapshot", "Its name", `${name}-${new Date().toISOString().slice(0, 16).replace(/[^0-9]/g, "")}`);
      if (!wanted) return;
      await attempt("snapshot", () => post(place("snapshots", undefined, namespace),
        { apiVersion: "strata.dev/v1alpha1", kind: "Snapshot", metadata: { name: wanted }, spec: { instance: name } }));
    } }, "Take a snapshot…");
    const isAble = abilities.has("snapshot") && may("create", "snapshots");
    const items = snapshots.values.sort((left, right) => (right.status?.takenAt ?? "").localeCompare(left.status?.takenAt ?? ""));
    fill(moments, items.length ? el("ul.lines", {}, items.map(moment)) : el("p.quiet", {}, snapshots.state === "loading" ? "Loading…" : "There is none."), isAble ? take : null);
  }

  function moment({ metadata, status = {} }) {
    const revert = async () => {
      if (!(await confirmLoss(`Revert to ${metadata.name}?`, [`what ${name} wrote to its disk since then`, "what runs in it now"], "Revert"))) return;
      await attempt("revert", () => post(place("snapshots", metadata.name, namespace, "revert"), {}));
    };
    const forget = async () => {
      if (!(await confirmLoss(`Delete the snapshot ${metadata.name}?`, [`the moment ${metadata.name} of ${name}; ${name} itself stays`], "Delete"))) return;
      await attempt("deletion of the snapshot", () => remove(place("snapshots", metadata.name, namespace)));
    };
    return el("li", {}, el("strong", {}, metadata.name), badge(status.phase), el("span.quiet", {}, ...(status.takenAt ? ["taken ", age(status.takenAt), " ago"] : [])),
      may("create", "snapshots/revert") ? el("button", { type: "button", disabled: status.phase !== "Ready", onclick: revert, "aria-label": `Revert to ${metadata.name}` }, "Revert…") : null,
      may("delete", "snapshots") ? el("button.danger", { type: "button", onclick: forget, "aria-label": `Delete ${metadata.name}` }, "Delete…") : null);
  }

  live.addEventListener("change", draw);
  snapshots.addEventListener("change", drawSnapshots);
  events.addEventListener("change", () => fill(news, eventList(events.values)));
  drawSnapshots();
  // Ages go on where nothing else does.
  const clock = setInterval(draw, 5000);
  return () => { clearInterval(clock); endShot?.(); live.stop(); events.stop(); snapshots.stop(); };
}
