import { STRATA, collection, place, post, remove, scope } from "./api.js";
import { confirmLoss } from "./dialog.js";
import { el, fill, say } from "./dom.js";
import { Live } from "./live.js";
import { badge, liveness, section } from "./parts.js";
import { rights } from "./rights.js";
import { size } from "./words.js";

/** Networks and volumes: what there is, who uses it, and making and removing some. */
export function attachments(main) {
  const networks = new Live(collection("networks"));
  const volumes = new Live(collection("volumes"), { every: 4 });
  const sites = new Live(STRATA + "/sites", { every: 30 });
  const lans = el("div");
  const disks = el("div");
  const [newNetwork, newVolume] = [el("div"), el("div")];
  let may = () => false;
  fill(main, el("div.head", {}, el("h1", {}, "Networks and volumes"), liveness(networks)), section("Networks", lans, newNetwork), section("Volumes", disks, newVolume));

  const table = (label, heads, rows) => el("div.scroll", { tabindex: "0", role: "region", "aria-label": label }, el("table", {}, el("thead", {}, el("tr", {}, heads.map((head) => el("th", { scope: "col" }, head)))),
    el("tbody", {}, rows.map((cells) => el("tr", {}, cells.map((cell, at) => el(at ? "td" : "th", at ? {} : { scope: "row" }, cell)))))));
  const users = (names) => (names.length ? names.flatMap((name, at) => [at ? ", " : "", el("a", { href: "#/instances/" + name.split("/").map(encodeURIComponent).join("/") }, name)]) : "nobody");

  async function attempt(what, body) {
    try {
      await body();
      say(`${what} asked for`);
    } catch (error) {
      say(`${what} failed: ${error.causes?.length ? error.causes.map(({ field, message }) => `${field}: ${message}`).join("; ") : error.message}`, true);
    }
  }

  const removal = (plural, { metadata }, losses) => may("delete", plural) ? el("button.danger", { type: "button", "aria-label": `Delete ${metadata.name}`, onclick: async () => {
    if (await confirmLoss(`Delete ${metadata.name}?`, losses, "Delete")) await attempt(`deletion of ${metadata.name}`, () => remove(place(plural, metadata.name, metadata.namespace)));
  } }, "Delete…") : "";

  function draw() {
    const byName = (left, right) => left.metadata.name.localeCompare(right.metadata.name);
    fill(lans, networks.state === "loading" ? el("p.quiet", {}, "Loading…") : networks.rows.size ? table("Networks", ["Name", "State", "Site", "Subnet", "Kind", "Addresses", ""], networks.values.sort(byName).map((one) => {
      const { metadata, spec, status = {} } = one;
      const holders = [...new Set((status.leases ?? []).map(({ instance }) => instance).filter(Boolean))];
      return [`${metadata.namespace}/${metadata.name}`, badge(status.phase), spec.site, status.subnet ?? spec.subnet ?? "–", spec.isolated ? "isolated" : spec.nat === false ? "routed" : "NAT",
        el("span", {}, `${status.usedAddresses ?? 0}: `, users(holders)), removal("networks", one, [`the network ${metadata.name}, with its DNS names`])];
    })) : el("p.quiet", {}, "There is none beside each site's own."));
    fill(disks, volumes.state === "loading" ? el("p.quiet", {}, "Loading…") : volumes.rows.size ? table("Volumes", ["Name", "State", "Site", "Size", "On disk", "Used by", ""], volumes.values.sort(byName).map((one) => {
      const { metadata, spec, status = {} } = one;
      return [`${metadata.namespace}/${metadata.name}`, badge(status.phase), spec.site, size(status.size ?? spec.size), size(status.allocated), el("span", {}, users(status.usedBy ?? [])), removal("volumes", one, [`the volume ${metadata.name} and all that is in it`])];
    })) : el("p.quiet", {}, "There is none."));
  }

  /** A form of a few fields that makes one. */
  function making(title, plural, kind, ability, extra, spec) {
    const able = sites.values.filter(({ status }) => status?.phase === "Ready" && status.abilities?.some(({ name, support }) => name === ability && support !== "No")).map(({ metadata }) => metadata.name);
    const id = (name) => `${plural}-${name}`;
    const field = (name, label, control) => el("div.field", {}, el("label", { for: id(name) }, label), control);
    const name = el("input", { id: id("name"), required: true, autocomplete: "off", spellcheck: "false" });
    const namespace = el("input", { id: id("namespace"), value: scope() ?? "default", required: true, autocomplete: "off", spellcheck: "false" });
    const site = el("select", { id: id("site") }, able.map((one) => el("option", { value: one }, one)));
    const inputs = extra.map(([key, label, value, more = {}]) => [key, label, el("input", { id: id(key), value, ...(more.type === "checkbox" ? {} : { autocomplete: "off", spellcheck: "false" }), ...more })]);
    const form = el("form.inline", { onsubmit: (event) => {
      event.preventDefault();
      const values = Object.fromEntries(inputs.map(([key, , input]) => [key, input.type === "checkbox" ? input.checked : input.value.trim()]));
      attempt(`${kind} ${name.value.trim()}`, async () => {
        await post(place(plural, undefined, namespace.value.trim()), { apiVersion: "strata.dev/v1alpha1", kind, metadata: { name: name.value.trim() }, spec: { site: site.value, ...spec(values) } });
        name.value = "";
      });
    } }, field("name", "Name", name), field("namespace", "Namespace", namespace), field("site", "Site", site), inputs.map(([key, label, input]) => field(key, label, input)), el("button", { type: "submit" }, "Make it"));
    return el("details", {}, el("summary", {}, title), able.length ? form : el("p.quiet", {}, "No site that is ready can have one."));
  }

  function offer() {
    if (newNetwork.firstChild || newVolume.firstChild || sites.state === "loading") return;
    if (may("create", "networks")) fill(newNetwork, making("Make a network", "networks", "Network", "networks", [["subnet", "Subnet (any free one when empty)", ""], ["isolated", "Isolated", "", { type: "checkbox" }]],
      ({ subnet, isolated }) => ({ subnet: subnet || undefined, isolated: isolated || undefined })));
    if (may("create", "volumes")) fill(newVolume, making("Make a volume", "volumes", "Volume", "volumes", [["size", "Size", "1Gi"], ["blank", "A blank disk, for virtual machines", "", { type: "checkbox" }]], ({ size: wanted, blank }) => ({ size: wanted, format: blank ? "none" : undefined })));
  }

  for (const live of [networks, volumes]) live.addEventListener("change", draw);
  sites.addEventListener("change", offer);
  rights(scope() ?? "default").then((answer) => { may = answer; draw(); offer(); }, (error) => say(`What you may do is not known: ${error.message}`, true));
  draw();
  return () => { networks.stop(); volumes.stop(); sites.stop(); };
}
