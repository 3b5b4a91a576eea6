// The echo: answers a device that turns hot with ON, and one that is cool again with OFF, in the callback that hears of
// it. No rules, no store: how fast an answer through the broker can be.
#include "client.h"

#include <stdlib.h>
#include <string.h>

static const struct options *settings;
static bool *is_on;
static long received;

static void take(struct mosquitto *client, void *context, const struct mosquitto_message *message) {
    (void)context;
    received++;
    int device = device_of(message->topic);
    // libmosquitto ends a payload with a zero byte.
    bool hot = strtod((const char *)message->payload + strlen("{\"temperature\":"), NULL) > HOT_LIMIT;
    if (device < 0 || device >= settings->devices || is_on[device] == hot) return;
    is_on[device] = hot;
    char topic[64];
    command_topic(topic, sizeof topic, device);
    const char *payload = hot ? "ON" : "OFF";
    expect_success(
        mosquitto_publish(client, NULL, topic, (int)strlen(payload), payload, settings->quality, false), "publish");
}

void answer_hot(const struct options *options) {
    settings = options;
    is_on = calloc((size_t)options->devices, sizeof *is_on);
    if (!is_on) fail("no memory");
    struct mosquitto *client = connect_client(options, take, NULL);
    subscribe_client(client, EVERY_READING, options->quality);
    say("ready");
    serve_client(client);
    say("received=%ld", received);
}
