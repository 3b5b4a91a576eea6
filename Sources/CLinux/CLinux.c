#define _GNU_SOURCE
#include "CLinux.h"
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timex.h>
#include <sys/vfs.h>

int weir_peer_credentials(int descriptor, uint32_t *user, uint32_t *group, int32_t *process) {
    struct ucred credentials;
    socklen_t length = sizeof credentials;
    if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &length) != 0) return -1;
    *user = credentials.uid;
    *group = credentials.gid;
    *process = credentials.pid;
    return 0;
}

int64_t weir_clock_milliseconds(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

int weir_die_with_parent(int signal) { return prctl(PR_SET_PDEATHSIG, signal); }

int weir_leave_no_core(void) {
    struct rlimit none = {0, 0};
    if (setrlimit(RLIMIT_CORE, &none) != 0) return -1;
    // A limit of nothing does not hold for cores that go to a program (core(5)); this does.
    return prctl(PR_SET_DUMPABLE, 0);
}

int weir_peer_is_member(int descriptor, uint32_t group) {
    gid_t groups[256];
    socklen_t length = sizeof groups;
    // Whoever is in more groups than that is told apart by the primary one alone.
    if (getsockopt(descriptor, SOL_SOCKET, SO_PEERGROUPS, groups, &length) != 0) return 0;
    for (socklen_t index = 0; index < length / sizeof *groups; index++) {
        if (groups[index] == group) return 1;
    }
    return 0;
}

// Only segments that were never writable: what the dynamic linker wrote into others is nowhere else.
static int release_object(struct dl_phdr_info *object, size_t size, void *context) {
    (void)size;
    (void)context;
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    for (int index = 0; index < object->dlpi_phnum; index++) {
        const ElfW(Phdr) *segment = &object->dlpi_phdr[index];
        if (segment->p_type != PT_LOAD || (segment->p_flags & PF_W) != 0) continue;
        uintptr_t start = (object->dlpi_addr + segment->p_vaddr + page - 1) & ~(page - 1);
        uintptr_t end = (object->dlpi_addr + segment->p_vaddr + segment->p_memsz) & ~(page - 1);
        // A refusal costs memory and nothing else.
        if (end > start) (void)madvise((void *)start, end - start, MADV_DONTNEED);
    }
    return 0;
}

void weir_release_memory(void) {
    dl_iterate_phdr(release_object, NULL);
    malloc_trim(0);
}

int weir_start_thread(pthread_t *thread, const char *name, size_t stack_bytes, void *(*body)(void *), void *argument) {
    pthread_attr_t attributes;
    int result = pthread_attr_init(&attributes);
    if (result != 0) return result;
    pthread_attr_setstacksize(&attributes, stack_bytes);
    result = pthread_create(thread, &attributes, body, argument);
    pthread_attr_destroy(&attributes);
    if (result == 0) pthread_setname_np(*thread, name);
    return result;
}

int weir_set_nonblocking(int descriptor) {
    int flags = fcntl(descriptor, F_GETFL);
    return flags < 0 ? -1 : fcntl(descriptor, F_SETFL, flags | O_NONBLOCK);
}

int weir_clock_is_synchronised(void) {
    struct timex state = {0};
    int result = adjtimex(&state);
    return result >= 0 && result != TIME_ERROR;
}

int64_t weir_file_system_kind(const char *path) {
    struct statfs facts;
    return statfs(path, &facts) == 0 ? (int64_t)facts.f_type : 0;
}
