"use strict";
// What waits for the uplinks, asked for only while it is looked at. Shares the names of dashboard.js.

const queue = { timer: null, purge: null };

function showQueue(data) {
  // What a person is about to press stays under the finger.
  if ($("queue-body").contains(document.activeElement)) return;
  const rows = data.destinations.map(part => [
    part.destination, part.class, `${part.count}`, bytes(part.bytes), part.oldest_age_ms === undefined ? "" : lasting(part.oldest_age_ms),
    make("button", { type: "button", "aria-label": `Delete ${part.class} that wait for ${part.destination}`, onclick: () => askToPurge(part) }, "Delete…")]);
  $("queue-body").replaceChildren(
    rows.length ? table("By destination and class, the most urgent first", ["Destination", "Class", "Records", "Bytes", "Oldest", "By hand"], rows)
      : make("p", { class: "quiet" }, "Nothing waits."),
    data.dead ? make("p", { class: "warn" }, `${data.dead} were refused for good; weir queue dead says which.`) : "");
}

async function readQueue() {
  clearTimeout(queue.timer);
  if (!$("queue").open) return;
  if (!document.hidden) {
    try { showQueue(await ask("/api/v1/queue")); } catch (problem) { say(problem.message); }
  }
  queue.timer = setTimeout(readQueue, 5000);
}

function askToPurge(part) {
  if (!token) return say("Sign in first: changes need the console's token.");
  queue.purge = part;
  $("purge-title").textContent = `Delete ${part.count} ${part.class} for ${part.destination}?`;
  $("purge-confirm").value = "";
  $("purge").showModal();
}

$("queue").addEventListener("toggle", readQueue);
$("purge-no").addEventListener("click", () => {
  $("purge").close();
  // The table is not made anew under a button that has the focus.
  document.activeElement.blur();
});
$("purge-form").addEventListener("submit", async () => {
  const part = queue.purge, confirm = $("purge-confirm").value.trim();
  if (confirm !== part.destination) return say(`Nothing was deleted: "${confirm}" is not ${part.destination}.`);
  await change("POST", "/api/v1/queue/purge", { destination: part.destination, class: part.class, confirm });
  document.activeElement.blur();
  readQueue();
});
