"use strict";
// The last hours of a device, from the journal. Shares the names of dashboard.js.

const past = { device: null, minutes: 60, data: null, timer: null };
const namespace = "http://www.w3.org/2000/svg";

function shape(name, properties) {
  const element = document.createElementNS(namespace, name);
  for (const [key, value] of Object.entries(properties)) element.setAttribute(key, value);
  return element;
}

// Of each column the least and the greatest, joined by what the value was last.
function plot(columns, count, marks) {
  const width = 600, height = 120;
  const low = Math.min(...columns.map(column => column[1])), high = Math.max(...columns.map(column => column[2]));
  const span = high - low || 1, isFlag = columns.every(column => [0, 1].includes(column[1]) && [0, 1].includes(column[2]));
  const x = index => (index * width / Math.max(1, count)).toFixed(1);
  const y = value => (height - 4 - (value - low) * (height - 8) / span).toFixed(1);
  const svg = shape("svg", { class: "plot", viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", "aria-hidden": "true" });
  for (const mark of marks) svg.append(shape("path", { class: `mark ${mark.severity}`, d: `M${x(mark.index)} 0V${height}` }));
  svg.append(shape("path", { class: "band", d: columns.map(([index, least, greatest]) => `M${x(index)} ${y(least)}V${y(greatest)}`).join("") }));
  svg.append(shape("path", { d: columns.map(([index, , , last], place) =>
    place === 0 ? `M${x(index)} ${y(last)}` : isFlag ? `H${x(index)}V${y(last)}` : `L${x(index)} ${y(last)}`).join("") }));
  return svg;
}

function figure(signal, data, marks) {
  const columns = signal.columns, unit = unitOf(signal);
  const low = Math.min(...columns.map(column => column[1])), high = Math.max(...columns.map(column => column[2]));
  return make("figure", { class: "past" },
    make("figcaption", {}, make("b", {}, signal.name), signal.kind === "measured" ? "" : ` (${signal.kind})`,
      ` ${number(low)} to ${number(high)}${unit}, at the end ${number(columns[columns.length - 1][3])}${unit}`),
    plot(columns, (data.to - data.from) / data.column_ms, marks));
}

function showPast() {
  const data = past.data, body = $("past-body");
  if (!data || data.device !== open) return body.replaceChildren(make("p", { class: "quiet" }, "Reading the journal…"));
  const marks = data.records.filter(record => record.kind === "event" && record.state === "raised").map(record =>
    ({ index: (record.time - data.from) / data.column_ms, severity: record.severity }));
  const drawn = data.signals.filter(signal => signal.columns.length > 0);
  // Scores first: they say what the rest comes to.
  drawn.sort((left, right) => (right.kind === "score") - (left.kind === "score"));
  body.replaceChildren(
    make("p", { class: "quiet" }, drawn.length ? `${clock(data.from)} to ${clock(data.to)}` : "The journal has no values of that time.",
      marks.length ? `; an upright line where something was raised, ${marks.length} in all` : ""),
    make("div", { class: "plots" }, drawn.map(signal => figure(signal, data, marks))));
}

async function readPast() {
  clearTimeout(past.timer);
  if (!open) return;
  const device = open;
  let pause = 30000;
  if (!document.hidden) {
    try {
      const data = await ask(`/api/v1/devices/${encodeURIComponent(device)}/history?minutes=${past.minutes}&columns=240`);
      if (device !== open) return;
      past.data = data;
      showPast();
    } catch { pause = 3000; }   // Somebody else looks back just now.
  }
  past.timer = setTimeout(readPast, pause);
}

function openPast() {
  past.data = null;
  showPast();
  readPast();
}

$("past-minutes").addEventListener("change", event => { past.minutes = Number(event.target.value); openPast(); });
