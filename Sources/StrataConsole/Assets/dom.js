// The only place that makes elements. Children that are not elements become text, whatever they hold.
const SVG = "http://www.w3.org/2000/svg";

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

/** A line of numbers as a picture, the latest at the right. */
export function spark(numbers, label) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 200 40");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
  svg.setAttribute("class", "spark");
  const most = Math.max(...numbers, 1e-9);
  const points = numbers.map((number, at) => `${(200 * at) / Math.max(numbers.length - 1, 1)},${38 - (34 * number) / most}`);
  const line = document.createElementNS(SVG, "polyline");
  line.setAttribute("points", points.join(" "));
  svg.append(line);
  return svg;
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
