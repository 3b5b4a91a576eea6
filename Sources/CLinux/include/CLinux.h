#ifndef WEIR_CLINUX_H
#define WEIR_CLINUX_H
// Linux calls that Swift's Glibc module does not carry, or carries in a form it cannot call.
#include <stdint.h>
#include <stddef.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <time.h>

/// The file descriptor that an event was registered with (the member of a union that Swift reads awkwardly).
static inline int weir_epoll_descriptor(const struct epoll_event *event) { return event->data.fd; }

static inline int weir_epoll_control(int epoll, int operation, int descriptor, uint32_t events) {
    struct epoll_event event;
    event.events = events;
    event.data.fd = descriptor;
    return epoll_ctl(epoll, operation, descriptor, &event);
}

/// The credentials of a Unix socket's peer; 0, or -1 with errno.
int weir_peer_credentials(int descriptor, uint32_t *user, uint32_t *group, int32_t *process);

/// Whether a group is among the supplementary ones of a Unix socket's peer (SO_PEERGROUPS): 1 yes, 0 no or not known.
int weir_peer_is_member(int descriptor, uint32_t group);

/// Milliseconds of a clock (CLOCK_BOOTTIME, CLOCK_REALTIME), rounded down; the clock always exists.
int64_t weir_clock_milliseconds(clockid_t clock);

/// Ends the process at once when its parent dies, so that a supervisor's children never outlive it.
int weir_die_with_parent(int signal);

/// Whatever happens to the process, its memory, with secrets in it, goes nowhere; 0, or -1 with errno.
int weir_leave_no_core(void);

/// Gives back the pages of code and constants that the process has mapped, of the program and its libraries. What is used
/// again comes back from the page cache, a fault for each 64 KiB; what only the start needed does not. And gives back
/// what was freed: malloc keeps it otherwise, which after reading the files is more than all that is in use.
void weir_release_memory(void);

/// Starts a thread with a name (at most 15 bytes) and a stack of its own; 0, or an error number.
int weir_start_thread(pthread_t *thread, const char *name, size_t stack_bytes, void *(*body)(void *), void *argument);

/// fcntl with an integer argument, which Swift cannot call as it is variadic.
int weir_set_nonblocking(int descriptor);

/// The kernel's number of the kind of file system that a path is on (statfs(2)); 0 where it does not say.
int64_t weir_file_system_kind(const char *path);

/// Whether the kernel clock is synchronised to a reference (adjtimex): 1 yes, 0 no.
int weir_clock_is_synchronised(void);
#endif
