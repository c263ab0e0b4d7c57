// The server always answers with a whole page; htmx fits the page that is shown to it.
{
  const TYPING = 300;
  let latest = null;
  let timer = 0;
  let held = null;

  const content = () => document.getElementById("content");

  // An answer says what each field holds. What is being typed meanwhile stays.
  function settle(field) {
    if (field.type === "checkbox" || field.type === "radio") field.checked = field.defaultChecked;
    else if (field.options) for (const one of field.options) one.selected = one.defaultSelected;
    else if (field !== document.activeElement && field.type !== "hidden" && "defaultValue" in field) field.value = field.defaultValue;
  }

  // The field that stands for one that an answer took away.
  function same(fields, one) {
    return fields.find(({ name, type, value }) => name === one.name && type === one.type && (type !== "checkbox" || value === one.value));
  }

  let heard = "";
  function followed(said) {
    if (said !== heard) announce(said);
    heard = said;
  }

  // Focus stays in the search that was typed into; where a link led, it begins at the content.
  function arrive({ sourceElement, title }) {
    const fields = [...document.querySelectorAll("form[data-live]")].flatMap((form) => [...form.elements]);
    fields.forEach(settle);
    const told = document.querySelector("[data-announce]");
    const said = told ? told.textContent.trim() : title;
    // What follows something by itself says what changed, and leaves the reader where they are.
    if ("poll" in sourceElement.dataset) return followed(said);
    announce(said);
    if (sourceElement.tagName !== "FORM") content().focus({ preventScroll: true });
    else if (!held?.isConnected) same(fields, held ?? {})?.focus({ preventScroll: true });
  }

  document.addEventListener("htmx:before:request", ({ detail }) => {
    latest = detail.ctx;
    if (!("poll" in (latest.sourceElement?.dataset ?? {}))) content().setAttribute("aria-busy", "true");
  });
  document.addEventListener("htmx:finally:request", () => content().removeAttribute("aria-busy"));
  document.addEventListener("htmx:before:swap", () => { held = document.activeElement; });
  document.addEventListener("htmx:after:swap", ({ detail }) => arrive(detail.ctx));
  document.addEventListener("htmx:error", ({ detail }) => {
    // A search that a later one replaces is no fault.
    if (detail.error?.name !== "AbortError" || detail.ctx === latest) lost();
  });

  document.addEventListener("input", ({ target, isComposing }) => {
    const form = target.closest("form[data-live]");
    if (!form || isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(() => form.requestSubmit(), target.matches("[type=checkbox], [type=radio], select") ? 0 : TYPING);
  });
  document.addEventListener("submit", () => clearTimeout(timer));
}
