import Documents
import TestSupport
import Testing

/// F18 and the secrets' half of F19.
struct SecretTests {
    @Test(
        "F18 a password in the file is refused, and never shown",
        arguments: ["hunter2", "\"hunter2\"", "\"${HUNTER2:-hunter2}\""])
    func inline(value: String) {
        let (_, text) = readPump("mqtt: {url: a, password: \(value), nonsense: 1}\n", showingSource: true)
        #expect(
            text.contains(
                "devices/pump.yaml:1:26: error: a secret must not stand in the file; "
                    + "write '!secret name' and put the value into the file secrets/name"))
        #expect(text.contains("unknown key 'nonsense'"))
        #expect(text.contains("password: ***"))
        #expect(!text.contains("hunter2"))
    }

    @Test("F18 nor is it shown with a misspelt key, in a broken file, in a URL, or in place of its name")
    func inlineElsewhere() {
        for text in [
            readPump("mqtt: {url: a, pasword: hunter2}\n", showingSource: true).text,
            readPump("mqtt: {url: a, pw: hunter2}\n", showingSource: true).text,
            readPump("mqtt: {url: a\npassword: hunter2: x\n", showingSource: true).text,
            readPump("mqtt:\n  uri: mqtt://me:hunter2@host\n", showingSource: true).text,
            readPump("mqtt: {url: a, password: !secret \"hunter2!\"}\n", showingSource: true).text,
            readPump("mqtt:\n  url: a\n  password:\n    value: hunter2\n", showingSource: true).text,
            readPump("mqtt:\n  url: a\n  password: |\n    hunter2\n", showingSource: true).text,
        ] {
            #expect(text.contains("error"))
            #expect(!text.contains("hunter2"), "\(text)")
        }
    }

    @Test("F18 a secret shows itself nowhere")
    func shown() throws {
        let secret = Secret("canary")
        var dumped = ""
        dump(secret, to: &dumped)
        let all = "\(secret) \(String(describing: secret)) \(String(reflecting: secret)) \([secret]) \(dumped)"
        #expect(!all.contains("canary"))
        #expect(all.contains("***"))
        #expect(secret.reveal() == "canary")
        #expect(secret.matches("canary".utf8))
        #expect(!secret.matches("canarY".utf8))
        #expect(!secret.matches("canary1".utf8))
        #expect(!secret.matches("canar".utf8))
    }

    @Test(
        "a secret comes from systemd's credentials first, then from the secrets directory, without the last line break")
    func directories() throws {
        let directory = TemporaryDirectory()
        directory.makeDirectory("credentials")
        directory.makeDirectory("secrets")
        try directory.write("credentials/mqtt", "first\n", mode: 0o400)
        try directory.write("secrets/mqtt", "second", mode: 0o600)
        try directory.write("secrets/other", " two\nlines \r\n", mode: 0o600)
        let source = SecretDirectories(
            environment: Environment(["CREDENTIALS_DIRECTORY": directory.path + "/credentials"]),
            secretsPath: directory.path + "/secrets")
        #expect(try source.secret(named: "mqtt").reveal() == "first")
        #expect(try source.secret(named: "other").reveal() == " two\nlines ")
        let without = SecretDirectories(environment: Environment([:]), secretsPath: directory.path + "/secrets")
        #expect(try without.secret(named: "mqtt").reveal() == "second")
        #expect(
            refusal { () throws(ValueProblem) in try without.secret(named: "gone") }
                == "there is no secret 'gone' in \(directory.path)/secrets; "
                + "put it, readable by the service only, into \(directory.path)/secrets/gone")
        #expect(
            refusal { () throws(ValueProblem) in try without.secret(named: "../mqtt") }
                == "'!secret' is not followed by the name of a secret; write '!secret name' (A-Z a-z 0-9 . _ -)")
    }

    @Test("F19 a secret that everybody can read or write is refused, and so is what is no file")
    func trust() throws {
        let directory = TemporaryDirectory()
        try directory.write("readable", "x", mode: 0o644)
        try directory.write("writable", "x", mode: 0o602)
        try directory.write("empty", "\n", mode: 0o600)
        directory.makeDirectory("folder")
        directory.link("away", to: "/etc/hostname")
        let source = SecretDirectories(paths: [directory.path])
        func words(_ name: String) -> String? {
            refusal { () throws(ValueProblem) in try source.secret(named: name) }?
                .replacing("the secret '\(name)' in \(directory.path)", with: "it")
        }
        #expect(words("readable") == "it: everybody can read it; run chmod o-rwx on it")
        #expect(words("writable") == "it: everybody can write it; run chmod o-w on it")
        #expect(words("empty") == "it is empty; put the value into the file")
        #expect(words("folder") == "it: it is a directory, not a regular file; put the text into a regular file")
        #expect(words("away")?.contains("leads out of") == true)
        let trusting = SecretDirectories(paths: [directory.path], trust: .anything)
        #expect(try trusting.secret(named: "readable").reveal() == "x")
    }
}
