// One face for libgpiod 1.6 and 2.x, whose APIs share nothing. gpiod.h is not included here on purpose: with one
// header that is the same everywhere, the Swift side cannot come to depend on a version.
//
// Every function that can fail returns NULL or -1 and leaves the reason in errno.
#ifndef WEIR_GPIO_H
#define WEIR_GPIO_H

#include <stddef.h>
#include <stdint.h>

// The kernel keeps names, labels and consumers in 32 bytes, the terminating zero included (GPIO_MAX_NAME_SIZE).
#define WEIR_GPIO_NAME_SIZE 32

// What one chip says of itself.
struct weir_gpio_chip_facts {
    char name[WEIR_GPIO_NAME_SIZE];
    char label[WEIR_GPIO_NAME_SIZE];
    uint32_t line_count;
};

// What the kernel says of one line. Texts are empty where the kernel has none.
struct weir_gpio_line_facts {
    char name[WEIR_GPIO_NAME_SIZE];
    char consumer[WEIR_GPIO_NAME_SIZE];
    int is_used;
    int is_output;
    int is_active_low;
};

enum weir_gpio_direction { WEIR_GPIO_INPUT, WEIR_GPIO_OUTPUT };
enum weir_gpio_bias { WEIR_GPIO_BIAS_AS_IS, WEIR_GPIO_BIAS_DISABLED, WEIR_GPIO_BIAS_PULL_UP, WEIR_GPIO_BIAS_PULL_DOWN };
enum weir_gpio_edges { WEIR_GPIO_EDGES_NONE, WEIR_GPIO_EDGES_RISING, WEIR_GPIO_EDGES_FALLING, WEIR_GPIO_EDGES_BOTH };
enum weir_gpio_drive { WEIR_GPIO_PUSH_PULL, WEIR_GPIO_OPEN_DRAIN, WEIR_GPIO_OPEN_SOURCE };

// What to ask the kernel for. `path` and `consumer` are only read during the call.
struct weir_gpio_wish {
    const char *path;
    uint32_t offset;
    const char *consumer;
    enum weir_gpio_direction direction;
    enum weir_gpio_bias bias;
    enum weir_gpio_edges edges;
    enum weir_gpio_drive drive;
    int active_low;
    // Logical level of an output from its first moment on; part of the request, so no edge precedes it.
    int initial;
    // How long an input has to be still, in microseconds, where the kernel can see to it; 0: not at all.
    uint32_t debounce_microseconds;
};

// One logical edge. The time is CLOCK_MONOTONIC in nanoseconds, taken by the kernel in its interrupt handler.
struct weir_gpio_event {
    uint64_t nanoseconds;
    int is_rising;
};

struct weir_gpio_chip;
struct weir_gpio_request;

// "1.6.3", "2.1.3": which library this build runs with.
const char *weir_gpio_library_version(void);

struct weir_gpio_chip *weir_gpio_chip_open(const char *path);
int weir_gpio_chip_describe(struct weir_gpio_chip *chip, struct weir_gpio_chip_facts *facts);
int weir_gpio_line_describe(struct weir_gpio_chip *chip, uint32_t offset, struct weir_gpio_line_facts *facts);
void weir_gpio_chip_close(struct weir_gpio_chip *chip);

// A request owns everything it needs, its own handle of the chip included.
struct weir_gpio_request *weir_gpio_request_open(const struct weir_gpio_wish *wish);
void weir_gpio_request_close(struct weir_gpio_request *request);

// The descriptor that becomes readable when an edge waits, non-blocking; -1 for a request without edges.
int weir_gpio_event_descriptor(const struct weir_gpio_request *request);

// 1: `event` is filled. 0: none waits. -1: errno (ENODEV when the chip is gone).
int weir_gpio_next_event(struct weir_gpio_request *request, struct weir_gpio_event *event);

// Edges the kernel is known to have dropped since the last call, by the numbers that it gives them; -1 when it gives
// none (before Linux 5.10).
int64_t weir_gpio_take_lost(struct weir_gpio_request *request);

// How many edges the kernel keeps for the line until they are read.
size_t weir_gpio_event_capacity(const struct weir_gpio_request *request);

// Whether the kernel holds bounce back as the request asked it to.
int weir_gpio_is_debounced(const struct weir_gpio_request *request);

// The logical level, 0 or 1; -1: errno.
int weir_gpio_level_get(struct weir_gpio_request *request);
int weir_gpio_level_set(struct weir_gpio_request *request, int level);

#endif
