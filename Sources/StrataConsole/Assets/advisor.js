import { STRATA, get, post } from "./api.js";
import { el, fill } from "./dom.js";
import { section } from "./parts.js";

/** What is asked, in order: a kind of need, the question, and the fact of the stacks whose values can be chosen from. */
const questions = [
  ["guest", "Operating systems that must run inside", "guestSystems"], ["kind", "As what", "guestKinds"],
  ["nodes", "Machines there are", "number"], ["memory", "Memory of one, in MiB", "number"], ["arch", "Processors they have", "architectures"],
  ["hostOS", "Operating system that hosts it", "hostSystems"], ["isolation", "What separates guests", "isolation"], ["leave", "Stack to be replaced", "stack"],
  ["highAvailability", "Guests restart elsewhere when a host fails"], ["liveMigration", "Running guests move between hosts"], ["snapshots", "Snapshots"],
  ["clustering", "Hosts under one administration"], ["graphicalInterface", "A graphical interface"], ["remoteAPI", "An interface for programs"],
  ["gitops", "Configuration from version control"], ["noLicenceCost", "No licence fee"], ["openSource", "Open source"],
  ["certification", "Certificate", "certifications"], ["hardRealTime", "Guaranteed response times"], ["supported", "Still developed and supported"],
];
const several = new Set(["guest", "kind", "arch", "certification"]);

/** The advisor: needs on the left, the answer on the right, new with each need. */
export function advisor(main) {
  const answer = el("div.answer", { "aria-live": "polite" }, el("p.quiet", {}, "Say what is needed; the answer comes as you do."));
  const form = el("form.needs", { onsubmit: (event) => event.preventDefault(), onchange: () => ask() });
  const reset = el("button", { type: "button", onclick: () => { form.reset(); ask(); } }, "Begin anew");
  fill(main, el("div.head", {}, el("h1", {}, "Which stack suits"), reset), el("p.quiet", {}, "What must be excludes the stacks that lack it; what would be good ranks the rest."),
    el("div.columns.wide", {}, section("Needs", form), section("Answer", answer)));
  let running = null;

  get(STRATA + "/stacks").then(({ items }) => {
    const words = (fact) => [...new Set(items.flatMap(({ spec }) => spec.facts?.find((one) => one.key === fact)?.values ?? []))].filter((word) => word !== "none").sort();
    const stacks = items.map(({ metadata, spec }) => [metadata.name, spec.title ?? metadata.name]).sort((left, right) => left[1].localeCompare(right[1]));
    fill(form, questions.map(([kind, text, source]) => question(kind, text, source, source === "stack" ? stacks : source && source !== "number" ? words(source).map((word) => [word, word]) : null)));
  }, (error) => fill(form, el("p.problem", {}, error.message)));

  function question(kind, text, source, choices) {
    const weight = el("select", { name: `${kind} weight`, "aria-label": `${text}: how much` }, [["", source ? "must be" : "does not matter"], ...(source ? [] : [["hard", "must be"]]), ["wish", "would be good"]]
      .map(([value, label]) => el("option", { value }, label)));
    let value = null;
    if (source === "number") value = el("input", { name: kind, type: "number", min: "1", step: "1", "aria-label": text });
    else if (choices) value = el("select", { name: kind, "aria-label": text, multiple: several.has(kind), size: several.has(kind) ? 4 : null },
      [...(several.has(kind) ? [] : [["", "does not matter"]]), ...choices].map(([word, label]) => el("option", { value: word }, label)));
    return el("div.need", { role: "group", "aria-label": text, "data-kind": kind }, el("span.label", {}, text), value, weight);
  }

  /** The needs as the API takes them. */
  function needs() {
    const spec = { hard: [], wishes: [] };
    for (const [kind, , source] of questions) {
      const weight = form.elements[`${kind} weight`]?.value ?? "";
      const field = form.elements[kind];
      const values = !source ? (weight ? [""] : []) : field?.selectedOptions ? [...field.selectedOptions].map(({ value }) => value).filter(Boolean) : field?.value ? [field.value] : [];
      for (const value of values) spec[weight === "wish" ? "wishes" : "hard"].push(value ? { kind, value } : { kind });
    }
    return spec;
  }

  async function ask() {
    running?.abort();
    running = new AbortController();
    const spec = needs();
    if (!spec.hard.length && !spec.wishes.length) return void fill(answer, el("p.quiet", {}, "Say what is needed; the answer comes as you do."));
    try {
      const { status } = await post(STRATA + "/recommendations", { apiVersion: "strata.dev/v1alpha1", kind: "Recommendation", spec }, { signal: running.signal });
      fill(answer, told(status));
    } catch (error) {
      if (error.name !== "AbortError") fill(answer, el("p.problem", {}, error.causes?.length ? error.causes.map(({ message }) => message).join("; ") : error.message));
    }
  }

  const link = (one) => el("a", { href: `#/stacks/${encodeURIComponent(one.stack)}` }, one.title);
  const reasons = (list) => el("ul", {}, (list ?? []).map((reason) => el("li", {}, reason.points ? el("strong", {}, `${reason.points > 0 ? "+" : "−"}${Math.abs(reason.points)} `) : null, reason.text,
    reason.source?.title ? el("span.quiet", {}, ` [${reason.source.title}]`) : null)));

  function told({ choice, runnerUp, others = [], excluded = [], changes = [] }) {
    if (!choice) return [el("h3", {}, "No stack meets all of these needs"), whatWouldChange(changes), exclusions(excluded)];
    const both = [choice.stack, runnerUp?.stack].filter(Boolean);
    return [
      el("p.quiet", {}, "Recommended"), el("h3.chosen", {}, link(choice), el("span.quiet", {}, ` ${choice.score} points`)), reasons(choice.reasons),
      runnerUp ? el("div", {}, el("h3", {}, "Runner-up: ", link(runnerUp), el("span.quiet", {}, ` ${runnerUp.score} points`)), reasons(runnerUp.reasons),
        el("p", {}, el("a", { href: `#/stacks?compare=${both.join(",")}` }, "Compare the two"))) : null,
      others.length ? el("p", {}, "Then: ", others.map((one, at) => [at ? ", " : "", link(one), ` (${one.score})`]).flat()) : null,
      whatWouldChange(changes), exclusions(excluded),
    ];
  }

  const whatWouldChange = (changes) => changes.length ? el("div", {}, el("h3", {}, "What would change the answer"), el("ul", {}, changes.map(({ text }) => el("li", {}, text)))) : null;
  const exclusions = (excluded) => excluded.length ? el("details", {}, el("summary", {}, `${excluded.length} stacks are excluded`),
    el("ul", {}, excluded.map((one) => el("li", {}, link(one), ": ", one.reasons.map(({ text }) => text).join(" "))))) : null;
}
