// The only place that talks to the server.
export const STRATA = "/apis/strata.dev/v1alpha1";
const own = { "Strata-Console": "1" };

/** What the server refused, in its words. */
export class Refusal extends Error {
  constructor(status, message, causes = []) {
    super(message);
    this.status = status;
    this.causes = causes;
  }
}

/** The namespaces beyond which the one signed in sees nothing; null for no bound. Of several, the first is looked at. */
let bounds = null;
export const scope = () => bounds?.[0] ?? null;
export const scopes = () => bounds ?? [];
export const bound = (namespaces) => { bounds = namespaces?.length ? namespaces : null; };

/** Where a kind's objects are, as far as the one signed in sees them. */
export const collection = (plural) => place(plural, undefined, scope() ?? "");

/** Where an object is. Names are encoded, so that none can mean another path. */
export function place(plural, name, namespace = "default", subresource = "") {
  const tail = name === undefined ? "" : "/" + encodeURIComponent(name) + (subresource ? "/" + subresource : "");
  const base = plural === "events" ? "/api/v1" : STRATA;
  return base + (namespace ? "/namespaces/" + encodeURIComponent(namespace) : "") + "/" + plural + tail;
}

/** After so long without an answer the page says that it waits, and after so long it gives up; in milliseconds. */
const [SLOW, LOST] = [2000, 60_000];
let waiting = 0;
const wait = (more) => {
  waiting += more;
  dispatchEvent(new CustomEvent("strata-waiting", { detail: waiting > 0 }));
};

export async function ask(path, { method = "GET", body, type = "application/json", accept = "application/json", signal } = {}) {
  const headers = { ...own, Accept: accept };
  if (body !== undefined) headers["Content-Type"] = type;
  const patience = new AbortController();
  const lost = setTimeout(() => patience.abort(), LOST);
  let isSlow = false;
  const slow = setTimeout(() => { isSlow = true; wait(1); }, SLOW);
  let answer;
  try {
    answer = await fetch(path, {
      method, headers, signal: signal ? AbortSignal.any([signal, patience.signal]) : patience.signal, credentials: "same-origin", cache: "no-store",
      body: body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Refusal(0, patience.signal.aborted ? "The server does not answer; it was given a minute." : "The server does not answer.");
  } finally {
    clearTimeout(lost);
    clearTimeout(slow);
    if (isSlow) wait(-1);
  }
  if (answer.ok) return answer;
  let told = {};
  try { told = await answer.json(); } catch { /* not every refusal is a Status; its code says enough then */ }
  if (answer.status === 401 && !path.startsWith("/console/")) dispatchEvent(new Event("strata-signed-out"));
  throw new Refusal(answer.status, told.message || `The server answered ${answer.status}.`, told.details?.causes ?? []);
}

export const get = async (path, options) => (await ask(path, options)).json();
export const text = async (path, accept) => (await ask(path, { accept })).text();
export const post = async (path, body, options = {}) => (await ask(path, { method: "POST", body, ...options })).json();
export const put = async (path, body, options = {}) => (await ask(path, { method: "PUT", body, ...options })).json();
export const remove = async (path) => (await ask(path, { method: "DELETE" })).json();
export const merge = async (path, body) =>
  (await ask(path, { method: "PATCH", body, type: "application/merge-patch+json" })).json();

/** Lines of JSON as they arrive. The server sends one every 30 seconds; where none comes for `silence` milliseconds, the connection is lost. */
export async function* lines(path, signal, onOpen = () => {}, silence = 75_000) {
  const answer = await ask(path, { signal });
  onOpen();
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    let timer = null;
    const silent = new Promise((_, fail) => { timer = setTimeout(() => fail(new Refusal(0, "The server has fallen silent.")), silence); });
    let part;
    try {
      part = await Promise.race([reader.read(), silent]);
    } catch (error) {
      reader.cancel().catch(() => {});
      throw error;
    } finally {
      clearTimeout(timer);
    }
    const { value, done } = part;
    if (done) return;
    const parts = (rest + value).split("\n");
    rest = parts.pop();
    for (const part of parts) if (part) yield JSON.parse(part);
  }
}
