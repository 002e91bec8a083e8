import { STRATA, collection, place, text } from "./api.js";
import { power } from "./actions.js";
import { dialog } from "./dialog.js";
import { el, fill, say } from "./dom.js";
import { Live } from "./live.js";
import { age, badge, liveness, section } from "./parts.js";
import { rights } from "./rights.js";
import { row } from "./rows.js";
import { sentence, spaced } from "./words.js";

/** A site as the boxes it is made of, as it is now. Boxes open to their details, instances can be acted on. */
export function site(main, query, name) {
  const instances = new Live(collection("instances"), { row, query: `&fieldSelector=${encodeURIComponent(`spec.site=${name}`)}` });
  const sites = new Live(STRATA + "/sites", { every: 5, query: `&fieldSelector=${encodeURIComponent(`metadata.name=${name}`)}` });
  const state = el("span");
  const facts = el("div");
  const host = el("div.diagram", { tabindex: "0", role: "group", "aria-label": `Diagram of ${name}`, "aria-busy": "true" }, el("p.quiet", {}, "Drawing…"));
  const abilities = el("div");
  fill(main, el("p.crumb", {}, el("a", { href: "#/" }, "Sites")), el("div.head", {}, el("h1", {}, name), state, liveness(instances),
    el("a.button", { href: `#/instances?search=${encodeURIComponent("site:" + name)}` }, "Its instances")),
    section("As it is now", el("p.quiet", {}, "Boxes and instances can be opened."), host), el("div.columns", {}, section("State", facts), section("What it can do", abilities)));

  let drawn = "";
  let running = false;
  let isStale = false;
  let hasLeft = false;
  async function draw() {
    if (running) { isStale = true; return; }
    running = true;
    isStale = false;
    try {
      const picture = await text(place("sites", name, "", "diagram"), "image/svg+xml");
      if (!hasLeft && picture !== drawn) {
        show(picture);
        drawn = picture;
      }
    } catch (error) {
      if (!hasLeft && !drawn) fill(host, el("p.problem", {}, error.message));
    }
    host.removeAttribute("aria-busy");
    // However fast instances change, there is one picture a second.
    await new Promise((resume) => setTimeout(resume, drawn ? 1000 : 0));
    running = false;
    if (isStale && !hasLeft) draw();
  }

  /** Puts the picture into a tree of its own, so that its style is its alone. */
  function show(picture) {
    // Its style goes into a sheet: inside of a page whose policy knows only files, an element of styles does nothing.
    const [, style = ""] = /<style>([^<]*)<\/style>/.exec(picture) ?? [];
    const svg = new DOMParser().parseFromString(picture.replace(/<style>[^<]*<\/style>/, ""), "image/svg+xml").documentElement;
    if (svg.nodeName !== "svg") throw new Error("The server's picture cannot be read.");
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`${style} svg{max-width:100%;height:auto;display:block;margin:0 auto} .page{fill:none!important} text{pointer-events:none}
      [role=button]{cursor:pointer} [role=button]:hover{stroke-width:2.5} [role=button]:focus-visible{outline:3px solid #5b68e0;outline-offset:2px}`);
    svg.setAttribute("role", "group");
    svg.removeAttribute("aria-labelledby");
    svg.querySelector("desc")?.remove();
    for (const part of svg.querySelectorAll("[data-box], [data-workload]")) {
      const isInstance = part.hasAttribute("data-workload");
      const key = isInstance ? part.getAttribute("data-workload") : part.getAttribute("data-box");
      part.setAttribute("role", "button");
      part.setAttribute("tabindex", "0");
      part.setAttribute("data-key", `${isInstance ? "instance" : "box"} ${key}`);
      part.setAttribute("aria-label", isInstance ? `Instance ${key}` : `Box ${spaced(key.replaceAll("-", " "))}`);
      const open = () => isInstance ? openInstance(key) : openBox(key);
      part.addEventListener("click", open);
      part.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); open(); } });
    }
    const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
    const focused = root.activeElement?.getAttribute("data-key");
    root.adoptedStyleSheets = [sheet];
    root.replaceChildren(svg);
    if (focused) root.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  async function openBox(id) {
    const box = sites.values[0]?.status?.boxes?.find((one) => one.id === id);
    const content = box ? el("div", {}, el("p", {}, badge(box.state), box.reason ? ` ${box.reason}` : ""),
      el("dl.facts", {}, Object.entries(box.facts ?? {}).flatMap(([key, value]) => [el("dt", {}, spaced(key)), el("dd", {}, value)])))
      : el("p", {}, "The driver does not report on this box.");
    await dialog(spaced(id.replaceAll("-", " ")), content, [["Close", ""]]);
  }

  async function openInstance(key) {
    const [namespace, ...rest] = key.split("/");
    const instance = rest.join("/");
    const one = instances.values.find((other) => other.namespace === namespace && other.name === instance);
    const may = await rights(namespace);
    const content = el("div", {}, el("p", {}, badge(one?.phase), one?.address ? ` ${one.address}` : ""), el("p.quiet", {}, one?.image ?? ""));
    const buttons = [["Close", ""], ["Open", "open", "primary"]];
    if (may("patch", "instances")) buttons.splice(1, 0, one?.phase === "Running" ? ["Stop", "stop"] : ["Start", "start"]);
    const answer = await dialog(instance, content, buttons);
    if (answer === "open") location.hash = `#/instances/${encodeURIComponent(namespace)}/${encodeURIComponent(instance)}`;
    else if (answer) {
      try {
        await power[answer](instance, namespace);
        say(`${instance}: ${answer} asked for`);
      } catch (error) {
        say(`${instance}: ${answer} failed: ${error.message}`, true);
      }
    }
  }

  function tell() {
    const [object] = sites.values;
    if (sites.state === "loading") return;
    if (!object) return void fill(facts, el("p", {}, "There is no site of this name."));
    const { spec, status = {} } = object;
    fill(state, badge(status.phase));
    fill(facts, el("ul.conditions", {}, (status.conditions ?? []).map((condition) =>
      el("li", {}, el(`span.mark.${condition.status === "True" ? "good" : "bad"}`, { "aria-hidden": "true" }), sentence(condition)))),
    el("dl.facts", {}, el("dt", {}, "Stack"), el("dd", {}, el("a", { href: `#/stacks/${encodeURIComponent(spec.stack)}` }, spec.stack), ` ${status.version ?? ""}`),
      el("dt", {}, "Where"), el("dd", {}, spec.endpoint ?? "local:"), el("dt", {}, "Instances"), el("dd", {}, String(instances.rows.size)),
      el("dt", {}, "Looked at"), el("dd", {}, age(status.lastSurvey), " ago")));
    fill(abilities, el("ul.abilities", {}, (status.abilities ?? []).map(ability)));
  }

  instances.addEventListener("change", () => { draw(); tell(); });
  sites.addEventListener("change", () => { draw(); tell(); });
  return () => { hasLeft = true; instances.stop(); sites.stop(); };
}

/** An ability as a line: whether, and why not. */
export function ability({ name, support, reason }) {
  const kind = { Yes: "good", Degraded: "warn", No: "bad" }[support] ?? "calm";
  return el("li", {}, el(`span.mark.${kind}`, { "aria-hidden": "true" }), el("div", {}, el("strong", {}, name), el("span.quiet", {}, { Yes: "", Degraded: " in part", No: " no" }[support] ?? ""),
    reason ? el("p.quiet", {}, reason) : null));
}
