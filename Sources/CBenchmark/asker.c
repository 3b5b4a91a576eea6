// Asks a gateway over its control socket every few milliseconds, as `weir top` does, and measures how long each answer
// takes: the answer comes from the thread that reads and acts, so it is as late as an actuator would be.
#include "client.h"
#include "latencies.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define PERIOD 5000000

static void ask(int descriptor) {
    static const char question[] = "{\"request\":\"device\",\"device\":\"dev-000\"}\n";
    if (send(descriptor, question, sizeof question - 1, MSG_NOSIGNAL) != sizeof question - 1) fail("the gateway is gone");
    for (char bytes[65536];;) {
        ssize_t count = recv(descriptor, bytes, sizeof bytes, 0);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) fail("the gateway is gone");
        if (bytes[count - 1] == '\n') return;
    }
}

void ask_gateway(const struct options *options) {
    struct latencies latencies = {0};
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (!options->path || strlen(options->path) >= sizeof address.sun_path) fail("--path is no socket");
    strcpy(address.sun_path, options->path);
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0 || connect(descriptor, (struct sockaddr *)&address, sizeof address) != 0)
        fail("%s: %s", options->path, strerror(errno));
    stop_on_signals();
    say("ready");
    for (int64_t due = now_nanoseconds(); !is_told_to_stop();) {
        int64_t before = now_nanoseconds();
        ask(descriptor);
        int64_t now = now_nanoseconds();
        // An open loop: a question that had to wait for the one before has waited all the same.
        note_latency(&latencies, now - (before < due ? before : due));
        due += PERIOD;
        if (now >= due) continue;
        struct timespec time = {.tv_sec = due / 1000000000, .tv_nsec = due % 1000000000};
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL);
    }
    close(descriptor);
    sort_latencies(&latencies);
    say("answers=%zu p50=%lld p99=%lld p999=%lld most=%lld", latencies.count, percentile(&latencies, 500),
        percentile(&latencies, 990), percentile(&latencies, 999), percentile(&latencies, 1000));
}
