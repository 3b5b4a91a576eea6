// The clients that Weir is measured beside, each a role of this one program. The benchmark starts them; they say on
// standard output when they are ready and, in the end, what they counted.
//
//     CBenchmark subscribe --port 1883 --quality 1
//     CBenchmark publish --port 1883 --quality 1 --count 100000 --devices 200 --hot-every 1000
#include "client.h"
#include "supervised.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    void (*run)(const struct options *options);
} roles[] = {
    {"publish", publish_messages},
    {"subscribe", count_messages},
    {"echo", answer_hot},
    {"receive", receive_answers},
    {"fleet", publish_fleet},
    {"workload", run_workload},
    {"timer", watch_time},
    {"ask", ask_gateway},
    {"rows", write_rows},
    {"collect", collect_messages},
    {"relay", relay_connections},
};

static const struct option table[] = {
    {"port", required_argument, NULL, 'p'},     {"quality", required_argument, NULL, 'q'},
    {"count", required_argument, NULL, 'n'},    {"devices", required_argument, NULL, 'd'},
    {"rate", required_argument, NULL, 'r'},     {"window", required_argument, NULL, 'w'},
    {"hot-every", required_argument, NULL, 'h'}, {"send-times", required_argument, NULL, 't'},
    {"upstream", required_argument, NULL, 'u'},  {"path", required_argument, NULL, 'f'},
    {"batch", required_argument, NULL, 'b'},    {"filter", required_argument, NULL, 'm'},
    {"first", required_argument, NULL, 's'},    {"plant", required_argument, NULL, 'l'},
    {"plain", no_argument, NULL, 'v'},
    {NULL, 0, NULL, 0},
};

static struct options read_options(int count, char **arguments) {
    // With a window this wide the broker, not the wake-ups between small bursts, sets the pace of QoS 1.
    struct options options = {.port = 1883, .devices = 200, .window = 400, .batch = 1000, .plant = "bench"};
    for (int letter; (letter = getopt_long(count, arguments, "", table, NULL)) != -1;) {
        switch (letter) {
        case 'p': options.port = atoi(optarg); break;
        case 'q': options.quality = atoi(optarg); break;
        case 'n': options.count = atol(optarg); break;
        case 'd': options.devices = atoi(optarg); break;
        case 'r': options.rate = atol(optarg); break;
        case 'w': options.window = atoi(optarg); break;
        case 'h': options.hot_every = atoi(optarg); break;
        case 't': options.send_times = optarg; break;
        case 'u': options.upstream = atoi(optarg); break;
        case 'f': options.path = optarg; break;
        case 'b': options.batch = atol(optarg); break;
        case 'm': options.filter = optarg; break;
        case 's': options.first = atoi(optarg); break;
        case 'l': options.plant = optarg; break;
        case 'v': options.is_plain = true; break;
        default: exit(2);
        }
    }
    if (options.devices < 1 || options.count % options.devices != 0) fail("--count is no multiple of --devices");
    return options;
}

int main(int count, char **arguments) {
    if (count > 2 && strcmp(arguments[1], "supervised") == 0) run_supervised(arguments + 2, false);
    if (count > 2 && strcmp(arguments[1], "real-time") == 0) run_supervised(arguments + 2, true);
    for (size_t index = 0; count > 1 && index < sizeof roles / sizeof roles[0]; index++) {
        if (strcmp(arguments[1], roles[index].name) != 0) continue;
        struct options options = read_options(count - 1, arguments + 1);
        roles[index].run(&options);
        return 0;
    }
    fail("a role is needed: see main.c");
}
