import { el, fill } from "./dom.js";
import { graph } from "./graph.js";
import { bytes, size } from "./words.js";

/** What was seen of instances since the console was opened, by uid: pages come and go, and the curves go on. */
const seen = new Map();
const MOST = 360;
const INSTANCES = 50;

/** Takes down what an instance uses. */
export function note({ metadata, status = {} }) {
  const { usage, lastSeen } = status;
  if (!usage || !lastSeen) return [];
  const at = Date.parse(lastSeen);
  const points = seen.get(metadata.uid) ?? [];
  seen.delete(metadata.uid);
  seen.set(metadata.uid, points);
  if (seen.size > INSTANCES) seen.delete(seen.keys().next().value);
  const before = points.at(-1);
  if (before?.at === at) return points;
  const cpu = usage.cpuSeconds ?? 0;
  // A machine that was started anew counts from nothing again.
  const cores = usage.cores ?? (before && usage.cpuSeconds !== undefined && cpu >= before.cpu && at > before.at ? (cpu - before.cpu) / ((at - before.at) / 1000) : null);
  points.push({ at, cpu, cores, memory: bytes(usage.memory) ?? 0 });
  if (points.length > MOST) points.shift();
  return points;
}

const cores = (value) => `${value < 0.1 ? value.toFixed(3) : value.toFixed(2)} cores`;

/** What goes to and from disks and the network, where the stack measures that. */
function traffic(usage) {
  const line = (title, pairs) => {
    const told = pairs.filter(([key]) => usage[key] !== undefined).map(([key, word]) => `${size(usage[key])}/s ${word}`);
    return told.length ? [el("p.graphhead", {}, el("strong", {}, `${title} `), told.join(", "))] : [];
  };
  return [
    ...line("Disks", [["diskRead", "read"], ["diskWritten", "written"]]),
    ...line("Network", [["networkReceived", "in"], ["networkSent", "out"]]),
  ];
}

/** Draws what an instance uses, and used. */
export function drawUsage(frame, object) {
  const points = note(object);
  const now = object.status?.usage;
  if (!now) return void fill(frame, el("p.quiet", {}, "It uses nothing, or its stack does not tell."));
  const rates = points.filter((point) => point.cores !== null).map(({ at, cores: value }) => ({ at, value }));
  const memory = points.map(({ at, memory: value }) => ({ at, value }));
  const limit = object.spec.memory ? ` · limit ${size(object.spec.memory)}` : "";
  fill(frame,
    el("p.graphhead", {}, el("strong", {}, "CPU "), rates.length ? cores(rates.at(-1).value) : "…", el("span.quiet", {}, now.cpuSeconds === undefined ? "" : ` · ${now.cpuSeconds.toFixed(1)} s in all`)),
    rates.length > 1 ? graph(rates, "CPU", cores) : el("p.graphwait.quiet", {}, "The curve begins with the third survey."),
    el("p.graphhead", {}, el("strong", {}, "Memory "), size(now.memory) + limit, el("span.quiet", {}, now.processes ? ` · ${now.processes} processes` : "")),
    ...traffic(now),
    memory.length > 1 ? graph(memory, "Memory", (value) => size(String(Math.round(value)))) : el("p.graphwait.quiet", {}, "The curve begins with the second survey."));
}
