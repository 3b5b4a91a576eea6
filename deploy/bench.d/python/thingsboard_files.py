"""Writes the ThingsBoard gateway's files into the working directory, from those that come with it."""

import importlib.util
import json
import pathlib
import shutil
import sys

local_port, upstream_port = int(sys.argv[1]), int(sys.argv[2])
shipped = pathlib.Path(importlib.util.find_spec("thingsboard_gateway").origin).parent / "config"

gateway = json.loads((shipped / "tb_gateway.json").read_text())
platform = gateway["thingsboard"]
platform.update(host="127.0.0.1", port=upstream_port, remoteConfiguration=False)
platform["statistics"]["enable"] = False
# Its own limits would hold readings back.
for limit in [key for key in platform if key.lower().endswith("ratelimits")]:
    platform[limit] = "10000000:1,"
gateway["storage"]["max_records_count"] = 10_000_000
gateway["connectors"] = [{"name": "sensors", "type": "mqtt", "configuration": "mqtt.json"}]
pathlib.Path("tb_gateway.json").write_text(json.dumps(gateway))

connector = json.loads((shipped / "mqtt.json").read_text())
connector["broker"].update(host="127.0.0.1", port=local_port, version=4)
connector["mapping"] = [
    {
        "topicFilter": "bench/+/telemetry",
        "subscriptionQos": 0,
        "converter": {
            "type": "json",
            "deviceInfo": {
                "deviceNameExpressionSource": "topic",
                "deviceNameExpression": "(?<=bench/)(.*?)(?=/telemetry)",
                "deviceProfileExpressionSource": "constant",
                "deviceProfileExpression": "sensor",
            },
            "timeout": 60000,
            "attributes": [],
            "timeseries": [
                {"type": "double", "key": key, "value": "${" + key + "}"}
                for key in ["temperature", "humidity", "vibration"]
            ],
        },
    }
]
for requests in connector["requestsMapping"]:
    connector["requestsMapping"][requests] = []
pathlib.Path("mqtt.json").write_text(json.dumps(connector))
shutil.copy(shipped / "logs.json", "logs.json")
