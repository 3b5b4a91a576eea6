import Documents
import Foundation
import Testing

/// Groups F01 to F04, F16, F19 and F20 of the catalogue: what a file is, before what it says.
@Suite struct FileTests {
    static let structure: [Row] = [
        Row(
            "F01 an alias bomb",
            "labels:\n  a: &a [x, x, x, x, x, x, x, x, x, x]\n"
                + zip("bcd", "abc").map { name, other in
                    "  \(name): &\(name) [\(Array(repeating: "*\(other)", count: 10).joined(separator: ", "))]\n"
                }.joined(), "12:38: error: aliases expand to more than 10000 values; write the values out"),
        Row(
            "F01 many aliases", "labels: {a: &a x, b: [\(String(repeating: "*a, ", count: 70))]}\n",
            "8:279: error: the file has more than 64 aliases; write the values out"),
        Row(
            "F02 an alias inside itself", "labels: &l {a: *l}\n",
            "8:16: error: the alias '*l' stands inside its own anchor; write the value out"),
        Row(
            "F03 ten thousand levels", "labels: \(String(repeating: "[", count: 10_000))\n",
            "8:40: error: mappings and lists stand more than 32 deep inside each other; flatten them"),
        Row(
            "F20 a tab", "rules:\n\thot: {when: running}\n",
            "9:1: error: a tab is used as indentation; indent with spaces"),
        Row("F20 a NUL", "rules:\n  hot: {when: \"a\0\"}\n", "9:17: error: a NUL character stands here; remove it"),
        Row(
            "a second document", "---\ndevice: e\n",
            "8:1: error: a second document starts here; put it into a file of its own"),
    ]

    @Test("a file that is hostile as YAML is refused at once, at its place", arguments: structure)
    func checkStructure(row: Row) throws {
        let found = try mistakes(adding: row.text)
        #expect(found == row.lines(in: "devices/pump.yaml"))
    }

    @Test("F20: bytes that are no text are refused at their place; CRLF and a byte order mark are read")
    func characters() throws {
        func first(_ bytes: [UInt8]) throws -> String? {
            let files = try Files()
            try files.write(bytes, to: "devices/pump.yaml")
            return files.load().lines.first { $0.hasPrefix("devices/pump.yaml") }
        }
        let pump = Array(Files.pump.utf8)
        #expect(try first([0xEF, 0xBB, 0xBF] + pump) == nil)
        #expect(try first(Array(Files.pump.replacing("\n", with: "\r\n").utf8)) == nil)
        #expect(
            try first(pump + Array("labels: {a: ".utf8) + [0xFF, 0x7D, 0x0A])
                == "devices/pump.yaml:8:13: error: the byte 0xFF is not UTF-8; save the file as UTF-8")
        #expect(
            try first([0xFF, 0xFE, 0x64, 0x00]) == "devices/pump.yaml:1:1: error: the file is UTF-16; save it as UTF-8")
        #expect(
            try first(pump + Array("rules:\n  hot: {when: running,\u{A0}priority: 1}\n".utf8))
                == "devices/pump.yaml:9:23: error: a no-break space (U+00A0) stands here; write an ordinary space, or put "
                + "the text in quotes")
        #expect(
            try first([])
                == "devices/pump.yaml:1:1: error: the file is empty; write at least one 'key: value' line, or remove the file"
        )
    }

    @Test("F04, F20: a file that is too large is refused, on one line or on many")
    func large() throws {
        for text in [
            "labels: {a: \(String(repeating: "x", count: 10 << 20))}\n", String(repeating: "# \n", count: 400_000),
        ] {
            let files = try Files(devices: ["pump": Files.pump + text])
            let lines = files.load().lines
            #expect(lines == ["devices/pump.yaml:1:1: error: it is larger than 1MiB; split it"])
        }
    }

    @Test("F04: what is no regular file is refused without waiting")
    func kinds() throws {
        let files = try Files()
        try FileManager.default.createDirectory(
            atPath: files.path + "/devices/a.yaml", withIntermediateDirectories: false)
        #expect(mkfifo(files.path + "/devices/b.yaml", 0o600) == 0)
        try FileManager.default.createSymbolicLink(
            atPath: files.path + "/devices/c.yaml", withDestinationPath: "/dev/zero")
        let lines = files.load().lines
        #expect(
            lines == [
                "devices/a.yaml:1:1: error: it is a directory, not a regular file; put the text into a regular file",
                "devices/b.yaml:1:1: error: it is a named pipe, not a regular file; put the text into a regular file",
                "devices/c.yaml:1:1: error: it is a device, not a regular file; put the text into a regular file",
            ])
    }

    @Test("F16: a link out of the directory is refused; one inside it is followed")
    func links() throws {
        let outside = try Files(devices: ["pump": Files.pump])
        let files = try Files()
        try FileManager.default.createSymbolicLink(
            atPath: files.path + "/devices/a.yaml", withDestinationPath: outside.path + "/devices/pump.yaml")
        #expect(
            files.load().lines.contains(
                "devices/a.yaml:1:1: error: it is a symbolic link that leads out of the configuration directory; copy the "
                    + "file instead"))
        try FileManager.default.removeItem(atPath: files.path + "/devices/a.yaml")
        try files.write(Files.pump, to: "pump.text")
        try FileManager.default.createSymbolicLink(
            atPath: files.path + "/devices/a.yaml", withDestinationPath: "../pump.text")
        #expect(files.load().lines == [])
    }

    @Test("F19: files that anybody can write are refused, where the service reads them")
    func writable() throws {
        for name in ["weir.yaml", "devices/pump.yaml", "devices"] {
            let files = try Files(devices: ["pump": Files.pump])
            #expect(files.load().lines == [])
            try files.permit(name == "devices" ? 0o777 : 0o666, name)
            let lines = files.load().lines
            #expect(lines.contains("\(name):1:1: error: everybody can write it; run chmod o-w on it"), "\(lines)")
            #expect(files.load(trust: .anything).lines == [])
        }
    }

    @Test("F19: files of another user are refused", .enabled(if: geteuid() == 0, "only root can give files away"))
    func foreign() throws {
        let files = try Files(devices: ["pump": Files.pump])
        #expect(chown(files.path + "/devices/pump.yaml", 4242, 4242) == 0)
        #expect(
            files.load().lines.contains(
                "devices/pump.yaml:1:1: error: it belongs to user 4242, neither root nor the user who runs this; run "
                    + "chown on it"))
    }

    @Test("what is missing is told: the directory, the gateway's file, devices")
    func missing() throws {
        #expect(try Files(gateway: nil).load().lines.first == "weir.yaml:1:1: error: there is no such file")
        #expect(
            try Files().load().lines
                == ["devices:1:1: warning: there are no device files; put one into the directory devices"])
        let files = try Files()
        try FileManager.default.removeItem(atPath: files.path)
        #expect(
            files.load().lines == ["\(files.path):1:1: error: the directory \(files.path): there is no such file"])
    }

    @Test("only files that end in .yaml are read, and a .yml is told so")
    func names() throws {
        let files = try Files(devices: ["pump": Files.pump])
        for name in ["devices/other.yml", "devices/notes.txt", "devices/pump.yaml~", "devices/.hidden.yaml"] {
            try files.write("not: yaml: at all", to: name)
        }
        #expect(
            files.load().lines == ["devices/other.yml:1:1: warning: only files that end in .yaml are read; rename it"])
    }
}
