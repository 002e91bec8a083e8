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

export async function ask(path, { method = "GET", body, type = "application/json", accept = "application/json", signal } = {}) {
  const headers = { ...own, Accept: accept };
  if (body !== undefined) headers["Content-Type"] = type;
  let answer;
  try {
    answer = await fetch(path, {
      method, headers, signal, credentials: "same-origin", cache: "no-store",
      body: body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body),
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refusal(0, "The server does not answer.");
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

/** Lines of JSON as they arrive. */
export async function* lines(path, signal, onOpen = () => {}) {
  const answer = await ask(path, { signal });
  onOpen();
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const parts = (rest + value).split("\n");
    rest = parts.pop();
    for (const part of parts) if (part) yield JSON.parse(part);
  }
}
