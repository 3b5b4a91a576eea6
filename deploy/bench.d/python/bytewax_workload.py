"""The whole workload as a dataflow of bytewax, with paho at its ends."""

import json
import os
import queue
from datetime import datetime, timedelta, timezone

import bytewax.operators as op
import bytewax.operators.windowing as windowing
import paho.mqtt.client as mqtt
from bytewax.dataflow import Dataflow
from bytewax.inputs import DynamicSource, StatelessSourcePartition
from bytewax.outputs import DynamicSink, StatelessSinkPartition


def connect(port):
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
    client.connect("127.0.0.1", int(os.environ[port]))
    client.loop_start()
    return client


class Readings(StatelessSourcePartition):
    def __init__(self):
        self.arrived = queue.SimpleQueue()
        self.client = connect("LOCAL_PORT")
        self.client.on_message = lambda _, __, message: self.arrived.put(message)
        self.client.on_subscribe = lambda *_: print("ready commands", flush=True)
        self.client.subscribe("bench/+/telemetry")

    def next_batch(self):
        batch = []
        try:
            # Waiting here is what lets a reading through at once.
            batch.append(self.arrived.get(timeout=0.01))
            while len(batch) < 1000:
                batch.append(self.arrived.get_nowait())
        except queue.Empty:
            pass
        return batch


class Source(DynamicSource):
    def build(self, step_id, worker_index, worker_count):
        return Readings()


class Publication(StatelessSinkPartition):
    def __init__(self, port, quality):
        self.client, self.quality = connect(port), quality

    def write_batch(self, items):
        for topic, payload in items:
            self.client.publish(topic, payload, qos=self.quality)


class Sink(DynamicSink):
    def __init__(self, port, quality):
        self.port, self.quality = port, quality

    def build(self, step_id, worker_index, worker_count):
        return Publication(self.port, self.quality)


def edge(was_hot, temperature):
    is_hot = temperature > 80
    return is_hot, [] if is_hot == bool(was_hot) else ["ON" if is_hot else "OFF"]


def add(window, temperature):
    least, most, total, count = window or (temperature, temperature, 0.0, 0)
    return min(least, temperature), max(most, temperature), total + temperature, count + 1


def merge(left, right):
    return min(left[0], right[0]), max(left[1], right[1]), left[2] + right[2], left[3] + right[3]


def summary(item):
    device, (_, (least, most, total, count)) = item
    body = {"min": least, "mean": total / count, "max": most, "count": count}
    return f"summaries/{device}", json.dumps(body)


flow = Dataflow("workload")
messages = op.input("readings", flow, Source())
temperatures = op.map(
    "decode", messages, lambda message: (message.topic.split("/")[1], json.loads(message.payload)["temperature"])
)
commands = op.stateful_flat_map("edge", temperatures, edge)
topics = op.map("command", commands, lambda item: (f"bench/{item[0]}/command", item[1]))
op.output("commands", topics, Sink("LOCAL_PORT", 0))
closed = windowing.fold_window(
    "windows",
    temperatures,
    windowing.SystemClock(),
    windowing.TumblingWindower(length=timedelta(seconds=10), align_to=datetime(2024, 1, 1, tzinfo=timezone.utc)),
    lambda: None,
    add,
    merge,
)
op.output("summaries", op.map("summary", closed.down, summary), Sink("UPSTREAM_PORT", 1))
