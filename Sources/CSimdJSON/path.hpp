#ifndef WEIR_PATH_HPP
#define WEIR_PATH_HPP

#include <simdjson.h>

#include <string>
#include <string_view>
#include <vector>

#include "weir_json.h"

struct weir_json_path {
    struct Step {
        std::string key;
        size_t index;
        bool takes_key;
        bool takes_index;
    };

    std::vector<Step> steps;
};

namespace weir {

/// Moves `element` to what is at `path` below it; false when there is nothing.
bool follow(simdjson::dom::element &element, const weir_json_path &path);

}  // namespace weir

#endif
