/** How long ago, in the largest unit that says enough. */
export function ago(stamp) {
  const seconds = Math.max(0, (Date.now() - Date.parse(stamp)) / 1000);
  if (!stamp || Number.isNaN(seconds)) return "never";
  for (const [size, name] of [[86400, "d"], [3600, "h"], [60, "m"]]) if (seconds >= size * 2) return `${Math.floor(seconds / size)} ${name}`;
  return `${Math.floor(seconds)} s`;
}

const tones = {
  Running: "good", Ready: "good", Present: "good", Available: "good", InUse: "good", True: "good", Paused: "calm", Suspended: "calm", Stopped: "calm", Finished: "calm",
  Failed: "bad", Missing: "calm", Degraded: "warn", Unknown: "warn", Unreachable: "bad", Deleting: "warn",
};
/** The colour of a state; the word is always beside it. */
export const tone = (state) => tones[state] ?? "busy";

/** A condition as a sentence. */
export function sentence(condition) {
  const holds = condition.status === "True";
  const names = {
    Ready: ["It is ready.", "It is not ready."],
    InSync: ["The machine is as its spec says.", "The machine differs from its spec."],
    Reachable: ["Its site answers.", "Its site does not answer."],
  };
  const known = names[condition.type];
  const first = condition.status === "Unknown" ? `Whether ${condition.type} holds is not known.`
    : known ? known[holds ? 0 : 1] : `${condition.type}: ${holds ? "yes" : "no"}.`;
  return first + (condition.message ? ` ${condition.message}` : "");
}

/** Bytes of a Kubernetes quantity; null where it is none. */
export function bytes(quantity) {
  const found = /^([0-9.]+)(Ki|Mi|Gi|Ti|k|M|G|T)?$/.exec(quantity ?? "");
  if (!found) return null;
  const units = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, k: 1e3, M: 1e6, G: 1e9, T: 1e12 };
  return Number(found[1]) * (units[found[2]] ?? 1);
}

/** A size for people. */
export function size(quantity) {
  const number = bytes(quantity);
  if (number === null) return quantity ?? "–";
  for (const [unit, name] of [[2 ** 40, "TiB"], [2 ** 30, "GiB"], [2 ** 20, "MiB"], [2 ** 10, "KiB"]]) {
    if (number >= unit) return `${(number / unit).toFixed(number / unit < 10 ? 1 : 0)} ${name}`;
  }
  return `${number} B`;
}
/** `camelCase` as words. */
export const spaced = (word) => word.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
