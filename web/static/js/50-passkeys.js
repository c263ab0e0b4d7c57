// A passkey is asked of the browser, and its answer sent by the form that stands for it. Such a form
// shows where the browser can: elsewhere there are other ways in.
{
  const able = window.PublicKeyCredential?.parseRequestOptionsFromJSON;

  async function asked(address) {
    const response = await fetch(address, { method: "POST" });
    if (!response.ok) throw new Error(response.statusText);
    return response.json();
  }

  function answered(options) {
    return options.pubKeyCredParams
      ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
      : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  }

  const show = () => able && document.querySelectorAll("form[data-passkey]").forEach((form) => (form.hidden = false));

  async function send(form) {
    const told = form.querySelector("[role=alert]");
    told.hidden = true;
    try {
      form.elements.credential.value = JSON.stringify(await answered(await asked(form.dataset.passkey)));
      form.submit();
    } catch {
      told.textContent = form.dataset.fault;
      told.hidden = false;
    } finally {
      delete form.dataset.sent;
    }
  }

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-passkey]")) return;
    event.preventDefault();
    send(event.target);
  });
  document.addEventListener("htmx:after:swap", show);
  show();
}
