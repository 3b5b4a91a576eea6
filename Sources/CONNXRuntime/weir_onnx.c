// The library's interface is a table of functions that only ever grows at its end (onnxruntime_c_api.h, struct OrtApi), so
// a function is known by its place. All that is used here is in the table's first version.
#include "weir_onnx.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TABLE_VERSION 1
#define INPUT_LIMIT 4096
#define OUTPUT_LIMIT 1024

enum {
    GET_ERROR_MESSAGE = 2, CREATE_ENV = 3, CREATE_SESSION_FROM_ARRAY = 8, RUN = 9, CREATE_SESSION_OPTIONS = 10,
    DISABLE_MEM_PATTERN = 17, DISABLE_CPU_MEM_ARENA = 19, SET_INTRA_OP_NUM_THREADS = 24, SET_INTER_OP_NUM_THREADS = 25,
    SESSION_GET_INPUT_COUNT = 30, SESSION_GET_OUTPUT_COUNT = 31, SESSION_GET_INPUT_TYPE_INFO = 33,
    SESSION_GET_INPUT_NAME = 36, SESSION_GET_OUTPUT_NAME = 37, CREATE_TENSOR_WITH_DATA = 49, IS_TENSOR = 50,
    GET_TENSOR_MUTABLE_DATA = 51, CAST_TYPE_INFO_TO_TENSOR_INFO = 55, GET_TENSOR_ELEMENT_TYPE = 60,
    GET_DIMENSIONS_COUNT = 61, GET_DIMENSIONS = 62, GET_TENSOR_SHAPE_ELEMENT_COUNT = 64, GET_TENSOR_TYPE_AND_SHAPE = 65,
    CREATE_CPU_MEMORY_INFO = 69, ALLOCATOR_FREE = 76, GET_ALLOCATOR_WITH_DEFAULT_OPTIONS = 78, RELEASE_STATUS = 93,
    RELEASE_MEMORY_INFO = 94, RELEASE_SESSION = 95, RELEASE_VALUE = 96, RELEASE_TYPE_INFO = 98,
    RELEASE_TENSOR_TYPE_AND_SHAPE_INFO = 99, RELEASE_SESSION_OPTIONS = 100,
};
// ONNXTensorElementDataType, and of OrtLoggingLevel, OrtAllocatorType and OrtMemType the values that are used.
enum { ELEMENT_FLOAT = 1, ELEMENT_INT64 = 7, ELEMENT_DOUBLE = 11 };
enum { LOG_FATAL_ONLY = 4, DEVICE_ALLOCATOR = 0, MEMORY_DEFAULT = 0 };

typedef void (*function)(void);
struct base {
    const function *(*get_table)(uint32_t version);
    const char *(*get_version)(void);
};

struct weir_onnx_model {
    const function *table;
    void *session;
    void *memory;
    char *input;
    char *output;
    size_t inputs;
    size_t outputs;
    int element;
};

// Each function has a type of its own; all that can fail return a status, NULL being success.
#define AT(place, ...) ((void *(*)(__VA_ARGS__))table[place])

static void fail(char *reason, size_t size, const char *text) { snprintf(reason, size, "%s", text); }

// Takes a status: whether it is success, and else what it says.
static int good(const function *table, void *status, char *reason, size_t size) {
    if (status == NULL) return 1;
    if (reason != NULL) fail(reason, size, ((const char *(*)(const void *))table[GET_ERROR_MESSAGE])(status));
    ((void (*)(void *))table[RELEASE_STATUS])(status);
    return 0;
}

static void release(const function *table, int place, void *object) {
    if (object != NULL) ((void (*)(void *))table[place])(object);
}

// The environment of a library; it stays as long as the process, as the library asks for.
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct {
    const function *table;
    void *environment;
} opened;

static void *environment(const function *table, char *reason, size_t size) {
    pthread_mutex_lock(&lock);
    if (opened.table != table) {
        void *made = NULL;
        if (good(table, AT(CREATE_ENV, int, const char *, void **)(LOG_FATAL_ONLY, "weir", &made), reason, size)) {
            opened.table = table;
            opened.environment = made;
        }
    }
    void *found = opened.table == table ? opened.environment : NULL;
    pthread_mutex_unlock(&lock);
    return found;
}

static const function *open_library(const char *library, char *reason, size_t size) {
    void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    if (handle == NULL) {
        fail(reason, size, dlerror());
        return NULL;
    }
    const struct base *(*get_base)(void) = (const struct base *(*)(void))dlsym(handle, "OrtGetApiBase");
    const function *table = get_base == NULL ? NULL : get_base()->get_table(TABLE_VERSION);
    if (table == NULL) fail(reason, size, "it is no ONNX Runtime");
    return table;
}

static int load(struct weir_onnx_model *model, const void *bytes, size_t count, char *reason, size_t size) {
    const function *table = model->table;
    void *environment_ = environment(table, reason, size);
    if (environment_ == NULL) return 0;
    void *options = NULL;
    // One thread and no memory of its own beyond the model: it runs within another thread's work.
    int loaded = good(table, AT(CREATE_SESSION_OPTIONS, void **)(&options), reason, size)
        && good(table, AT(SET_INTRA_OP_NUM_THREADS, void *, int)(options, 1), reason, size)
        && good(table, AT(SET_INTER_OP_NUM_THREADS, void *, int)(options, 1), reason, size)
        && good(table, AT(DISABLE_CPU_MEM_ARENA, void *)(options), reason, size)
        && good(table, AT(DISABLE_MEM_PATTERN, void *)(options), reason, size)
        && good(
            table, AT(CREATE_SESSION_FROM_ARRAY, void *, const void *, size_t, void *, void **)(
                       environment_, bytes, count, options, &model->session),
            reason, size)
        && good(
            table, AT(CREATE_CPU_MEMORY_INFO, int, int, void **)(DEVICE_ALLOCATOR, MEMORY_DEFAULT, &model->memory),
            reason, size);
    release(table, RELEASE_SESSION_OPTIONS, options);
    return loaded;
}

static char *name_of(const struct weir_onnx_model *model, int place, size_t index) {
    const function *table = model->table;
    void *allocator = NULL;
    char *theirs = NULL;
    if (!good(table, AT(GET_ALLOCATOR_WITH_DEFAULT_OPTIONS, void **)(&allocator), NULL, 0)) return NULL;
    if (!good(table, AT(place, void *, size_t, void *, char **)(model->session, index, allocator, &theirs), NULL, 0)) {
        return NULL;
    }
    char *own = strdup(theirs);
    good(table, AT(ALLOCATOR_FREE, void *, void *)(allocator, theirs), NULL, 0);
    return own;
}

// One input of a fixed number of features, of one or more rows.
static int read_input(struct weir_onnx_model *model, char *reason, size_t size) {
    const function *table = model->table;
    size_t inputs = 0, outputs = 0;
    if (!good(table, AT(SESSION_GET_INPUT_COUNT, void *, size_t *)(model->session, &inputs), reason, size)
        || !good(table, AT(SESSION_GET_OUTPUT_COUNT, void *, size_t *)(model->session, &outputs), reason, size)) {
        return 0;
    }
    if (inputs != 1 || outputs < 1) {
        fail(reason, size, "it has other than one input");
        return 0;
    }
    model->input = name_of(model, SESSION_GET_INPUT_NAME, 0);
    model->output = name_of(model, SESSION_GET_OUTPUT_NAME, outputs - 1);
    void *type = NULL, *tensor = NULL;
    size_t dimensions = 0;
    int64_t shape[2] = {0, 0};
    int known = model->input != NULL && model->output != NULL
        && good(table, AT(SESSION_GET_INPUT_TYPE_INFO, void *, size_t, void **)(model->session, 0, &type), NULL, 0)
        && good(table, AT(CAST_TYPE_INFO_TO_TENSOR_INFO, void *, void **)(type, &tensor), NULL, 0) && tensor != NULL
        && good(table, AT(GET_TENSOR_ELEMENT_TYPE, void *, int *)(tensor, &model->element), NULL, 0)
        && good(table, AT(GET_DIMENSIONS_COUNT, void *, size_t *)(tensor, &dimensions), NULL, 0) && dimensions == 2
        && good(table, AT(GET_DIMENSIONS, void *, int64_t *, size_t)(tensor, shape, 2), NULL, 0);
    release(table, RELEASE_TYPE_INFO, type);
    if (!known || shape[0] > 1 || shape[1] < 1 || shape[1] > INPUT_LIMIT
        || (model->element != ELEMENT_FLOAT && model->element != ELEMENT_DOUBLE)) {
        fail(reason, size, "its input is not a row of a fixed number of floats or doubles");
        return 0;
    }
    model->inputs = (size_t)shape[1];
    return 1;
}

// Copies numbers out of a tensor; a count that is not the expected one is a failure, where one is expected.
static int copy(const struct weir_onnx_model *model, void *value, size_t *count, double *into) {
    const function *table = model->table;
    int is_tensor = 0, element = 0;
    size_t found = 0;
    void *info = NULL, *data = NULL;
    int read = good(table, AT(IS_TENSOR, void *, int *)(value, &is_tensor), NULL, 0) && is_tensor
        && good(table, AT(GET_TENSOR_TYPE_AND_SHAPE, void *, void **)(value, &info), NULL, 0)
        && good(table, AT(GET_TENSOR_ELEMENT_TYPE, void *, int *)(info, &element), NULL, 0)
        && good(table, AT(GET_TENSOR_SHAPE_ELEMENT_COUNT, void *, size_t *)(info, &found), NULL, 0)
        && good(table, AT(GET_TENSOR_MUTABLE_DATA, void *, void **)(value, &data), NULL, 0);
    release(table, RELEASE_TENSOR_TYPE_AND_SHAPE_INFO, info);
    if (!read || found < 1 || found > OUTPUT_LIMIT || (*count != 0 && found != *count)) return -1;
    *count = found;
    for (size_t index = 0; into != NULL && index < found; index++) {
        switch (element) {
        case ELEMENT_FLOAT: into[index] = ((const float *)data)[index]; break;
        case ELEMENT_DOUBLE: into[index] = ((const double *)data)[index]; break;
        case ELEMENT_INT64: into[index] = (double)((const int64_t *)data)[index]; break;
        default: return -1;
        }
    }
    return 0;
}

static int run(
    const struct weir_onnx_model *model, const double *features, size_t *count, double *outputs, char *reason,
    size_t size) {
    const function *table = model->table;
    union {
        float single[INPUT_LIMIT];
        double wide[INPUT_LIMIT];
    } row;
    int is_single = model->element == ELEMENT_FLOAT;
    for (size_t index = 0; index < model->inputs; index++) {
        if (is_single) row.single[index] = (float)features[index];
        else row.wide[index] = features[index];
    }
    const int64_t shape[2] = {1, (int64_t)model->inputs};
    size_t length = model->inputs * (is_single ? sizeof(float) : sizeof(double));
    void *input = NULL, *output = NULL;
    const char *const inputs[1] = {model->input}, *const wanted[1] = {model->output};
    int result = -1;
    if (good(
            table, AT(CREATE_TENSOR_WITH_DATA, void *, void *, size_t, const int64_t *, size_t, int, void **)(
                       model->memory, &row, length, shape, 2, model->element, &input),
            reason, size)
        && good(
            table, AT(RUN, void *, void *, const char *const *, void *const *, size_t, const char *const *, size_t, void **)(
                       model->session, NULL, inputs, &input, 1, wanted, 1, &output),
            reason, size)) {
        result = copy(model, output, count, outputs);
        if (result != 0 && reason != NULL) {
            fail(reason, size, "its last output is no row of numbers; export a classifier with zipmap off");
        }
    }
    release(table, RELEASE_VALUE, output);
    release(table, RELEASE_VALUE, input);
    return result;
}

weir_onnx_model *weir_onnx_open(
    const char *library, const void *bytes, size_t count, char *reason, size_t reason_size) {
    const function *table = open_library(library, reason, reason_size);
    if (table == NULL) return NULL;
    weir_onnx_model *model = calloc(1, sizeof *model);
    if (model == NULL) {
        fail(reason, reason_size, "out of memory");
        return NULL;
    }
    model->table = table;
    // How many numbers come of a row is known for certain once one has been judged.
    static const double zeros[INPUT_LIMIT];
    if (load(model, bytes, count, reason, reason_size) && read_input(model, reason, reason_size)
        && run(model, zeros, &model->outputs, NULL, reason, reason_size) == 0) {
        return model;
    }
    weir_onnx_close(model);
    return NULL;
}

size_t weir_onnx_input_count(const weir_onnx_model *model) { return model->inputs; }
size_t weir_onnx_output_count(const weir_onnx_model *model) { return model->outputs; }

int weir_onnx_run(const weir_onnx_model *model, const double *features, double *outputs) {
    size_t count = model->outputs;
    return run(model, features, &count, outputs, NULL, 0);
}

void weir_onnx_close(weir_onnx_model *model) {
    if (model == NULL) return;
    release(model->table, RELEASE_SESSION, model->session);
    release(model->table, RELEASE_MEMORY_INFO, model->memory);
    free(model->input);
    free(model->output);
    free(model);
}
