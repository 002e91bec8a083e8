import { el } from "./dom.js";

/** Opens a dialog and closes it by Escape or a button; gives what the button stands for, null where there was none. */
export function dialog(title, content, buttons) {
  return new Promise((answer) => {
    const before = document.activeElement;
    const box = el("dialog", { "aria-labelledby": "dialog-title" },
      el("h2", { id: "dialog-title" }, title), content,
      el("div.buttons", {}, buttons.map(([label, value, kind = ""]) =>
        el(`button${kind ? "." + kind : ""}`, { type: "button", onclick: () => box.close(value) }, label))));
    box.addEventListener("close", () => {
      box.remove();
      before?.focus?.();
      answer(box.returnValue || null);
    });
    document.body.append(box);
    box.showModal();
  });
}

/** Asks before something is lost. */
export async function confirmLoss(title, losses, label) {
  const content = el("div", {}, el("p", {}, "This cannot be undone. What is lost:"), el("ul", {}, losses.map((loss) => el("li", {}, loss))));
  return (await dialog(title, content, [["Keep", "", ""], [label, "yes", "danger"]])) === "yes";
}

/** Asks for one word. */
export async function askName(title, label, initial) {
  const input = el("input", { id: "dialog-name", value: initial, autocomplete: "off", spellcheck: "false" });
  const content = el("p", {}, el("label", { for: "dialog-name" }, label), input);
  const answer = dialog(title, content, [["Cancel", ""], ["OK", "yes", "primary"]]);
  input.select();
  return (await answer) === "yes" ? input.value.trim() : null;
}

/** Asks for one of several, and where `option` says so for a yes or no. Gives { value, isOn }, null where there was none. */
export async function choose(title, label, choices, option = null) {
  const select = el("select", { id: "dialog-choice" }, choices.map((choice) => el("option", { value: choice }, choice)));
  const box = el("input", { id: "dialog-option", type: "checkbox", checked: Boolean(option) });
  const content = el("div", {}, el("p", {}, el("label", { for: "dialog-choice" }, label), select), option ? el("p", {}, el("label.choice", {}, box, ` ${option}`)) : null);
  return (await dialog(title, content, [["Cancel", ""], ["OK", "yes", "primary"]])) === "yes" ? { value: select.value, isOn: Boolean(option) && box.checked } : null;
}

export const help = () => dialog("Keyboard", el("dl.keys", {}, [
  ["/", "search"], ["?", "this help"], ["g o", "overview"], ["g i", "instances"], ["g s", "stacks"], ["g a", "advisor"], ["g n", "networks and volumes"], ["c", "create an instance"],
  ["Esc", "close, or clear the search"], ["Shift+Esc", "leave a terminal or a screen"],
].flatMap(([key, what]) => [el("dt", {}, el("kbd", {}, key)), el("dd", {}, what)])), [["Close", ""]]);
