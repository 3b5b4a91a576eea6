import LargePlant
import TestSupport
import Testing

extension EndToEnd {
    /// Configurations as large as a plant. How fast they load is a row of the benchmark.
    @Suite struct LargePlants {
        @Test(
            "a plant of 1,000 devices is accepted, in whichever files it is described",
            arguments: ["single", "mixed", "separate"])
        func accepted(form: String) throws {
            let agent = try scene(form, change: { $0 })
            let result = try agent.command(["check"])
            #expect(result.code == 0 && result.output == "ok\n", "\(result.errors.prefix(1000))")
        }

        /// Kilobytes; without optimisation the program itself is larger.
        #if DEBUG
            private static let most = 90_000
        #else
            private static let most = 60_000
        #endif

        @Test("a plant of 1,000 devices is checked within 60 MB", arguments: ["single", "mixed", "separate"])
        func memory(form: String) throws {
            let agent = try scene(form, change: { $0 })
            let result = try agent.script("/usr/bin/time -f %M \"$1\" check --config \"$2\"")
            let peak = try #require(result.errors.split(separator: "\n").last.flatMap { Int($0) }, "\(result)")
            #expect(result.code == 0 && peak < Self.most, "\(peak) kB")
        }

        @Test(
            "one mistake in a plant of 1,000 devices is found: the control", arguments: ["single", "mixed", "separate"])
        func mistake(form: String) throws {
            var isChanged = false
            let agent = try scene(form) { text in
                guard !isChanged, text.contains("temperature < -5.0") else { return text }
                isChanged = true
                return text.replacing("temperature < -5.0", with: "temperatur < -5.0")
            }
            let result = try agent.command(["check"])
            #expect(
                result.code == 1 && result.errors.contains("did you mean 'temperature'?"),
                "\(result.errors.prefix(1000))")
        }

        private func scene(_ form: String, change: (String) -> String) throws -> AgentProcess {
            let plant =
                switch form {
                case "single": LargePlant.single(storePath: "{store}")
                case "mixed": LargePlant.mixed(storePath: "{store}")
                default: LargePlant.separate(storePath: "{store}")
                }
            let agent = try AgentProcess(gateway: plant.files[0].text, devices: [:])
            for file in plant.files.dropFirst() {
                let name = try #require(file.path.split(separator: "/").last?.dropLast(".yaml".count))
                try agent.write(device: String(name), change(file.text))
            }
            return agent
        }
    }
}
