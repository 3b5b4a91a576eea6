// A line to the broker upstream that can be cut: what connects to `--port` reaches `--upstream` while this runs.
#include "client.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

static struct sockaddr_in loopback(int port) {
    return (struct sockaddr_in){
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

static int open_socket(void) {
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) fail("socket: %s", strerror(errno));
    int one = 1;
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return descriptor;
}

/// Hands on what is there; false at the end of the line.
static bool hand_on(int from, int to) {
    char bytes[65536];
    ssize_t count = recv(from, bytes, sizeof bytes, 0);
    for (ssize_t sent = 0; sent < count;) {
        ssize_t result = send(to, bytes + sent, (size_t)(count - sent), MSG_NOSIGNAL);
        if (result <= 0) return false;
        sent += result;
    }
    return count > 0;
}

static void serve_line(int near, int target) {
    int far = open_socket();
    struct sockaddr_in address = loopback(target);
    if (connect(far, (struct sockaddr *)&address, sizeof address) == 0) {
        struct pollfd ends[] = {{.fd = near, .events = POLLIN}, {.fd = far, .events = POLLIN}};
        while (!is_told_to_stop()) {
            if (poll(ends, 2, 1000) < 0) continue;
            if (ends[0].revents && !hand_on(near, far)) break;
            if (ends[1].revents && !hand_on(far, near)) break;
        }
    }
    close(far);
}

void relay_connections(const struct options *options) {
    stop_on_signals();
    int listener = open_socket();
    struct sockaddr_in address = loopback(options->port);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 4) != 0)
        fail("port %d: %s", options->port, strerror(errno));
    say("ready");
    // A process for each line, which ends with this one; nobody waits for it.
    signal(SIGCHLD, SIG_IGN);
    while (!is_told_to_stop()) {
        int near = accept(listener, NULL, NULL);
        if (near < 0) continue;
        if (fork() == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            close(listener);
            int one = 1;
            setsockopt(near, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
            serve_line(near, options->upstream);
            _exit(0);
        }
        close(near);
    }
}
