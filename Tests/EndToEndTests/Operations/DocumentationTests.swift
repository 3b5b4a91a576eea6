import TestSupport
import Testing

extension EndToEnd {
    /// deploy/docs: what is generated is as the program would write it now, and every example does what it says.
    @Suite struct Documentation {
        private static let folder =
            "/" + "\(#filePath)".split(separator: "/").dropLast(4).joined(separator: "/") + "/deploy/docs"

        @Test(
            "the pages of all keys and metrics are those that the program writes",
            arguments: [
                ("gateway", "schema gateway --markdown"), ("device", "schema device --markdown"),
                ("test", "schema test --markdown"), ("metrics", "metrics --markdown"),
            ])
        func reference(page: String, command: String) throws {
            let agent = try AgentProcess(gateway: "gateway: g\n", devices: [:])
            let committed = AgentProcess.read("\(Self.folder)/reference/\(page).md")
            let written = try agent.script("\"$1\" \(command)").output
            #expect(!written.isEmpty)
            #expect(committed == written, "write it anew: weir \(command) > deploy/docs/reference/\(page).md")
        }

        @Test("every page is reached from the index, and every link leads to a file")
        func links() throws {
            let agent = try AgentProcess(gateway: "gateway: g\n", devices: [:])
            let broken = try agent.script(
                """
                cd '\(Self.folder)'
                grep -o ']([^):]*)' *.md | sed 's/.*](\\(.*\\))/\\1/' | sort -u | while read -r file; do
                    [ -e "$file" ] || echo "$file leads nowhere"
                done
                for page in *.md; do [ "$page" = index.md ] || grep -q "($page)" index.md || echo "$page is not reached"; done
                """)
            #expect(broken.code == 0 && broken.output == "" && broken.errors == "")
        }

        @Test("the file that the first steps write passes the check and its tests")
        func firstDevice() throws {
            let page = AgentProcess.read("\(Self.folder)/first-device.md")
            let blocks = page.split(separator: "```yaml\n").dropFirst().compactMap { $0.split(separator: "```").first }
            #expect(blocks.count == 3)
            let agent = try AgentProcess(
                gateway: "gateway: g\nmqtt: {local: {url: \"mqtt://localhost:1883\"}}\n",
                devices: ["fan": blocks.joined()])
            #expect(try agent.command(["check"]).output == "ok\n")
            #expect(try agent.command(["test"]).output.hasSuffix("2 passed, 0 failed\n"))
        }

        @Test("the cookbook has twenty recipes, all pass the check without a warning and prove what they say")
        func cookbook() throws {
            let agent = try AgentProcess(gateway: "gateway: g\n", devices: [:])
            let recipes = "\(Self.folder)/cookbook/*.yaml"
            let check = try agent.script("\"$1\" check --trust-all \(recipes)")
            #expect(check.code == 0 && check.output == "ok\n", "\(check.errors)")
            let tests = try agent.script("\"$1\" test --trust-all \(recipes)")
            #expect(tests.code == 0, "\(tests.output)")
            // Each has a test at least.
            let count = try agent.script("for file in \(recipes); do \"$1\" test --trust-all $file | tail -n 1; done")
            let lines = count.output.split(separator: "\n")
            #expect(lines.count == 20)
            #expect(lines.allSatisfy { $0.hasSuffix(" passed, 0 failed") && !$0.hasPrefix("0 ") }, "\(count.output)")
            let page = AgentProcess.read("\(Self.folder)/cookbook.md")
            let names = try agent.script("cd \(Self.folder)/cookbook && ls *.yaml").output.split(separator: "\n")
            #expect(names.allSatisfy { page.contains("cookbook/\($0)") })
        }
    }
}
