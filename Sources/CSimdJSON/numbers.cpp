#include "numbers.hpp"

#include <charconv>
#include <limits>
#include <system_error>

namespace weir {

namespace {

bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

bool ends_value(const char *position, const char *end) {
    if (position == end) { return true; }
    switch (*position) {
        case ',': case ']': case '}': case ' ': case '\t': case '\n': case '\r': return true;
        default: return false;
    }
}

const char *skip_string(const char *position, const char *end) {
    ++position;
    while (position < end && *position != '"') { position += *position == '\\' ? 2 : 1; }
    return position < end ? position + 1 : end;
}

/// False where the number is infinite, or zero although its digits are not.
bool read_double(const char *begin, const NumberToken &token, double &number) {
    auto result = std::from_chars(begin, token.end, number);
    return result.ec == std::errc() && !(token.is_nonzero && number == 0);
}

bool leaves_range(const char *begin, const NumberToken &token) {
    double number = 0;
    return !read_double(begin, token, number);
}

bool leaves_64_bits(const char *begin, const NumberToken &token) {
    int64_t whole = 0;
    uint64_t positive = 0;
    return std::from_chars(begin, token.end, whole).ec != std::errc() &&
           std::from_chars(begin, token.end, positive).ec != std::errc();
}

}  // namespace

NumberToken scan_number(const char *begin, const char *end) {
    NumberToken token{nullptr, true, false};
    const char *position = begin;
    auto digits = [&](bool significant) {
        const char *first = position;
        for (; position < end && is_digit(*position); ++position) {
            if (significant && *position != '0') { token.is_nonzero = true; }
        }
        return position != first;
    };
    if (position < end && *position == '-') { ++position; }
    const char *whole = position;
    if (!digits(true) || (*whole == '0' && position - whole > 1)) { return token; }
    if (position < end && *position == '.') {
        token.is_integer = false;
        ++position;
        if (!digits(true)) { return token; }
    }
    if (position < end && (*position == 'e' || *position == 'E')) {
        token.is_integer = false;
        ++position;
        if (position < end && (*position == '+' || *position == '-')) { ++position; }
        if (!digits(false)) { return token; }
    }
    token.end = position;
    return token;
}

weir_json_value value_of(uint64_t number) {
    weir_json_value value{};
    if (number <= static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) {
        value.kind = WEIR_JSON_INTEGER;
        value.integer = static_cast<int64_t>(number);
        return value;
    }
    // The largest integers round up to 2^64, which does not convert back.
    constexpr double two_to_64 = 18446744073709551616.0;
    double rounded = static_cast<double>(number);
    bool is_exact = rounded < two_to_64 && static_cast<uint64_t>(rounded) == number;
    value.kind = is_exact ? WEIR_JSON_NUMBER : WEIR_JSON_INEXACT;
    value.number = is_exact ? rounded : 0;
    return value;
}

weir_json_value value_of(double number) {
    weir_json_value value{};
    value.kind = WEIR_JSON_NUMBER;
    // Adding zero turns -0.0 into 0.0 and leaves every other number as it is.
    value.number = number + 0.0;
    return value;
}

NumberFlaw find_number_flaw(const char *begin, const char *end) {
    NumberFlaw flaw = NumberFlaw::none;
    for (const char *position = begin; position < end;) {
        if (*position == '"') {
            position = skip_string(position, end);
        } else if (*position == '-' || is_digit(*position)) {
            NumberToken token = scan_number(position, end);
            if (token.end == nullptr || !ends_value(token.end, end)) { return NumberFlaw::malformed; }
            if (token.is_integer ? leaves_64_bits(position, token) : leaves_range(position, token)) {
                flaw = NumberFlaw::out_of_range;
            }
            position = token.end;
        } else {
            ++position;
        }
    }
    return flaw;
}

}  // namespace weir

weir_json_status weir_json_parse_number(const void *bytes, size_t length, weir_json_value *value) {
    const char *begin = static_cast<const char *>(bytes);
    const char *end = begin + length;
    weir::NumberToken token = weir::scan_number(begin, end);
    if (token.end == nullptr || token.end != end) { return WEIR_JSON_NOT_A_NUMBER; }
    if (!token.is_integer) {
        double number = 0;
        if (!weir::read_double(begin, token, number)) { return WEIR_JSON_NUMBER_OUT_OF_RANGE; }
        *value = weir::value_of(number);
        return WEIR_JSON_OK;
    }
    int64_t whole = 0;
    if (std::from_chars(begin, end, whole).ec == std::errc()) {
        *value = weir_json_value{};
        value->kind = WEIR_JSON_INTEGER;
        value->integer = whole;
        return WEIR_JSON_OK;
    }
    uint64_t positive = 0;
    if (*begin == '-' || std::from_chars(begin, end, positive).ec != std::errc()) {
        return WEIR_JSON_NUMBER_OUT_OF_RANGE;
    }
    *value = weir::value_of(positive);
    return value->kind == WEIR_JSON_INEXACT ? WEIR_JSON_NUMBER_INEXACT : WEIR_JSON_OK;
}
