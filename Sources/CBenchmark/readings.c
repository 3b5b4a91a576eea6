#include "readings.h"

#include <stdio.h>

bool is_hot(const struct options *options, long index) {
    long round = index / options->devices;
    long device = index % options->devices;
    long rounds = options->count / options->devices;
    if (options->hot_every == 0 || (rounds > 1 && round + 1 == rounds)) return false;
    long spacing = options->hot_every > options->devices ? options->hot_every / options->devices : 1;
    return (round + device * spacing) % options->hot_every == 0;
}

int write_reading(char *text, size_t size, long index, bool hot, int64_t now) {
    unsigned long noise = (unsigned long)index * 2654435761u;
    double temperature = hot ? 81.0 + (double)(noise >> 5 & 63) / 10 : 20.0 + (double)((noise >> 8) % 400) / 10;
    double humidity = 30.0 + (double)((noise >> 11) % 500) / 10;
    double vibration = (double)((noise >> 3) % 1000) / 1000;
    return snprintf(
        text, size, "{\"temperature\":%.1f,\"humidity\":%.1f,\"vibration\":%.3f,\"ts\":%lld}", temperature, humidity,
        vibration, (long long)now);
}
