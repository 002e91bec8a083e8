import { get, merge, place, post, remove } from "./api.js";
import { confirmLoss } from "./dialog.js";

/** What can be done to an instance's power. */
export const power = {
  async start(name, namespace) {
    const changed = await merge(place("instances", name, namespace), { spec: { power: "Running" } });
    // Its wish to run is fulfilled already where it ran and ended: it is started once more.
    const ended = changed.status?.conditions?.some(({ type, status }) => type === "Ended" && status === "True");
    if (changed.status?.phase === "Stopped" && ended) await post(place("instances", name, namespace, "restart"), {});
  },
  stop: (name, namespace) => merge(place("instances", name, namespace), { spec: { power: "Stopped" } }),
  pause: (name, namespace) => merge(place("instances", name, namespace), { spec: { power: "Paused" } }),
  suspend: (name, namespace) => merge(place("instances", name, namespace), { spec: { power: "Suspended" } }),
  restart: (name, namespace) => post(place("instances", name, namespace, "restart"), {}),
  delete: (name, namespace) => remove(place("instances", name, namespace)),
};

/** Asks whether instances may go, naming what goes with them. */
export async function confirmDeletion(instances) {
  const losses = [];
  for (const { name, namespace } of instances.slice(0, 12)) {
    const found = await get(place("snapshots", undefined, namespace) + "?fieldSelector=" + encodeURIComponent("spec.instance=" + name));
    const snapshots = found.items.map((item) => item.metadata.name);
    losses.push(`${name}: the machine and its disk` + (snapshots.length ? `, and its snapshots ${snapshots.join(", ")}` : ""));
  }
  if (instances.length > 12) losses.push(`and ${instances.length - 12} more, each with its disk and snapshots`);
  const title = instances.length === 1 ? `Delete ${instances[0].name}?` : `Delete ${instances.length} instances?`;
  return confirmLoss(title, losses, "Delete");
}

/** What a row of the table looks like once an action is done; undefined for one that is gone. */
const done = {
  start: (row) => row?.phase === "Running", stop: (row) => row?.phase === "Stopped", pause: (row) => row?.phase === "Paused",
  delete: (row) => row === undefined,
};

/** How long an instance is given to become what it was asked to. */
const PATIENCE = 300_000;

/**
 * Acts on an instance and waits until it is so, as the table's one watch tells. `tell` is given words of how far it is.
 * Throws what the server refused, or in words why it did not come to it.
 */
export async function carryOut(verb, { uid, name, namespace }, live, tell, signal) {
  tell(`${verb}…`);
  await power[verb](name, namespace);
  const end = Date.now() + PATIENCE;
  for (;;) {
    const row = live.rows.get(uid);
    if (done[verb](row)) return;
    if (row?.phase === "Failed") throw new Error(row.problem || "it failed");
    if (signal.aborted) throw new Error("the page was left; it goes on");
    if (Date.now() > end) throw new Error(`it is still ${row?.phase ?? "there"} after ${PATIENCE / 60000} minutes`);
    tell(`${verb}: ${row?.phase ?? "gone"}${row?.problem ? `, ${row.problem}` : ""}…`);
    await new Promise((resume) => {
      const next = () => { clearTimeout(timer); live.removeEventListener("change", next); resume(); };
      const timer = setTimeout(next, 2000);
      live.addEventListener("change", next);
    });
  }
}
