#ifndef WEIR_PARSER_HPP
#define WEIR_PARSER_HPP

#include <simdjson.h>

#include <cstdint>
#include <memory>
#include <string_view>

#include "weir_json.h"

/// A parser and its memory: grows in powers of two to the largest payload seen, then stays.
struct weir_json_parser {
    weir_json_status parse(const char *bytes, size_t length, const weir_json_limits &limits);

    simdjson::dom::element root{};
    bool has_document = false;

    /// Where a level stands, and where its walk over the children of the level before is.
    struct Level {
        simdjson::dom::element element{};
        bool walks_members = false;
        simdjson::dom::object::iterator member{};
        simdjson::dom::object::iterator member_end{};
        simdjson::dom::array::iterator child{};
        simdjson::dom::array::iterator child_end{};
    };

    Level levels[WEIR_JSON_LEVELS]{};

private:
    struct KeySlot {
        std::string_view key;
        uint64_t round;
    };

    bool reserve(size_t length);
    bool reserve_keys(size_t count);
    bool insert_key(std::string_view key);
    weir_json_status check(simdjson::dom::element element, uint32_t depth, const weir_json_limits &limits);
    weir_json_status check_object(simdjson::dom::object object, uint32_t depth, const weir_json_limits &limits);
    weir_json_status check_keys(simdjson::dom::object object, const weir_json_limits &limits);

    simdjson::dom::parser parser{};
    std::unique_ptr<char[]> buffer{};
    size_t capacity = 0;

    /// The keys of the object being checked, open addressing; a slot counts only in its own round.
    std::unique_ptr<KeySlot[]> slots{};
    size_t slot_count = 0;
    uint64_t round = 0;

    /// A double that reads as zero was seen: its digits have to be looked at.
    bool saw_zero = false;
};

namespace weir {

weir_json_value value_of(simdjson::dom::element element);

}  // namespace weir

#endif
