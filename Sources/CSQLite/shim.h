#ifndef WEIR_CSQLITE_SHIM_H
#define WEIR_CSQLITE_SHIM_H

#include <linux/falloc.h>
#include <sqlite3.h>
#include <sys/types.h>

// The bytes stay where they are until the statement is reset and its bindings are cleared.
static inline int weir_sqlite3_bind_static_blob(
    sqlite3_stmt *statement, int index, const void *bytes, sqlite3_uint64 count) {
    return sqlite3_bind_blob64(statement, index, count == 0 ? "" : bytes, count, SQLITE_STATIC);
}

// Swift cannot call variadic functions.
static inline int weir_sqlite3_no_checkpoint_on_close(sqlite3 *connection) {
    return sqlite3_db_config(connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)0);
}

// Swift's Glibc module is built without _GNU_SOURCE's fallocate.
extern int fallocate64(int descriptor, int mode, __off64_t offset, __off64_t length);

// Takes blocks for the database or its log without changing the file's size.
static inline int weir_reserve_blocks(int descriptor, sqlite3_int64 length) {
    return fallocate64(descriptor, FALLOC_FL_KEEP_SIZE, 0, length);
}

#endif
