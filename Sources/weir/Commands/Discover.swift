internal import ArgumentParser
internal import Decoding
internal import Telemetry

struct Discover: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Device files for devices that announce themselves to Home Assistant.",
        discussion: """
            Reads discovery messages, one JSON object a line with "topic" and "payload", as mosquitto_sub writes them:

              mosquitto_sub -h BROKER -t 'homeassistant/#' -W 5 -F %j | weir discover

            A single device is written to standard output; of several, name one with --device.
            """)

    @Option(name: .long, help: "The topic under which devices announce themselves.")
    var prefix = DiscoveryTopic.defaultPrefix

    @Option(name: .long, help: "The device to write, by the name of its file.")
    var device: String?

    @Argument(help: "The messages; - for standard input.")
    var file: String?

    func run() throws {
        let devices = DiscoveredDevices.grouped(try entities())
        guard !devices.isEmpty else {
            StandardError.write("error: no device announces a value under '\(prefix)'\n")
            throw ExitStatus.wrong
        }
        if let device {
            guard let found = devices.first(where: { $0.name == device }) else {
                StandardError.write("error: no device '\(device)'; there is \(names(devices))\n")
                throw ExitStatus.wrong
            }
            return StandardOutput.write(found.yaml)
        }
        guard devices.count == 1 else {
            StandardError.write("error: there are \(devices.count) devices; write --device NAME: \(names(devices))\n")
            throw ExitStatus.usage
        }
        StandardOutput.write(devices[0].yaml)
    }

    private func names(_ devices: [DiscoveredDevices.Device]) -> String {
        devices.map(\.name).joined(separator: ", ")
    }

    /// What the messages announce, the last one of each topic; what cannot be taken is told on standard error.
    private func entities() throws -> [DiscoveredEntity] {
        var announced: [(topic: String, entities: [DiscoveredEntity])] = []
        var lines = try LineReader(path: file)
        var number = 0
        while let line = lines.next() {
            number += 1
            guard line.contains(where: { $0 != 0x20 && $0 != 0x0D && $0 != 0x09 }) else { continue }
            guard let message = message(line) else {
                StandardError.write("error: line \(number): write {\"topic\":\"...\",\"payload\":\"...\"}\n")
                throw ExitStatus.wrong
            }
            guard let topic = DiscoveryTopic(message.topic, prefix: prefix) else { continue }
            announced.removeAll { $0.topic == message.topic }
            do {
                guard
                    case .announced(let entities, let flaws) = try Discovery.parse(
                        topic: topic, payload: Array(message.payload.utf8))
                else { continue }
                announced.append((message.topic, entities))
                for flaw in flaws { StandardError.write("warning: \(flaw.id): \(DiscoveredDevices.words(flaw))\n") }
            } catch {
                StandardError.write("warning: line \(number): \(error)\n")
            }
        }
        return announced.flatMap(\.entities)
    }

    private func message(_ line: [UInt8]) -> (topic: String, payload: String)? {
        do throws(JSONError) {
            let object = try JSONValue.parse(line, limits: Discovery.defaultLimits)
            guard let topic = object["topic"]?.string else { return nil }
            return (topic, object["payload"]?.string ?? "")
        } catch {
            return nil
        }
    }
}
