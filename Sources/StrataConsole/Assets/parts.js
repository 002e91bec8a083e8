import { el, fill } from "./dom.js";
import { ago, tone } from "./words.js";

/** A state as a word with its colour. */
export const badge = (state) => el(`span.badge.${tone(state)}`, {}, state || "Pending");

/** Says whether what is shown is what is. */
export function liveness(live) {
  const line = el("p.liveness", { role: "status" });
  const draw = () => {
    const words = {
      loading: ["busy", "Loading…"], live: ["good", "Live"], refused: ["bad", `Not allowed: ${live.problem}`],
      lost: ["bad", "Connection lost; what is shown may be old. Trying again…"],
    }[live.state];
    if (line.dataset.state === live.state) return;
    line.dataset.state = live.state;
    fill(line, el(`span.badge.${words[0]}`, {}, words[1]));
  };
  live.addEventListener("change", draw);
  draw();
  return line;
}

/** An age that says its moment when pointed at. */
export const age = (stamp) => el("time", { datetime: stamp ?? "", title: stamp ?? "" }, ago(stamp));

/** Events, the latest first. */
export function eventList(events, limit = 30) {
  const when = (event) => event.lastTimestamp ?? event.metadata.creationTimestamp ?? "";
  const sorted = [...events].sort((left, right) => when(right).localeCompare(when(left))).slice(0, limit);
  if (!sorted.length) return el("p.quiet", {}, "Nothing has happened yet.");
  return el("ul.events", {}, sorted.map((event) => el("li", {},
    el(`span.mark.${event.type === "Warning" ? "warn" : "good"}`, { "aria-hidden": "true" }),
    el("div", {}, el("strong", {}, event.involvedObject?.name ?? ""), " ", el("span", {}, event.message ?? ""),
      el("div.quiet", {}, `${event.type === "Warning" ? "Warning · " : ""}${event.reason ?? ""} · `, age(when(event)), " ago",
        event.count > 1 ? ` · ${event.count} times` : "")))));
}

/** A titled part of a page. */
export function section(title, ...content) {
  return el("section.card", {}, el("h2", {}, title), ...content);
}
