import Documents
import Glibc
import TestSupport
import Testing

/// F04, F16, F19, F24: which files are read, and which never.
struct FileTests {
    private func refusal(_ path: String, limits: ReadLimits = ReadLimits()) -> String? {
        do {
            _ = try SourceFile.read(path, limits: limits)
            return nil
        } catch {
            return error.message
        }
    }

    @Test("F04 pipes, devices, directories and endless files are refused at once")
    func oddFiles() throws {
        let directory = TemporaryDirectory()
        mkfifo(directory.path + "/pipe", 0o600)
        try directory.write("large.yaml", String(repeating: "#\n", count: 600_000))
        try directory.write("good.yaml", "a: 1\n")
        #expect(refusal(directory.path + "/pipe") == "it is a named pipe, not a regular file")
        #expect(refusal("/dev/zero") == "it is a device, not a regular file")
        #expect(refusal(directory.path) == "it is a directory, not a regular file")
        #expect(refusal(directory.path + "/large.yaml") == "it is larger than 1MiB")
        #expect(refusal(directory.path + "/gone.yaml") == "there is no such file")
        #expect(refusal("/etc/pass\0wd") == "'/etc/pass\\u{0}wd' is not a path")
        #expect(refusal(directory.path + "/good.yaml") == nil)
    }

    @Test("drop-ins are read in byte order, and other files are left alone")
    func dropIns() throws {
        let directory = TemporaryDirectory()
        directory.makeDirectory("devices")
        for name in ["b.yaml", "a.yaml", "B.yaml", "10.yaml", ".hidden.yaml", "a.yaml~", "note.txt"] {
            try directory.write("devices/" + name, "a: 1\n")
        }
        try directory.write("devices/late.yml", "a: 1\n")
        let diagnostics = Diagnostics()
        let configuration = try ConfigurationDirectory(path: directory.path)
        let files = configuration.dropIns(in: "devices", diagnostics)
        #expect(files.map(\.path) == ["devices/10.yaml", "devices/B.yaml", "devices/a.yaml", "devices/b.yaml"])
        #expect(
            diagnostics.text() == "devices/late.yml:1:1: warning: only files that end in .yaml are read; rename it\n")
        #expect(configuration.dropIns(in: "nothing", diagnostics).isEmpty)
        #expect(!diagnostics.hasErrors)
    }

    @Test(
        "F16 paths that lead out of the configuration directory are refused",
        arguments: ["../secret", "/etc/shadow", "devices/../../secret", "a\0b", "", "./weir.yaml", "devices//a.yaml"])
    func outside(path: String) throws {
        let directory = TemporaryDirectory()
        try directory.write("weir.yaml", "a: 1\n")
        let diagnostics = Diagnostics()
        let configuration = try ConfigurationDirectory(path: directory.path)
        #expect(configuration.file("weir.yaml", diagnostics)?.bytes == Array("a: 1\n".utf8))
        let place = SourceFile(path: "weir.yaml", text: "model: x\n").start
        #expect(configuration.file(path, askedAt: place, diagnostics) == nil)
        let text = diagnostics.text(showingSource: false)
        #expect(text.hasPrefix("weir.yaml:1:1: error: '"))
        #expect(
            text.hasSuffix(
                "files are read from the configuration directory only; write a path below it, such as 'models/pump.txt'\n"
            ))
    }

    @Test("F16 links may lead to another place of the directory, not out of it")
    func links() throws {
        let outside = TemporaryDirectory()
        try outside.write("secret.yaml", "a: 1\n")
        let directory = TemporaryDirectory()
        directory.makeDirectory("devices")
        directory.makeDirectory("library")
        try directory.write("library/pump.yaml", "a: 1\n")
        directory.link("devices/inside.yaml", to: "../library/pump.yaml")
        directory.link("devices/outside.yaml", to: outside.path + "/secret.yaml")
        directory.link("devices/loop.yaml", to: "loop.yaml")
        directory.link("devices/null.yaml", to: "/dev/null")
        directory.link("away", to: outside.path)
        let diagnostics = Diagnostics()
        let configuration = try ConfigurationDirectory(path: directory.path)
        #expect(configuration.dropIns(in: "devices", diagnostics).map(\.path) == ["devices/inside.yaml"])
        #expect(configuration.dropIns(in: "away", diagnostics).isEmpty)
        let out = "it is a symbolic link that leads out of the configuration directory; copy the file instead"
        #expect(
            diagnostics.text() == """
                away:1:1: error: \(out)
                devices/loop.yaml:1:1: error: its symbolic links lead in a circle, or it became one just now
                devices/null.yaml:1:1: error: it is a device, not a regular file; put the text into a regular file
                devices/outside.yaml:1:1: error: \(out)

                """)
    }

    @Test("F19 what everybody can write, or a stranger owns, is refused unless it is only looked at")
    func trust() throws {
        let directory = TemporaryDirectory()
        directory.makeDirectory("devices", mode: 0o777)
        try directory.write("devices/a.yaml", "a: 1\n")
        try directory.write("weir.yaml", "a: 1\n", mode: 0o646)
        try directory.write("strange.yaml", "a: 1\n")
        let canChangeOwner = chown(directory.path + "/strange.yaml", 4_242, 4_242) == 0
        let diagnostics = Diagnostics()
        let configuration = try ConfigurationDirectory(path: directory.path)
        #expect(configuration.file("weir.yaml", diagnostics) == nil)
        #expect(configuration.dropIns(in: "devices", diagnostics).isEmpty)
        #expect(
            diagnostics.text() == """
                devices:1:1: error: everybody can write it; run chmod o-w on it
                weir.yaml:1:1: error: everybody can write it; run chmod o-w on it

                """)
        if canChangeOwner {
            let strange = Diagnostics()
            #expect(configuration.file("strange.yaml", strange) == nil)
            #expect(strange.text().contains("it belongs to user 4242, neither root nor the user who runs this"))
        }
        let trusting = try ConfigurationDirectory(path: directory.path, trust: .anything)
        let none = Diagnostics()
        #expect(trusting.file("weir.yaml", none) != nil)
        #expect(trusting.dropIns(in: "devices", none).count == 1)
        #expect(none.text() == "")

        chmod(directory.path, 0o777)
        #expect(throws: FileProblem.self) { try ConfigurationDirectory(path: directory.path) }
    }

    @Test("all files together are bounded, and so is their number")
    func totals() throws {
        let directory = TemporaryDirectory()
        directory.makeDirectory("devices")
        for name in ["a", "b", "c"] { try directory.write("devices/\(name).yaml", "a: 12345\n") }
        var limits = ReadLimits()
        limits.totalBytes = 20
        let diagnostics = Diagnostics()
        let small = try ConfigurationDirectory(path: directory.path, limits: limits)
        #expect(small.dropIns(in: "devices", diagnostics).count == 2)
        #expect(diagnostics.text() == "devices/c.yaml:1:1: error: all files together are larger than 20B\n")
        limits.files = 2
        let few = Diagnostics()
        #expect(try ConfigurationDirectory(path: directory.path, limits: limits).dropIns(in: "devices", few).isEmpty)
        #expect(few.text() == "devices:1:1: error: the directory holds more than 2 files\n")
    }

    @Test("F24 of a half-written file nothing is taken for whole: every cut inside a bracket or a quote is an error")
    func halfWritten() {
        let whole = "{actuators: {fan: {safe: true, min_on: \"30s\"}}}\n"
        #expect(readPump(whole).text == "")
        for count in 0..<(whole.utf8.count - 2) {
            let (_, text) = readPump(String(decoding: whole.utf8.prefix(count), as: UTF8.self))
            #expect(text.contains("error"), "cut at \(count)")
        }
    }
}
