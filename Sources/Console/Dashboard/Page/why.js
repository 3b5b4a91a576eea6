"use strict";
// What a record followed from. Shares the names of dashboard.js and history.js.

const occasions = {
  reading: "by a reading", time: "as time had come", person: "by what a person asked for", command: "by a command from upstream",
  start: "by the start of the gateway", clock: "as the wall clock was set", device: "as the device appeared",
  line: "by the level read back from a line", table: "by a table",
};
let asker = null;   // What had the focus, to give it back.

const instant = time => `${clock(time)}.${String(time % 1000).padStart(3, "0")}`;
const date = time => new Date(time).toLocaleDateString();

function duration(milliseconds) {
  return milliseconds < 1000 ? `${milliseconds} ms` : milliseconds % 60000 ? `${number(milliseconds / 1000)} s` : `${milliseconds / 60000} min`;
}

function explain(record) {
  const place = record.id ? `/api/v1/records/${record.id}/why`
    : `/api/v1/devices/${encodeURIComponent(record.device)}/why/${encodeURIComponent(record.actuator || record.name)}?until=${record.time}`;
  asker = document.activeElement;
  $("why").hidden = false;
  $("why-body").replaceChildren(make("p", { class: "quiet" }, "Reading the journal…"));
  $("why").scrollIntoView({ block: "start" });
  $("why").focus();
  const look = async attempts => {
    try {
      showWhy(await ask(place));
    } catch (problem) {
      if (attempts > 0) return setTimeout(() => look(attempts - 1), 2500);
      $("why-body").replaceChildren(make("p", { class: "bad" }, problem.message));
    }
  };
  look(4);
}

const whyButton = record => make("button", { type: "button", class: "why", "aria-label": `Why: ${words(record)}`, onclick: () => explain(record) }, "Why?");

function readings(value) {
  return (value.readings || []).map(reading => make("div", { class: "quiet" },
    `${instant(reading.time)}: ${reading.value === undefined ? "no value" : number(reading.value)}, ${reading.input}`,
    reading.at === undefined ? "" : `, measured ${instant(reading.at)}`, reading.retained ? ", retained" : ""));
}

const values = (title, list) => list.length === 0 ? null : table(title, ["Name", "Value", "Kind", "Readings"], list.map(value => [
  value.of ? `${value.name} (${value.of})` : value.name, value.value === undefined ? "no value" : number(value.value), value.kind, readings(value)]));

function windowRow(window) {
  const samples = window.samples, first = samples.length ? samples[0][0] : 0, span = (samples.length ? samples[samples.length - 1][0] - first : 0) || 1;
  const columns = samples.map(([time, value]) => [(time - first) * 100 / span, value, value, value]);
  return [window.name, window.value === undefined ? "no value" : number(window.value),
    window.count === 0 ? "empty" : `${window.count} values since ${instant(window.from)}, ${number(window.min)} to ${number(window.max)}`,
    columns.length > 1 ? plot(columns, 100, []) : ""];
}

function ruleParts(rule) {
  return [
    make("h3", {}, `Rule ${rule.name}`),
    make("p", {}, make("code", {}, rule.written)),
    make("p", { class: "quiet" }, `${rule.place}, version ${rule.version}, priority ${rule.priority}, raised ${rule.count} times`,
      rule.inhibited ? ", inhibited" : ""),
    make("ul", { class: "facts" },
      rule.conditions.map(condition => make("li", {}, `${condition.role} ${condition.holds === undefined ? "has no value" : condition.holds ? "is true" : "is false"}`)),
      rule.timers.map(timer => make("li", {}, `${timer.role} ${timer.ms === undefined ? "" : duration(timer.ms)}`,
        timer.since === undefined ? "" : ` since ${instant(timer.since)}`, timer.due === undefined ? "" : `, due ${instant(timer.due)}`)),
      (rule.events || []).map(event => make("li", {}, `step ${event.step} at ${instant(event.time)}`))),
    values("Values", rule.values),
    rule.windows.length ? table("Windows", ["Window", "Value", "Holds", "Samples"], rule.windows.map(windowRow)) : null,
  ];
}

function actuatorParts(actuator) {
  return [
    make("h3", {}, `Actuator ${actuator.name}`),
    make("ul", { class: "facts" },
      make("li", {}, `is ${actuator.value ? "on" : "off"}; safe is ${actuator.safe ? "on" : "off"}, at rest ${actuator.rest ? "on" : "off"}`),
      make("li", {}, actuator.winner ? `${actuator.winner} has its way` : "nobody wants anything", actuator.denied ? `, denied: ${actuator.denied}` : ""),
      actuator.claims.map(claim => make("li", {}, `${claim.name} wants ${claim.value ? "on" : "off"}, priority ${claim.priority}${claim.latched ? ", latched" : ""}`)),
      make("li", {}, guards(actuator.guards))),
    values("What the guards read", actuator.values),
  ];
}

const guards = all => "guards: " + Object.entries(all).map(([name, value]) =>
  name.endsWith("_ms") ? `${name.slice(0, -3)} ${duration(value)}` : `${name} ${value === null ? "has no value" : number(value)}`).join(", ");

function showWhy(answer) {
  const body = $("why-body");
  if (!answer.found) return body.replaceChildren(make("p", {}, answer.reason));
  body.replaceChildren(...[
    make("p", {}, make("strong", {}, words(answer.record)), ` on ${date(answer.record.time)} at ${instant(answer.record.time)}, ${occasions[answer.by] || ""}`,
      answer.device ? ` of ${answer.device}, ${answer.input}` : ""),
    answer.rule_changed ? make("p", { class: "warn" }, `The rule has changed since${answer.rule_changed_at === undefined ? "" : `, on ${date(answer.rule_changed_at)} at ${instant(answer.rule_changed_at)}`}: this is the rule of now.`) : null,
    answer.journal.is_whole ? null : make("p", { class: "warn" }, `The journal begins on ${date(answer.journal.from)} at ${instant(answer.journal.from)}: what was before is not known.`),
    answer.actuator ? actuatorParts(answer.actuator) : null, answer.rules.map(ruleParts)].flat(Infinity).filter(part => part));
}

$("why-close").addEventListener("click", () => {
  $("why").hidden = true;
  (asker && asker.isConnected ? asker : $("main")).focus();
});
