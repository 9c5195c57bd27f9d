// Signing in, confirming, and adding a passkey. The page says which by data-passkey on its form.
{
  const bytes = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replaceAll("=", "");
  const listed = (keys = []) => keys.map((key) => ({ ...key, id: bytes(key.id) }));
  const given = () => JSON.parse(document.getElementById("passkey-options").textContent);

  const use = async (options) => {
    const publicKey = {
      ...options.publicKey,
      challenge: bytes(options.publicKey.challenge),
      allowCredentials: listed(options.publicKey.allowCredentials),
    };
    const { response, ...key } = pick(await navigator.credentials.get({ publicKey }));
    return {
      ...key,
      response: {
        clientDataJSON: text(response.clientDataJSON),
        authenticatorData: text(response.authenticatorData),
        signature: text(response.signature),
        userHandle: response.userHandle ? text(response.userHandle) : null,
      },
    };
  };

  const make = async (options, alone) => {
    const asked = options.publicKey;
    const selection = {
      ...asked.authenticatorSelection,
      residentKey: alone ? "required" : "discouraged",
      requireResidentKey: alone,
    };
    if (alone) selection.userVerification = "required";
    const publicKey = {
      ...asked,
      challenge: bytes(asked.challenge),
      user: { ...asked.user, id: bytes(asked.user.id) },
      excludeCredentials: listed(asked.excludeCredentials),
      authenticatorSelection: selection,
    };
    const { response, ...key } = pick(await navigator.credentials.create({ publicKey }));
    return {
      ...key,
      response: {
        clientDataJSON: text(response.clientDataJSON),
        attestationObject: text(response.attestationObject),
      },
    };
  };

  const pick = (credential) => ({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response: credential.response,
    clientExtensionResults: credential.getClientExtensionResults(),
  });

  const ways = {
    add: (form) => make(given().creation_options, form.elements.passwordless.checked),
    confirm: () => use(given().request_options),
    "sign-in": async (form) => {
      const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
      return use((await answer.json()).request_options);
    },
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        form.elements.credential.value = JSON.stringify(await ways[form.dataset.passkey](form));
        form.submit();
      } catch {
        const said = document.querySelector("[data-passkey-error]");
        said.hidden = false;
        said.focus();
      }
    });
  }
}
