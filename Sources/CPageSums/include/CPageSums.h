#ifndef WEIR_CPAGESUMS_H
#define WEIR_CPAGESUMS_H

#include <sqlite3.h>

// The last bytes of each page of a database hold a sum of the rest, so that any flipped bit in the file is found.
#define WEIR_PAGE_SUM_BYTES 8

// Adds the file layer "weir-sums" to SQLite, on top of its own. Databases opened through it that reserve
// WEIR_PAGE_SUM_BYTES a page get sums on writing, and reading a page whose sum is wrong is SQLITE_IOERR_DATA; others are
// left as they are. Only for a connection in exclusive locking mode: there is no shared memory. Returns SQLite's code.
int weir_page_sums_register(void);

// Reserves the bytes in a database that has no page yet. Returns SQLite's code.
int weir_page_sums_reserve(sqlite3 *connection);

// Whether the page's sum is right; `number` counts from 1.
int weir_page_sum_holds(const void *page, int size, unsigned int number);

#endif
