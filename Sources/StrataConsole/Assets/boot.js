// Not a module, so that it runs where modules do not come: then the page says so, and tries again.
addEventListener("error", ({ target }) => {
  if (target?.tagName !== "SCRIPT") return;
  const main = document.getElementById("main");
  if (main) main.textContent = "The console could not be loaded: a part of it did not come. Trying again…";
  setTimeout(() => location.reload(), 2000);
}, true);
