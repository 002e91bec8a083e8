import { place } from "./api.js";
import { el, fill } from "./dom.js";
import { packaged } from "./packages.js";
import { Session } from "./sockets.js";

let loading = null;

/** xterm.js, with its style. */
async function terminalClass() {
  const { Terminal } = await packaged("xterm/terminal.js", "Terminals are drawn by xterm.js", "node-xterm");
  loading ??= new Promise((resume, fail) => {
    const style = el("link", { rel: "stylesheet", href: "xterm/xterm.css" });
    style.addEventListener("load", resume);
    style.addEventListener("error", () => fail(new Error("xterm.css cannot be loaded")));
    document.head.append(style);
  });
  await loading;
  return Terminal;
}

const colours = () => {
  const style = getComputedStyle(document.documentElement);
  const of = (name) => style.getPropertyValue(name).trim();
  return { background: of("--term"), foreground: of("--term-ink"), cursor: of("--term-ink"), selection: "#8080ff60" };
};

/** A terminal inside an instance: its serial console, or a command run in it. */
export function terminal(main, query, namespace, name, kind) {
  const isExec = kind === "exec";
  const command = el("input", { id: "command", value: query.get("command") ?? "/bin/sh", autocomplete: "off", spellcheck: "false" });
  const status = el("p.quiet", { role: "status" }, "Opening…");
  const again = el("button", { type: isExec ? "submit" : "button", onclick: isExec ? null : () => start() }, isExec ? "Run" : "Connect again");
  const stop = el("button", { type: "button", disabled: true, onclick: () => session?.close() }, "Disconnect");
  const frame = el("div.termframe", { role: "group", "aria-label": `${isExec ? "Terminal" : "Console"} of ${name}` });
  const tools = isExec
    ? el("form.tools", { onsubmit: (event) => { event.preventDefault(); start(); } }, el("label", { for: "command" }, "Command"), command, again, stop)
    : el("div.tools", {}, again, stop);
  const link = `#/instances/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}`;
  fill(main, el("p.crumb", {}, el("a", { href: "#/instances" }, "Instances"), " / ", el("a", { href: link }, name)),
    el("div.head", {}, el("h1", {}, isExec ? `Terminal in ${name}` : `Console of ${name}`), status), tools, frame,
    el("p.quiet", {}, "Shift+Escape leaves the terminal for the rest of the page."));

  let session = null;
  let view = null;
  let hasLeft = false;
  let turn = 0;
  const watcher = new ResizeObserver(() => fit());

  const path = () => {
    if (!isExec) return place("instances", name, namespace, "console");
    const words = command.value.trim().split(/\s+/).filter(Boolean).map((word) => "command=" + encodeURIComponent(word));
    return `${place("instances", name, namespace, "exec")}?${words.join("&")}&stdin=true&stdout=true&tty=true`;
  };

  async function start() {
    const own = ++turn;
    session?.close();
    again.disabled = true;
    status.textContent = "Opening…";
    try {
      const Terminal = await terminalClass();
      if (hasLeft || own !== turn) return;
      view?.destroy();
      fill(frame);
      view = new Terminal({ cursorBlink: false, fontFamily: "DejaVu Sans Mono, Menlo, Consolas, monospace", fontSize: 14, scrollback: 5000, theme: colours(), screenReaderMode: true });
      view.open(frame);
      // Its lines for screen readers are list items of no list.
      frame.querySelector(".xterm-accessibility-tree")?.setAttribute("role", "list");
      view.attachCustomKeyEventHandler((event) => {
        if (event.key !== "Escape" || !event.shiftKey) return true;
        if (event.type === "keydown") (stop.disabled ? again : stop).focus();
        return false;
      });
      const text = new TextDecoder();
      session = new Session(path(), {
        onOpen: () => { status.textContent = "Connected"; stop.disabled = false; fit(true); view.focus(); },
        onOutput: (bytes) => view.write(text.decode(bytes, { stream: true })),
        onEnd: ({ words }) => { if (own === turn && !hasLeft) ended(words); },
      });
      view.on("data", (typed) => session.send(typed));
    } catch (error) {
      if (own === turn && !hasLeft) ended(error.message);
    }
  }

  function ended(words) {
    status.textContent = words;
    stop.disabled = true;
    again.disabled = false;
  }

  /** Makes the terminal as large as its frame, and tells the other side. */
  function fit(always = false) {
    const screen = view?.element?.querySelector(".xterm-screen");
    if (!screen?.clientWidth) return;
    const columns = Math.max(20, Math.floor((frame.clientWidth - 34) / (screen.clientWidth / view.cols)));
    const rows = Math.max(5, Math.floor((frame.clientHeight - 20) / (screen.clientHeight / view.rows)));
    if (columns === view.cols && rows === view.rows && !always) return;
    view.resize(columns, rows);
    session?.resize(columns, rows);
  }

  watcher.observe(frame);
  start();
  return () => {
    hasLeft = true;
    watcher.disconnect();
    session?.close();
    view?.destroy();
  };
}
