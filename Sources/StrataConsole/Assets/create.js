import { STRATA, collection as everything, get, place, post, scope, scopes } from "./api.js";
import { el, fill, say } from "./dom.js";
import { section } from "./parts.js";
import { ability } from "./site.js";
import { yaml } from "./yaml.js";

const pairs = (text) => Object.fromEntries(text.split(",").map((pair) => pair.trim().split("=")).filter(([key]) => key).map(([key, ...rest]) => [key.trim(), rest.join("=")]));
const words = (text) => text.match(/"[^"]*"|'[^']*'|\S+/g)?.map((word) => word.replace(/^(["'])(.*)\1$/, "$2")) ?? [];
const number = (text) => (text.trim() === "" ? undefined : Number.isFinite(Number(text)) ? Number(text) : text.trim());
const some = (list) => (list.length ? list : undefined);

/**
 * A wizard: where, what, how large, what it is attached to. It offers what the chosen site can do, and says why not for the rest. Beside it
 * stands the YAML that is sent; the server tries it dry as one types.
 */
export function create(main, query) {
  const input = (id, more = {}) => el("input", { id, autocomplete: "off", spellcheck: "false", oninput: write, ...more });
  const select = (id, options, more = {}) => el("select", { id, onchange: write, ...more }, options.map((option) => el("option", { value: option }, option)));
  const field = (label, control, hint) => el("div.field", {}, el("label", { for: control.id }, label), control, hint ? el("p.quiet", {}, hint) : null);
  const f = {
    namespace: input("namespace", { value: query.get("namespace") ?? scope() ?? "default", list: "namespaces", onchange: () => chooseSite() }), site: el("select", { id: "site", onchange: () => chooseSite() }),
    name: input("name", { required: true, placeholder: "web" }), image: input("image", { value: "busybox", list: "images" }),
    source: el("select", { id: "source", onchange: write }), memory: input("memory", { placeholder: "no limit, or 256Mi" }),
    cores: input("cores", { placeholder: "no limit, or 0.5", inputmode: "decimal" }), disk: input("disk", { placeholder: "the image's, or 20Gi" }),
    power: select("power", ["Running", "Stopped"]), restart: select("restart", ["Always", "OnFailure", "Never"]),
    labels: input("labels", { placeholder: "tier=front, team=blue" }), command: input("command", { placeholder: "the image's own" }),
    environment: input("environment", { placeholder: "NAME=value, OTHER=value" }), ports: input("ports", { placeholder: "8080:80, 5353:53/udp" }),
  };
  const networks = el("div");
  const volumes = el("div");
  const can = el("div");
  const text = el("textarea", { id: "yaml", rows: "16", spellcheck: "false", oninput: () => check() });
  const verdict = el("p.verdict", { role: "status" }, "Fill in a name.");
  const make = el("button.primary", { type: "submit", disabled: true }, "Create");
  const images = el("datalist", { id: "images" });
  const namespaces = el("datalist", { id: "namespaces" });
  const parts = {
    copy: part("A copy of another instance", "clone", field("Instance", f.source, "Its disk is copied as it is now. Choosing one takes the image's place.")),
    networks: part("Networks", "networks", networks), volumes: part("Volumes", "volumes", volumes),
    disk: el("fieldset.part", {}, el("legend", {}, "Disk"), field("Size", f.disk), el("p.why.quiet", {})),
  };
  const form = el("form.create", { onsubmit: submit },
    el("div", {}, section("1. Where", field("Site", f.site, "Sites that are not ready cannot be chosen, and say why."), field("Namespace", f.namespace)),
      section("2. What", field("Name", f.name), field("Image", f.image), parts.copy, field("Labels", f.labels, "Name and value pairs with commas between.")),
      section("3. How large", field("Memory", f.memory), field("Cores", f.cores), parts.disk),
      section("4. How it runs", field("Power", f.power), field("When it ends by itself", f.restart), field("Command", f.command, "What runs first instead of the image's own; containers only."), field("Environment", f.environment)),
      section("5. What it is attached to", parts.networks, field("Published ports", f.ports, "The host's port, then the instance's: 8080:80."), parts.volumes)),
    el("div", {}, el("div.card.sticky", {}, el("h2", {}, el("label", { for: "yaml" }, "As YAML")), el("p.quiet", {}, "This is what is sent. You may change it; the form writes it anew."), text, verdict, make),
      section("What the site can do", can)));
  fill(main, el("h1", {}, "Create an instance"), images, namespaces, form);
  f.name.focus();
  let sites = [];
  let choosing = 0;

  /** A part of the form that depends on an ability of the site. */
  function part(title, needed, content) {
    return el("fieldset.part", { "data-ability": needed }, el("legend", {}, title), content, el("p.why.quiet", {}));
  }

  function allow(fieldset, why) {
    fieldset.disabled = Boolean(why);
    fieldset.querySelector(".why").textContent = why;
  }

  /** Fits the form to a site. What was chosen elsewhere and is not there is let go. */
  async function chooseSite() {
    const own = ++choosing;
    const chosen = sites.find(({ metadata }) => metadata.name === f.site.value);
    if (!chosen) return write();
    const abilities = chosen.status?.abilities ?? [];
    const why = (needed) => {
      const found = abilities.find(({ name }) => name === needed);
      if (found && found.support !== "No") return "";
      return found?.reason ? `Not here: ${found.reason}.` : `The driver of ${chosen.spec.stack} cannot do this (${needed}).`;
    };
    for (const fieldset of [parts.copy, parts.networks, parts.volumes]) allow(fieldset, why(fieldset.dataset.ability));
    fill(can, el("ul.abilities", {}, abilities.map(ability)));
    for (const [word, needed] of [["Paused", "pause"], ["Suspended", "suspend"]]) {
      const known = [...f.power.options].find(({ value }) => value === word);
      if (!why(needed) && !known) f.power.append(el("option", { value: word }, word));
      if (why(needed)) known?.remove();
    }
    const namespace = f.namespace.value.trim() || "default";
    const here = (items) => items.filter(({ spec }) => spec.site === chosen.metadata.name);
    const list = (plural) => get(place(plural, undefined, namespace)).then(({ items }) => here(items), () => []);
    const [stack, others, lans, disks] = await Promise.all([get(place("stacks", chosen.spec.stack, "")).catch(() => null), list("instances"), list("networks"), list("volumes")]);
    if (own !== choosing) return;
    const kinds = stack?.spec.facts?.find(({ key }) => key === "guestKinds")?.values ?? [];
    allow(parts.disk, kinds.includes("vm") || !kinds.length ? "" : `${stack.spec.title} runs ${kinds.join(" and ")}s, whose disks have no size of their own.`);
    const before = f.source.value;
    fill(f.source, el("option", { value: "" }, "none"), others.map(({ metadata }) => el("option", { value: metadata.name, selected: metadata.name === before }, metadata.name)));
    fill(networks, el("div.choices", {}, [["default", "the site's own"], ...lans.map(({ metadata, spec }) => [metadata.name, spec.subnet || "any free subnet"])].map(([name, hint]) =>
      el("label.choice", {}, el("input", { type: "checkbox", value: name, onchange: write }), ` ${name} `, el("span.quiet", {}, hint)))), el("p.quiet", {}, "None stands for the site's own."));
    fill(volumes, disks.length ? disks.map(({ metadata, spec, status }) => el("div.choice", {},
      el("label", {}, el("input", { type: "checkbox", value: metadata.name, onchange: write }), ` ${metadata.name} `, el("span.quiet", {}, `${spec.size}${status?.usedBy?.length ? `, used by ${status.usedBy.join(", ")}` : ""}`)),
      el("input", { "aria-label": `Where ${metadata.name} is seen`, "data-volume": metadata.name, value: `/${metadata.name}`, oninput: write }))) : el("p.quiet", {}, "There is no volume on this site and namespace."));
    write();
  }

  function write() {
    const value = (control) => control.value.trim() || undefined;
    const isOn = (fieldset) => !fieldset.disabled;
    const source = isOn(parts.copy) ? value(f.source) : undefined;
    const chosen = (frame) => [...frame.querySelectorAll("input[type=checkbox]:checked")].map((box) => box.value);
    const port = (given) => {
      const [, hostPort, inner, protocol] = /^(\d+):(\d+)(?:\/(tcp|udp))?$/i.exec(given) ?? [];
      return hostPort ? { hostPort: Number(hostPort), port: Number(inner), protocol: protocol ? protocol.toUpperCase() : undefined } : { hostPort: given };
    };
    const path = (name) => value(volumes.querySelector(`[data-volume="${CSS.escape(name)}"]`));
    text.value = yaml({
      apiVersion: "strata.dev/v1alpha1", kind: "Instance", metadata: { name: value(f.name), namespace: value(f.namespace), labels: pairs(f.labels.value) },
      spec: {
        site: f.site.value || undefined, image: source ? undefined : value(f.image), source: source ? { instance: source } : undefined, power: f.power.value,
        restart: f.restart.value === "Always" ? undefined : f.restart.value, memory: value(f.memory), cpu: { cores: number(f.cores.value) }, disk: isOn(parts.disk) ? value(f.disk) : undefined,
        command: some(words(f.command.value)), environment: pairs(f.environment.value), ports: some(f.ports.value.split(",").map((one) => one.trim()).filter(Boolean).map(port)),
        networks: isOn(parts.networks) ? some(chosen(networks).map((network) => ({ network }))) : undefined,
        volumes: isOn(parts.volumes) ? some(chosen(volumes).map((volume) => ({ volume, path: path(volume) }))) : undefined,
      },
    });
    check();
  }

  let timer = null;
  let running = null;
  function check() {
    make.disabled = true;
    clearTimeout(timer);
    timer = setTimeout(tryDry, 250);
  }

  /** Where it goes: the document's own namespace, which one may have written by hand. */
  const collection = () => place("instances", undefined, /^ {2}namespace: "?([a-z0-9-]+)"?$/m.exec(text.value)?.[1] ?? "default");

  async function tryDry() {
    running?.abort();
    running = new AbortController();
    const { signal } = running;
    if (!/^ {2}name: "?[^"\s]/m.test(text.value)) return void tell("Fill in a name.", "");
    try {
      await post(collection() + "?dryRun=All&fieldValidation=Strict", text.value, { type: "application/yaml", signal });
      make.disabled = false;
      tell("The server would take this.", "good");
    } catch (error) {
      if (error.name === "AbortError") return;
      tell(error.message, "bad");
    }
  }

  function tell(said, kind) {
    verdict.className = `verdict ${kind}`;
    verdict.textContent = said;
  }

  async function submit(event) {
    event.preventDefault();
    if (make.disabled) return;
    make.disabled = true;
    try {
      const { metadata } = await post(collection() + "?fieldValidation=Strict", text.value, { type: "application/yaml" });
      say(`${metadata.name} is being made`);
      location.hash = `#/instances/${encodeURIComponent(metadata.namespace)}/${encodeURIComponent(metadata.name)}`;
    } catch (error) {
      tell(error.message, "bad");
    }
  }

  get(STRATA + "/sites").then(({ items }) => {
    sites = items;
    fill(f.site, items.map((item) => {
      const isReady = item.status?.phase === "Ready";
      const why = item.status?.conditions?.find((condition) => condition.status !== "True")?.message ?? item.status?.phase ?? "not looked at yet";
      return el("option", { value: item.metadata.name, disabled: !isReady, selected: query.get("site") === item.metadata.name }, `${item.metadata.name} (${item.spec.stack})${isReady ? "" : `: ${why}`}`);
    }));
    chooseSite();
  }, (error) => tell(error.message, "bad"));
  get(everything("images")).then(({ items }) => fill(images, [...new Set(items.map((item) => item.metadata.name))].map((name) => el("option", { value: name }))), () => {});
  const spaces = scopes().length ? Promise.resolve(scopes()) : get("/api/v1/namespaces").then(({ items }) => items.map((item) => item.metadata.name), () => []);
  spaces.then((names) => fill(namespaces, names.map((name) => el("option", { value: name }))));
  return () => { clearTimeout(timer); running?.abort(); };
}
