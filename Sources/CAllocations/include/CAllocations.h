#ifndef WEIR_CALLOCATIONS_H
#define WEIR_CALLOCATIONS_H
// Counts what a program allocates: this target's malloc and its kin stand before glibc's and hand on to it.
#include <stdint.h>

/// How often memory was asked for since the program began, by any thread.
uint64_t weir_allocation_count(void);
#endif
