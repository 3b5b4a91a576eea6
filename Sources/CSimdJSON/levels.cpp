#include "parser.hpp"
#include "path.hpp"

using simdjson::dom::element_type;

namespace {

/// The kind without reading the value.
weir_json_kind kind_of(simdjson::dom::element element) { return weir::value_of(element).kind; }

/// False for what is no number, or none that a double holds exactly.
bool read_number(simdjson::dom::element element, double &number) {
    weir_json_value value = weir::value_of(element);
    if (value.kind == WEIR_JSON_NUMBER) {
        number = value.number;
        return true;
    }
    constexpr int64_t exact = int64_t(1) << 53;
    if (value.kind != WEIR_JSON_INTEGER || value.integer > exact || value.integer < -exact) { return false; }
    number = static_cast<double>(value.integer);
    return true;
}

}  // namespace

weir_json_value weir_json_find_below(const weir_json_parser *parser, uint32_t level, const weir_json_path *path) {
    if (!parser->has_document) { return weir_json_value{}; }
    simdjson::dom::element element = parser->levels[level].element;
    return weir::follow(element, *path) ? weir::value_of(element) : weir_json_value{};
}

weir_json_kind weir_json_select(weir_json_parser *parser, uint32_t level, const weir_json_path *path) {
    if (!parser->has_document) { return WEIR_JSON_MISSING; }
    simdjson::dom::element element = parser->levels[level - 1].element;
    if (!weir::follow(element, *path)) { return WEIR_JSON_MISSING; }
    parser->levels[level].element = element;
    return kind_of(element);
}

bool weir_json_begin_children(weir_json_parser *parser, uint32_t level) {
    if (!parser->has_document) { return false; }
    simdjson::dom::element parent = parser->levels[level - 1].element;
    weir_json_parser::Level &walk = parser->levels[level];
    simdjson::dom::object object;
    simdjson::dom::array array;
    if (parent.get_object().get(object) == simdjson::SUCCESS) {
        walk.walks_members = true;
        walk.member = object.begin();
        walk.member_end = object.end();
        return true;
    }
    if (parent.get_array().get(array) != simdjson::SUCCESS) { return false; }
    walk.walks_members = false;
    walk.child = array.begin();
    walk.child_end = array.end();
    return true;
}

weir_json_kind weir_json_next_child(weir_json_parser *parser, uint32_t level, weir_json_value *key) {
    weir_json_parser::Level &walk = parser->levels[level];
    *key = weir_json_value{};
    if (walk.walks_members) {
        if (!(walk.member != walk.member_end)) { return WEIR_JSON_MISSING; }
        std::string_view name = walk.member.key();
        key->kind = WEIR_JSON_STRING;
        key->text = name.data();
        key->length = name.size();
        walk.element = walk.member.value();
        ++walk.member;
    } else {
        if (!(walk.child != walk.child_end)) { return WEIR_JSON_MISSING; }
        walk.element = *walk.child;
        ++walk.child;
    }
    return kind_of(walk.element);
}

weir_json_value weir_json_value_at(const weir_json_parser *parser, uint32_t level) {
    return parser->has_document ? weir::value_of(parser->levels[level].element) : weir_json_value{};
}

int64_t weir_json_copy_numbers(const weir_json_parser *parser, const weir_json_path *path, double scale, double offset,
                               float *numbers, size_t capacity) {
    if (!parser->has_document) { return -1; }
    simdjson::dom::element element = parser->root;
    simdjson::dom::array array;
    if (!weir::follow(element, *path) || element.get_array().get(array) != simdjson::SUCCESS) { return -1; }
    int64_t count = 0;
    for (simdjson::dom::element child : array) {
        double number = 0;
        if (!read_number(child, number)) { return -2; }
        if (static_cast<size_t>(count) < capacity) { numbers[count] = static_cast<float>(number * scale + offset); }
        ++count;
    }
    return count;
}
