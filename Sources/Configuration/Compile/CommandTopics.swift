internal import Decoding
internal import Documents

/// Looks whether commands go where they do something else as well: to an input of the file, or as another's command.
struct CommandTopics {
    private struct Command {
        let actuator: String
        let output: MQTTOutput
        let mark: Mark
        /// The topic for some device.
        let topic: String
    }

    private let commands: [Command]
    private let diagnostics: Diagnostics

    init(_ section: DeviceSection, fixedDevice: String?, _ diagnostics: Diagnostics) {
        self.diagnostics = diagnostics
        commands = section.actuators.compactMap { actuator in
            guard let mqtt = actuator.value.mqtt, let topic = mqtt.topic,
                fixedDevice != nil || topic.contains("{device}")
            else { return nil }
            return Command(
                actuator: actuator.name,
                output: MQTTOutput(
                    topicPieces: [topic], on: mqtt.payload?.on ?? "ON", off: mqtt.payload?.off ?? "OFF",
                    qualityOfService: mqtt.qualityOfService, isRetained: mqtt.isRetained),
                mark: mqtt.topicMark, topic: topic.replacing("{device}", with: fixedDevice ?? "device"))
        }
    }

    func check(_ binding: TemplateBinding) {
        checkTwins()
        for command in commands {
            let topic = Array(command.topic.utf8)
            for input in binding.inputs where topic.withUnsafeBytes({ reads($0, input) }) {
                diagnostics.warning(
                    "the input '\(input.name)' reads this topic too, so it would get every command",
                    mend: "write another topic, or a narrower one for the input", at: command.mark)
            }
        }
    }

    /// Two that say the same on one topic move the same thing.
    private func checkTwins() {
        for (index, command) in commands.enumerated() {
            let twin = commands[..<index].first {
                $0.topic == command.topic && $0.output.on == command.output.on && $0.output.off == command.output.off
            }
            guard let twin else { continue }
            diagnostics.error(
                "'\(twin.actuator)' and '\(command.actuator)' send the same commands to one topic",
                mend: "give one of them another topic or payload", at: command.mark)
        }
    }

    private func reads(_ topic: UnsafeRawBufferPointer, _ input: InputBinding) -> Bool {
        guard case .mqtt(let mqtt) = input.source else { return false }
        return TopicMatcher(mqtt.sources.map(\.topic)).firstMatch(topic) != nil
    }
}
