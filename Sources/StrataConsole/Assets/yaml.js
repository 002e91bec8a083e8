/** A tree as YAML. Texts that could be taken for something else are quoted as JSON, which YAML reads the same. What is undefined, null or an empty tree is left out. */
export function yaml(value, indent = "") {
  return Object.entries(value).filter(([, part]) => part !== undefined && part !== null).map(([key, part]) => {
    const name = scalar(key);
    if (Array.isArray(part)) return part.length ? `${indent}${name}:\n${part.map((item) => entry(item, indent)).join("")}` : "";
    if (typeof part === "object") {
      const inner = yaml(part, indent + "  ");
      return inner ? `${indent}${name}:\n${inner}` : "";
    }
    return `${indent}${name}: ${scalar(part)}\n`;
  }).join("");
}

function entry(item, indent) {
  if (item === null || typeof item !== "object") return `${indent}- ${scalar(item)}\n`;
  if (Array.isArray(item)) return `${indent}- ${JSON.stringify(item)}\n`;
  const inner = yaml(item, indent + "  ");
  return inner ? `${indent}- ${inner.slice(indent.length + 2)}` : `${indent}- {}\n`;
}

function scalar(part) {
  const isPlain = typeof part !== "string" || (/^[A-Za-z][A-Za-z0-9._/-]*$/.test(part) && !/^(y|n|yes|no|true|false|on|off|null)$/i.test(part));
  return isPlain ? String(part) : JSON.stringify(part);
}
