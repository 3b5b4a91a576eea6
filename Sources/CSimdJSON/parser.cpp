#include "parser.hpp"

#include <cstring>
#include <new>

#include "numbers.hpp"

using simdjson::dom::element_type;

namespace {

constexpr size_t smallest_capacity = 1024;
/// Up to this many keys comparing all pairs is cheaper than hashing.
constexpr size_t pairwise_keys = 8;

bool is_white_space(unsigned char byte) { return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r'; }

/// What the first bytes say before any parsing: byte order marks, UTF-16 and UTF-32 (a NUL among the first four bytes),
/// and binary formats (CBOR maps, gzip, PNG and so on begin with a byte that no JSON document begins with).
weir_json_status sniff(const unsigned char *bytes, size_t length) {
    if (length >= 3 && std::memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) { return WEIR_JSON_UNSUPPORTED_ENCODING; }
    if (std::memchr(bytes, 0, length < 4 ? length : 4) != nullptr) { return WEIR_JSON_UNSUPPORTED_ENCODING; }
    size_t first = 0;
    while (first < length && is_white_space(bytes[first])) { ++first; }
    if (first == length) { return WEIR_JSON_EMPTY; }
    bool is_text = bytes[first] >= 0x20 && bytes[first] < 0x7F;
    return is_text ? WEIR_JSON_OK : WEIR_JSON_UNSUPPORTED_ENCODING;
}

/// The string itself, also where it is a key or a value.
weir_json_status check_string(std::string_view text, const weir_json_limits &limits) {
    if (text.size() > limits.string_bytes) { return WEIR_JSON_STRING_TOO_LONG; }
    bool has_nul = std::memchr(text.data(), 0, text.size()) != nullptr;
    return has_nul ? WEIR_JSON_CONTROL_CHARACTER : WEIR_JSON_OK;
}

uint64_t hash(std::string_view key) {
    // FNV-1a, 64 bits.
    uint64_t state = 14695981039346656037U;
    for (unsigned char byte : key) { state = (state ^ byte) * 1099511628211U; }
    return state ^ (state >> 32);
}

}  // namespace

weir_json_status weir_json_parser::parse(const char *bytes, size_t length, const weir_json_limits &limits) {
    has_document = false;
    if (length == 0) { return WEIR_JSON_EMPTY; }
    if (length > limits.bytes) { return WEIR_JSON_TOO_LARGE; }
    weir_json_status status = sniff(reinterpret_cast<const unsigned char *>(bytes), length);
    if (status != WEIR_JSON_OK) { return status; }
    if (!reserve(length)) { return WEIR_JSON_OUT_OF_MEMORY; }
    std::memcpy(buffer.get(), bytes, length);
    // simdjson reads past the end, up to its padding: never the bytes of an earlier payload.
    std::memset(buffer.get() + length, 0, simdjson::SIMDJSON_PADDING);

    switch (parser.parse(buffer.get(), length, false).get(root)) {
        case simdjson::SUCCESS: break;
        case simdjson::EMPTY: return WEIR_JSON_EMPTY;
        case simdjson::CAPACITY: return WEIR_JSON_TOO_LARGE;
        case simdjson::MEMALLOC: return WEIR_JSON_OUT_OF_MEMORY;
        case simdjson::DEPTH_ERROR: return WEIR_JSON_TOO_DEEP;
        case simdjson::UTF8_ERROR: return WEIR_JSON_INVALID_UTF8;
        case simdjson::NUMBER_ERROR: {
            bool is_out_of_range = weir::find_number_flaw(bytes, bytes + length) == weir::NumberFlaw::out_of_range;
            return is_out_of_range ? WEIR_JSON_NUMBER_OUT_OF_RANGE : WEIR_JSON_INVALID;
        }
        default: return WEIR_JSON_INVALID;
    }

    saw_zero = false;
    status = check(root, 0, limits);
    if (status != WEIR_JSON_OK) { return status; }
    if (saw_zero && weir::find_number_flaw(bytes, bytes + length) != weir::NumberFlaw::none) {
        return WEIR_JSON_NUMBER_OUT_OF_RANGE;
    }
    has_document = true;
    levels[0].element = root;
    return WEIR_JSON_OK;
}

bool weir_json_parser::reserve(size_t length) {
    if (length <= capacity) { return true; }
    size_t wanted = capacity == 0 ? smallest_capacity : capacity;
    while (wanted < length) { wanted *= 2; }
    buffer.reset(new (std::nothrow) char[wanted + simdjson::SIMDJSON_PADDING]);
    capacity = 0;
    if (!buffer || parser.allocate(wanted, WEIR_JSON_DEPTH_CEILING + 1) != simdjson::SUCCESS ||
        parser.doc.allocate(wanted) != simdjson::SUCCESS) {
        return false;
    }
    capacity = wanted;
    return true;
}

weir_json_status weir_json_parser::check(simdjson::dom::element element, uint32_t depth,
                                         const weir_json_limits &limits) {
    switch (element.type()) {
        case element_type::STRING: return check_string(element.get_string().value_unsafe(), limits);
        case element_type::DOUBLE:
            saw_zero = saw_zero || element.get_double().value_unsafe() == 0;
            return WEIR_JSON_OK;
        case element_type::OBJECT: return check_object(element.get_object().value_unsafe(), depth + 1, limits);
        case element_type::ARRAY: {
            if (depth + 1 > limits.depth) { return WEIR_JSON_TOO_DEEP; }
            // Named, since a range-based for would outlive the temporary that value_unsafe refers into.
            simdjson::dom::array array = element.get_array().value_unsafe();
            for (simdjson::dom::element child : array) {
                weir_json_status status = check(child, depth + 1, limits);
                if (status != WEIR_JSON_OK) { return status; }
            }
            return WEIR_JSON_OK;
        }
        default: return WEIR_JSON_OK;
    }
}

weir_json_status weir_json_parser::check_object(simdjson::dom::object object, uint32_t depth,
                                                const weir_json_limits &limits) {
    if (depth > limits.depth) { return WEIR_JSON_TOO_DEEP; }
    weir_json_status status = check_keys(object, limits);
    if (status != WEIR_JSON_OK) { return status; }
    for (simdjson::dom::key_value_pair member : object) {
        status = check(member.value, depth, limits);
        if (status != WEIR_JSON_OK) { return status; }
    }
    return WEIR_JSON_OK;
}

weir_json_status weir_json_parser::check_keys(simdjson::dom::object object, const weir_json_limits &limits) {
    size_t count = object.size();
    if (count > limits.members) { return WEIR_JSON_TOO_MANY_MEMBERS; }
    bool is_pairwise = count <= pairwise_keys;
    if (!is_pairwise && !reserve_keys(count)) { return WEIR_JSON_OUT_OF_MEMORY; }
    ++round;
    std::string_view seen[pairwise_keys];
    size_t seen_count = 0;
    for (simdjson::dom::key_value_pair member : object) {
        weir_json_status status = check_string(member.key, limits);
        if (status != WEIR_JSON_OK) { return status; }
        if (!is_pairwise) {
            if (!insert_key(member.key)) { return WEIR_JSON_DUPLICATE_KEY; }
            continue;
        }
        for (size_t index = 0; index < seen_count; ++index) {
            if (seen[index] == member.key) { return WEIR_JSON_DUPLICATE_KEY; }
        }
        seen[seen_count++] = member.key;
    }
    return WEIR_JSON_OK;
}

bool weir_json_parser::reserve_keys(size_t count) {
    if (slot_count >= 2 * count) { return true; }
    size_t wanted = slot_count == 0 ? 64 : slot_count;
    while (wanted < 2 * count) { wanted *= 2; }
    slots.reset(new (std::nothrow) KeySlot[wanted]());
    slot_count = slots ? wanted : 0;
    return slot_count != 0;
}

/// False when the key is there already.
bool weir_json_parser::insert_key(std::string_view key) {
    size_t mask = slot_count - 1;
    for (size_t index = hash(key) & mask;; index = (index + 1) & mask) {
        if (slots[index].round != round) {
            slots[index] = KeySlot{key, round};
            return true;
        }
        if (slots[index].key == key) { return false; }
    }
}

weir_json_parser *weir_json_parser_create(void) { return new (std::nothrow) weir_json_parser(); }

void weir_json_parser_destroy(weir_json_parser *parser) { delete parser; }

weir_json_status weir_json_parse(weir_json_parser *parser, const void *bytes, size_t length,
                                 const weir_json_limits *limits) {
    return parser->parse(static_cast<const char *>(bytes), length, *limits);
}

weir_json_status weir_json_check_text(const void *bytes, size_t length) {
    const char *text = static_cast<const char *>(bytes);
    if (!simdjson::validate_utf8(text, length)) { return WEIR_JSON_INVALID_UTF8; }
    for (size_t index = 0; index < length; ++index) {
        unsigned char byte = static_cast<unsigned char>(text[index]);
        if (byte < 0x20 || byte == 0x7F) { return WEIR_JSON_CONTROL_CHARACTER; }
        // C1 controls, U+0080 to U+009F, are C2 80 to C2 9F.
        bool is_c1 = byte == 0xC2 && static_cast<unsigned char>(text[index + 1]) < 0xA0;
        if (is_c1) { return WEIR_JSON_CONTROL_CHARACTER; }
    }
    return WEIR_JSON_OK;
}

weir_json_status weir_json_check_utf8(const void *bytes, size_t length) {
    if (length == 0) { return WEIR_JSON_OK; }
    if (!simdjson::validate_utf8(static_cast<const char *>(bytes), length)) { return WEIR_JSON_INVALID_UTF8; }
    return std::memchr(bytes, 0, length) == nullptr ? WEIR_JSON_OK : WEIR_JSON_CONTROL_CHARACTER;
}
