import { post } from "./api.js";

/** Longer than this, an answer is not believed: rights are given and taken while a page is open. */
const LIFETIME = 60_000;
const asked = new Map();

/** Forgets what was answered, as another user signs in. */
export const forgetRights = () => asked.clear();

/**
 * What the one who is signed in may do in a namespace, as the server says: `may("create", "instances/exec")`. It only decides what is
 * shown; the server judges each request by itself.
 */
export async function rights(namespace = "default") {
  const known = asked.get(namespace);
  if (known && Date.now() - known.at < LIFETIME) return known.answer;
  const answer = post("/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", { spec: { namespace } }).then(({ status }) => {
    const allowed = new Set(status.resourceRules.flatMap(({ resources, verbs }) => resources.flatMap((one) => verbs.map((verb) => `${verb} ${one}`))));
    return (verb, resource) => allowed.has(`${verb} ${resource}`);
  });
  asked.set(namespace, { at: Date.now(), answer });
  answer.catch(() => asked.delete(namespace));
  return answer;
}
