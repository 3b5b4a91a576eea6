import Configuration
import Documents
import Testing

/// Group F18 of the catalogue: no secret is ever shown.
@Suite struct SecretTests {
    private static let canary = "hunter2-canary"

    private func gateway(_ rest: String, url: String = "mqtt://localhost") -> String {
        "gateway: g\nmqtt: {local: {url: \"\(url)\", username: weir, \(rest)}}\n"
    }

    @Test("a secret comes from its file, or from the service's credentials before it")
    func reading() throws {
        let files = try Files(
            gateway: gateway("password: !secret mqtt"), devices: ["pump": Files.pump],
            secrets: ["mqtt": "\(Self.canary)\n"])
        let outcome = files.load()
        #expect(outcome.configuration?.localBroker?.password?.reveal() == Self.canary)
        #expect(!"\(outcome)".contains(Self.canary))
        #expect(!"\(String(reflecting: outcome.configuration))".contains(Self.canary))
        let credentials = try Files(secrets: ["mqtt": "credential"])
        let environment = ["CREDENTIALS_DIRECTORY": credentials.path + "/secrets"]
        #expect(files.load(environment: environment).configuration?.localBroker?.password?.reveal() == "credential")
    }

    @Test(
        "a secret written into a file is an error, and its value appears nowhere",
        arguments: [
            "password: \(canary)", "password: \"\(canary)\"", "pasword: \(canary)", "passwort: \(canary)",
            "pw: \(canary)",
            "password: !secret \"\(canary) \"", "password: {a: \(canary)}", "password: [\(canary)]",
            "username: {password: \(canary)}",
            "password: \(canary), qos: 7", "password: \"${X:?\(canary)}\"", "key: 7, token: \(canary)",
        ])
    func inline(text: String) throws {
        try expectSilence(gateway(text))
    }

    @Test("a password in an address is an error, and appears nowhere", arguments: ["mqtt://", "mqtts://"])
    func address(scheme: String) throws {
        try expectSilence(gateway("qos: 1", url: "\(scheme)weir:\(Self.canary)@localhost"))
    }

    @Test(
        "nor does a password in an address that is broken in another way",
        arguments: ["mqtt:/weir:\(canary)@localhost", "http://weir:\(canary)@localhost", "weir:\(canary)@localhost"])
    func brokenAddress(url: String) throws {
        try expectSilence(gateway("qos: 1", url: url))
    }

    @Test("nor does a secret behind a tag that is not known")
    func unknownTag() throws {
        for value in ["!run \(Self.canary)", "!\(Self.canary)", "!run [\(Self.canary)]", "!a {b: !\(Self.canary)}"] {
            for key in ["password", "passwrd", "pw"] { try expectSilence(gateway("\(key): \(value)")) }
        }
        try expectSilence(gateway("pword: !run \(Self.canary)"))
    }

    private func expectSilence(_ gateway: String) throws {
        let outcome = try Files(gateway: gateway, devices: ["pump": Files.pump]).load()
        #expect(outcome.configuration == nil && outcome.diagnostics.hasErrors)
        for shown in [outcome.diagnostics.text(), outcome.diagnostics.jsonLines(), "\(outcome)"] {
            #expect(!shown.contains(Self.canary), "\(shown)")
        }
    }

    @Test("F19: a secret that anybody can read is refused; a missing one is told where it belongs")
    func files() throws {
        let files = try Files(
            gateway: gateway("password: !secret mqtt"), devices: ["pump": Files.pump], secrets: ["mqtt": Self.canary])
        try files.permit(0o644, "secrets/mqtt")
        let lines = files.load().lines
        #expect(
            lines.first?.hasPrefix("weir.yaml:2:") == true
                && lines.first?.contains("everybody can read it; run chmod o-rwx on it") == true)
        #expect(!lines.joined().contains(Self.canary))
        let missing = try Files(gateway: gateway("password: !secret mqtt"), devices: ["pump": Files.pump])
        #expect(
            missing.load().lines.first?.hasSuffix(
                "error: there is no secret 'mqtt' in \(missing.path)/secrets; put it, readable by the service only, into "
                    + "\(missing.path)/secrets/mqtt") == true)
    }

    @Test("a password needs a user name")
    func userName() throws {
        let gateway = "gateway: g\nmqtt: {local: {url: \"mqtt://localhost\", password: !secret mqtt}}\n"
        let files = try Files(gateway: gateway, devices: ["pump": Files.pump], secrets: ["mqtt": "x"])
        #expect(files.load().lines == ["weir.yaml:2:51: error: a password needs a user name; write 'username: NAME'"])
    }
}
