// When each device's latest hot reading was sent: a file that the publisher and the receiver of the answers both map, so
// that an answer that carries no time of its own can be measured.
#ifndef CBENCHMARK_SENDTIMES_H
#define CBENCHMARK_SENDTIMES_H
#include <stdatomic.h>
#include <stdint.h>

struct send_times {
    /// Hot readings whose predecessor had no answer yet.
    _Atomic int64_t unanswered;
    /// By device: nanoseconds of CLOCK_MONOTONIC, 0 when nothing is asked.
    _Atomic int64_t asked[];
};

/// Maps the file at `path`, which it makes if need be.
struct send_times *map_send_times(const char *path, int devices);
#endif
