#include "path.hpp"

#include <new>

#include "numbers.hpp"
#include "parser.hpp"

using simdjson::dom::element_type;

namespace weir {

weir_json_value value_of(simdjson::dom::element element) {
    weir_json_value value{};
    switch (element.type()) {
        case element_type::NULL_VALUE: value.kind = WEIR_JSON_NULL; break;
        case element_type::BOOL:
            value.kind = element.get_bool().value_unsafe() ? WEIR_JSON_TRUE : WEIR_JSON_FALSE;
            break;
        case element_type::INT64:
            value.kind = WEIR_JSON_INTEGER;
            value.integer = element.get_int64().value_unsafe();
            break;
        case element_type::UINT64: return value_of(element.get_uint64().value_unsafe());
        case element_type::DOUBLE: return value_of(element.get_double().value_unsafe());
        case element_type::STRING: {
            std::string_view text = element.get_string().value_unsafe();
            value.kind = WEIR_JSON_STRING;
            value.text = text.data();
            value.length = text.size();
            break;
        }
        case element_type::OBJECT: value.kind = WEIR_JSON_OBJECT; break;
        case element_type::ARRAY: value.kind = WEIR_JSON_ARRAY; break;
    }
    return value;
}

}  // namespace weir

namespace {

/// False when there is nothing.
bool descend(simdjson::dom::element &element, const weir_json_path::Step &step) {
    simdjson::dom::object object;
    if (step.takes_key && element.get_object().get(object) == simdjson::SUCCESS) {
        return object.at_key(step.key).get(element) == simdjson::SUCCESS;
    }
    simdjson::dom::array array;
    if (step.takes_index && element.get_array().get(array) == simdjson::SUCCESS) {
        return array.at(step.index).get(element) == simdjson::SUCCESS;
    }
    return false;
}

void visit(simdjson::dom::element element, const weir_json_visitor &visitor, void *context) {
    weir_json_value value = weir::value_of(element);
    if (value.kind == WEIR_JSON_OBJECT) {
        visitor.begin_object(context);
        simdjson::dom::object object = element.get_object().value_unsafe();
        for (simdjson::dom::key_value_pair member : object) {
            visitor.key(context, member.key.data(), member.key.size());
            visit(member.value, visitor, context);
        }
        visitor.end(context);
    } else if (value.kind == WEIR_JSON_ARRAY) {
        visitor.begin_array(context);
        simdjson::dom::array array = element.get_array().value_unsafe();
        for (simdjson::dom::element child : array) { visit(child, visitor, context); }
        visitor.end(context);
    } else {
        visitor.scalar(context, &value);
    }
}

// Without memory the process ends, as it does in Swift.
void append(
    weir_json_path *path, std::string_view key, size_t index, bool takes_key, bool takes_index) noexcept {
    path->steps.push_back({std::string(key), index, takes_key, takes_index});
}

}  // namespace

bool weir::follow(simdjson::dom::element &element, const weir_json_path &path) {
    for (const weir_json_path::Step &step : path.steps) {
        if (!descend(element, step)) { return false; }
    }
    return true;
}

weir_json_path *weir_json_path_create(void) { return new (std::nothrow) weir_json_path(); }

void weir_json_path_destroy(weir_json_path *path) { delete path; }

void weir_json_path_append_key(weir_json_path *path, const void *key, size_t length) {
    append(path, {static_cast<const char *>(key), length}, 0, true, false);
}

void weir_json_path_append_index(weir_json_path *path, size_t index) {
    append(path, {}, index, false, true);
}

void weir_json_path_append_index_or_key(weir_json_path *path, size_t index, const void *key, size_t length) {
    append(path, {static_cast<const char *>(key), length}, index, true, true);
}

weir_json_value weir_json_find(const weir_json_parser *parser, const weir_json_path *path) {
    if (!parser->has_document) { return weir_json_value{}; }
    simdjson::dom::element element = parser->root;
    return weir::follow(element, *path) ? weir::value_of(element) : weir_json_value{};
}

void weir_json_visit(const weir_json_parser *parser, const weir_json_visitor *visitor, void *context) {
    if (parser->has_document) { visit(parser->root, *visitor, context); }
}
