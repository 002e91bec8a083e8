// The only place that makes elements. Children that are not elements become text, whatever they hold.

/** An element: el("a.link", { href, onclick }, "text", child, …). Null and false children are left out. */
export function el(what, attributes = {}, ...children) {
  const [tag, ...classes] = what.split(".");
  const made = document.createElement(tag || "div");
  if (classes.length) made.className = classes.join(" ");
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name in made && typeof value !== "string") made[name] = value;
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

/** Replaces what an element holds. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Says something to those who listen, and shows it for a while. */
export function say(text, isBad = false) {
  let region = document.getElementById("notices");
  if (!region) {
    region = el("div", { id: "notices", role: "status", "aria-live": "polite" });
    document.body.append(region);
  }
  const note = el(isBad ? "p.notice.bad" : "p.notice", {}, text);
  region.append(note);
  setTimeout(() => note.remove(), isBad ? 9000 : 4500);
}
