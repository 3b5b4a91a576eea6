import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// `weir test`, as a user and a build server call it.
    @Suite struct TestCommand {
        private static let gateway = "gateway: g\nmqtt: {local: {url: \"mqtt://localhost:1883\"}}\n"
        private static let device = """
            device: oven
            inputs: {t: {mqtt: oven/t, decode: number, signal: t}}
            rules: {hot: {when: t > 200.0}}

            """
        private static let good =
            device + "tests: {\"gets hot\": {given: {t: 201}, steps: [{at: 0s, expect: {event: hot}}]}}\n"
        private static let bad = "tests: {\"stays cold\": {given: {t: 199}, steps: [{at: 0s, expect: {event: hot}}]}}\n"

        @Test("weir test ends with 0 when all tests pass")
        func passes() throws {
            let agent = try AgentProcess(gateway: Self.gateway, devices: ["oven": Self.good])
            let result = try agent.command(["test"])
            #expect(result.code == 0 && result.errors == "", "\(result.errors)")
            #expect(result.output == "ok     devices/oven.yaml:4:9: gets hot\n1 passed, 0 failed\n")
        }

        @Test("weir test ends with 1 when a test fails, and says where; one may be chosen")
        func fails() throws {
            let agent = try AgentProcess(gateway: Self.gateway, devices: ["oven": Self.good, "oven.test": Self.bad])
            let all = try agent.command(["test"])
            #expect(all.code == 1 && all.output.hasSuffix("1 passed, 1 failed\n"))
            #expect(all.output.contains("devices/oven.test.yaml:1:74: at 0s\n      expected: 'hot' raised since 0s"))
            #expect(try agent.command(["test", "--filter", "gets"]).code == 0)
            #expect(try agent.command(["test", "--filter", "oven.test"]).code == 1)
            let none = try agent.command(["test", "--filter", "nothing"])
            #expect(none.code == 1 && none.output == "" && none.errors.contains("no test has 'nothing'"))
        }

        @Test("a file alone is tested under a gateway of defaults, with the tests beside it")
        func file() throws {
            let agent = try AgentProcess(gateway: "no gateway", devices: ["oven": Self.good, "oven.test": Self.bad])
            let both = try agent.script("cd \"$2\"; \"$1\" test devices/oven.yaml")
            #expect(both.code == 1 && both.output.hasSuffix("1 passed, 1 failed\n"), "\(both)")
            let own = try agent.script("cd \"$2\"; \"$1\" test devices/oven.test.yaml --format json")
            #expect(own.code == 1 && own.output.hasSuffix("{\"passed\":0,\"failed\":1}\n"), "\(own)")
        }

        @Test("wrong files end with 1 and their mistakes, wrong usage with 2")
        func mistakes() throws {
            let agent = try AgentProcess(
                gateway: Self.gateway, devices: ["oven": Self.good.replacing("event: hot", with: "event: hott")])
            let wrong = try agent.command(["test"])
            #expect(wrong.code == 1 && wrong.errors.contains("there is no rule 'hott'; write 'hot'"))
            #expect(try agent.command(["check"]).code == 1)
            #expect(try agent.command(["test", "--format", "tap"]).code == 2)
        }

        @Test("a file that does not load is a failing case for every mistake in the JUnit report")
        func junitOfMistakes() throws {
            let wrong = Self.good.replacing("t > 200.0", with: "tt > 200.0").replacing(
                "event: hot", with: "event: hott")
            let agent = try AgentProcess(gateway: Self.gateway, devices: ["oven": wrong])
            let result = try agent.script(
                """
                "$1" test --config "$2" --format junit 2> /dev/null | python3 -c '
                import sys, xml.etree.ElementTree as tree
                root = tree.parse(sys.stdin).getroot()
                print(root.get("tests"), root.get("failures"))
                for case in root.iter("testcase"):
                    print(case.get("file"), case.get("line"), case.find("failure").get("message"))'
                """)
            #expect(
                result.output == """
                    2 2
                    devices/oven.yaml 3 there is no 'tt'; did you mean 't'?
                    devices/oven.yaml 4 there is no rule 'hott'; write 'hot'

                    """, "\(result)")
            #expect(try agent.command(["test", "--format", "junit"]).code == 1)
        }

        @Test("one warning is one warning")
        func grammar() throws {
            let unused = Self.good + "parameters: {a: 1.0}\n"
            let agent = try AgentProcess(gateway: Self.gateway, devices: ["oven": unused])
            #expect(try agent.command(["check"]).output == "ok, 1 warning\n")
            try agent.write(device: "oven", unused.replacing("{a: 1.0}", with: "{a: 1.0, b: 2.0}"))
            #expect(try agent.command(["check"]).output == "ok, 2 warnings\n")
        }

        @Test("replay tells of lines that it leaves out, with their numbers, and goes on")
        func refusals() throws {
            let agent = try AgentProcess(gateway: Self.gateway, devices: ["oven": Self.good])
            let lines = """
                {"time":1,"topic":"oven/t","payload":"nonsense"}
                {"time":2,"device":"stove","signals":{"t":300}}
                {"time":3,"topic":"oven/t","payload":"300"}
                """
            let result = try agent.script("printf '%s\\n' '\(lines)' | \"$1\" replay --config \"$2\" -")
            #expect(result.code == 1)
            #expect(result.output.contains("\"name\":\"hot\",\"state\":\"raised\""), "\(result)")
            #expect(
                result.errors == """
                    line 1: not taken: not_a_number
                    line 2: there is no device 'stove', and no device file that would take it
                    1 message not taken
                    error: 1 line about devices or tables that the files do not have

                    """, "\(result)")
        }

        @Test("Python's XML parser takes the JUnit report")
        func junit() throws {
            let title = Self.good.replacing("gets hot", with: "<&> \\u0001 'é'")
            let agent = try AgentProcess(gateway: Self.gateway, devices: ["oven": title, "oven.test": Self.bad])
            let result = try agent.script(
                """
                "$1" test --config "$2" --format junit | python3 -c '
                import sys, xml.etree.ElementTree as tree
                root = tree.parse(sys.stdin).getroot()
                print([case.get("name") for case in root.iter("testcase")], len(list(root.iter("failure"))))'
                """)
            #expect(result.output == "[\"<&> \u{FFFD} 'é'\", 'stays cold'] 1\n", "\(result)")
        }
    }
}
