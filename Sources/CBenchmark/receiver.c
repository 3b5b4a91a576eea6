// The actuators: measures from the sending of a hot reading to the arrival of the ON that answers it.
#include "client.h"
#include "sendtimes.h"

#include <stdlib.h>
#include <string.h>

static const struct options *settings;
static struct send_times *times;
static int64_t *latencies;
static size_t count, capacity;
static long unexpected;

static void take(struct mosquitto *client, void *context, const struct mosquitto_message *message) {
    (void)client, (void)context;
    int64_t now = now_nanoseconds();
    if (message->payloadlen != 2 || memcmp(message->payload, "ON", 2) != 0) return;
    int device = device_of(message->topic);
    if (device < 0 || device >= settings->devices) return;
    int64_t asked = atomic_exchange(&times->asked[device], 0);
    if (asked == 0) {
        unexpected++;
        return;
    }
    if (count == capacity) {
        capacity = capacity ? capacity * 2 : 4096;
        latencies = realloc(latencies, capacity * sizeof *latencies);
        if (!latencies) fail("no memory");
    }
    latencies[count++] = now - asked;
}

static int compare(const void *left, const void *right) {
    int64_t first = *(const int64_t *)left, second = *(const int64_t *)right;
    return (first > second) - (first < second);
}

/// The smallest latency that at least `perMille` of a thousand do not exceed (nearest rank).
static long long percentile(long perMille) {
    if (count == 0) return 0;
    size_t rank = (count * (size_t)perMille + 999) / 1000;
    return latencies[rank > 0 ? rank - 1 : 0];
}

void receive_answers(const struct options *options) {
    settings = options;
    if (!options->send_times) fail("--send-times is missing");
    times = map_send_times(options->send_times, options->devices);
    struct mosquitto *client = connect_client(options, take, NULL);
    subscribe_client(client, EVERY_COMMAND, options->quality);
    say("ready");
    serve_client(client);
    if (count > 0) qsort(latencies, count, sizeof *latencies, compare);
    say("answers=%zu unexpected=%ld unanswered=%lld p50=%lld p99=%lld p999=%lld", count, unexpected,
        (long long)atomic_load(&times->unanswered), percentile(500), percentile(990), percentile(999));
}
