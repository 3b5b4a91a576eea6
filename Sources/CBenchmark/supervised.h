#ifndef CBENCHMARK_SUPERVISED_H
#define CBENCHMARK_SUPERVISED_H
#include <stdbool.h>

/// Becomes the program `arguments[0]`: one that ends with its parent and, if asked, runs before everything that is not
/// real time (SCHED_RR, as all that takes part in a measurement of latencies does).
_Noreturn void run_supervised(char *const arguments[], bool is_real_time);
#endif
