// The measure of `edge-bench`, and the least program that it compares with.
//
//     edge answer CHIP IN OUT            sets line OUT to the level of line IN, edge by edge, until it is killed
//     edge measure PULL OUT COUNT        moves a simulated pin COUNT times and prints, in nanoseconds, how long after
//                                        each move the kernel saw line number OUT being set
//
// By the kernel's own interface, without a library: no answer from a program can come sooner.
#include <errno.h>
#include <fcntl.h>
#include <linux/gpio.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

static void expect(int holds, const char *what) {
    if (holds) return;
    fprintf(stderr, "edge: %s: %s\n", what, strerror(errno));
    exit(1);
}

static int request(int chip, unsigned line, uint64_t flags) {
    struct gpio_v2_line_request request = {.num_lines = 1, .config.flags = flags, .consumer = "edge"};
    request.offsets[0] = line;
    expect(ioctl(chip, GPIO_V2_GET_LINE_IOCTL, &request) == 0, "request");
    return request.fd;
}

static void answer(const char *path, unsigned in, unsigned out) {
    int chip = open(path, O_RDWR);
    expect(chip >= 0, path);
    int input = request(
        chip, in, GPIO_V2_LINE_FLAG_INPUT | GPIO_V2_LINE_FLAG_EDGE_RISING | GPIO_V2_LINE_FLAG_EDGE_FALLING);
    int output = request(chip, out, GPIO_V2_LINE_FLAG_OUTPUT);
    puts("ready");
    fflush(stdout);
    struct gpio_v2_line_event event;
    while (read(input, &event, sizeof event) == sizeof event) {
        struct gpio_v2_line_values values = {.bits = event.id == GPIO_V2_LINE_EVENT_RISING_EDGE, .mask = 1};
        expect(ioctl(output, GPIO_V2_LINE_SET_VALUES_IOCTL, &values) == 0, "set");
    }
}

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void write_text(const char *path, const char *text) {
    int file = open(path, O_WRONLY | O_TRUNC);
    expect(file >= 0, path);
    expect(write(file, text, strlen(text)) == (ssize_t)strlen(text), path);
    close(file);
}

#define TRACING "/sys/kernel/tracing/"

// Reads what was set from the kernel's trace, whose clock is set to be ours: watching the pin itself would take the one
// processor away from who is to answer.
static void measure(const char *pull, unsigned out, int count) {
    int64_t *moved = calloc((size_t)count, sizeof *moved);
    expect(moved != NULL, "memory");
    write_text(TRACING "tracing_on", "0");
    write_text(TRACING "trace", "");
    write_text(TRACING "trace_clock", "mono");
    write_text(TRACING "events/gpio/gpio_value/enable", "1");
    write_text(TRACING "tracing_on", "1");
    for (int number = 0; number < count; number++) {
        // Uneven, so that no timer of anybody's keeps step with it.
        usleep(12000 + (unsigned)(number * 7919 % 5000));
        moved[number] = now();
        write_text(pull, number % 2 ? "pull-down" : "pull-up");
    }
    usleep(200000);
    write_text(TRACING "tracing_on", "0");

    FILE *trace = fopen(TRACING "trace", "r");
    expect(trace != NULL, "trace");
    char line[512];
    int last = -1, answered = -1;
    while (fgets(line, sizeof line, trace)) {
        // ` weir-81 [000] d..1.  12.345678: gpio_value: 539 set 1`
        char *event = strstr(line, ": gpio_value: ");
        if (!event) continue;
        char *time = event;
        while (time > line && time[-1] != ' ') time--;
        unsigned number, level;
        if (sscanf(event, ": gpio_value: %u set %u", &number, &level) != 2 || number != out) continue;
        long seconds, microseconds;
        if (sscanf(time, "%ld.%6ld", &seconds, &microseconds) != 2) continue;
        int64_t set = seconds * 1000000000LL + microseconds * 1000LL;
        // The trace tells microseconds; rounded up, an answer is never sooner than it was.
        set += 1000;
        while (last + 1 < count && moved[last + 1] <= set) last++;
        // The first set to the level of the last move is its answer; one to the other level came too late for its own.
        if (last < 0 || last == answered || level == (unsigned)(last % 2)) continue;
        printf("%lld\n", (long long)(set - moved[last]));
        answered = last;
    }
    fclose(trace);
}

int main(int count, char **arguments) {
    if (count == 5 && strcmp(arguments[1], "answer") == 0) {
        answer(arguments[2], (unsigned)atoi(arguments[3]), (unsigned)atoi(arguments[4]));
    } else if (count == 5 && strcmp(arguments[1], "measure") == 0) {
        measure(arguments[2], (unsigned)atoi(arguments[3]), atoi(arguments[4]));
    } else {
        fprintf(stderr, "edge: answer CHIP IN OUT, or measure PULL OUT COUNT\n");
        return 2;
    }
    return 0;
}
