// The whole workload in C: what a gateway of this purpose costs at least. It reads the JSON by hand, answers a device that
// turns hot with ON and one that is cool again with OFF, and sends the least, mean, greatest and count of each device's
// temperatures upstream every ten seconds. With `--path` it also keeps every reading in SQLite, a transaction a second.
#define _GNU_SOURCE  // memmem
#include "client.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WINDOW 10000000000
#define COMMIT 1000000000

struct window {
    double least, greatest, sum;
    long count;
};

static const struct options *settings;
static struct window *windows;
static bool *is_on;
static struct mosquitto *upstream;
static sqlite3 *database;
static sqlite3_stmt *insertion;
static long received, commands, summaries, acknowledged, malformed;

static void expect_sqlite(int code, int expected) {
    if (code != expected) fail("sqlite: %s", sqlite3_errmsg(database));
}

static void open_database(const char *path) {
    expect_sqlite(sqlite3_open(path, &database), SQLITE_OK);
    expect_sqlite(
        sqlite3_exec(
            database,
            "pragma journal_mode = wal; pragma synchronous = full;"
            "create table readings (id integer primary key, topic text, payload blob); begin",
            NULL, NULL, NULL),
        SQLITE_OK);
    expect_sqlite(
        sqlite3_prepare_v2(database, "insert into readings (topic, payload) values (?, ?)", -1, &insertion, NULL),
        SQLITE_OK);
}

static void keep(const struct mosquitto_message *message) {
    sqlite3_bind_text(insertion, 1, message->topic, -1, SQLITE_STATIC);
    sqlite3_bind_blob(insertion, 2, message->payload, message->payloadlen, SQLITE_STATIC);
    expect_sqlite(sqlite3_step(insertion), SQLITE_DONE);
    sqlite3_reset(insertion);
}

/// The number after `"name":`; libmosquitto ends a payload with a zero byte.
static bool read_number(const struct mosquitto_message *message, const char *name, double *number) {
    size_t length = strlen(name);
    const char *found = memmem(message->payload, (size_t)message->payloadlen, name, length);
    if (!found) return false;
    char *end;
    *number = strtod(found + length, &end);
    return end != found + length;
}

static void command(struct mosquitto *client, int device, bool on) {
    char topic[64];
    command_topic(topic, sizeof topic, device);
    const char *payload = on ? "ON" : "OFF";
    expect_success(
        mosquitto_publish(client, NULL, topic, (int)strlen(payload), payload, settings->quality, false), "publish");
    commands++;
}

static void take(struct mosquitto *client, void *context, const struct mosquitto_message *message) {
    (void)context;
    received++;
    int device = device_of(message->topic);
    double temperature, humidity, vibration;
    if (device < 0 || device >= settings->devices || !read_number(message, "\"temperature\":", &temperature)
        || !read_number(message, "\"humidity\":", &humidity) || !read_number(message, "\"vibration\":", &vibration)) {
        malformed++;
        return;
    }
    struct window *window = &windows[device];
    if (window->count == 0 || temperature < window->least) window->least = temperature;
    if (window->count == 0 || temperature > window->greatest) window->greatest = temperature;
    window->sum += temperature;
    window->count++;
    bool hot = temperature > HOT_LIMIT;
    if (is_on[device] != hot) {
        is_on[device] = hot;
        command(client, device, hot);
    }
    if (database) keep(message);
}

static void confirmed(struct mosquitto *client, void *context, int id) {
    (void)client, (void)context, (void)id;
    acknowledged++;
}

static void close_windows(void) {
    for (int device = 0; device < settings->devices; device++) {
        struct window *window = &windows[device];
        if (window->count == 0) continue;
        char topic[64], payload[160];
        snprintf(topic, sizeof topic, "summaries/dev-%03d", device);
        int length = snprintf(
            payload, sizeof payload, "{\"min\":%.1f,\"mean\":%.3f,\"max\":%.1f,\"count\":%ld}", window->least,
            window->sum / (double)window->count, window->greatest, window->count);
        expect_success(mosquitto_publish(upstream, NULL, topic, length, payload, 1, false), "summary");
        *window = (struct window){0};
        summaries++;
    }
}

void run_workload(const struct options *options) {
    settings = options;
    windows = calloc((size_t)options->devices, sizeof *windows);
    is_on = calloc((size_t)options->devices, sizeof *is_on);
    if (!windows || !is_on) fail("no memory");
    if (options->path) open_database(options->path);
    struct options other = *options;
    other.port = options->upstream;
    upstream = connect_client(&other, NULL, NULL);
    mosquitto_publish_callback_set(upstream, confirmed);
    struct mosquitto *client = connect_client(options, take, NULL);
    subscribe_client(client, EVERY_READING, options->quality);
    say("ready");
    int64_t next_window = now_nanoseconds() + WINDOW, next_commit = now_nanoseconds() + COMMIT;
    while (!is_told_to_stop()) {
        int64_t next = database && next_commit < next_window ? next_commit : next_window;
        int64_t left = (next - now_nanoseconds()) / 1000000 + 1;
        expect_success(mosquitto_loop(client, left > 0 ? (int)left : 0, 1), "loop");
        if (mosquitto_want_write(upstream)) expect_success(mosquitto_loop_write(upstream, 1), "upstream");
        int64_t now = now_nanoseconds();
        if (database && now >= next_commit) {
            next_commit = now + COMMIT;
            expect_sqlite(sqlite3_exec(database, "commit; begin", NULL, NULL, NULL), SQLITE_OK);
        }
        if (now >= next_window) {
            next_window = now + WINDOW;
            close_windows();
            expect_success(mosquitto_loop_misc(upstream), "keepalive");
        }
        if (acknowledged < summaries) expect_success(mosquitto_loop(upstream, 0, 1), "upstream");
    }
    if (database) expect_sqlite(sqlite3_exec(database, "commit", NULL, NULL, NULL), SQLITE_OK);
    say("received=%ld commands=%ld summaries=%ld malformed=%ld", received, commands, summaries, malformed);
}
