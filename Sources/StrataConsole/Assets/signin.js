import { post } from "./api.js";
import { el } from "./dom.js";

/** The form to sign in by. */
export function signIn(word, done) {
  const problem = el("p.problem", { role: "alert" }, word);
  const token = el("input", { id: "token", type: "password", autocomplete: "current-password", required: true, spellcheck: "false" });
  const attempt = async (body) => {
    problem.textContent = "";
    try {
      done(await post("/console/session", body));
    } catch (error) {
      problem.textContent = error.status === 401 && body.token ? "Nobody has this token." : error.message;
    }
  };
  const form = el("form", { onsubmit: (event) => { event.preventDefault(); attempt({ token: token.value.trim() }); } },
    el("label", { for: "token" }, "Token"), token, el("button.primary", { type: "submit" }, "Sign in"));
  return el("main.signin", { id: "main", tabindex: "-1" },
    el("div.card", {}, el("img", { src: "icon.svg", alt: "", width: "44", height: "44" }), el("h1", {}, "Sign in to Strata"), problem, form,
      el("p.quiet", {}, "Or run ", el("code", {}, "strata console"), " where you use the command: it prints a link that signs you in once. The token lies in the file ",
        el("code", {}, "token"), " of the server's data directory."),
      el("button.plain", { type: "button", onclick: () => attempt({}) }, "Use the browser's certificate")));
}
