#pragma once

// libmosquitto's client interface (Debian: libmosquitto-dev), with the MQTT 5 property identifiers.
#include <mosquitto.h>
#include <mqtt_protocol.h>
