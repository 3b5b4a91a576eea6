// The whole workload in C: what a gateway of this purpose costs at least. It reads the JSON by hand, answers a device that
// turns hot with ON and one that is cool again with OFF, and sends the least, mean, greatest and count of each device's
// temperatures upstream every ten seconds.
#define _GNU_SOURCE  // memmem
#include "client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WINDOW 10000000000

struct window {
    double least, greatest, sum;
    long count;
};

static const struct options *settings;
static struct window *windows;
static bool *is_on;
static struct mosquitto *upstream;
static long received, commands, summaries, acknowledged, malformed;

/// The number after `"name":`; libmosquitto ends a payload with a zero byte.
static bool read_number(const struct mosquitto_message *message, const char *name, double *number) {
    size_t length = strlen(name);
    const char *found = memmem(message->payload, (size_t)message->payloadlen, name, length);
    if (!found) return false;
    char *end;
    *number = strtod(found + length, &end);
    return end != found + length;
}

static void command(struct mosquitto *client, int device, bool on) {
    char topic[64];
    command_topic(topic, sizeof topic, device);
    const char *payload = on ? "ON" : "OFF";
    expect_success(
        mosquitto_publish(client, NULL, topic, (int)strlen(payload), payload, settings->quality, false), "publish");
    commands++;
}

static void take(struct mosquitto *client, void *context, const struct mosquitto_message *message) {
    (void)context;
    received++;
    int device = device_of(message->topic);
    double temperature, humidity, vibration;
    if (device < 0 || device >= settings->devices || !read_number(message, "\"temperature\":", &temperature)
        || !read_number(message, "\"humidity\":", &humidity) || !read_number(message, "\"vibration\":", &vibration)) {
        malformed++;
        return;
    }
    struct window *window = &windows[device];
    if (window->count == 0 || temperature < window->least) window->least = temperature;
    if (window->count == 0 || temperature > window->greatest) window->greatest = temperature;
    window->sum += temperature;
    window->count++;
    bool hot = temperature > HOT_LIMIT;
    if (is_on[device] != hot) {
        is_on[device] = hot;
        command(client, device, hot);
    }
}

static void confirmed(struct mosquitto *client, void *context, int id) {
    (void)client, (void)context, (void)id;
    acknowledged++;
}

static void close_windows(void) {
    for (int device = 0; device < settings->devices; device++) {
        struct window *window = &windows[device];
        if (window->count == 0) continue;
        char topic[64], payload[160];
        snprintf(topic, sizeof topic, "summaries/dev-%03d", device);
        int length = snprintf(
            payload, sizeof payload, "{\"min\":%.1f,\"mean\":%.3f,\"max\":%.1f,\"count\":%ld}", window->least,
            window->sum / (double)window->count, window->greatest, window->count);
        expect_success(mosquitto_publish(upstream, NULL, topic, length, payload, 1, false), "summary");
        *window = (struct window){0};
        summaries++;
    }
}

void run_workload(const struct options *options) {
    settings = options;
    windows = calloc((size_t)options->devices, sizeof *windows);
    is_on = calloc((size_t)options->devices, sizeof *is_on);
    if (!windows || !is_on) fail("no memory");
    struct options other = *options;
    other.port = options->upstream;
    upstream = connect_client(&other, NULL, NULL);
    mosquitto_publish_callback_set(upstream, confirmed);
    struct mosquitto *client = connect_client(options, take, NULL);
    subscribe_client(client, EVERY_READING, options->quality);
    say("ready");
    int64_t next_window = now_nanoseconds() + WINDOW;
    while (!is_told_to_stop()) {
        int64_t left = (next_window - now_nanoseconds()) / 1000000 + 1;
        expect_success(mosquitto_loop(client, left > 0 ? (int)left : 0, 1), "loop");
        if (mosquitto_want_write(upstream)) expect_success(mosquitto_loop_write(upstream, 1), "upstream");
        int64_t now = now_nanoseconds();
        if (now >= next_window) {
            next_window = now + WINDOW;
            close_windows();
            expect_success(mosquitto_loop_misc(upstream), "keepalive");
        }
        if (acknowledged < summaries) expect_success(mosquitto_loop(upstream, 0, 1), "upstream");
    }
    say("received=%ld commands=%ld summaries=%ld malformed=%ld", received, commands, summaries, malformed);
}
