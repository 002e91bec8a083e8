import { get, lines, Refusal } from "./api.js";

/** Done once the page can be seen. */
const seen = () => document.visibilityState === "visible" ? Promise.resolve()
  : new Promise((resume) => document.addEventListener("visibilitychange", resume, { once: true })).then(seen);

/**
 * The objects of a collection, kept as they are at the server: listed in pages, then followed by one watch. After a lost connection
 * the watch goes on from where it was, or everything is listed again where the server no longer knows what came between.
 *
 * Browsers open six connections to a server, for all their tabs together, and a watch takes one for itself. So a page has one watch,
 * what else it shows is asked for every so many seconds, and a tab that nobody looks at lets go of its connection until somebody does.
 */
export class Live extends EventTarget {
  /** row: what is kept of an object. every: seconds between lists, instead of a watch. */
  constructor(path, { query = "", row = (object) => object, every = 0 } = {}) {
    super();
    Object.assign(this, { path, query, row, every, rows: new Map(), state: "loading", problem: "", revision: null });
    this.ending = new AbortController();
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.round?.abort();
    }, { signal: this.ending.signal });
    this.run();
  }

  stop() {
    this.ending.abort();
    this.round?.abort();
  }

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
    let patience = 300;
    while (!this.ending.signal.aborted) {
      await seen();
      this.round = new AbortController();
      try {
        await this.follow(this.round.signal, () => { patience = 300; });
      } catch (error) {
        if (this.ending.signal.aborted) return;
        if (this.round.signal.aborted) continue;
        if (error.status === 401 || error.status === 403) return this.is("refused", error.message);
        if (error.status === 410) { this.revision = null; continue; }
        this.is("lost", error.message);
        await new Promise((resume) => setTimeout(resume, patience));
        patience = Math.min(patience * 2, 5000);
      }
    }
  }

  /** Follows until the connection ends. */
  async follow(signal, onNews) {
    if (!this.revision || this.every) this.revision = await this.list(signal);
    if (this.every) return new Promise((resume) => setTimeout(resume, this.every * 1000));
    const path = `${this.path}?watch=1&allowWatchBookmarks=true&timeoutSeconds=240&resourceVersion=${this.revision}${this.query}`;
    // That the server answers says that this is live: a watch of what does not change sends nothing for long.
    for await (const event of lines(path, signal, () => this.is("live"))) {
      if (event.type === "ERROR") throw new Refusal(event.object?.code ?? 500, event.object?.message ?? "The watch ended.");
      this.revision = event.object.metadata.resourceVersion;
      this.take(event);
      onNews();
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
