#ifndef WEIR_JSON_H
#define WEIR_JSON_H

// A C view of simdjson's DOM for payloads from strangers: one parser with its memory, one strict walk over what was
// parsed, and lookup by paths compiled beforehand. Nothing here throws, and nothing allocates once a parser has seen
// a payload of the largest size it will see.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__clang__)
#define WEIR_CLOSED_ENUM __attribute__((enum_extensibility(closed)))
#else
#define WEIR_CLOSED_ENUM
#endif

/// The deepest nesting that any limit may ask for; it bounds the recursion of the walk.
#define WEIR_JSON_DEPTH_CEILING 128

typedef enum WEIR_CLOSED_ENUM weir_json_status {
    WEIR_JSON_OK = 0,
    WEIR_JSON_EMPTY,
    WEIR_JSON_TOO_LARGE,
    WEIR_JSON_INVALID,
    WEIR_JSON_INVALID_UTF8,
    WEIR_JSON_UNSUPPORTED_ENCODING,
    WEIR_JSON_TOO_DEEP,
    WEIR_JSON_TOO_MANY_MEMBERS,
    WEIR_JSON_DUPLICATE_KEY,
    WEIR_JSON_STRING_TOO_LONG,
    WEIR_JSON_CONTROL_CHARACTER,
    WEIR_JSON_NUMBER_OUT_OF_RANGE,
    WEIR_JSON_NUMBER_INEXACT,
    WEIR_JSON_NOT_A_NUMBER,
    WEIR_JSON_OUT_OF_MEMORY
} weir_json_status;

typedef enum WEIR_CLOSED_ENUM weir_json_kind {
    WEIR_JSON_MISSING = 0,
    WEIR_JSON_NULL,
    WEIR_JSON_FALSE,
    WEIR_JSON_TRUE,
    /// `integer` holds it.
    WEIR_JSON_INTEGER,
    /// `number` holds it; never NaN, infinite or -0.0.
    WEIR_JSON_NUMBER,
    /// An integer that neither an int64 nor a double holds exactly.
    WEIR_JSON_INEXACT,
    /// `text` and `length` hold it, unescaped; valid until the next parse.
    WEIR_JSON_STRING,
    WEIR_JSON_OBJECT,
    WEIR_JSON_ARRAY
} weir_json_kind;

typedef struct weir_json_limits {
    size_t bytes;
    /// Nested containers; at most WEIR_JSON_DEPTH_CEILING.
    uint32_t depth;
    /// Members of one object.
    uint32_t members;
    /// UTF-8 bytes of one string or key, unescaped.
    uint32_t string_bytes;
} weir_json_limits;

typedef struct weir_json_value {
    weir_json_kind kind;
    int64_t integer;
    double number;
    const char *text;
    size_t length;
} weir_json_value;

typedef struct weir_json_parser weir_json_parser;
typedef struct weir_json_path weir_json_path;

/// NULL when there is no memory.
weir_json_parser *weir_json_parser_create(void);
void weir_json_parser_destroy(weir_json_parser *parser);

/// Copies, parses and checks one document. On anything but WEIR_JSON_OK the parser holds no document.
weir_json_status weir_json_parse(weir_json_parser *parser, const void *bytes, size_t length,
                                 const weir_json_limits *limits);

/// NULL when there is no memory. A path without steps names the whole document.
weir_json_path *weir_json_path_create(void);
void weir_json_path_destroy(weir_json_path *path);
/// A member by its key. Without memory for it the process ends.
void weir_json_path_append_key(weir_json_path *path, const void *key, size_t length);
/// An element by its position.
void weir_json_path_append_index(weir_json_path *path, size_t index);
/// An element by its position, or, in an object, the member whose key is these digits.
void weir_json_path_append_index_or_key(weir_json_path *path, size_t index, const void *key, size_t length);

/// What the parsed document holds at `path`: WEIR_JSON_MISSING where there is nothing.
weir_json_value weir_json_find(const weir_json_parser *parser, const weir_json_path *path);

/// Levels stand on elements of the document, each somewhere below the one before; level 0 is the whole document.
#define WEIR_JSON_LEVELS 6

/// What is at `path` below the element of `level`, which is below WEIR_JSON_LEVELS and stands on an element.
weir_json_value weir_json_find_below(const weir_json_parser *parser, uint32_t level, const weir_json_path *path);

/// Puts `level` (from 1) on what is at `path` below the level before; where there is nothing, `level` does not move.
weir_json_kind weir_json_select(weir_json_parser *parser, uint32_t level, const weir_json_path *path);

/// Makes `level` (from 1) ready to walk over the elements or members of the level before. False when that is a scalar.
bool weir_json_begin_children(weir_json_parser *parser, uint32_t level);

/// Puts `level` on the next child and tells its kind, and its key where the children are members (else `key` is of kind
/// missing). WEIR_JSON_MISSING after the last.
weir_json_kind weir_json_next_child(weir_json_parser *parser, uint32_t level, weir_json_value *key);

/// The element that `level` stands on.
weir_json_value weir_json_value_at(const weir_json_parser *parser, uint32_t level);

/// Copies the numbers of the array at `path`, at most `capacity`, each as value * scale + offset.
/// Returns the length of the array, which may be above `capacity`; -1 when there is no array, -2 when an element of it
/// is not a number that a double holds exactly.
int64_t weir_json_copy_numbers(const weir_json_parser *parser, const weir_json_path *path, double scale, double offset,
                               float *numbers, size_t capacity);

/// Called in document order. `end` closes the object or array begun last.
typedef struct weir_json_visitor {
    void (*begin_object)(void *context);
    void (*begin_array)(void *context);
    void (*end)(void *context);
    void (*key)(void *context, const char *text, size_t length);
    void (*scalar)(void *context, const weir_json_value *value);
} weir_json_visitor;

void weir_json_visit(const weir_json_parser *parser, const weir_json_visitor *visitor, void *context);

/// The whole of `bytes` as one JSON number (RFC 8259 section 6), without white space around it.
weir_json_status weir_json_parse_number(const void *bytes, size_t length, weir_json_value *value);

/// WEIR_JSON_OK for UTF-8 without control characters (C0, DEL, C1).
weir_json_status weir_json_check_text(const void *bytes, size_t length);

/// WEIR_JSON_OK for UTF-8 without NUL.
weir_json_status weir_json_check_utf8(const void *bytes, size_t length);

#ifdef __cplusplus
}
#endif

#endif
