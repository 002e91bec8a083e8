import { ask, bound, get, scope, scopes } from "./api.js";
import { help } from "./dialog.js";
import { el, fill } from "./dom.js";
import { signIn } from "./signin.js";
import { overview } from "./overview.js";
import { instances } from "./instances.js";
import { instance } from "./instance.js";
import { stacks } from "./stacks.js";
import { create } from "./create.js";
import { advisor } from "./advisor.js";
import { attachments } from "./attachments.js";
import { edit } from "./edit.js";
import { forgetRights, rights } from "./rights.js";
import { screen } from "./screen.js";
import { site } from "./site.js";
import { terminal } from "./terminal.js";

const pages = [
  [/^\/?$/, overview, "Overview"],
  [/^\/instances$/, instances, "Instances"],
  [/^\/instances\/([^/]+)\/([^/]+)$/, instance, "Instance"],
  [/^\/instances\/([^/]+)\/([^/]+)\/edit$/, edit, "Change"],
  [/^\/instances\/([^/]+)\/([^/]+)\/(console|exec)$/, terminal, "Terminal"],
  [/^\/instances\/([^/]+)\/([^/]+)\/screen$/, screen, "Screen"],
  [/^\/sites\/([^/]+)$/, site, "Site"],
  [/^\/attachments$/, attachments, "Networks and volumes"],
  [/^\/advisor$/, advisor, "Advisor"],
  [/^\/stacks$/, stacks, "Stacks"],
  [/^\/stacks\/([^/]+)$/, stacks, "Stacks"],
  [/^\/create$/, create, "Create"],
];
/** The pages' links, and the right without which one is not shown. */
const links = [
  ["Overview", "#/"], ["Instances", "#/instances", "list instances"], ["Networks", "#/attachments", "list networks"], ["Stacks", "#/stacks"], ["Advisor", "#/advisor", "create recommendations"],
  ["Create", "#/create", "create instances"],
];
let leave = () => {};
let frame = null;

/** Where the address says one is, and what it asks for. */
function location_() {
  const [path, query = ""] = location.hash.slice(1).split("?");
  return { path, query: new URLSearchParams(query) };
}

async function show() {
  const { path, query } = location_();
  leave();
  leave = () => {};
  const found = pages.find(([pattern]) => pattern.test(path));
  const main = document.getElementById("main");
  for (const link of document.querySelectorAll("nav a")) {
    const target = link.getAttribute("href").slice(1);
    const isHere = target === "/" ? path === "" || path === "/" : path.startsWith(target);
    if (isHere) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
  }
  if (!found) return void fill(main, el("h1", {}, "There is no such page"), el("p", {}, el("a", { href: "#/" }, "To the overview")));
  const [pattern, page, title] = found;
  let parts;
  try {
    parts = pattern.exec(path).slice(1).map(decodeURIComponent);
  } catch {
    return void fill(main, el("h1", {}, "The address holds something that is no name"));
  }
  document.title = (parts.length ? parts.slice(0, 2).at(-1) + " · " : "") + title + " · Strata";
  fill(main);
  leave = page(main, query, ...parts) ?? (() => {});
  scrollTo(0, 0);
}

function signedIn({ user, namespaces }) {
  bound(namespaces);
  forgetRights();
  const anchors = links.map(([title, href, right]) => ({ right, anchor: el("a", { href }, title) }));
  const nav = el("nav", { "aria-label": "Pages" }, anchors.map(({ anchor }) => anchor));
  rights(scope() ?? "default").then((may) => { for (const { right, anchor } of anchors) anchor.hidden = Boolean(right) && !may(...right.split(" ")); }, () => {
    // Everything stays in sight where the server does not say; it refuses by itself.
  });
  const out = el("button.plain", { type: "button", onclick: async () => {
    await ask("/console/session", { method: "DELETE" });
    signedOut("You are signed out.");
  } }, "Sign out");
  // Who sees only some namespaces looks at one at a time.
  const names = scopes();
  const picker = names.length ? el("select", { "aria-label": "Namespace", onchange: () => {
    bound([picker.value, ...names.filter((name) => name !== picker.value)]);
    show();
  } }, names.map((name) => el("option", { value: name }, name))) : null;
  frame = el("div.frame", {},
    el("header", {}, el("a.brand", { href: "#/" }, el("img", { src: "icon.svg", alt: "", width: "22", height: "22" }), "Strata"), nav, el("p.slow", { id: "slow", role: "status" }),
      el("div.who", {}, picker, el("span", { title: "Signed in as" }, user), out,
        el("button.plain", { type: "button", "aria-label": "Keyboard help", onclick: help }, "?"))),
    el("main", { id: "main", tabindex: "-1" }));
  fill(document.getElementById("app"), frame);
  show();
}

function signedOut(word) {
  leave();
  leave = () => {};
  frame = null;
  document.title = "Sign in · Strata";
  fill(document.getElementById("app"), signIn(word, signedIn));
}

/** What keys do outside of fields. */
let waiting = "";
addEventListener("keydown", (event) => {
  if (!frame || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  // What is typed there is another machine's.
  if (event.target.closest(".termframe, .screen")) return;
  if (event.target.closest("input, textarea, select")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const key = waiting + event.key;
  waiting = event.key === "g" ? "g" : "";
  if (key === "?") help();
  else if (key === "/") {
    event.preventDefault();
    const search = document.querySelector("input[type=search]");
    if (search) search.focus(); else location.hash = "#/instances?search=";
  } else if (key === "go") location.hash = "#/";
  else if (key === "gi") location.hash = "#/instances";
  else if (key === "gs") location.hash = "#/stacks";
  else if (key === "ga") location.hash = "#/advisor";
  else if (key === "gn") location.hash = "#/attachments";
  else if (key === "c") location.hash = "#/create";
});
addEventListener("hashchange", () => { if (frame) show(); });
addEventListener("strata-waiting", ({ detail }) => {
  const line = document.getElementById("slow");
  if (line) line.textContent = detail ? "Waiting for the server…" : "";
});
addEventListener("strata-signed-out", () => signedOut("Your session has ended."));
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  document.getElementById("main").focus();
});

const code = /^#code=([0-9a-f]{64})$/.exec(location.hash)?.[1];
if (code) {
  // The code is spent at once, and leaves the address and the history.
  history.replaceState(null, "", "#/");
  try {
    signedIn(await (await ask("/console/session", { method: "POST", body: { code } })).json());
  } catch (error) {
    signedOut(error.message);
  }
} else {
  try {
    signedIn(await get("/console/session"));
  } catch (error) {
    signedOut(error.status === 401 ? "" : error.message);
  }
}
