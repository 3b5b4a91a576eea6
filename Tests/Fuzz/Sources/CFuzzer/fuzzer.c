#include "weir_fuzzer.h"
