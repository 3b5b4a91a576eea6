#include "latencies.h"

#include "client.h"

#include <stdlib.h>

void note_latency(struct latencies *latencies, int64_t nanoseconds) {
    if (latencies->count == latencies->capacity) {
        latencies->capacity = latencies->capacity ? latencies->capacity * 2 : 4096;
        latencies->nanoseconds = realloc(latencies->nanoseconds, latencies->capacity * sizeof *latencies->nanoseconds);
        if (!latencies->nanoseconds) fail("no memory");
    }
    latencies->nanoseconds[latencies->count++] = nanoseconds;
}

static int compare(const void *left, const void *right) {
    int64_t first = *(const int64_t *)left, second = *(const int64_t *)right;
    return (first > second) - (first < second);
}

void sort_latencies(struct latencies *latencies) {
    if (latencies->count > 0)
        qsort(latencies->nanoseconds, latencies->count, sizeof *latencies->nanoseconds, compare);
}

long long percentile(const struct latencies *latencies, long per_mille) {
    if (latencies->count == 0) return 0;
    size_t rank = (latencies->count * (size_t)per_mille + 999) / 1000;
    return latencies->nanoseconds[rank > 0 ? rank - 1 : 0];
}
