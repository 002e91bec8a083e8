/** A small tree as YAML. Texts that could be taken for something else are quoted as JSON, which YAML reads the same. */
export function yaml(value, indent = "") {
  return Object.entries(value).filter(([, part]) => part !== undefined && part !== "").map(([key, part]) => {
    if (typeof part === "object") {
      const inner = yaml(part, indent + "  ");
      return inner ? `${indent}${key}:\n${inner}` : "";
    }
    const isPlain = typeof part !== "string" || (/^[A-Za-z][A-Za-z0-9._/-]*$/.test(part) && !/^(y|n|yes|no|true|false|on|off|null)$/i.test(part));
    return `${indent}${key}: ${isPlain ? part : JSON.stringify(part)}\n`;
  }).join("");
}
