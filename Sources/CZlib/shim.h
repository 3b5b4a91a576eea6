#ifndef WEIR_CZLIB_SHIM_H
#define WEIR_CZLIB_SHIM_H

#include <zlib.h>

// inflateInit2 is a macro over this; raw streams (no header), since each row carries its own CRC.

static inline int weir_inflate_start(z_stream *stream) {
    return inflateInit2(stream, -MAX_WBITS);
}

#endif
