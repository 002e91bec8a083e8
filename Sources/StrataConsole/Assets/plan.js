import { place, post, put } from "./api.js";

/** Every field of two trees that differs: [path, before, after]. */
export function differences(before, after, path = "") {
  const isTree = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
  if (!isTree(before) || !isTree(after)) return JSON.stringify(before) === JSON.stringify(after) ? [] : [[path, before, after]];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
    .flatMap((key) => differences(before[key], after[key], path ? `${path}.${key}` : key));
}

const told = ({ metadata, spec }) => ({ labels: metadata.labels ?? {}, annotations: metadata.annotations ?? {}, spec });

/**
 * What a document would make of an instance: the server judges it without keeping it, and the driver says when the machine follows.
 * Gives { changes: [{ field, before, after, when }] }; when: "at once", "at the next start", "" where no machine is meant.
 */
export async function plan(object, text, signal) {
  const { name, namespace } = object.metadata;
  const after = await put(`${place("instances", name, namespace)}?dryRun=All&fieldValidation=Strict`, text, { type: "application/yaml", signal });
  const changes = differences(told(object), told(after)).map(([field, before, value]) => ({ field, before, after: value, when: "" }));
  if (!changes.some(({ field }) => field.startsWith("spec")) || !object.status?.nativeID) return { changes };
  try {
    const answer = await post(place("instances", name, namespace, "plan"), after, { signal });
    for (const change of changes.filter(({ field }) => field.startsWith("spec"))) {
      const own = answer.changes.filter(({ field }) => field.startsWith(change.field) || change.field.startsWith(field));
      change.when = own.some(({ needsRestart }) => needsRestart) ? "at the next start" : "at once";
    }
    for (const other of answer.changes) {
      if (changes.some(({ field }) => field.startsWith(other.field) || other.field.startsWith(field))) continue;
      changes.push({ field: other.field, before: other.found, after: other.wanted, when: other.needsRestart ? "at the next start" : "at once" });
    }
  } catch (error) {
    if (error.name === "AbortError") throw error;
    for (const change of changes) if (change.field.startsWith("spec")) change.when = `when is not known: ${error.message}`;
  }
  return { changes };
}
