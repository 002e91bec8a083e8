import { STRATA, get } from "./api.js";
import { el, fill } from "./dom.js";
import { section } from "./parts.js";
import { spaced } from "./words.js";

let known = null;
const load = async () => (known ??= (await get(STRATA + "/stacks")).items.map((item) => ({ id: item.metadata.name, ...item.spec }))
  .sort((left, right) => (left.number ?? 0) - (right.number ?? 0)));

/** The thirty stacks: a list, one of them, or up to three side by side. */
export function stacks(main, query, id) {
  fill(main, el("h1", {}, "Stacks"), el("p.quiet", {}, "Loading…"));
  const compared = (query.get("compare") ?? "").split(",").filter(Boolean).slice(0, 3);
  load().then((all) => {
    if (id) one(main, all.find((stack) => stack.id === id), id);
    else if (compared.length > 1) compare(main, compared.map((name) => all.find((stack) => stack.id === name)).filter(Boolean));
    else list(main, all);
  }, (error) => fill(main, el("h1", {}, "Stacks"), el("p.problem", {}, error.message)));
}

function list(main, all) {
  const chosen = new Set();
  const go = el("button.primary", { type: "button", disabled: true, onclick: () => { location.hash = `#/stacks?compare=${[...chosen].join(",")}`; } }, "Compare two or three");
  const cards = all.map((stack) => {
    const box = el("input", { type: "checkbox", "aria-label": `Compare ${stack.title}`, onchange: () => {
      chosen[box.checked ? "add" : "delete"](stack.id);
      if (chosen.size > 3) { chosen.delete(stack.id); box.checked = false; }
      go.disabled = chosen.size < 2;
    } });
    return { stack, element: el("article.card.stack", {}, el("div.head", {}, el("h2", {}, el("a", { href: `#/stacks/${stack.id}` }, stack.title ?? stack.id)), el("span.number", {}, String(stack.number ?? "")), box),
      el("p.quiet.chain", {}, (stack.chain ?? []).join(" → ")), el("p", {}, stack.bestFor ?? "")) };
  });
  const search = el("input", { type: "search", id: "search", placeholder: "Name, or what it is for", oninput: () => {
    const word = search.value.toLowerCase();
    for (const { stack, element } of cards) element.hidden = !`${stack.title} ${stack.id} ${stack.bestFor} ${(stack.chain ?? []).join(" ")}`.toLowerCase().includes(word);
  } });
  fill(main, el("div.head", {}, el("h1", {}, "Stacks"), go), el("div.tools", {}, el("label.hidden", { for: "search" }, "Search"), search), el("div.cards", {}, cards.map(({ element }) => element)));
}

const picture = (stack) => el("figure.picture", { tabindex: "0", role: "group", "aria-label": `Diagram of ${stack.title}` },
  el("img", { src: `pictures/${encodeURIComponent(stack.id)}.svg`, alt: `The layers of ${stack.title}: ${(stack.chain ?? []).join(", ")}` }));

function one(main, stack, id) {
  if (!stack) return void fill(main, el("h1", {}, "There is no stack of this name"), el("p", {}, id), el("a", { href: "#/stacks" }, "All stacks"));
  fill(main, el("p.crumb", {}, el("a", { href: "#/stacks" }, "Stacks"), ` / ${stack.number ?? ""}`), el("h1", {}, stack.title), el("p.lead", {}, stack.bestFor ?? ""), picture(stack),
    el("div.columns", {}, section("For it", bullets(stack.pros)), section("Against it", el("ul", {}, (stack.cons ?? []).map((con) =>
      el("li", {}, con.text, el("p.quiet", {}, `${spaced(con.verdict ?? "")}: ${con.because ?? ""}`)))))),
    section("Facts", facts(stack)),
    stack.errata?.length ? section("What is often said, and is not so", el("ul", {}, stack.errata.map((erratum) => el("li", {}, `“${erratum.says}” ${erratum.correction}`)))) : null);
}

const bullets = (items) => el("ul", {}, (items ?? []).map((item) => el("li", {}, typeof item === "string" ? item : item.text ?? "")));
const value = (fact) => (fact ? [fact.values?.join(", "), fact.note].filter(Boolean).join(" — ") : "–");

function facts(stack) {
  return el("dl.facts", {}, (stack.facts ?? []).flatMap((fact) => [el("dt", {}, spaced(fact.key)), el("dd", {}, value(fact))]));
}

function compare(main, chosen) {
  const keys = [...new Set(chosen.flatMap((stack) => (stack.facts ?? []).map((fact) => fact.key)))];
  const cells = (tell) => chosen.map((stack) => el("td", {}, tell(stack)));
  fill(main, el("p.crumb", {}, el("a", { href: "#/stacks" }, "Stacks"), " / comparison"), el("h1", {}, chosen.map((stack) => stack.title).join(" and ")),
    el("div.pictures", {}, chosen.map(picture)),
    el("div.scroll", { tabindex: "0", role: "region", "aria-label": "Comparison" }, el("table", {}, el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Fact"), chosen.map((stack) => el("th", { scope: "col" }, el("a", { href: `#/stacks/${stack.id}` }, stack.title))))),
      el("tbody", {}, el("tr", {}, el("th", { scope: "row" }, "best for"), cells((stack) => stack.bestFor ?? "–")),
        keys.map((key) => el("tr", {}, el("th", { scope: "row" }, spaced(key)), cells((stack) => value(stack.facts?.find((fact) => fact.key === key)))))))));
}
