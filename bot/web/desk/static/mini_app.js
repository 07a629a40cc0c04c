// Telegram puts what proves who opened a Mini App behind the # of its address; it goes to the server in a form,
// and out of the address again.
"use strict";
const said = new URLSearchParams(location.hash.slice(1)).get("tgWebAppData");
history.replaceState(null, "", location.pathname);
if (said) {
  const form = document.getElementById("vao");
  form.elements.init_data.value = said;
  form.submit();
}
