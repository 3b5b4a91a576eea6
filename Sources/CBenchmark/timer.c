// An idle loop that wants to wake every millisecond: how late it does is the machine's own share of every pause.
#include "client.h"
#include "latencies.h"

#include <sys/prctl.h>
#include <time.h>

void watch_time(const struct options *options) {
    (void)options;
    struct latencies lateness = {0};
    stop_on_signals();
    prctl(PR_SET_TIMERSLACK, 1);
    say("ready");
    int64_t due = now_nanoseconds();
    while (!is_told_to_stop()) {
        due += 1000000;
        struct timespec time = {.tv_sec = due / 1000000000, .tv_nsec = due % 1000000000};
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL);
        int64_t now = now_nanoseconds();
        note_latency(&lateness, now - due);
        // What was slept over is not made up for: one pause counts once.
        if (now > due) due = now;
    }
    sort_latencies(&lateness);
    say("answers=%zu p50=%lld p99=%lld p999=%lld most=%lld", lateness.count, percentile(&lateness, 500),
        percentile(&lateness, 990), percentile(&lateness, 999), percentile(&lateness, 1000));
}
