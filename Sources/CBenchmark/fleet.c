// The sensors of the whole workload: one connection for each device, as in a plant, over plain sockets. MQTT 3.1.1 by
// hand (sections 3.1, 3.3 and 3.4), since 200 clients of a library would cost more than what is measured.
#define _GNU_SOURCE  // ppoll
#include "client.h"
#include "readings.h"
#include "sendtimes.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static struct pollfd *connections;
static long acknowledged;

static void send_all(int descriptor, const unsigned char *bytes, size_t count) {
    for (size_t sent = 0; sent < count;) {
        ssize_t result = send(descriptor, bytes + sent, count - sent, MSG_NOSIGNAL);
        if (result < 0 && errno != EINTR) fail("send: %s", strerror(errno));
        if (result > 0) sent += (size_t)result;
    }
}

static int connect_device(const struct options *options, int device) {
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)options->port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int one = 1;
    if (descriptor < 0 || connect(descriptor, (struct sockaddr *)&address, sizeof address) != 0)
        fail("connect: %s", strerror(errno));
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    char name[24];
    int length = snprintf(name, sizeof name, "dev-%03d", options->first + device);
    // CONNECT: MQTT 4 (3.1.1), a clean session, no keepalive.
    unsigned char packet[64] = {0x10, (unsigned char)(12 + length), 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 0, 0};
    packet[13] = (unsigned char)length;
    memcpy(packet + 14, name, (size_t)length);
    send_all(descriptor, packet, (size_t)(14 + length));
    unsigned char answer[4];
    if (recv(descriptor, answer, sizeof answer, MSG_WAITALL) != sizeof answer || answer[0] != 0x20 || answer[3] != 0)
        fail("the broker refused device %d", device);
    return descriptor;
}

static void write_packet(const struct options *options, int device, long round, const char *payload, int length) {
    char topic[64];
    // collectd wants a host, a plugin and a type in the topic.
    const char *form = options->is_plain ? "%s/dev-%03d/bench/gauge-temperature" : "%s/dev-%03d/telemetry";
    snprintf(topic, sizeof topic, form, options->plant, options->first + device);
    size_t topic_length = strlen(topic);
    size_t remaining = 2 + topic_length + (options->quality > 0 ? 2 : 0) + (size_t)length;
    unsigned char packet[256];
    size_t size = 0;
    packet[size++] = (unsigned char)(0x30 | options->quality << 1);
    if (remaining > 127) packet[size++] = (unsigned char)((remaining & 127) | 128);
    packet[size++] = (unsigned char)(remaining > 127 ? remaining >> 7 : remaining);
    packet[size++] = 0;
    packet[size++] = (unsigned char)topic_length;
    memcpy(packet + size, topic, topic_length);
    size += topic_length;
    if (options->quality > 0) {
        // Any number but 0, and none that is still under way.
        long identifier = round % 65535 + 1;
        packet[size++] = (unsigned char)(identifier >> 8);
        packet[size++] = (unsigned char)identifier;
    }
    memcpy(packet + size, payload, (size_t)length);
    send_all(connections[device].fd, packet, size + (size_t)length);
}

/// Takes acknowledgements until `due`; each PUBACK is four bytes.
static void take_acknowledgements(const struct options *options, int64_t due) {
    do {
        int64_t left = due - now_nanoseconds();
        if (left < 0) left = 0;
        struct timespec timeout = {.tv_sec = left / 1000000000, .tv_nsec = left % 1000000000};
        // At QoS 0 nothing comes back.
        nfds_t listening = options->quality > 0 ? (nfds_t)options->devices : 0;
        if (ppoll(connections, listening, &timeout, NULL) <= 0) continue;
        for (int device = 0; device < options->devices; device++) {
            if (!connections[device].revents) continue;
            unsigned char bytes[4096];
            ssize_t count = recv(connections[device].fd, bytes, sizeof bytes, MSG_DONTWAIT);
            if (count == 0) fail("the broker closed the connection of device %d", device);
            if (count > 0) acknowledged += count / 4;
        }
    } while (now_nanoseconds() < due);
}

void publish_fleet(const struct options *options) {
    prctl(PR_SET_TIMERSLACK, 1);
    struct send_times *times = options->send_times ? map_send_times(options->send_times, options->devices) : NULL;
    connections = calloc((size_t)options->devices, sizeof *connections);
    if (!connections) fail("no memory");
    for (int device = 0; device < options->devices; device++)
        connections[device] = (struct pollfd){.fd = connect_device(options, device), .events = POLLIN};
    long hot_count = 0;
    int64_t start = now_nanoseconds(), latest = 0;
    for (long index = 0; index < options->count; index++) {
        int64_t now = now_nanoseconds();
        if (options->rate > 0) {
            int64_t due = start + index * 1000000000 / options->rate;
            if (now < due) take_acknowledgements(options, due);
            now = now_nanoseconds();
            if (now - due > latest) latest = now - due;
        } else if (options->quality > 0) {
            while (index - acknowledged >= options->window) take_acknowledgements(options, now + 1000000);
        }
        int device = (int)(index % options->devices);
        bool hot = is_hot(options, index);
        if (hot) {
            hot_count++;
            if (times && atomic_exchange(&times->asked[device], now) != 0) atomic_fetch_add(&times->unanswered, 1);
        }
        char payload[160];
        int length = options->is_plain
            ? snprintf(payload, sizeof payload, "N:%.1f", hot ? 81.0 : 20.0 + (double)(index % 400) / 10)
            : write_reading(payload, sizeof payload, index, hot, now);
        write_packet(options, device, index / options->devices, payload, length);
    }
    while (options->quality > 0 && acknowledged < options->count)
        take_acknowledgements(options, now_nanoseconds() + 1000000);
    int64_t end = now_nanoseconds();
    for (int device = 0; device < options->devices; device++) {
        send_all(connections[device].fd, (const unsigned char[]){0xE0, 0}, 2);
        // Bytes that are still under way go out before the end of the connection.
        shutdown(connections[device].fd, SHUT_WR);
    }
    for (int device = 0; device < options->devices; device++) {
        unsigned char rest[64];
        while (recv(connections[device].fd, rest, sizeof rest, 0) > 0) {}
        close(connections[device].fd);
    }
    say("published=%ld hot=%ld nanoseconds=%lld latest=%lld", options->count, hot_count, (long long)(end - start),
        (long long)latest);
}
