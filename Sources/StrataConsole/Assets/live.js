import { get, lines, Refusal } from "./api.js";

/**
 * The objects of a collection, kept as they are at the server: listed in pages, then followed by one watch. After a lost connection
 * the watch goes on from where it was, or everything is listed again where the server no longer knows what came between.
 */
export class Live extends EventTarget {
  /** row: what is kept of an object. */
  constructor(path, { query = "", row = (object) => object } = {}) {
    super();
    Object.assign(this, { path, query, row, rows: new Map(), state: "loading", problem: "" });
    this.ending = new AbortController();
    this.run();
  }

  stop() { this.ending.abort(); }

  get values() { return [...this.rows.values()]; }

  changed() {
    if (this.pending) return;
    this.pending = setTimeout(() => {
      this.pending = null;
      if (!this.ending.signal.aborted) this.dispatchEvent(new Event("change"));
    }, 60);
  }

  is(state, problem = "") {
    this.state = state;
    this.problem = problem;
    this.changed();
  }

  async run() {
    let revision = null;
    let patience = 300;
    const { signal } = this.ending;
    while (!signal.aborted) {
      try {
        if (!revision) revision = await this.list(signal);
        const path = `${this.path}?watch=1&allowWatchBookmarks=true&resourceVersion=${revision}${this.query}`;
        // Only a connection that stands says that this is live; a watch of nothing new sends nothing for long.
        for await (const event of lines(path + "&timeoutSeconds=240", signal, () => this.is("live"))) {
          if (event.type === "ERROR") throw new Refusal(event.object?.code ?? 500, event.object?.message ?? "The watch ended.");
          revision = event.object.metadata.resourceVersion;
          this.take(event);
          patience = 300;
        }
      } catch (error) {
        if (signal.aborted) return;
        if (error.status === 401 || error.status === 403) return this.is("refused", error.message);
        if (error.status === 410) { revision = null; continue; }
        this.is("lost", error.message);
        await new Promise((resume) => setTimeout(resume, patience));
        patience = Math.min(patience * 2, 5000);
      }
    }
  }

  async list(signal) {
    const fresh = new Map();
    const isFirst = this.rows.size === 0;
    let next = "";
    let revision;
    do {
      const page = await get(`${this.path}?limit=${isFirst && !next ? 200 : 2000}${this.query}${next}`, { signal });
      for (const item of page.items) fresh.set(this.key(item), this.row(item));
      revision ??= page.metadata.resourceVersion;
      next = page.metadata.continue ? "&continue=" + encodeURIComponent(page.metadata.continue) : "";
      if (isFirst) { this.rows = fresh; this.changed(); }
    } while (next);
    this.rows = fresh;
    this.is("live");
    return revision;
  }

  key(object) { return object.metadata.uid; }

  take({ type, object }) {
    if (type === "BOOKMARK") return;
    if (type === "DELETED") this.rows.delete(this.key(object));
    else this.rows.set(this.key(object), this.row(object));
    this.changed();
  }
}
