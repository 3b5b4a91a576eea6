#ifndef WEIR_CALLOCATIONS_H
#define WEIR_CALLOCATIONS_H
// Counts what a program allocates: this target's malloc and its kin stand before glibc's and hand on to it. Linked into a
// program it counts for that; as a preloaded library it counts into the file that WEIR_ALLOCATIONS names, which begins
// with these two numbers.
#include <stdint.h>

struct weir_allocations {
    _Atomic uint64_t all;
    /// Those that C libraries (the MQTT client, SQLite, zlib, ...) asked for themselves.
    _Atomic uint64_t of_libraries;
};

/// How often memory was asked for since the program began, by any thread.
uint64_t weir_allocation_count(void);
#endif
