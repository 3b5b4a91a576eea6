// The layer between SQLite and its own file layer, see https://www.sqlite.org/vfs.html. Only the database itself passes
// through it: the write-ahead log has checksums of its own.

#include "CPageSums.h"

#include <pthread.h>
#include <string.h>
#include <zlib.h>

#define LARGEST_PAGE 65536

typedef struct {
    sqlite3_file base;
    sqlite3_file *real;
    int page_size;
    int has_sums;
    unsigned char *scratch;
} sums_file;

static sqlite3_vfs layer;
static sqlite3_vfs *below;

static unsigned int page_sum(const unsigned char *page, int size, unsigned int number) {
    unsigned char place[4] = {number & 0xFF, number >> 8 & 0xFF, number >> 16 & 0xFF, number >> 24 & 0xFF};
    uLong sum = crc32_z(0, place, sizeof place);
    return (unsigned int)crc32_z(sum, page, size - WEIR_PAGE_SUM_BYTES);
}

// The sum and its complement: a flipped bit in either is found like one in the page.
static void put_sum(unsigned char *page, int size, unsigned int number) {
    unsigned int sum = page_sum(page, size, number);
    unsigned char *end = page + size - WEIR_PAGE_SUM_BYTES;
    for (int index = 0; index < 4; index++) {
        end[index] = sum >> (8 * index) & 0xFF;
        end[index + 4] = ~sum >> (8 * index) & 0xFF;
    }
}

int weir_page_sum_holds(const void *page, int size, unsigned int number) {
    unsigned char expected[WEIR_PAGE_SUM_BYTES];
    unsigned int sum = page_sum(page, size, number);
    for (int index = 0; index < 4; index++) {
        expected[index] = sum >> (8 * index) & 0xFF;
        expected[index + 4] = ~sum >> (8 * index) & 0xFF;
    }
    return memcmp((const unsigned char *)page + size - WEIR_PAGE_SUM_BYTES, expected, sizeof expected) == 0;
}

// The file's header (fileformat2.html, section 1.3): the page size at 16, 1 standing for 65536; the reserved bytes at 20.
static void learn(sums_file *file, const unsigned char *header) {
    if (memcmp(header, "SQLite format 3", 16) != 0) return;
    int size = header[16] << 8 | header[17];
    file->page_size = size == 1 ? LARGEST_PAGE : size;
    file->has_sums = header[20] == WEIR_PAGE_SUM_BYTES;
}

static int is_page(const sums_file *file, int count, sqlite3_int64 offset) {
    return file->has_sums && count >= 512 && count == file->page_size && offset % count == 0;
}

// A page that was taken and freed again in one transaction has a place in the file, and no content.
static int was_never_written(const unsigned char *page, int size) {
    for (int index = 0; index < size; index++) {
        if (page[index] != 0) return 0;
    }
    return 1;
}

static int sums_close(sqlite3_file *base) {
    sums_file *file = (sums_file *)base;
    sqlite3_free(file->scratch);
    file->scratch = 0;
    return file->real->pMethods->xClose(file->real);
}

static int sums_read(sqlite3_file *base, void *bytes, int count, sqlite3_int64 offset) {
    sums_file *file = (sums_file *)base;
    int code = file->real->pMethods->xRead(file->real, bytes, count, offset);
    if (code != SQLITE_OK) return code;
    if (offset == 0 && count >= 100) learn(file, bytes);
    if (!is_page(file, count, offset)) return code;
    if (weir_page_sum_holds(bytes, count, (unsigned int)(offset / count) + 1)) return SQLITE_OK;
    return was_never_written(bytes, count) ? SQLITE_OK : SQLITE_IOERR_DATA;
}

static int sums_write(sqlite3_file *base, const void *bytes, int count, sqlite3_int64 offset) {
    sums_file *file = (sums_file *)base;
    if (offset == 0 && count >= 100) learn(file, bytes);
    if (!is_page(file, count, offset)) return file->real->pMethods->xWrite(file->real, bytes, count, offset);
    if (file->scratch == 0) file->scratch = sqlite3_malloc(LARGEST_PAGE);
    if (file->scratch == 0) return SQLITE_IOERR_NOMEM;
    memcpy(file->scratch, bytes, count);
    put_sum(file->scratch, count, (unsigned int)(offset / count) + 1);
    return file->real->pMethods->xWrite(file->real, file->scratch, count, offset);
}

static sqlite3_file *real(sqlite3_file *base) { return ((sums_file *)base)->real; }

static int sums_truncate(sqlite3_file *base, sqlite3_int64 size) {
    return real(base)->pMethods->xTruncate(real(base), size);
}
static int sums_sync(sqlite3_file *base, int flags) { return real(base)->pMethods->xSync(real(base), flags); }
static int sums_size(sqlite3_file *base, sqlite3_int64 *size) {
    return real(base)->pMethods->xFileSize(real(base), size);
}
static int sums_lock(sqlite3_file *base, int level) { return real(base)->pMethods->xLock(real(base), level); }
static int sums_unlock(sqlite3_file *base, int level) { return real(base)->pMethods->xUnlock(real(base), level); }
static int sums_check_lock(sqlite3_file *base, int *result) {
    return real(base)->pMethods->xCheckReservedLock(real(base), result);
}
static int sums_control(sqlite3_file *base, int operation, void *argument) {
    return real(base)->pMethods->xFileControl(real(base), operation, argument);
}
static int sums_sector_size(sqlite3_file *base) { return real(base)->pMethods->xSectorSize(real(base)); }
static int sums_characteristics(sqlite3_file *base) { return real(base)->pMethods->xDeviceCharacteristics(real(base)); }

// Version 1: without shared memory and without memory mapping, which would go past the sums.
static const sqlite3_io_methods methods = {
    .iVersion = 1,
    .xClose = sums_close,
    .xRead = sums_read,
    .xWrite = sums_write,
    .xTruncate = sums_truncate,
    .xSync = sums_sync,
    .xFileSize = sums_size,
    .xLock = sums_lock,
    .xUnlock = sums_unlock,
    .xCheckReservedLock = sums_check_lock,
    .xFileControl = sums_control,
    .xSectorSize = sums_sector_size,
    .xDeviceCharacteristics = sums_characteristics,
};

static int layer_open(sqlite3_vfs *unused, const char *name, sqlite3_file *base, int flags, int *opened) {
    (void)unused;
    if ((flags & SQLITE_OPEN_MAIN_DB) == 0) return below->xOpen(below, name, base, flags, opened);
    sums_file *file = (sums_file *)base;
    memset(file, 0, sizeof *file);
    file->real = (sqlite3_file *)(file + 1);
    int code = below->xOpen(below, name, file->real, flags, opened);
    // SQLite closes what has methods, also after an error.
    file->base.pMethods = file->real->pMethods == 0 ? 0 : &methods;
    return code;
}

static int registered = SQLITE_ERROR;

static void register_once(void) {
    below = sqlite3_vfs_find(0);
    if (below == 0) return;
    // All else is the layer below's own, which takes its state from the structure it is given.
    layer = *below;
    layer.pNext = 0;
    layer.zName = "weir-sums";
    layer.szOsFile = (int)sizeof(sums_file) + below->szOsFile;
    layer.xOpen = layer_open;
    registered = sqlite3_vfs_register(&layer, 0);
}

int weir_page_sums_register(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, register_once);
    return registered;
}

int weir_page_sums_reserve(sqlite3 *connection) {
    int bytes = WEIR_PAGE_SUM_BYTES;
    return sqlite3_file_control(connection, "main", SQLITE_FCNTL_RESERVE_BYTES, &bytes);
}
