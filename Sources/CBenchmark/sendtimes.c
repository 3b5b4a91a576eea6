#include "sendtimes.h"

#include "client.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct send_times *map_send_times(const char *path, int devices) {
    size_t size = sizeof(struct send_times) + (size_t)devices * sizeof(int64_t);
    int descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0 || ftruncate(descriptor, (off_t)size) != 0) fail("%s: %s", path, strerror(errno));
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    if (memory == MAP_FAILED) fail("%s: %s", path, strerror(errno));
    close(descriptor);
    return memory;
}
