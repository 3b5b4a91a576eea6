import Foundation
import TestSupport

/// An answer of `weir status --format json`.
struct Status {
    private let root: NSDictionary

    init(_ text: String) throws {
        guard let root = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? NSDictionary else {
            throw Failure("no object: \(text)")
        }
        self.root = root
    }

    private func value(_ path: [String]) -> Any? {
        var value: Any? = root
        for key in path { value = (value as? NSDictionary)?[key] }
        return value
    }

    func integer(_ path: String...) -> Int { (value(path) as? NSNumber)?.intValue ?? 0 }
    func text(_ path: String...) -> String? { value(path) as? String }
    func texts(_ path: String...) -> [String] { value(path) as? [String] ?? [] }
    func flag(_ path: String...) -> Bool? { (value(path) as? NSNumber)?.boolValue }
    func keys(_ path: String...) -> [String] { ((value(path) as? NSDictionary)?.allKeys as? [String] ?? []).sorted() }

    /// The counts of an object, by name.
    func counts(_ path: String...) -> [String: Int] {
        (value(path) as? [String: NSNumber] ?? [:]).mapValues(\.intValue)
    }

    /// The text of a part of it, with sorted keys, for comparing.
    func shown(_ path: String...) throws -> String {
        guard let part = value(path) else { return "nothing" }
        let data = try JSONSerialization.data(withJSONObject: part, options: [.sortedKeys, .fragmentsAllowed])
        return String(decoding: data, as: UTF8.self)
    }

    // MARK: What many tests ask

    var isLocalConnected: Bool { text("control", "broker", "state") == "connected" }
    var isUplinkConnected: Bool { text("uplinks", "central", "state") == "connected" }
    /// Entries that still have to go upstream.
    var held: Int { integer("store", "destinations", "central", "held") }
    var rejected: [String: Int] { counts("control", "messages", "rejected") }
    func ledger(_ counter: String) -> Int { integer("store", "ledger", counter) }
    func raised(_ device: String) -> [String] { texts("control", "devices", device, "raised") }
    func actuator(_ device: String, _ name: String) -> Bool? { flag("control", "devices", device, "actuators", name) }

    /// The level of a line such as `simulated FAN`.
    func line(_ name: String) -> Bool? {
        let lines = value(["control", "lines"]) as? [NSDictionary] ?? []
        let line = lines.first { ($0["line"] as? String) == name }
        return (line?["level"] as? NSNumber)?.boolValue
    }
}

extension AgentProcess {
    /// How it is, asked directly at its socket.
    func status() throws -> Status {
        guard let answer = ask(#"{"request":"status"}"#) else {
            throw Failure("the agent does not answer; its log:\n\(log.suffix(4000))")
        }
        return try Status(answer)
    }

    func waitUntil(_ what: String, within seconds: Double = 60, _ isSo: (Status) throws -> Bool) throws {
        do {
            try eventually(what, within: seconds) { try isSo(try status()) }
        } catch {
            throw Failure(
                "\(error)\nstatus: \(shortStatus)\nlog:\n\(log.suffix(4000))")
        }
    }

    /// Without the devices and what they did, which may be many.
    private var shortStatus: String {
        let text = ask(#"{"request":"status"}"#) ?? "no answer"
        guard let start = text.firstRange(of: #","devices":"#), let end = text.firstRange(of: #","store":"#) else {
            return text
        }
        return text[..<start.lowerBound] + " ..." + text[end.lowerBound...]
    }

    func simulate(_ line: String, _ level: Bool) throws {
        let answer = ask(#"{"request":"simulate","line":"\#(line)","level":\#(level)}"#)
        guard answer == #"{"ok":true}"# else { throw Failure("simulate \(line): \(answer ?? "no answer")") }
    }

    /// Seconds of processor time that all its threads have spent, as proc(5) counts them.
    func processorTime() throws -> Double {
        guard let identifier = processIdentifier else { throw Failure("nothing runs") }
        let text = AgentProcess.read("/proc/\(identifier)/stat")
        // After the name in parentheses, the twelfth and thirteenth fields: ticks in user and in kernel mode.
        let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else {
            throw Failure("/proc/\(identifier)/stat: \(text)")
        }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// Kilobytes of memory in use, as proc(5) counts them.
    func residentKilobytes() throws -> Int {
        guard let identifier = processIdentifier else { throw Failure("nothing runs") }
        let lines = AgentProcess.read("/proc/\(identifier)/status").split(separator: "\n")
        guard let line = lines.first(where: { $0.hasPrefix("RssAnon:") }),
            let number = line.split(separator: " ").dropLast().last, let kilobytes = Int(number)
        else { throw Failure("/proc/\(identifier)/status tells no RssAnon") }
        return kilobytes
    }

    /// Lines of the log that contain a text.
    func logLines(_ text: String) -> [Substring] {
        log.split(separator: "\n").filter { $0.contains(text) }
    }
}
