// Two halves, one for each libgpiod. 2.x defines no version macro at all, so the choice rests on a macro that only
// 1.6 has. Both halves keep the promises of weir_gpio.h, which says what callers may rely on.
#include "weir_gpio.h"

#include <errno.h>
#include <fcntl.h>
#include <gpiod.h>
#include <linux/gpio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static void copy_text(char into[WEIR_GPIO_NAME_SIZE], const char *text) {
    memset(into, 0, WEIR_GPIO_NAME_SIZE);
    if (text != NULL) strncpy(into, text, WEIR_GPIO_NAME_SIZE - 1);
}

// Room for a burst while the thread is busy elsewhere: 256 edges are a quarter of a second of 1 kHz contact bounce.
// The kernel's second interface allows up to 1024 (16 for each of 64 lines).
#define EVENT_CAPACITY 256

// The kernel numbers a line's edges from 1 and counts on while it drops, so a gap is a loss.
static int64_t gap(uint64_t last, uint64_t sequence) { return sequence > last ? (int64_t)(sequence - last - 1) : 0; }

static int make_nonblocking(int descriptor) {
    int flags = fcntl(descriptor, F_GETFL);
    if (flags < 0) return -1;
    return fcntl(descriptor, F_SETFL, flags | O_NONBLOCK);
}

#ifdef GPIOD_LINE_BULK_MAX_LINES

// ---- libgpiod 1.6 -------------------------------------------------------------------------------------------------

// The first kernel interface, which this library speaks, keeps 16 edges a line and drops the newest beyond that, without
// a trace; it knows no debounce, and passes 64 levels where one is set. So lines are requested by the second one (Linux
// 5.10, GPIO_V2_*) where the kernel has it, and by the library where it has not.
#define FIRST_EVENT_CAPACITY 16

struct weir_gpio_chip {
    struct gpiod_chip *handle;
};

struct weir_gpio_request {
    // Closing the chip would release the line, so it stays open as long as the request.
    struct gpiod_chip *chip;
    struct gpiod_line *line;
    int descriptor;
    int has_edges;
    int waiting_count;
    int waiting_next;
    // Whether the descriptor is one of the second interface; there is neither chip nor line then.
    int is_second;
    int is_debounced;
    uint32_t last_sequence;
    int64_t lost;
    union {
        struct gpiod_line_event first[FIRST_EVENT_CAPACITY];
        struct gpio_v2_line_event second[FIRST_EVENT_CAPACITY];
    } waiting;
};

const char *weir_gpio_library_version(void) { return gpiod_version_string(); }

struct weir_gpio_chip *weir_gpio_chip_open(const char *path) {
    struct weir_gpio_chip *chip = calloc(1, sizeof *chip);
    if (chip == NULL) return NULL;
    chip->handle = gpiod_chip_open(path);
    if (chip->handle != NULL) return chip;
    int reason = errno;
    free(chip);
    errno = reason;
    return NULL;
}

void weir_gpio_chip_close(struct weir_gpio_chip *chip) {
    gpiod_chip_close(chip->handle);
    free(chip);
}

int weir_gpio_chip_describe(struct weir_gpio_chip *chip, struct weir_gpio_chip_facts *facts) {
    copy_text(facts->name, gpiod_chip_name(chip->handle));
    copy_text(facts->label, gpiod_chip_label(chip->handle));
    facts->line_count = gpiod_chip_num_lines(chip->handle);
    return 0;
}

int weir_gpio_line_describe(struct weir_gpio_chip *chip, uint32_t offset, struct weir_gpio_line_facts *facts) {
    struct gpiod_line *line = gpiod_chip_get_line(chip->handle, offset);
    if (line == NULL) return -1;
    copy_text(facts->name, gpiod_line_name(line));
    copy_text(facts->consumer, gpiod_line_consumer(line));
    facts->is_used = gpiod_line_is_used(line);
    facts->is_output = gpiod_line_direction(line) == GPIOD_LINE_DIRECTION_OUTPUT;
    facts->is_active_low = gpiod_line_active_state(line) == GPIOD_LINE_ACTIVE_STATE_LOW;
    return 0;
}

static int request_flags(const struct weir_gpio_wish *wish) {
    int flags = wish->active_low ? GPIOD_LINE_REQUEST_FLAG_ACTIVE_LOW : 0;
    switch (wish->bias) {
    case WEIR_GPIO_BIAS_AS_IS: break;
    case WEIR_GPIO_BIAS_DISABLED: flags |= GPIOD_LINE_REQUEST_FLAG_BIAS_DISABLE; break;
    case WEIR_GPIO_BIAS_PULL_UP: flags |= GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_UP; break;
    case WEIR_GPIO_BIAS_PULL_DOWN: flags |= GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_DOWN; break;
    }
    if (wish->direction != WEIR_GPIO_OUTPUT) return flags;
    switch (wish->drive) {
    case WEIR_GPIO_PUSH_PULL: break;
    case WEIR_GPIO_OPEN_DRAIN: flags |= GPIOD_LINE_REQUEST_FLAG_OPEN_DRAIN; break;
    case WEIR_GPIO_OPEN_SOURCE: flags |= GPIOD_LINE_REQUEST_FLAG_OPEN_SOURCE; break;
    }
    return flags;
}

static int request_type(const struct weir_gpio_wish *wish) {
    if (wish->direction == WEIR_GPIO_OUTPUT) return GPIOD_LINE_REQUEST_DIRECTION_OUTPUT;
    switch (wish->edges) {
    case WEIR_GPIO_EDGES_NONE: break;
    case WEIR_GPIO_EDGES_RISING: return GPIOD_LINE_REQUEST_EVENT_RISING_EDGE;
    case WEIR_GPIO_EDGES_FALLING: return GPIOD_LINE_REQUEST_EVENT_FALLING_EDGE;
    case WEIR_GPIO_EDGES_BOTH: return GPIOD_LINE_REQUEST_EVENT_BOTH_EDGES;
    }
    return GPIOD_LINE_REQUEST_DIRECTION_INPUT;
}

static uint64_t second_flags(const struct weir_gpio_wish *wish) {
    uint64_t flags = wish->active_low ? GPIO_V2_LINE_FLAG_ACTIVE_LOW : 0;
    switch (wish->bias) {
    case WEIR_GPIO_BIAS_AS_IS: break;
    case WEIR_GPIO_BIAS_DISABLED: flags |= GPIO_V2_LINE_FLAG_BIAS_DISABLED; break;
    case WEIR_GPIO_BIAS_PULL_UP: flags |= GPIO_V2_LINE_FLAG_BIAS_PULL_UP; break;
    case WEIR_GPIO_BIAS_PULL_DOWN: flags |= GPIO_V2_LINE_FLAG_BIAS_PULL_DOWN; break;
    }
    if (wish->direction == WEIR_GPIO_OUTPUT) {
        flags |= GPIO_V2_LINE_FLAG_OUTPUT;
        switch (wish->drive) {
        case WEIR_GPIO_PUSH_PULL: break;
        case WEIR_GPIO_OPEN_DRAIN: flags |= GPIO_V2_LINE_FLAG_OPEN_DRAIN; break;
        case WEIR_GPIO_OPEN_SOURCE: flags |= GPIO_V2_LINE_FLAG_OPEN_SOURCE; break;
        }
        return flags;
    }
    flags |= GPIO_V2_LINE_FLAG_INPUT;
    switch (wish->edges) {
    case WEIR_GPIO_EDGES_NONE: break;
    case WEIR_GPIO_EDGES_RISING: flags |= GPIO_V2_LINE_FLAG_EDGE_RISING; break;
    case WEIR_GPIO_EDGES_FALLING: flags |= GPIO_V2_LINE_FLAG_EDGE_FALLING; break;
    case WEIR_GPIO_EDGES_BOTH: flags |= GPIO_V2_LINE_FLAG_EDGE_RISING | GPIO_V2_LINE_FLAG_EDGE_FALLING; break;
    }
    return flags;
}

// The line's descriptor of the second interface; -1: errno.
static int request_second(const struct weir_gpio_wish *wish) {
    int chip = open(wish->path, O_RDWR | O_CLOEXEC);
    if (chip < 0) return -1;
    struct gpio_v2_line_request asked = {.num_lines = 1};
    asked.offsets[0] = wish->offset;
    strncpy(asked.consumer, wish->consumer, sizeof asked.consumer - 1);
    asked.config.flags = second_flags(wish);
    struct gpio_v2_line_config_attribute *attribute = asked.config.attrs;
    if (wish->direction == WEIR_GPIO_OUTPUT) {
        attribute->attr.id = GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES;
        attribute->attr.values = wish->initial ? 1 : 0;
        attribute++;
    } else if (wish->edges != WEIR_GPIO_EDGES_NONE) {
        asked.event_buffer_size = EVENT_CAPACITY;
        if (wish->debounce_microseconds > 0) {
            attribute->attr.id = GPIO_V2_LINE_ATTR_ID_DEBOUNCE;
            attribute->attr.debounce_period_us = wish->debounce_microseconds;
            attribute++;
        }
    }
    asked.config.num_attrs = (uint32_t)(attribute - asked.config.attrs);
    for (uint32_t index = 0; index < asked.config.num_attrs; index++) asked.config.attrs[index].mask = 1;
    int result = ioctl(chip, GPIO_V2_GET_LINE_IOCTL, &asked);
    int reason = errno;
    close(chip);
    errno = reason;
    return result < 0 ? -1 : asked.fd;
}

struct weir_gpio_request *weir_gpio_request_open(const struct weir_gpio_wish *wish) {
    struct weir_gpio_request *request = calloc(1, sizeof *request);
    if (request == NULL) return NULL;
    request->has_edges = wish->direction == WEIR_GPIO_INPUT && wish->edges != WEIR_GPIO_EDGES_NONE;
    request->descriptor = request_second(wish);
    request->is_second = request->descriptor >= 0;
    request->is_debounced = request->is_second && request->has_edges && wish->debounce_microseconds > 0;
    if (request->is_second && make_nonblocking(request->descriptor) == 0) return request;
    // A kernel that does not know the call says one of these; anything else stands in the way of both interfaces.
    if (request->is_second || (errno != EINVAL && errno != ENOTTY)) goto failed;
    request->chip = gpiod_chip_open(wish->path);
    if (request->chip == NULL) goto failed;
    request->line = gpiod_chip_get_line(request->chip, wish->offset);
    if (request->line == NULL) goto failed;
    struct gpiod_line_request_config config = {
        .consumer = wish->consumer, .request_type = request_type(wish), .flags = request_flags(wish)};
    if (gpiod_line_request(request->line, &config, wish->initial) < 0) goto failed;
    if (request->has_edges) {
        request->descriptor = gpiod_line_event_get_fd(request->line);
        if (request->descriptor < 0 || make_nonblocking(request->descriptor) < 0) goto failed;
    }
    return request;

failed:;
    int reason = errno;
    if (request->is_second) close(request->descriptor);
    if (request->chip != NULL) gpiod_chip_close(request->chip);
    free(request);
    errno = reason;
    return NULL;
}

void weir_gpio_request_close(struct weir_gpio_request *request) {
    if (request->is_second) {
        close(request->descriptor);
    } else {
        gpiod_line_release(request->line);
        gpiod_chip_close(request->chip);
    }
    free(request);
}

int weir_gpio_event_descriptor(const struct weir_gpio_request *request) {
    return request->has_edges ? request->descriptor : -1;
}

int weir_gpio_is_debounced(const struct weir_gpio_request *request) { return request->is_debounced; }

size_t weir_gpio_event_capacity(const struct weir_gpio_request *request) {
    return request->is_second ? EVENT_CAPACITY : FIRST_EVENT_CAPACITY;
}

// How many edges were read into `waiting`; -1: errno.
static int fill(struct weir_gpio_request *request) {
    if (!request->is_second) {
        return gpiod_line_event_read_fd_multiple(request->descriptor, request->waiting.first, FIRST_EVENT_CAPACITY);
    }
    ssize_t size = read(request->descriptor, request->waiting.second, sizeof request->waiting.second);
    return size < 0 ? -1 : (int)(size / (ssize_t)sizeof request->waiting.second[0]);
}

int weir_gpio_next_event(struct weir_gpio_request *request, struct weir_gpio_event *event) {
    if (request->waiting_next == request->waiting_count) {
        request->waiting_next = request->waiting_count = 0;
        int count = fill(request);
        if (count < 0) return errno == EAGAIN ? 0 : -1;
        if (count == 0) return 0;
        request->waiting_count = count;
    }
    if (request->is_second) {
        const struct gpio_v2_line_event *next = &request->waiting.second[request->waiting_next++];
        request->lost += gap(request->last_sequence, next->line_seqno);
        request->last_sequence = next->line_seqno;
        event->nanoseconds = next->timestamp_ns;
        event->is_rising = next->id == GPIO_V2_LINE_EVENT_RISING_EDGE;
        return 1;
    }
    const struct gpiod_line_event *next = &request->waiting.first[request->waiting_next++];
    event->nanoseconds = (uint64_t)next->ts.tv_sec * 1000000000u + (uint64_t)next->ts.tv_nsec;
    event->is_rising = next->event_type == GPIOD_LINE_EVENT_RISING_EDGE;
    return 1;
}

int64_t weir_gpio_take_lost(struct weir_gpio_request *request) {
    if (!request->is_second) return -1;
    int64_t lost = request->lost;
    request->lost = 0;
    return lost;
}

int weir_gpio_level_get(struct weir_gpio_request *request) {
    if (!request->is_second) return gpiod_line_get_value(request->line);
    struct gpio_v2_line_values values = {.mask = 1};
    if (ioctl(request->descriptor, GPIO_V2_LINE_GET_VALUES_IOCTL, &values) < 0) return -1;
    return (int)(values.bits & 1);
}

int weir_gpio_level_set(struct weir_gpio_request *request, int level) {
    if (!request->is_second) return gpiod_line_set_value(request->line, level);
    struct gpio_v2_line_values values = {.bits = level ? 1 : 0, .mask = 1};
    return ioctl(request->descriptor, GPIO_V2_LINE_SET_VALUES_IOCTL, &values);
}

#else

// ---- libgpiod 2.x -------------------------------------------------------------------------------------------------

struct weir_gpio_chip {
    struct gpiod_chip *handle;
};

struct weir_gpio_request {
    struct gpiod_line_request *lines;
    struct gpiod_edge_event_buffer *waiting;
    uint32_t offset;
    int descriptor;
    int waiting_count;
    int waiting_next;
    int is_debounced;
    unsigned long last_sequence;
    int64_t lost;
};

const char *weir_gpio_library_version(void) { return gpiod_api_version(); }

size_t weir_gpio_event_capacity(const struct weir_gpio_request *request) {
    (void)request;
    return EVENT_CAPACITY;
}

int weir_gpio_is_debounced(const struct weir_gpio_request *request) { return request->is_debounced; }

struct weir_gpio_chip *weir_gpio_chip_open(const char *path) {
    struct weir_gpio_chip *chip = calloc(1, sizeof *chip);
    if (chip == NULL) return NULL;
    chip->handle = gpiod_chip_open(path);
    if (chip->handle != NULL) return chip;
    int reason = errno;
    free(chip);
    errno = reason;
    return NULL;
}

void weir_gpio_chip_close(struct weir_gpio_chip *chip) {
    gpiod_chip_close(chip->handle);
    free(chip);
}

int weir_gpio_chip_describe(struct weir_gpio_chip *chip, struct weir_gpio_chip_facts *facts) {
    struct gpiod_chip_info *info = gpiod_chip_get_info(chip->handle);
    if (info == NULL) return -1;
    copy_text(facts->name, gpiod_chip_info_get_name(info));
    copy_text(facts->label, gpiod_chip_info_get_label(info));
    facts->line_count = (uint32_t)gpiod_chip_info_get_num_lines(info);
    gpiod_chip_info_free(info);
    return 0;
}

int weir_gpio_line_describe(struct weir_gpio_chip *chip, uint32_t offset, struct weir_gpio_line_facts *facts) {
    struct gpiod_line_info *info = gpiod_chip_get_line_info(chip->handle, offset);
    if (info == NULL) return -1;
    copy_text(facts->name, gpiod_line_info_get_name(info));
    copy_text(facts->consumer, gpiod_line_info_get_consumer(info));
    facts->is_used = gpiod_line_info_is_used(info);
    facts->is_output = gpiod_line_info_get_direction(info) == GPIOD_LINE_DIRECTION_OUTPUT;
    facts->is_active_low = gpiod_line_info_is_active_low(info);
    gpiod_line_info_free(info);
    return 0;
}

static enum gpiod_line_bias bias_of(const struct weir_gpio_wish *wish) {
    switch (wish->bias) {
    case WEIR_GPIO_BIAS_AS_IS: break;
    case WEIR_GPIO_BIAS_DISABLED: return GPIOD_LINE_BIAS_DISABLED;
    case WEIR_GPIO_BIAS_PULL_UP: return GPIOD_LINE_BIAS_PULL_UP;
    case WEIR_GPIO_BIAS_PULL_DOWN: return GPIOD_LINE_BIAS_PULL_DOWN;
    }
    return GPIOD_LINE_BIAS_AS_IS;
}

static enum gpiod_line_edge edges_of(const struct weir_gpio_wish *wish) {
    switch (wish->edges) {
    case WEIR_GPIO_EDGES_NONE: break;
    case WEIR_GPIO_EDGES_RISING: return GPIOD_LINE_EDGE_RISING;
    case WEIR_GPIO_EDGES_FALLING: return GPIOD_LINE_EDGE_FALLING;
    case WEIR_GPIO_EDGES_BOTH: return GPIOD_LINE_EDGE_BOTH;
    }
    return GPIOD_LINE_EDGE_NONE;
}

static enum gpiod_line_drive drive_of(const struct weir_gpio_wish *wish) {
    switch (wish->drive) {
    case WEIR_GPIO_PUSH_PULL: break;
    case WEIR_GPIO_OPEN_DRAIN: return GPIOD_LINE_DRIVE_OPEN_DRAIN;
    case WEIR_GPIO_OPEN_SOURCE: return GPIOD_LINE_DRIVE_OPEN_SOURCE;
    }
    return GPIOD_LINE_DRIVE_PUSH_PULL;
}

static int apply(struct gpiod_line_settings *settings, const struct weir_gpio_wish *wish) {
    gpiod_line_settings_set_active_low(settings, wish->active_low != 0);
    if (gpiod_line_settings_set_bias(settings, bias_of(wish)) < 0) return -1;
    if (wish->direction == WEIR_GPIO_INPUT) {
        if (gpiod_line_settings_set_direction(settings, GPIOD_LINE_DIRECTION_INPUT) < 0) return -1;
        if (wish->edges != WEIR_GPIO_EDGES_NONE) {
            gpiod_line_settings_set_debounce_period_us(settings, wish->debounce_microseconds);
        }
        return gpiod_line_settings_set_edge_detection(settings, edges_of(wish));
    }
    if (gpiod_line_settings_set_direction(settings, GPIOD_LINE_DIRECTION_OUTPUT) < 0) return -1;
    if (gpiod_line_settings_set_drive(settings, drive_of(wish)) < 0) return -1;
    return gpiod_line_settings_set_output_value(
        settings, wish->initial ? GPIOD_LINE_VALUE_ACTIVE : GPIOD_LINE_VALUE_INACTIVE);
}

static struct gpiod_line_request *request_lines(const struct weir_gpio_wish *wish) {
    struct gpiod_line_request *lines = NULL;
    struct gpiod_chip *chip = gpiod_chip_open(wish->path);
    struct gpiod_line_settings *settings = gpiod_line_settings_new();
    struct gpiod_line_config *line_config = gpiod_line_config_new();
    struct gpiod_request_config *config = gpiod_request_config_new();
    unsigned int offset = wish->offset;
    if (chip != NULL && settings != NULL && line_config != NULL && config != NULL && apply(settings, wish) == 0 &&
        gpiod_line_config_add_line_settings(line_config, &offset, 1, settings) == 0) {
        gpiod_request_config_set_consumer(config, wish->consumer);
        gpiod_request_config_set_event_buffer_size(config, EVENT_CAPACITY);
        lines = gpiod_chip_request_lines(chip, config, line_config);
    }
    int reason = errno;
    if (config != NULL) gpiod_request_config_free(config);
    if (line_config != NULL) gpiod_line_config_free(line_config);
    if (settings != NULL) gpiod_line_settings_free(settings);
    if (chip != NULL) gpiod_chip_close(chip);
    errno = reason;
    return lines;
}

struct weir_gpio_request *weir_gpio_request_open(const struct weir_gpio_wish *wish) {
    struct weir_gpio_request *request = calloc(1, sizeof *request);
    if (request == NULL) return NULL;
    request->descriptor = -1;
    request->offset = wish->offset;
    request->lines = request_lines(wish);
    if (request->lines == NULL) goto failed;
    if (wish->direction == WEIR_GPIO_INPUT && wish->edges != WEIR_GPIO_EDGES_NONE) {
        request->waiting = gpiod_edge_event_buffer_new(EVENT_CAPACITY);
        if (request->waiting == NULL) goto failed;
        request->is_debounced = wish->debounce_microseconds > 0;
        request->descriptor = gpiod_line_request_get_fd(request->lines);
        if (make_nonblocking(request->descriptor) < 0) goto failed;
    }
    return request;

failed:;
    int reason = errno;
    if (request->waiting != NULL) gpiod_edge_event_buffer_free(request->waiting);
    if (request->lines != NULL) gpiod_line_request_release(request->lines);
    free(request);
    errno = reason;
    return NULL;
}

void weir_gpio_request_close(struct weir_gpio_request *request) {
    if (request->waiting != NULL) gpiod_edge_event_buffer_free(request->waiting);
    gpiod_line_request_release(request->lines);
    free(request);
}

int weir_gpio_event_descriptor(const struct weir_gpio_request *request) { return request->descriptor; }

int weir_gpio_next_event(struct weir_gpio_request *request, struct weir_gpio_event *event) {
    if (request->waiting_next == request->waiting_count) {
        request->waiting_next = request->waiting_count = 0;
        int count = gpiod_line_request_read_edge_events(request->lines, request->waiting, EVENT_CAPACITY);
        if (count < 0) return errno == EAGAIN ? 0 : -1;
        if (count == 0) return 0;
        request->waiting_count = count;
    }
    struct gpiod_edge_event *next =
        gpiod_edge_event_buffer_get_event(request->waiting, (unsigned long)request->waiting_next++);
    if (next == NULL) return -1;
    unsigned long sequence = gpiod_edge_event_get_line_seqno(next);
    request->lost += gap(request->last_sequence, sequence);
    request->last_sequence = sequence;
    event->nanoseconds = gpiod_edge_event_get_timestamp_ns(next);
    event->is_rising = gpiod_edge_event_get_event_type(next) == GPIOD_EDGE_EVENT_RISING_EDGE;
    return 1;
}

int64_t weir_gpio_take_lost(struct weir_gpio_request *request) {
    int64_t lost = request->lost;
    request->lost = 0;
    return lost;
}

int weir_gpio_level_get(struct weir_gpio_request *request) {
    enum gpiod_line_value value = gpiod_line_request_get_value(request->lines, request->offset);
    return value == GPIOD_LINE_VALUE_ERROR ? -1 : value == GPIOD_LINE_VALUE_ACTIVE;
}

int weir_gpio_level_set(struct weir_gpio_request *request, int level) {
    return gpiod_line_request_set_value(
        request->lines, request->offset, level ? GPIOD_LINE_VALUE_ACTIVE : GPIOD_LINE_VALUE_INACTIVE);
}

#endif
