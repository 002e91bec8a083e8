const SVG = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT] = [480, 96];

function part(name, attributes, text) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

/**
 * Values over time as a picture, with what the largest is. points: [{ at (ms), value }], the latest last. told: a value in words.
 */
export function graph(points, title, told) {
  const svg = part("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", class: "graph" });
  const most = Math.max(...points.map(({ value }) => value), 1e-9);
  const [first, last] = [points[0].at, points.at(-1).at];
  const x = (at) => 4 + (WIDTH - 8) * (last > first ? (at - first) / (last - first) : 1);
  const y = (value) => HEIGHT - 18 - (HEIGHT - 34) * value / most;
  const line = points.map(({ at, value }) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
  const minutes = Math.max(1, Math.round((last - first) / 60000));
  svg.setAttribute("aria-label", `${title}: ${told(points.at(-1).value)} now, at most ${told(most)} in ${minutes} min`);
  svg.append(part("polygon", { points: `${x(first).toFixed(1)},${HEIGHT - 18} ${line} ${x(last).toFixed(1)},${HEIGHT - 18}`, class: "area" }),
    part("polyline", { points: line, class: "line" }), part("text", { x: 4, y: 11 }, `at most ${told(most)}`),
    part("text", { x: 4, y: HEIGHT - 4 }, `${minutes} min ago`), part("text", { x: WIDTH - 4, y: HEIGHT - 4, "text-anchor": "end" }, "now"));
  return svg;
}
