#include "client.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static volatile sig_atomic_t is_stopped;
static bool is_subscribed;
static int connect_result = -1;

int64_t now_nanoseconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

void fail(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fputs("reference client: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(1);
}

void say(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vprintf(format, arguments);
    putchar('\n');
    fflush(stdout);
    va_end(arguments);
}

void expect_success(int code, const char *what) {
    if (code != MOSQ_ERR_SUCCESS) fail("%s: %s", what, mosquitto_strerror(code));
}

static void stop(int signal) {
    (void)signal;
    is_stopped = 1;
}

void stop_on_signals(void) {
    struct sigaction action = {.sa_handler = stop};
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
}

bool is_told_to_stop(void) { return is_stopped; }

static void connected(struct mosquitto *client, void *context, int result) {
    (void)client, (void)context;
    connect_result = result;
}

static void subscribed(struct mosquitto *client, void *context, int id, int count, const int *granted) {
    (void)client, (void)context, (void)id, (void)count;
    if (granted[0] > 2) fail("the broker refused the subscription");
    is_subscribed = true;
}

struct mosquitto *connect_client(const struct options *options, message_handler *handler, void *context) {
    stop_on_signals();
    connect_result = -1;
    mosquitto_lib_init();
    struct mosquitto *client = mosquitto_new(NULL, true, context);
    if (!client) fail("no memory");
    mosquitto_int_option(client, MOSQ_OPT_TCP_NODELAY, 1);
    mosquitto_max_inflight_messages_set(client, options->window);
    mosquitto_connect_callback_set(client, connected);
    mosquitto_subscribe_callback_set(client, subscribed);
    if (handler) mosquitto_message_callback_set(client, handler);
    expect_success(mosquitto_connect(client, "127.0.0.1", options->port, 60), "connect");
    while (connect_result < 0) expect_success(mosquitto_loop(client, 100, 1), "connect");
    if (connect_result > 0) fail("the broker refused the connection: %s", mosquitto_connack_string(connect_result));
    return client;
}

void subscribe_client(struct mosquitto *client, const char *filter, int quality) {
    expect_success(mosquitto_subscribe(client, NULL, filter, quality), "subscribe");
    while (!is_subscribed) expect_success(mosquitto_loop(client, 100, 1), "subscribe");
}

void serve_client(struct mosquitto *client) {
    while (!is_stopped) expect_success(mosquitto_loop(client, 1000, 1), "loop");
}

void reading_topic(char *text, size_t size, int device) { snprintf(text, size, "bench/dev-%03d/telemetry", device); }

void command_topic(char *text, size_t size, int device) { snprintf(text, size, "bench/dev-%03d/command", device); }

int device_of(const char *topic) { return atoi(topic + strlen("bench/dev-")); }
