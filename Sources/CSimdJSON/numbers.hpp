#ifndef WEIR_NUMBERS_HPP
#define WEIR_NUMBERS_HPP

#include <cstdint>

#include "weir_json.h"

namespace weir {

/// One number by the grammar of RFC 8259 section 6.
struct NumberToken {
    /// One past the last byte; null when the bytes are not a number.
    const char *end;
    bool is_integer;
    /// Some digit before the exponent is not 0: the value is not zero, whatever a double makes of it.
    bool is_nonzero;
};

NumberToken scan_number(const char *begin, const char *end);

/// An unsigned integer beyond int64 as a value: a double where that is exact.
weir_json_value value_of(uint64_t number);
/// A finite double as a value, without negative zero.
weir_json_value value_of(double number);

enum class NumberFlaw { none, malformed, out_of_range };

/// What is wrong with the numbers of a document, by its bytes: simdjson turns 1e-400 into 0 without a word, and has one
/// error for both 01 and 1e400.
NumberFlaw find_number_flaw(const char *begin, const char *end);

}  // namespace weir

#endif
