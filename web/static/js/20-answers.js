// The server always answers with a whole page; htmx fits the page that is shown to it.
{
  const TYPING = 300;
  let latest = null;
  let timer = 0;

  const content = () => document.getElementById("content");

  // An answer says what each field holds. What is being typed meanwhile stays.
  function settle(field) {
    if (field.type === "checkbox" || field.type === "radio") field.checked = field.defaultChecked;
    else if (field.options) for (const one of field.options) one.selected = one.defaultSelected;
    else if (field !== document.activeElement && field.type !== "hidden" && "defaultValue" in field) field.value = field.defaultValue;
  }

  // Focus stays in the search that was typed into; where a link led, it begins at the content.
  function arrive({ sourceElement, title }) {
    for (const form of document.querySelectorAll("form[data-live]")) [...form.elements].forEach(settle);
    const told = document.querySelector("[data-announce]");
    announce(told ? told.textContent.trim() : title);
    if (sourceElement.tagName !== "FORM") content().focus({ preventScroll: true });
  }

  document.addEventListener("htmx:before:request", ({ detail }) => {
    latest = detail.ctx;
    content().setAttribute("aria-busy", "true");
  });
  document.addEventListener("htmx:finally:request", () => content().removeAttribute("aria-busy"));
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
