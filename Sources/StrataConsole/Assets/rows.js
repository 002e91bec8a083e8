/** What is kept of an instance in the table. */
export function row(object) {
  const { metadata, spec, status = {} } = object;
  return {
    uid: metadata.uid, name: metadata.name, namespace: metadata.namespace, site: spec.site ?? "", phase: status.phase ?? "Pending",
    address: (status.addresses ?? []).join(" "), image: spec.image ?? "", created: metadata.creationTimestamp ?? "",
    labels: Object.entries(metadata.labels ?? {}).map(([name, value]) => `${name}=${value}`).join(" "),
    problem: status.phase === "Running" || status.phase === "Stopped" ? "" : (status.conditions ?? []).find(({ type }) => type === "Ready")?.message ?? "",
  };
}

/** The rows that hold every word of the search; `site:`, `stack:`, `state:` and `label:` narrow a word to one column. */
export function matching(rows, search, stackOf) {
  const columns = { name: "name", site: "site", state: "phase", label: "labels", address: "address", image: "image", namespace: "namespace" };
  const tests = search.toLowerCase().split(/\s+/).filter(Boolean).map((word) => {
    const [, column, rest] = /^([a-z]+):(.*)$/.exec(word) ?? [];
    if (column === "stack") return (one) => stackOf(one).toLowerCase().includes(rest);
    if (columns[column]) return (one) => one[columns[column]].toLowerCase().includes(rest);
    return (one) => `${one.name} ${one.namespace} ${one.site} ${stackOf(one)} ${one.phase} ${one.address} ${one.image} ${one.labels}`.toLowerCase().includes(word);
  });
  return tests.length ? rows.filter((one) => tests.every((test) => test(one))) : rows;
}
