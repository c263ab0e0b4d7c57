// What is typed into a long form is kept while it is not sent.
{
  const PAUSE = 3000;
  const SECRET = ["password", "file"];
  const waiting = new Map();

  function typed(form) {
    const fields = new FormData(form);
    for (const one of form.elements) if (SECRET.includes(one.type)) fields.delete(one.name);
    fields.set("form", form.dataset.draft);
    return new URLSearchParams(fields);
  }

  function forget(form) {
    clearTimeout(waiting.get(form));
    return waiting.delete(form);
  }

  async function keep(form) {
    forget(form);
    const told = form.querySelector("[data-draft-state]");
    const answer = await fetch("/drafts", { method: "POST", body: typed(form), keepalive: true }).catch(() => null);
    if (told) told.textContent = answer?.ok ? told.dataset.saved : told.dataset.lost;
    if (!answer?.ok) announce(told?.dataset.lost ?? "", true);
  }

  document.addEventListener("input", ({ target }) => {
    const form = target.closest("form[data-draft]");
    if (!form) return;
    forget(form);
    waiting.set(form, setTimeout(keep, PAUSE, form));
  });
  document.addEventListener("submit", ({ target }) => forget(target));
  addEventListener("pagehide", () => [...waiting.keys()].forEach(keep));
}
