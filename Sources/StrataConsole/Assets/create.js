import { STRATA, get, place, post } from "./api.js";
import { el, fill, say } from "./dom.js";
import { yaml } from "./yaml.js";

/** A form beside the YAML that it stands for; the YAML is what is sent. The server tries it dry as one types. */
export function create(main) {
  const input = (id, more = {}) => el("input", { id, autocomplete: "off", spellcheck: "false", oninput: write, ...more });
  const name = input("name", { required: true, placeholder: "web" });
  const image = input("image", { required: true, value: "busybox", list: "images" });
  const site = el("select", { id: "site", onchange: write });
  const power = el("select", { id: "power", onchange: write }, ["Running", "Stopped"].map((word) => el("option", { value: word }, word)));
  const memory = input("memory", { placeholder: "no limit, or 256Mi" });
  const cores = input("cores", { placeholder: "no limit, or 0.5", inputmode: "decimal" });
  const labels = input("labels", { placeholder: "tier=front, team=blue" });
  const document_ = el("textarea", { id: "yaml", rows: "18", spellcheck: "false", oninput: () => check() });
  const verdict = el("p.verdict", { role: "status" }, "Fill in a name.");
  const make = el("button.primary", { type: "submit", disabled: true }, "Create");
  const field = (label, control, hint) => el("div.field", {}, el("label", { for: control.id }, label), control, hint ? el("p.quiet", {}, hint) : null);
  const images = el("datalist", { id: "images" });
  const form = el("form.create", { onsubmit: submit },
    el("div.card", {}, el("h2", {}, "What it is"), field("Name", name), field("Site", site, "Sites that are not ready cannot be chosen, and say why."), field("Image", image), images, field("Power", power), field("Memory", memory), field("Cores", cores), field("Labels", labels, "Name and value pairs with commas between.")),
    el("div.card", {}, el("h2", {}, el("label", { for: "yaml" }, "As YAML")), el("p.quiet", {}, "This is what is sent. You may change it; the form writes it anew."), document_, verdict, make));
  fill(main, el("h1", {}, "Create an instance"), form);
  name.focus();

  function write() {
    const pairs = Object.fromEntries(labels.value.split(",").map((pair) => pair.trim().split("=")).filter(([key]) => key).map(([key, value = ""]) => [key, value || '']));
    document_.value = yaml({
      apiVersion: "strata.dev/v1alpha1", kind: "Instance", metadata: { name: name.value.trim(), labels: pairs },
      spec: { site: site.value, image: image.value.trim(), power: power.value, memory: memory.value.trim(), cpu: { cores: cores.value && Number(cores.value) ? Number(cores.value) : cores.value } },
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

  async function tryDry() {
    running?.abort();
    running = new AbortController();
    const { signal } = running;
    if (!name.value.trim() && !/^ {2}name: ./m.test(document_.value)) return void tell("Fill in a name.", "");
    try {
      await post(place("instances") + "?dryRun=All&fieldValidation=Strict", document_.value, { type: "application/yaml", signal });
      make.disabled = false;
      tell("The server would take this.", "good");
    } catch (error) {
      if (error.name === "AbortError") return;
      tell(error.message, "bad");
    }
  }

  function tell(words, kind) {
    verdict.className = `verdict ${kind}`;
    verdict.textContent = words;
  }

  async function submit(event) {
    event.preventDefault();
    if (make.disabled) return;
    make.disabled = true;
    try {
      const { metadata } = await post(place("instances") + "?fieldValidation=Strict", document_.value, { type: "application/yaml" });
      say(`${metadata.name} is being made`);
      location.hash = `#/instances/${encodeURIComponent(metadata.namespace)}/${encodeURIComponent(metadata.name)}`;
    } catch (error) {
      tell(error.message, "bad");
    }
  }

  get(STRATA + "/sites").then(({ items }) => {
    fill(site, items.map((item) => {
      const isReady = item.status?.phase === "Ready";
      const why = item.status?.conditions?.find((condition) => condition.status !== "True")?.message ?? item.status?.phase ?? "not looked at yet";
      return el("option", { value: item.metadata.name, disabled: !isReady }, `${item.metadata.name} (${item.spec.stack})${isReady ? "" : `: ${why}`}`);
    }));
    write();
  }, (error) => tell(error.message, "bad"));
  get(place("images")).then(({ items }) => fill(images, items.map((item) => el("option", { value: item.metadata.name }))), (error) => say(`The images could not be listed: ${error.message}`, true));
}
