"use strict";
// One page, no library: state comes over /api/v1/stream each second, records at once. Text from the plant is only ever set
// as text, never as markup.

const keep = 120;            // values of a sparkline
const shownRecords = 200;
const page = { offset: 0, limit: 50, total: 0 };
const courses = new Map();   // "device\u0000signal" -> numbers
let token = sessionStorage.getItem("weir-token") || "";
let open = null;             // the device whose details are shown
let lastMessages = null;
let stream = null;
let mark = "oldest";         // the last record's, after which the stream goes on
let isLive = false;          // whether what was remembered has come

const $ = id => document.getElementById(id);

function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") element.className = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  for (const child of children.flat(Infinity)) if (child !== null && child !== undefined) element.append(child);
  return element;
}

function say(text) {
  $("message").textContent = text;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => { $("message").textContent = ""; }, 6000);
}

// MARK: Words

const number = value => typeof value === "number"
  ? (Math.abs(value) >= 1000 ? Math.round(value).toString() : Number(value.toPrecision(5)).toString())
  : typeof value === "boolean" ? (value ? "yes" : "no") : value;

// UCUM's codes are for programs; these few people write otherwise.
const written = { Cel: "°C", "[degF]": "°F", "deg": "°", "1": "" };
const unitOf = signal => {
  const unit = written[signal.unit] ?? signal.unit;
  return unit ? ` ${unit}` : "";
};

const clock = time => new Date(time).toLocaleTimeString([], { hour12: false });

function lasting(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86400)} d`;
}

const bytes = count => count < 1 << 20 ? `${Math.round(count / 1024)} KiB` : `${(count / 1048576).toFixed(1)} MiB`;

// MARK: Asking

const headers = () => token ? { Authorization: `Bearer ${token}` } : {};

async function ask(path) {
  const answer = await fetch(path, { headers: headers() });
  if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).error || answer.statusText);
  return answer.json();
}

async function change(method, path, body) {
  if (!token) return say("Sign in first: changes need the console's token.");
  const answer = await fetch(path, {
    method, headers: { ...headers(), "Content-Type": "application/json" }, body: method === "DELETE" ? undefined : JSON.stringify(body || {}),
  });
  const outcome = await answer.json().catch(() => ({}));
  say(outcome.message || outcome.reason || outcome.error || (outcome.purged === undefined ? answer.statusText : `${outcome.purged} deleted.`));
  showDetail();
}

// MARK: The stream

async function watch() {
  if (stream) stream.abort();
  const own = stream = new AbortController();
  isLive = false;
  try {
    const answer = await fetch(`/api/v1/stream?offset=${page.offset}&limit=${page.limit}&since=${mark}`, { headers: headers(), signal: own.signal });
    if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).error || answer.statusText);
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      text += value;
      let end;
      while ((end = text.indexOf("\n\n")) >= 0) {
        const field = name => (new RegExp(`^${name}: (.*)$`, "m").exec(text.slice(0, end)) || [])[1];
        const name = field("event"), data = field("data");
        mark = field("id") || mark;
        text = text.slice(end + 2);
        if (name && data) take(name, JSON.parse(data));
      }
    }
    throw new Error("the gateway closed the connection");
  } catch (problem) {
    if (own !== stream) return;
    setState("disconnected", "bad");
    say(problem.message);
    setTimeout(watch, 2000);
  }
}

function take(name, data) {
  switch (name) {
    case "status":
      isLive = true;
      if (data) showStatus(data);
      break;
    case "devices": if (data) showDevices(data); break;
    case "record": addRecord(data, isLive); break;
    case "gap":
      // What is still remembered comes anew.
      $("records").replaceChildren();
      say("Some records are no longer remembered.");
      break;
    case "lost": say(`${data.records} records came too fast to show`); break;
  }
}

function setState(text, mood) {
  $("state").textContent = text;
  $("state").className = `badge ${mood}`;
}

// MARK: What flows

function showStatus(status) {
  const control = status.control || {}, store = status.store || {};
  $("gateway").textContent = control.gateway || "Weir";
  document.title = `${control.gateway || "Weir"} – Weir`;
  $("clock").textContent = control.time ? `${clock(control.time)}, up ${lasting(control.uptime_ms)}` : "";
  if (status.control) setState(control.state, control.state === "running" ? "good" : "warn");
  else setState("not answering", "bad");
  const messages = control.messages || {};
  let rate = "";
  if (lastMessages && control.time > lastMessages.time) {
    rate = `${number((messages.received - lastMessages.received) * 1000 / (control.time - lastMessages.time))}/s`;
  }
  lastMessages = { time: control.time, received: messages.received };
  const rejected = Object.entries(messages.rejected || {}).map(([reason, count]) => `${reason} ${count}`).join(", ");
  const broker = control.broker || {}, ledger = store.ledger || {};
  const cards = [
    ["Broker", broker.state || "?", broker.reason || broker.address, broker.state === "connected" || broker.state === "none" ? "good" : "bad"],
    ["Messages", `${messages.received ?? 0}`, rate],
    ["Readings", `${messages.readings ?? 0}`, [arrivals(ledger), rejected && `rejected: ${rejected}`].filter(Boolean).join("; ")],
    ["Store", store.state || "not answering", store.bytes !== undefined ? bytes(store.bytes) : store.reason, store.state === "ok" ? "good" : "bad"],
    ["Outbox", `${ledger.held ?? 0} waiting`, balance(ledger)],
    ["Longest pause", `${control.worst_pause_ms ?? 0} ms`, "of the control thread"],
  ];
  for (const [name, uplink] of Object.entries(status.uplinks || {})) {
    const destination = (store.destinations || {})[name] || {};
    const age = !destination.held ? "" : ` for ${lasting(destination.oldest_age_ms)}`;
    cards.push([`Uplink ${name}`, (uplink && uplink.state) || "?", `${destination.held ?? 0} waiting${age}, ${uplink ? uplink.sent : 0} sent`, uplink && uplink.state === "connected" ? "good" : "warn"]);
  }
  $("flow").replaceChildren(...cards.map(([title, value, note, mood]) =>
    make("div", {}, make("dt", {}, title), make("dd", { class: mood }, value, note ? make("small", {}, note) : null))));
}

// What became of all readings that came: each has one of these outcomes.
const outcomes = {
  keptOutByRule: "kept out by rule", passedOn: "passed on", duplicates: "duplicates", droppedRate: "over the rate",
  droppedQuota: "over a limit", droppedInvalid: "invalid", droppedLate: "late", droppedUnstored: "not stored",
};

function arrivals(ledger) {
  if (ledger.received === undefined) return "";
  const parts = Object.entries(outcomes).filter(([name]) => ledger[name] > 0).map(([name, words]) => `${ledger[name]} ${words}`);
  return `of ${ledger.received} that came: ${parts.join(", ") || "none"}` +
    (ledger.ingestImbalance ? `; does not balance by ${ledger.ingestImbalance}` : "");
}

// What came into the outbox, and where it is.
function balance(ledger) {
  const dropped = Object.entries(ledger).filter(([name, count]) => name.startsWith("dropped") && !(name in outcomes) && count > 0)
    .map(([name, count]) => `${count} ${name.slice(7).toLowerCase()}`);
  return `of ${ledger.queued ?? 0}: ${ledger.forwarded ?? 0} forwarded${dropped.length ? ", dropped " + dropped.join(", ") : ""}` +
    (ledger.imbalance ? `; does not balance by ${ledger.imbalance}` : "");
}

// MARK: Devices

function course(device, signal, value) {
  const key = `${device}\u0000${signal}`;
  if (!courses.has(key)) courses.set(key, []);
  const values = courses.get(key);
  values.push(typeof value === "boolean" ? Number(value) : value);
  if (values.length > keep) values.shift();
  return values;
}

function line(values, width, height) {
  const numbers = values.filter(value => typeof value === "number");
  const low = Math.min(...numbers), high = Math.max(...numbers), span = high - low || 1;
  return values.map((value, index) =>
    `${index ? "L" : "M"}${(index * width / Math.max(1, values.length - 1)).toFixed(1)} ${(height - 2 - (value - low) * (height - 4) / span).toFixed(1)}`).join("");
}

function spark(values) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "spark");
  svg.setAttribute("viewBox", "0 0 80 20");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  if (values.length > 1 && typeof values[0] === "number") {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", line(values, 80, 20));
    svg.append(path);
  }
  return svg;
}

function showDevices(data) {
  page.total = data.total;
  const words = $("filter").value.trim().toLowerCase();
  const raised = [], shown = [];
  for (const device of data.devices) {
    for (const rule of device.raised) raised.push([device.name, rule, device.latched.includes(rule)]);
    const values = Object.entries(device.values).map(([signal, value]) => [signal, value, course(device.name, signal, value)]);
    if (words && !device.name.toLowerCase().includes(words)) continue;
    shown.push(card(device, values));
  }
  // A button that has the focus stays where it is.
  const focused = document.activeElement && document.activeElement.dataset ? document.activeElement.dataset.device : undefined;
  $("devices").replaceChildren(...shown);
  if (focused) $("devices").querySelector(`[data-device="${CSS.escape(focused)}"]`)?.focus();
  $("range").textContent = data.total > page.limit ? `${data.offset + 1}–${data.offset + data.devices.length} of ${data.total}` : `${data.total}`;
  $("earlier").hidden = data.offset === 0;
  $("later").hidden = data.offset + data.devices.length >= data.total;
  showRaised(raised);
  if (open) showDetail();
}

// A name, with a word where no hardware is behind it.
const known = (device, name) => (device.simulated || []).includes(name) ? `${name} (simulated)` : name;

function card(device, values) {
  const alarm = device.raised.length > 0;
  return make("li", { class: alarm ? "alarm" : "" },
    make("button", { class: "name", type: "button", "data-device": device.name, onclick: () => { location.hash = encodeURIComponent(device.name); } }, device.name),
    make("div", {},
      device.raised.map(rule => make("span", { class: "pill alarm" }, `${rule} (${device.severities[rule]}${device.latched.includes(rule) ? ", latched" : ""})`)),
      Object.keys(device.cooling).filter(rule => !device.raised.includes(rule)).map(rule => make("span", { class: "pill" }, `${rule} cools down`)),
      device.learning.map(score => make("span", { class: "pill" }, `${score} learns`)),
      Object.entries(device.actuators).map(([name, value]) => make("span", { class: value ? "pill on" : "pill" }, `${known(device, name)} ${value ? "on" : "off"}`))),
    make("div", { class: "values" }, values.slice(0, 8).map(([signal, value, past]) =>
      [make("span", {}, known(device, signal)), make("b", {}, number(value)), spark(past)])),
    values.length > 8 ? make("small", { class: "quiet" }, `and ${values.length - 8} more`) : null);
}

const lastEvents = new Map();   // "device\u0000rule" -> event
let raisedNow = "";

function showRaised(raised) {
  const key = JSON.stringify(raised);
  if (key === raisedNow && $("raised").children.length) return;
  raisedNow = key;
  $("raised").replaceChildren(...(raised.length ? raised.map(([device, rule, latched]) => {
    const event = lastEvents.get(`${device}\u0000${rule}`);
    return make("li", { class: event ? event.severity : "" },
      make("strong", {}, `${device} ${rule}`), event ? ` since ${clock(event.time)}` : "", latched ? ", waits for an acknowledgement" : "",
      event && event.message ? make("div", {}, event.message) : null,
      event ? whyButton(event) : null,
      latched ? make("button", { type: "button", onclick: () => acknowledge(device, rule) }, "Acknowledge") : null);
  }) : [make("li", { class: "quiet" }, "Nothing.")]));
}

const acknowledge = (device, rule) =>
  change("POST", `/api/v1/devices/${encodeURIComponent(device)}/rules/${encodeURIComponent(rule)}/acknowledgement`);

// MARK: One device

// The address names the device, so that it can be kept and sent to somebody.
function followAddress() {
  open = decodeURIComponent(location.hash.slice(1)) || null;
  $("detail").hidden = !open;
  $("detail-body").replaceChildren();
  if (!open) return;
  $("detail-title").textContent = open;
  openPast();
  showDetail().then(() => $("detail").focus());
}

function table(title, names, rows) {
  return make("table", {}, make("caption", {}, title),
    make("thead", {}, make("tr", {}, names.map(name => make("th", { scope: "col" }, name)))),
    make("tbody", {}, rows.map(row => make("tr", {}, row.map((cell, index) =>
      index ? make("td", { "data-name": names[index] }, cell) : make("th", { scope: "row" }, cell))))));
}

// Why a score is what it is: which signal, how far, since when; or what a remaining life is between.
function reason(words, signals) {
  if (words.signal !== undefined) {
    const unit = unitOf(signals.find(signal => signal.name === words.signal) || {});
    const apart = `${number(words.deviation)}${words.measure === "units" ? unit : " " + words.measure}`;
    return [`${words.signal} is ${number(words.observed)}${unit}, usual is ${number(words.expected)}${unit}: ${apart} apart`,
      words.since ? make("div", { class: "warn" }, `since ${clock(Date.parse(words.since))}`) : null];
  }
  return words.low !== undefined ? `between ${number(words.low)} and ${number(words.high)}` : "";
}

async function showDetail() {
  if (!open) return;
  let device;
  try { device = await ask(`/api/v1/devices/${encodeURIComponent(open)}`); } catch (problem) { return say(problem.message); }
  // What a person is about to press stays under the finger.
  if ($("detail-body").contains(document.activeElement) && document.activeElement.tagName === "BUTTON") return;
  const now = device.time, parts = [];
  const rows = list => list.map(signal => [known(device, signal.name), signal.learning ? "learning" : signal.value === undefined ? "no value" : `${number(signal.value)}${unitOf(signal)}`,
    signal.retained ? "unknown" : signal.seen !== undefined ? lasting(now - signal.seen) : signal.kind === "measured" ? "–" : signal.kind,
    spark(courses.get(`${device.name}\u0000${signal.name}`) || [])]);
  // Each row of a score says why it is high as well.
  const reasons = list => rows(list).map((row, index) => [...row, reason(list[index].explanation || {}, device.signals)]);
  const scores = device.signals.filter(signal => signal.kind === "score");
  parts.push(table("Signals", ["Signal", "Value", "Age", "Course"], rows(device.signals.filter(signal => signal.kind !== "score"))));
  if (scores.length) parts.push(table("Scores", ["Score", "Value", "Age", "Course", "Why"], reasons(scores)));
  parts.push(table("Rules", ["Rule", "Severity", "State", "Next", "Raised", "Last match"], device.rules.map(rule => [
    rule.name, rule.severity,
    make("span", { class: rule.state === "raised" ? "bad" : rule.state === "pending" ? "warn" : "" },
      rule.state + (rule.since !== undefined ? ` for ${lasting(now - rule.since)}` : "") + (rule.inhibited ? ", inhibited" : "") + (rule.latched ? ", latched" : "")),
    [rule.next !== undefined ? `in ${lasting(rule.next - now)}` : "",
      rule.cooling_until === undefined ? null : make("div", { class: "quiet" }, `cools down for ${lasting(rule.cooling_until - now)}`)], `${rule.count}×`,
    rule.last ? [`${clock(rule.last.time)} ${rule.last.message || Object.entries(rule.last.signals).map(([name, value]) => `${name} ${number(value)}`).join(", ")} `, whyButton(rule.last)] : ""])));
  if (device.actuators.length) {
    parts.push(table("Actuators", ["Actuator", "Is", "Why", "Claims and guards", "By hand"], device.actuators.map(actuator => {
      const state = actuator.state, path = `/api/v1/devices/${encodeURIComponent(device.name)}/actuators/${encodeURIComponent(actuator.name)}/override`;
      const button = (text, action) => make("button", { type: "button", "aria-label": `${actuator.name}: ${text}`, onclick: action }, text);
      return [known(device, actuator.name),
        make("span", { class: state.value ? "pill on" : "pill" }, state.value ? "on" : "off"),
        [state.winner ? `${state.winner}, priority ${state.priority}` : "at rest", state.denied ? make("div", { class: "warn" }, `denied: ${state.denied}`) : null,
          state.override ? make("div", {}, `by hand ${state.override.value ? "on" : "off"} until ${clock(state.override.until)}`) : null,
          actuator.next !== undefined ? make("div", { class: "quiet" }, `again in ${lasting(actuator.next - now)}`) : null],
        [actuator.claims.map(claim => make("div", {}, `${claim.name} ${claim.value ? "on" : "off"} (${claim.priority}${claim.latched ? ", latched" : ""})`)),
          make("div", { class: "quiet" }, guards(actuator.guards))],
        [button("On 10 min", () => change("PUT", path, { value: true, for: "10m" })), " ",
          button("Off 10 min", () => change("PUT", path, { value: false, for: "10m" })), " ",
          state.override ? button("Release", () => change("DELETE", path)) : null]];
    })));
  }
  $("detail-body").replaceChildren(...parts);
}

// MARK: What happened

function words(record) {
  switch (record.kind) {
    case "event": return `${record.device} ${record.name} ${record.state}${record.message ? ": " + record.message : ""}`;
    case "command": return `${record.device} ${record.actuator} ${record.value ? "on" : "off"}${record.rule ? " by " + record.rule : ""}`;
    case "suppressed": return `${record.device} ${record.actuator || record.name || ""} suppressed: ${record.reason}${record.winner ? ", " + record.winner + " has its way" : ""}`;
    default: return "";
  }
}

function addRecord(record, isNew) {
  if (record.kind === "summary") return;
  if (record.kind === "event") {
    lastEvents.set(`${record.device}\u0000${record.name}`, record);
    raisedNow = "";
  }
  const kinds = [...document.querySelectorAll("[data-kind]")].filter(box => box.checked).map(box => box.dataset.kind);
  const item = make("li", { class: record.kind === "event" && record.state === "raised" ? record.severity : "", "data-of": record.kind },
    make("time", { datetime: new Date(record.time).toISOString() }, clock(record.time)), words(record), " ", whyButton(record));
  item.hidden = !kinds.includes(record.kind);
  $("records").prepend(item);
  while ($("records").children.length > shownRecords) $("records").lastChild.remove();
  if (isNew && record.kind === "event") showRaisedSoon(record);
}

// Before the next second's state says so.
function showRaisedSoon(event) {
  if (event.state !== "raised") return;
  const item = make("li", { class: event.severity }, make("strong", {}, `${event.device} ${event.name}`), ` since ${clock(event.time)}`,
    event.message ? make("div", {}, event.message) : null);
  if ($("raised").firstElementChild && $("raised").firstElementChild.classList.contains("quiet")) $("raised").replaceChildren();
  $("raised").prepend(item);
}
