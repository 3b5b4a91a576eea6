#ifndef WEIR_ONNX_H
#define WEIR_ONNX_H
// A model that ONNX Runtime runs. The library is no part of the build: it is opened by name when it is asked for.
#include <stddef.h>

typedef struct weir_onnx_model weir_onnx_model;

/// Opens the library and loads a model of one tensor in, whose last output is a tensor of numbers.
/// - library: as dlopen(3) takes it. Once opened it stays; another name later opens another one.
/// - reason: where to write why not, with its zero byte; `reason_size` at least 1.
/// - Returns: NULL when there is no such library, or it does not take the model.
weir_onnx_model *weir_onnx_open(
    const char *library, const void *bytes, size_t count, char *reason, size_t reason_size);

/// Numbers that a row must have, and that come of it.
size_t weir_onnx_input_count(const weir_onnx_model *model);
size_t weir_onnx_output_count(const weir_onnx_model *model);

/// Runs the model; several threads may at once.
/// - features: as many as the model has inputs. outputs: room for as many as it has outputs.
/// - Returns: 0, or -1 when the library refused.
int weir_onnx_run(const weir_onnx_model *model, const double *features, double *outputs);

void weir_onnx_close(weir_onnx_model *model);
#endif
