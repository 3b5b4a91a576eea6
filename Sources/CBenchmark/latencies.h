// Times that were measured, and what can be said of them.
#ifndef CBENCHMARK_LATENCIES_H
#define CBENCHMARK_LATENCIES_H
#include <stddef.h>
#include <stdint.h>

struct latencies {
    int64_t *nanoseconds;
    size_t count, capacity;
};

void note_latency(struct latencies *latencies, int64_t nanoseconds);

/// To be called once all are noted, before any percentile.
void sort_latencies(struct latencies *latencies);

/// The smallest that at least `per_mille` of a thousand do not exceed (nearest rank); 0 when there are none.
long long percentile(const struct latencies *latencies, long per_mille);
#endif
