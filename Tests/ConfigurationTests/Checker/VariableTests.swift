import Configuration
import Engine
import Testing

/// `${VAR}` inside expressions and messages.
@Suite struct VariableTests {
    private let environment = ["HOT": "80.0", "NAME": "temperature", "BAD": "80.0 &&", "TEXT": "boiler \"1\""]

    @Test("${VAR} is filled in inside an expression before it is read, with its default")
    func expression() throws {
        let rules = """
            rules:
              a: {when: "temperature > ${HOT}"}
              b: {when: "${NAME} > ${COLD:-5.0} && running"}
            derive: {margin: "${HOT} - temperature"}

            """
        let files = try Files(devices: ["pump": Files.pump + rules])
        let outcome = files.load(environment: environment)
        #expect(outcome.lines == [])
        let unset = files.load().lines
        #expect(
            unset == [
                "devices/pump.yaml:9:28: error: the environment variable HOT is not set; set it, or write ${HOT:-default}",
                "devices/pump.yaml:10:14: error: the environment variable NAME is not set; set it, or write ${NAME:-default}",
                "devices/pump.yaml:11:19: error: the environment variable HOT is not set; set it, or write ${HOT:-default}",
            ])
    }

    @Test(
        "a mistake is told where it is written: behind a reference by the columns of the file, inside it at the reference"
    )
    func places() throws {
        let rules = """
            rules:
              a: {when: "${NAME} > ${HOT} && runing"}
              b: {when: "running && ${BAD}"}
              c: {when: 'temperature > ${HOT} && temprature > 1.0'}

            """
        #expect(
            try mistakes(adding: rules, environment: environment) == [
                "devices/pump.yaml:9:34: error: there is no 'runing'; did you mean 'running'?",
                "devices/pump.yaml:10:31: error: with 'running && ${BAD}' filled in, the expression ends too early; write the "
                    + "rest of it",
                "devices/pump.yaml:11:38: error: there is no 'temprature'; did you mean 'temperature'?",
            ])
    }

    @Test("any other dollar is the expression's own, and $${ is a brace behind one")
    func dollars() throws {
        let rule = "rules:\n  r: {when: \"mode.matches('^a+$') || mode == '$5' || mode == '$${HOT}'\"}\n"
        let configuration = try #require(
            try Files(devices: ["pump": Files.machine + rule]).load(environment: environment).configuration)
        #expect(configuration.plan.templates[0].rules.count == 1)
        #expect(try mistakes(device: Files.machine + rule, environment: environment) == [])
    }

    @Test("${VAR} is filled in inside a message too")
    func message() throws {
        let rule = "rules:\n  r: {when: running, message: \"${TEXT} at {temperature}, limit ${HOT}\"}\n"
        let outcome = try Files(devices: ["pump": Files.pump + rule]).load(environment: environment)
        #expect(
            outcome.configuration?.plan.templates[0].rules[0].message.first == .text("boiler \"1\" at "),
            "\(outcome.lines)")
    }

    @Test("columns are right behind the escapes of both kinds of quotes")
    func escapes() throws {
        let rules = """
            rules:
              a: {when: "temperature > 1.0 || \\"x\\" == \\"\\u00e9\\" || runing"}
              b: {when: 'running || ''it'' == ''x'' || runing'}

            """
        #expect(
            try mistakes(adding: rules) == [
                "devices/pump.yaml:9:58: error: there is no 'runing'; did you mean 'running'?",
                "devices/pump.yaml:10:44: error: there is no 'runing'; did you mean 'running'?",
            ])
    }
}
