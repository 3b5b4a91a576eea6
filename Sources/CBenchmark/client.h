// What the reference clients share: their options, a connection to a broker on this machine, clocks and messages.
#ifndef CBENCHMARK_CLIENT_H
#define CBENCHMARK_CLIENT_H
#include <mosquitto.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct options {
    int port;
    /// The quality of service of subscriptions and publications, 0 or 1.
    int quality;
    /// Messages to publish, a multiple of `devices`; round robin over the devices.
    long count;
    int devices;
    /// Messages a second; 0 for as many as go.
    long rate;
    /// QoS 1 messages that may be without a PUBACK.
    int window;
    /// One in so many messages is hot; 0 for none.
    int hot_every;
    /// The file of the send times (see sendtimes.h), or NULL.
    const char *send_times;
    /// The port of the broker upstream.
    int upstream;
    /// A database or a socket, or NULL.
    const char *path;
    /// Rows of a transaction; a divisor of `count`.
    long batch;
    /// The number of the fleet's first device.
    int first;
    /// The first level of the fleet's topics.
    const char *plant;
    /// Whether the fleet says only numbers, in the way of collectd.
    bool is_plain;
    /// What `collect` and `receive` subscribe to; NULL for what is usual.
    const char *filter;
};

typedef void message_handler(struct mosquitto *client, void *context, const struct mosquitto_message *message);

/// Nanoseconds of CLOCK_MONOTONIC.
int64_t now_nanoseconds(void);

/// Ends the program with a line on standard error.
_Noreturn void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/// A line on standard output, at once: the benchmark reads it.
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/// Ends the program unless `code` is MOSQ_ERR_SUCCESS.
void expect_success(int code, const char *what);

/// A connection to 127.0.0.1, after its CONNACK.
struct mosquitto *connect_client(const struct options *options, message_handler *handler, void *context);

/// Subscribes, and returns after the SUBACK.
void subscribe_client(struct mosquitto *client, const char *filter, int quality);

/// From here on SIGTERM and SIGINT end loops instead of the program.
void stop_on_signals(void);
bool is_told_to_stop(void);

/// Runs the library's own loop until SIGTERM or SIGINT.
void serve_client(struct mosquitto *client);

/// The roles.
void publish_messages(const struct options *options);
void count_messages(const struct options *options);
void answer_hot(const struct options *options);
void receive_answers(const struct options *options);
void publish_fleet(const struct options *options);
void run_workload(const struct options *options);
void watch_time(const struct options *options);
void ask_gateway(const struct options *options);
void write_rows(const struct options *options);
void collect_messages(const struct options *options);
void relay_connections(const struct options *options);

/// Topics of a device, and the device of a topic.
void reading_topic(char *text, size_t size, int device);
void command_topic(char *text, size_t size, int device);
int device_of(const char *topic);
#define EVERY_READING "bench/+/telemetry"
#define EVERY_COMMAND "bench/+/command"
#define HOT_LIMIT 80.0
#endif
