import Configuration
import Documents
import Engine
import Foundation
import TestSupport
import Testing

@testable import Agent

/// The checked configuration of some device files.
func configuration(
    devices: [String: String], gateway: String = "gateway: g\nmqtt: {local: {url: \"mqtt://localhost:1883\"}}\n"
) throws -> GatewayConfiguration {
    let directory = TemporaryDirectory("weir-agent-tests")
    try FileManager.default.createDirectory(atPath: directory.path + "/devices", withIntermediateDirectories: false)
    try Data(gateway.utf8).write(to: URL(filePath: directory.path + "/weir.yaml"))
    for (name, text) in devices {
        try Data(text.utf8).write(to: URL(filePath: "\(directory.path)/devices/\(name).yaml"))
    }
    let outcome = GatewayLoader(environment: Environment([:]), trust: .anything).load(directory: directory.path)
    return try #require(outcome.configuration, "\(outcome.diagnostics.text())")
}

/// Devices by name, as the engine knows them.
final class Directory: DeviceDirectory {
    private var names: [String: Int] = [:]
    private var templates: [Int] = []
    var limit = 512
    /// Templates that admit devices.
    var open: Set<Int> = []

    func add(_ name: String, template: Int) {
        names[name] = templates.count
        templates.append(template)
    }

    var count: Int { templates.count }
    func device(named name: String) -> Int? { names[name] }
    func template(of device: Int) -> Int { templates[device] }
    func mayAdmit(template: Int) -> Bool { open.contains(template) && templates.count < limit }
    func isOpen(template: Int) -> Bool { open.contains(template) }
    func fullLimit(template: Int) -> AdmissionLimit? { templates.count >= limit ? .devices(limit) : nil }
    var wallOffset: Int64 { 0 }
}
