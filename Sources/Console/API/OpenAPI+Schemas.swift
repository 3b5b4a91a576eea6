extension OpenAPI {
    /// The shapes of what is asked and answered, as JSON Schema 2020-12. Compact: it is served as it stands.
    static let schemas = """
        {"Anything":{"type":"object"},\
        "Value":{"type":["number","boolean","string"]},\
        "Time":{"type":"integer","description":"Milliseconds since the epoch"},\
        "Health":{"type":"object","required":["status"],"properties":{"status":{"type":"string"},\
        "reasons":{"type":"array","items":{"type":"string"}}}},\
        "Status":{"type":"object","required":["control","store","uplinks","queues"],"properties":{\
        "control":{"type":["object","null"],"required":["gateway","state","uptime_ms","time","broker","messages","lines",\
        "worst_pause_ms","devices"],"properties":{"gateway":{"type":"string"},\
        "state":{"enum":["running","recovering","stopping"]},"uptime_ms":{"type":"integer"},\
        "time":{"$ref":"#/components/schemas/Time"},"store_failure":{"type":"string"},\
        "broker":{"type":"object","required":["state"]},"messages":{"type":"object","required":["received","readings"]},\
        "lines":{"type":"array","items":{"type":"object","required":["line","device","direction"]}},\
        "worst_pause_ms":{"type":"integer"},"devices":{"type":"integer"}}},\
        "store":{"type":["object","null"],"required":["state"],"properties":{"state":{"type":"string"},\
        "ledger":{"type":"object"},"destinations":{"type":"object"}}},\
        "uplinks":{"type":"object"},"queues":{"type":"object"}}},\
        "Devices":{"type":"object","required":["time","total","offset","devices"],"properties":{\
        "time":{"$ref":"#/components/schemas/Time"},"total":{"type":"integer"},"offset":{"type":"integer"},\
        "devices":{"type":"array","items":{"type":"object",\
        "required":["name","values","raised","latched","actuators","actuator_states"],"properties":{\
        "name":{"type":"string"},"values":{"type":"object"},"raised":{"type":"array","items":{"type":"string"}},\
        "latched":{"type":"array","items":{"type":"string"}},"actuators":{"type":"object"},\
        "actuator_states":{"type":"object"}}}}}},\
        "Device":{"type":"object","required":["time","name","template","signals","rules","actuators"],"properties":{\
        "time":{"$ref":"#/components/schemas/Time"},"name":{"type":"string"},"template":{"type":"string"},\
        "signals":{"type":"array","items":{"type":"object","required":["name","kind"],"properties":{\
        "name":{"type":"string"},"unit":{"type":"string"},"value":{"$ref":"#/components/schemas/Value"},\
        "seen":{"$ref":"#/components/schemas/Time"},"kind":{"enum":["measured","derived"]},\
        "retained":{"type":"boolean"}}}},\
        "rules":{"type":"array","items":{"type":"object","required":["name","severity","state","count"],"properties":{\
        "name":{"type":"string"},"severity":{"type":"string"},\
        "state":{"enum":["cleared","pending","postponed","raised"]},"since":{"$ref":"#/components/schemas/Time"},\
        "latching":{"type":"boolean"},"latched":{"type":"boolean"},"inhibited":{"type":"boolean"},\
        "next":{"$ref":"#/components/schemas/Time"},"count":{"type":"integer"},\
        "last":{"$ref":"#/components/schemas/Record"}}}},\
        "actuators":{"type":"array","items":{"type":"object","required":["name","state","safe","rest","claims"],\
        "properties":{"name":{"type":"string"},"state":{"type":"object","required":["value"],"properties":{\
        "value":{"type":"boolean"},"since":{"$ref":"#/components/schemas/Time"},"winner":{"type":"string"},\
        "priority":{"type":"integer"},"denied":{"type":"string"}}},"safe":{"type":"boolean"},"rest":{"type":"boolean"},\
        "next":{"$ref":"#/components/schemas/Time"},"claims":{"type":"array","items":{"type":"object",\
        "required":["name","value","priority"]}}}}}}},\
        "Record":{"type":"object","required":["time","kind","device"],"properties":{\
        "time":{"$ref":"#/components/schemas/Time"},"kind":{"enum":["event","command","summary","suppressed"]},\
        "device":{"type":"string"}}},\
        "Records":{"type":"array","items":{"$ref":"#/components/schemas/Record"}},\
        "Override":{"type":"object","required":["value","for"],"properties":{"value":{"type":"boolean"},\
        "for":{"type":"string","description":"A time with a unit: 30s, 10m, 2h"}}},\
        "Outcome":{"type":"object","required":["ok"],"properties":{"ok":{"type":"boolean"},"reason":{"type":"string"},\
        "message":{"type":"string"}}}}
        """
}
