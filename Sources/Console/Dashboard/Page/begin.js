"use strict";
// The last of the page's programs: all names are there.

$("sign-in").addEventListener("submit", event => {
  event.preventDefault();
  token = $("token").value;
  sessionStorage.setItem("weir-token", token);
  $("token").value = "";
  say(token ? "Signed in for this tab." : "Signed out.");
  begin();
});
$("close").addEventListener("click", () => { location.hash = ""; $("main").focus(); });
window.addEventListener("hashchange", followAddress);
$("earlier").addEventListener("click", () => { page.offset = Math.max(0, page.offset - page.limit); watch(); });
$("later").addEventListener("click", () => { page.offset += page.limit; watch(); });
for (const box of document.querySelectorAll("[data-kind]")) {
  box.addEventListener("change", () => {
    for (const item of document.querySelectorAll(`[data-of="${box.dataset.kind}"]`)) item.hidden = !box.checked;
  });
}

// A page that is kept for the way back watches nothing meanwhile.
window.addEventListener("pagehide", () => {
  if (stream) stream.abort();
  stream = null;
  clearTimeout(past.timer);
  clearTimeout(queue.timer);
});
window.addEventListener("pageshow", event => {
  if (event.persisted) begin();
});

function begin() {
  watch();
  followAddress();
  readQueue();
}
begin();
