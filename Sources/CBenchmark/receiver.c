// The actuators: measures from the sending of a hot reading to the arrival of the ON that answers it; or the platform, to
// which somebody forwards the hot reading itself.
#include "client.h"
#include "latencies.h"
#include "sendtimes.h"

#include <stdlib.h>
#include <string.h>

static const struct options *settings;
static struct send_times *times;
static struct latencies latencies;
static long unexpected;

static void take(struct mosquitto *client, void *context, const struct mosquitto_message *message) {
    (void)client, (void)context;
    int64_t now = now_nanoseconds();
    static const char temperature[] = "{\"temperature\":";
    bool is_on = message->payloadlen == 2 && memcmp(message->payload, "ON", 2) == 0;
    // libmosquitto ends a payload with a zero byte.
    bool is_reading = message->payloadlen > (int)sizeof temperature
        && memcmp(message->payload, temperature, sizeof temperature - 1) == 0
        && strtod((const char *)message->payload + sizeof temperature - 1, NULL) > HOT_LIMIT;
    if (!is_on && !is_reading) return;
    int device = device_of(message->topic);
    if (device < 0 || device >= settings->devices) return;
    int64_t asked = atomic_exchange(&times->asked[device], 0);
    if (asked == 0) {
        unexpected++;
        return;
    }
    note_latency(&latencies, now - asked);
}

void receive_answers(const struct options *options) {
    settings = options;
    if (!options->send_times) fail("--send-times is missing");
    times = map_send_times(options->send_times, options->devices);
    struct mosquitto *client = connect_client(options, take, NULL);
    subscribe_client(client, options->filter ? options->filter : EVERY_COMMAND, options->quality);
    say("ready");
    serve_client(client);
    sort_latencies(&latencies);
    say("answers=%zu unexpected=%ld unanswered=%lld p50=%lld p99=%lld p999=%lld", latencies.count, unexpected,
        (long long)atomic_load(&times->unanswered), percentile(&latencies, 500), percentile(&latencies, 990),
        percentile(&latencies, 999));
}
