"""The whole workload with paho: a command at a threshold, and windows of ten seconds that go upstream."""

import json
import sys
import time

import paho.mqtt.client as mqtt

local_port, upstream_port = int(sys.argv[1]), int(sys.argv[2])
hot = {}
windows = {}


def on_message(client, _, message):
    device = message.topic.split("/")[1]
    temperature = json.loads(message.payload)["temperature"]
    window = windows.get(device)
    if window is None:
        windows[device] = [temperature, temperature, temperature, 1]
    else:
        window[0] = min(window[0], temperature)
        window[1] = max(window[1], temperature)
        window[2] += temperature
        window[3] += 1
    is_hot = temperature > 80
    if hot.get(device, False) != is_hot:
        hot[device] = is_hot
        client.publish(f"bench/{device}/command", "ON" if is_hot else "OFF")


def connect(port):
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
    client.connect("127.0.0.1", port)
    return client


upstream = connect(upstream_port)
upstream.loop_start()
local = connect(local_port)
local.on_message = on_message
local.on_subscribe = lambda *_: print("ready commands", flush=True)
local.subscribe("bench/+/telemetry")
due = time.monotonic() + 10
while True:
    local.loop(max(0.0, due - time.monotonic()))
    if time.monotonic() < due:
        continue
    due += 10
    for device, (least, most, total, count) in windows.items():
        summary = {"min": least, "mean": total / count, "max": most, "count": count}
        upstream.publish(f"summaries/{device}", json.dumps(summary), qos=1)
    windows.clear()
