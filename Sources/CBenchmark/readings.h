// What the sensors say: made here for all who publish, so that every program hears the same.
#ifndef CBENCHMARK_READINGS_H
#define CBENCHMARK_READINGS_H
#include "client.h"

/// Hot readings of a device lie `hot_every` rounds apart, and the devices take turns, evenly. In the last round all are
/// cool, so that everything raised is also cleared, unless it is the only one.
bool is_hot(const struct options *options, long index);

/// A reading as JSON, values spread over their ranges; `ts` is the time of sending. Returns its length.
int write_reading(char *text, size_t size, long index, bool hot, int64_t now);
#endif
