// The raw SQLite writer: `--count` events of about 90 bytes in transactions of `--batch`, each transaction also deleting the
// rows of the one before, as a destination that keeps up lets an outbox do. A row an event, WAL, synchronous = full.
#include "client.h"

#include <sqlite3.h>
#include <stdio.h>

static sqlite3 *database;

static void expect_sqlite(int code, int expected) {
    if (code != expected) fail("sqlite: %s", sqlite3_errmsg(database));
}

static sqlite3_stmt *prepare(const char *text) {
    sqlite3_stmt *statement;
    expect_sqlite(sqlite3_prepare_v2(database, text, -1, &statement, NULL), SQLITE_OK);
    return statement;
}

static void run(sqlite3_stmt *statement) {
    expect_sqlite(sqlite3_step(statement), SQLITE_DONE);
    sqlite3_reset(statement);
}

void write_rows(const struct options *options) {
    if (!options->path) fail("--path is missing");
    expect_sqlite(sqlite3_open(options->path, &database), SQLITE_OK);
    expect_sqlite(
        sqlite3_exec(
            database,
            "pragma journal_mode = wal; pragma synchronous = full;"
            "create table outbox (id integer primary key, body blob not null)",
            NULL, NULL, NULL),
        SQLITE_OK);
    sqlite3_stmt *begin = prepare("begin immediate"), *commit = prepare("commit");
    sqlite3_stmt *insertion = prepare("insert into outbox (id, body) values (?, ?)");
    sqlite3_stmt *deletion = prepare("delete from outbox where id <= ?");
    int64_t start = now_nanoseconds();
    for (long number = 0; number < options->count;) {
        run(begin);
        sqlite3_bind_int64(deletion, 1, number);
        run(deletion);
        for (long end = number + options->batch; number < end; number++) {
            char body[160];
            int length = snprintf(
                body, sizeof body, "{\"n\":%ld,\"device\":\"pump-%ld\",\"temperature\":%.3f,\"ts\":%ld}", number,
                number % 200, 20 + (double)(number * 2654435761 % 60000) / 1000, 1700000000000 + number * 137);
            sqlite3_bind_int64(insertion, 1, number + 1);
            sqlite3_bind_blob(insertion, 2, body, length, SQLITE_STATIC);
            run(insertion);
        }
        run(commit);
    }
    say("written=%ld nanoseconds=%lld", options->count, (long long)(now_nanoseconds() - start));
    sqlite3_finalize(begin);
    sqlite3_finalize(commit);
    sqlite3_finalize(insertion);
    sqlite3_finalize(deletion);
    sqlite3_close(database);
}
