// The sensors: JSON readings of many devices over one connection, at full speed or at a fixed pace. The pace is an open
// loop: a message that is late does not move those behind it.
#define _GNU_SOURCE  // ppoll
#include "client.h"
#include "readings.h"
#include "sendtimes.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>

static long acknowledged;

static void published(struct mosquitto *client, void *context, int id) {
    (void)client, (void)context, (void)id;
    acknowledged++;
}

/// Serves the connection until `due`, and waits no longer than to it.
static void wait_until(struct mosquitto *client, int64_t due) {
    for (int64_t left; (left = due - now_nanoseconds()) > 0;) {
        struct pollfd entry = {.fd = mosquitto_socket(client), .events = POLLIN};
        if (mosquitto_want_write(client)) entry.events |= POLLOUT;
        struct timespec timeout = {.tv_sec = left / 1000000000, .tv_nsec = left % 1000000000};
        int count = ppoll(&entry, 1, &timeout, NULL);
        if (count < 0 && errno != EINTR) fail("poll: %s", strerror(errno));
        if (count > 0 && entry.revents & POLLIN) expect_success(mosquitto_loop_read(client, 1), "read");
        if (count > 0 && entry.revents & POLLOUT) expect_success(mosquitto_loop_write(client, 1), "write");
        expect_success(mosquitto_loop_misc(client), "keepalive");
    }
}

/// Waits until less than `window` messages are without a PUBACK, and everything written has left.
static void wait_for_room(struct mosquitto *client, const struct options *options, long sent, long window) {
    while (mosquitto_want_write(client) || (options->quality > 0 && sent - acknowledged >= window))
        expect_success(mosquitto_loop(client, 100, 1), "publish");
}

void publish_messages(const struct options *options) {
    // The default slack of timers is 50 us, half of what is measured here.
    prctl(PR_SET_TIMERSLACK, 1);
    struct send_times *times = options->send_times ? map_send_times(options->send_times, options->devices) : NULL;
    struct mosquitto *client = connect_client(options, NULL, NULL);
    mosquitto_publish_callback_set(client, published);
    long hot_count = 0;
    int64_t start = now_nanoseconds(), latest = 0;
    for (long index = 0; index < options->count; index++) {
        if (options->rate > 0) {
            int64_t due = start + index * 1000000000 / options->rate;
            wait_until(client, due);
            int64_t lateness = now_nanoseconds() - due;
            if (lateness > latest) latest = lateness;
        } else {
            wait_for_room(client, options, index, options->window);
        }
        int device = (int)(index % options->devices);
        bool hot = is_hot(options, index);
        int64_t now = now_nanoseconds();
        if (hot) {
            hot_count++;
            if (times && atomic_exchange(&times->asked[device], now) != 0) atomic_fetch_add(&times->unanswered, 1);
        }
        char topic[64], payload[160];
        reading_topic(topic, sizeof topic, device);
        int length = write_reading(payload, sizeof payload, index, hot, now);
        expect_success(
            mosquitto_publish(client, NULL, topic, length, payload, options->quality, false), "publish");
    }
    wait_for_room(client, options, options->count, 1);
    int64_t end = now_nanoseconds();
    mosquitto_disconnect(client);
    say("published=%ld hot=%ld nanoseconds=%lld latest=%lld", options->count, hot_count, (long long)(end - start),
        (long long)latest);
}
