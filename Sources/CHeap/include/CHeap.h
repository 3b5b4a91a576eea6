#ifndef WEIR_CHEAP_H
#define WEIR_CHEAP_H
#include <stdint.h>

/// Bytes that malloc has handed out and not got back.
uint64_t weir_heap_bytes(void);
#endif
