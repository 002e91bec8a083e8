import { get, place, put } from "./api.js";
import { el, fill, say } from "./dom.js";
import { plan } from "./plan.js";
import { yaml } from "./yaml.js";

const word = (value) => (value === undefined ? "(none)" : typeof value === "string" ? value : JSON.stringify(value));

/** An instance's spec as a form beside its YAML, with what a change would do before it is made. */
export function edit(main, query, namespace, name) {
  const link = `#/instances/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}`;
  const verdict = el("div.verdict", { role: "status" }, el("p.quiet", {}, "Nothing is changed yet."));
  const text = el("textarea", { id: "yaml", rows: "16", spellcheck: "false", oninput: () => check() });
  const apply = el("button.primary", { type: "submit", disabled: true }, "Apply");
  const anew = el("button", { type: "button", hidden: true, onclick: () => load() }, "Load what is there now");
  const fields = el("div");
  const form = el("form.create", { onsubmit: send }, el("div.card", {}, el("h2", {}, "What it should be"), fields),
    el("div.card", {}, el("h2", {}, el("label", { for: "yaml" }, "As YAML")), el("p.quiet", {}, "This is what is sent. You may change it; the form writes it anew."), text,
      el("h2", {}, "What would change"), verdict, el("div.buttons", {}, apply, anew, el("a.button", { href: link }, "Leave it"))));
  fill(main, el("p.crumb", {}, el("a", { href: "#/instances" }, "Instances"), " / ", el("a", { href: link }, name)), el("h1", {}, `Change ${name}`), form);
  let object = null;
  let inputs = {};
  let timer = null;
  let running = null;

  async function load() {
    anew.hidden = true;
    try {
      object = await get(place("instances", name, namespace));
    } catch (error) {
      return tell(error.message);
    }
    const { spec } = object;
    const input = (id, label, value, hint, more = {}) => {
      inputs[id] = el("input", { id, value: value ?? "", autocomplete: "off", spellcheck: "false", oninput: write, ...more });
      return el("div.field", {}, el("label", { for: id }, label), inputs[id], hint ? el("p.quiet", {}, hint) : null);
    };
    const choice = (id, label, value, words) => {
      inputs[id] = el("select", { id, onchange: write }, words.map((one) => el("option", { value: one, selected: one === value }, one)));
      return el("div.field", {}, el("label", { for: id }, label), inputs[id]);
    };
    inputs = {};
    fill(fields,
      choice("power", "Power", spec.power, ["Running", "Stopped", "Paused", "Suspended"]),
      input("memory", "Memory", spec.memory, "No limit when empty, or 256Mi, 2Gi."), input("cores", "Cores", spec.cpu?.cores, "No limit when empty, or 0.5.", { inputmode: "decimal" }),
      spec.type === "VirtualMachine" ? input("disk", "Disk", spec.disk, "It can grow, not shrink.") : null,
      input("processes", "Processes", spec.processes, "The most at once; as many as the host allows when empty.", { inputmode: "numeric" }),
      choice("restart", "When it ends by itself", spec.restart, ["Always", "OnFailure", "Never"]), choice("drift", "When others change it", spec.drift, ["Report", "Correct"]),
      input("grace", "Seconds to stop in", spec.stopGracePeriodSeconds, null, { inputmode: "numeric" }),
      input("labels", "Labels", Object.entries(object.metadata.labels ?? {}).map(([key, value]) => `${key}=${value}`).join(", "), "Name and value pairs with commas between."));
    write();
    fill(verdict, el("p.quiet", {}, "Nothing is changed yet."));
  }

  const number = (value) => (value.trim() === "" ? undefined : Number.isFinite(Number(value)) ? Number(value) : value);

  function write() {
    const value = (id) => inputs[id].value.trim();
    const { name: _, namespace: __, labels, ...rest } = object.metadata;
    for (const own of ["managedFields", "creationTimestamp", "generation"]) delete rest[own];
    const pairs = value("labels").split(",").map((pair) => pair.trim().split("=")).filter(([key]) => key);
    const spec = {
      ...object.spec, power: value("power"), memory: value("memory") || undefined, cpu: { cores: number(value("cores")) }, processes: number(value("processes")),
      restart: value("restart"), drift: value("drift"), stopGracePeriodSeconds: number(value("grace")),
    };
    if (inputs.disk) spec.disk = value("disk") || undefined;
    text.value = yaml({ apiVersion: object.apiVersion, kind: object.kind, metadata: { name, namespace, labels: Object.fromEntries(pairs.map(([key, part = ""]) => [key, part])), ...rest }, spec });
    check();
  }

  function check() {
    apply.disabled = true;
    clearTimeout(timer);
    timer = setTimeout(tryDry, 250);
  }

  async function tryDry() {
    running?.abort();
    running = new AbortController();
    try {
      const { changes } = await plan(object, text.value, running.signal);
      apply.disabled = changes.length === 0;
      fill(verdict, changes.length ? el("ul.changes", {}, changes.map(({ field, before, after, when }) => el("li", {}, el("code", {}, field), ": ",
        el("del", {}, word(before)), " → ", el("ins", {}, word(after)), when ? el("span.quiet", {}, ` ${when}`) : null))) : el("p.quiet", {}, "Nothing would change."));
    } catch (error) {
      if (error.name !== "AbortError") refuse(error);
    }
  }

  const tell = (words) => fill(verdict, el("p.problem", {}, words));

  function refuse(error) {
    if (error.status === 409) {
      tell("Somebody else changed it since this form was filled. Load what is there now, and make your change again.");
      anew.hidden = false;
    } else {
      fill(verdict, error.causes?.length ? el("ul.problem", {}, error.causes.map(({ field, message }) => el("li", {}, field ? `${field}: ` : "", message))) : el("p.problem", {}, error.message));
    }
  }

  async function send(event) {
    event.preventDefault();
    if (apply.disabled) return;
    apply.disabled = true;
    try {
      await put(`${place("instances", name, namespace)}?fieldValidation=Strict`, text.value, { type: "application/yaml" });
      say(`${name} is being changed`);
      location.hash = link;
    } catch (error) {
      refuse(error);
    }
  }

  load();
  return () => { clearTimeout(timer); running?.abort(); };
}
