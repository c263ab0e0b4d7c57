// Small things: menus that close, texts that are copied, forms that are sent once.
{
  const MENUS = "details.account[open]";
  const AGAIN = 5000;

  function close(menu) {
    const inside = menu.contains(document.activeElement);
    menu.open = false;
    if (inside) menu.querySelector("summary").focus();
  }

  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") document.querySelectorAll(MENUS).forEach(close);
  });
  document.addEventListener("click", async ({ target }) => {
    for (const menu of document.querySelectorAll(MENUS)) if (!menu.contains(target)) menu.open = false;
    const copy = target.closest("[data-copy]");
    if (!copy) return;
    await navigator.clipboard.writeText(copy.parentElement.querySelector("code").textContent);
    announce(copy.dataset.copied, true);
  });

  // Paper cannot be unfolded: where the sheet cannot say so, what is folded is opened to be printed.
  if (!CSS.supports("selector(::details-content)")) {
    const mark = (one, open) => Object.assign(one, { open }).toggleAttribute("data-printed", open);
    addEventListener("beforeprint", () => document.querySelectorAll("main details:not([open])").forEach((one) => mark(one, true)));
    addEventListener("afterprint", () => document.querySelectorAll("[data-printed]").forEach((one) => mark(one, false)));
  }

  // What is too large is said before it is sent: a server that has heard enough hangs up.
  document.addEventListener("change", ({ target }) => {
    if (!target.dataset.most) return;
    const chosen = [...target.form.querySelectorAll("[data-most]")].flatMap((one) => [...one.files]);
    const over = chosen.reduce((sum, { size }) => sum + size, 0) > Number(target.dataset.most);
    for (const one of target.form.querySelectorAll("[data-most]")) one.setCustomValidity(over ? one.dataset.over : "");
    if (over) target.reportValidity();
  });

  // A second click must not send twice; what is still there a moment later may be sent again.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, AGAIN);
  });
  addEventListener("pageshow", () => document.querySelectorAll("[data-sent]").forEach((form) => delete form.dataset.sent));
}
