import Configuration
import Documents
import Foundation
import TestSupport

/// The files of a gateway in a directory of their own, as the service would read them.
final class Files {
    static let gateway = "gateway: g\nmqtt: {local: {url: \"mqtt://localhost:1883\"}}\n"

    /// Seven lines that are right; what a test adds begins at line 8.
    static let pump = """
        device: pump-1
        inputs:
          telemetry:
            mqtt: plant/pump-1
            signals: {temperature: temp, running: state.on}
        summaries:
          minute: {every: 1m, of: {temperature: [mean], running: [last]}}

        """

    /// Seven lines with a temperature that has a range and a mode that is text.
    static let machine = """
        device: pump-1
        inputs:
          telemetry:
            mqtt: plant/pump-1
            signals: {temperature: temp, mode: mode}
        signals: {temperature: {unit: Cel, valid: [-40, 150]}, mode: {type: text}}
        summaries: {minute: {every: 1m, of: {temperature: [mean], mode: [last]}}}

        """

    let directory = TemporaryDirectory("weir-configuration")
    var path: String { directory.path }

    /// - Parameters:
    ///   - devices: the texts of `devices/NAME.yaml`.
    ///   - secrets: the texts of `secrets/NAME`.
    init(gateway: String? = Files.gateway, devices: [String: String] = [:], secrets: [String: String] = [:]) throws {
        for name in ["devices", "secrets"] {
            try FileManager.default.createDirectory(
                atPath: "\(path)/\(name)", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        }
        if let gateway { try write(gateway, to: "weir.yaml") }
        for (name, text) in devices { try write(text, to: "devices/\(name).yaml") }
        for (name, text) in secrets { try write(text, to: "secrets/\(name)") }
    }

    func write(_ text: String, to name: String) throws {
        try write(Array(text.utf8), to: name)
    }

    func write(_ bytes: [UInt8], to name: String) throws {
        try Data(bytes).write(to: URL(filePath: "\(path)/\(name)"))
        try permit(0o600, name)
    }

    func permit(_ mode: Int, _ name: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: "\(path)/\(name)")
    }

    func load(environment: [String: String] = [:], trust: FileTrust = .strict) -> GatewayLoader.Outcome {
        GatewayLoader(environment: Environment(environment), trust: trust).load(directory: path)
    }
}

extension GatewayLoader.Outcome {
    /// One line a mistake: place, severity, message and mend.
    var lines: [String] { diagnostics.sorted.map(\.description) }
}

/// The mistakes of a gateway with one device file.
func mistakes(
    device: String, gateway: String = Files.gateway, environment: [String: String] = [:]
) throws -> [String] {
    try Files(gateway: gateway, devices: ["pump": device]).load(environment: environment).lines
}

/// The mistakes of what is added to the pump, from line 8 on.
func mistakes(adding text: String, environment: [String: String] = [:]) throws -> [String] {
    try mistakes(device: Files.pump + text, environment: environment)
}

/// The mistakes of a gateway file beside a good device.
func mistakes(gateway: String, environment: [String: String] = [:]) throws -> [String] {
    try mistakes(device: Files.pump, gateway: gateway, environment: environment)
}
