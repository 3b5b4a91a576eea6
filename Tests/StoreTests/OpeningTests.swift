import CPageSums
import CSQLite
import Glibc
import Store
import TestSupport
import Testing

@Suite("Opening")
struct OpeningTests {
    let directory = TemporaryDirectory()

    @Test("a second instance is refused, in this process or another, and let in when the first has gone")
    func lock() throws {
        var store: Store? = try Store.open(directory: directory.path)
        #expect(throws: StoreError.locked(directory: directory.path)) { try Store.open(directory: directory.path) }
        let child = Child(Child.writer, [directory.path, "count=1"])
        #expect(child.lines().first?.contains("in use by another process") == true)
        #expect(child.wait() == 1)
        #expect(try store?.recover().journalEnd == 0)
        store = nil
        let next = Child(Child.writer, [directory.path, "count=1"])
        #expect(next.lines().last?.hasPrefix("ack") == true)
    }

    @Test("a database of a newer version is refused and left as it is")
    func newerSchema() throws {
        let file = directory.file("weir.db")
        var store: Store? = try Store.open(directory: directory.path)
        try store?.close()
        store = nil
        try execute(file, "PRAGMA user_version = 7")
        let before = File.read(file)
        #expect(throws: StoreError.newerSchema(found: 7, supported: 2)) { try Store.open(directory: directory.path) }
        #expect(File.read(file) == before)
        try execute(file, "PRAGMA user_version = 2")
        _ = try Store.open(directory: directory.path)
    }

    @Test("a first start that was cut short before there was anything is no damage", arguments: 1...12)
    func cutShort(call: Int) throws {
        let child = Child(
            "strace",
            [
                "-f", "-qq", "-o", "/dev/null", "-e", "trace=pwrite64", "-e",
                "inject=pwrite64:signal=SIGKILL:when=\(call)", Child.writer, directory.path, "count=1",
            ])
        _ = child.lines()
        #expect(child.wait() != 0, "positive control: it was killed")
        let store = try Store.open(directory: directory.path)
        #expect(store.report.quarantine == nil && store.report.lostCommits == 0)
        try store.commit { $0.journal("a") }
        #expect(store.ledger?.imbalance == 0)
    }

    @Test("only the owner can read the files")
    func mode() throws {
        let store = try Store.open(directory: directory.file("a/b"))
        try store.commit { $0.journal("secret") }
        for name in ["weir.db", "weir.db-wal", "lock", "ballast"] {
            var status = stat()
            #expect(stat(directory.file("a/b/" + name), &status) == 0, "\(name)")
            #expect(status.st_mode & 0o777 == 0o600, "\(name)")
        }
    }

    @Test("a log that has vanished is reported")
    func missingLog() throws {
        var store: Store? = try Store.open(directory: directory.path)
        try store?.commit { $0.journal("a") }
        store = nil
        #expect(try !Store.open(directory: directory.path).report.isLogMissing)
        store = try Store.open(directory: directory.path)
        try store?.commit { $0.journal("b") }
        store = nil
        unlink(directory.file("weir.db-wal"))
        store = try Store.open(directory: directory.path)
        #expect(store?.report.isLogMissing == true)
        try store?.commit { $0.journal("c") }
        try store?.close()
        store = nil
        #expect(try !Store.open(directory: directory.path).report.isLogMissing)
    }

    @Test("all files together keep to the bytes allowed")
    func bytes() throws {
        for maximum in [1 << 20, 4 << 20] as [Int64] {
            let directory = TemporaryDirectory()
            let child = Child(Child.writer, [directory.path, "batch=200", "count=400", "max=\(maximum)"])
            #expect(child.lines().last?.hasPrefix("ack") == true)
            var total: Int64 = 0
            for name in ["weir.db", "weir.db-wal", "lock", "ballast"] {
                var status = stat()
                if stat(directory.file(name), &status) == 0 { total += Int64(status.st_size) }
            }
            #expect(total <= maximum, "\(total) bytes of \(maximum)")
        }
    }

    private func execute(_ file: String, _ sql: String) throws {
        var handle: OpaquePointer?
        // Through the store's own file layer, which adds the pages' sums.
        try #require(weir_page_sums_register() == SQLITE_OK)
        try #require(sqlite3_open_v2(file, &handle, SQLITE_OPEN_READWRITE, "weir-sums") == SQLITE_OK)
        defer { sqlite3_close(handle) }
        try #require(sqlite3_exec(handle, "PRAGMA locking_mode = EXCLUSIVE", nil, nil, nil) == SQLITE_OK)
        try #require(sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK)
    }
}
