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
