#define _GNU_SOURCE  // dl_iterate_phdr
#include "CAllocations.h"

#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

// What glibc's own names stand for: a program may put its own malloc before them (glibc manual, 3.2.5 "Replacing malloc").
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *pointer, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static struct weir_allocations own_counts;
static struct weir_allocations *counts = &own_counts;

// The code of the C libraries: what they ask for is theirs. The rest is the program's, with the runtime libraries of its
// languages, which ask on its behalf.
#define LIBRARY_LIMIT 64
static struct { uintptr_t begin, end; } libraries[LIBRARY_LIMIT];
static size_t library_count;

static void note(const void *caller) {
    atomic_fetch_add_explicit(&counts->all, 1, memory_order_relaxed);
    for (size_t index = 0; index < library_count; index++) {
        if ((uintptr_t)caller - libraries[index].begin < libraries[index].end - libraries[index].begin) {
            atomic_fetch_add_explicit(&counts->of_libraries, 1, memory_order_relaxed);
            return;
        }
    }
}

#define NOTE() note(__builtin_return_address(0))

static int note_library(struct dl_phdr_info *info, size_t size, void *context) {
    (void)size, (void)context;
    static const char *const names[] = {"libmosquitto", "libsqlite3", "libz.so", "libzstd", "libyaml", "libgpiod", "libcrypto",
                                        "libssl", "libc.so", "libcares"};
    bool is_library = false;
    for (size_t index = 0; index < sizeof names / sizeof names[0]; index++)
        is_library |= strstr(info->dlpi_name, names[index]) != NULL;
    for (int index = 0; is_library && index < info->dlpi_phnum; index++) {
        const ElfW(Phdr) *header = &info->dlpi_phdr[index];
        if (header->p_type != PT_LOAD || !(header->p_flags & PF_X) || library_count == LIBRARY_LIMIT) continue;
        libraries[library_count].begin = info->dlpi_addr + header->p_vaddr;
        libraries[library_count].end = info->dlpi_addr + header->p_vaddr + header->p_memsz;
        library_count++;
    }
    return 0;
}

/// Preloaded, the counts stand in a file that whoever measures also maps; it must be there with its full size.
__attribute__((constructor)) static void share_counts(void) {
    const char *path = getenv("WEIR_ALLOCATIONS");
    if (!path) return;
    int descriptor = open(path, O_RDWR | O_CLOEXEC);
    if (descriptor < 0) return;
    void *memory = mmap(NULL, sizeof *counts, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    close(descriptor);
    if (memory == MAP_FAILED) return;
    dl_iterate_phdr(note_library, NULL);
    counts = memory;
}

uint64_t weir_allocation_count(void) { return atomic_load_explicit(&counts->all, memory_order_relaxed); }

void *malloc(size_t size) {
    NOTE();
    return __libc_malloc(size);
}

void *calloc(size_t members, size_t size) {
    NOTE();
    return __libc_calloc(members, size);
}

void *realloc(void *pointer, size_t size) {
    NOTE();
    return __libc_realloc(pointer, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    NOTE();
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **result, size_t alignment, size_t size) {
    NOTE();
    void *pointer = __libc_memalign(alignment, size);
    if (pointer == NULL) return ENOMEM;
    *result = pointer;
    return 0;
}
