import { ask, place } from "./api.js";
import { el, fill } from "./dom.js";
import { packaged } from "./packages.js";
import { socketAddress } from "./sockets.js";

/** noVNC's library. */
const viewerClass = async () => (await packaged("novnc/core/rfb.js", "Screens are shown by noVNC", "novnc")).default;

/** An instance's screen, keyboard and pointer. */
export function screen(main, query, namespace, name) {
  const status = el("p.quiet", { role: "status" }, "Opening…");
  const frame = el("div.screen", { role: "group", "aria-label": `Screen of ${name}` });
  const again = el("button", { type: "button", onclick: () => start() }, "Connect again");
  const keys = el("button", { type: "button", disabled: true, onclick: () => viewer?.sendCtrlAltDel() }, "Send Ctrl+Alt+Del");
  const link = `#/instances/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}`;
  fill(main, el("p.crumb", {}, el("a", { href: "#/instances" }, "Instances"), " / ", el("a", { href: link }, name)),
    el("div.head", {}, el("h1", {}, `Screen of ${name}`), status), el("div.tools", {}, again, keys), frame,
    el("p.quiet", {}, "Shift+Escape leaves the screen for the rest of the page."));
  let viewer = null;
  let hasLeft = false;

  async function start() {
    viewer?.disconnect();
    again.disabled = true;
    status.textContent = "Opening…";
    try {
      const RFB = await viewerClass();
      // Why there is no screen is told to a question; to a WebSocket browsers tell nothing.
      await ask(place("instances", name, namespace, "screenshot"), { accept: "image/png" });
      if (hasLeft) return;
      fill(frame);
      const own = new RFB(frame, socketAddress(place("instances", name, namespace, "vnc")), { wsProtocols: ["binary"] });
      viewer = own;
      own.scaleViewport = true;
      own.background = "transparent";
      own.addEventListener("connect", () => {
        status.textContent = "Connected";
        keys.disabled = false;
        frame.querySelector("canvas")?.setAttribute("aria-label", `Screen of ${name}`);
        own.focus();
      });
      own.addEventListener("disconnect", ({ detail }) => {
        if (own === viewer && !hasLeft) ended(detail.clean ? "The session has ended." : "The screen cannot be reached, or the connection was lost.");
      });
    } catch (error) {
      if (!hasLeft) ended(error.message);
    }
  }

  function ended(words) {
    status.textContent = words;
    keys.disabled = true;
    again.disabled = false;
  }

  // Before the viewer, which would send the key on.
  const escape = (event) => {
    if (event.key !== "Escape" || !event.shiftKey || !frame.contains(event.target)) return;
    event.preventDefault();
    event.stopPropagation();
    keys.focus();
  };
  addEventListener("keydown", escape, true);
  start();
  return () => {
    hasLeft = true;
    removeEventListener("keydown", escape, true);
    viewer?.disconnect();
  };
}

/** A picture of the screen, taken anew every few seconds while it can be seen. Gives what ends that. */
export function thumbnail(frame, namespace, name) {
  let timer = null;
  let hasLeft = false;
  async function take() {
    try {
      if (document.visibilityState === "visible") {
        const picture = await (await ask(place("instances", name, namespace, "screenshot"), { accept: "image/png" })).blob();
        const reader = new FileReader();
        await new Promise((resume, fail) => { reader.onload = resume; reader.onerror = () => fail(reader.error); reader.readAsDataURL(picture); });
        if (hasLeft) return;
        fill(frame, el("img.thumbnail", { src: reader.result, alt: `What the screen of ${name} shows` }));
      }
    } catch (error) {
      if (!hasLeft) fill(frame, el("p.quiet", {}, `No picture: ${error.message}`));
    }
    if (!hasLeft) timer = setTimeout(take, 5000);
  }
  take();
  return () => { hasLeft = true; clearTimeout(timer); };
}
