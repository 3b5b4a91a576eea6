import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// `weir schema`, as an editor's user calls it.
    @Suite struct SchemaCommand {
        @Test("weir schema prints JSON for each kind of files, a page on request, and ends with 2 for another word")
        func kinds() throws {
            let agent = try AgentProcess(gateway: "gateway: g\n", devices: [:])
            for kind in ["", "gateway", "device", "test"] {
                let result = try agent.script("\"$1\" schema \(kind)")
                #expect(result.code == 0 && result.errors == "")
                let json = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
                #expect(json?["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
                #expect((json?["properties"] as? [String: Any])?.isEmpty == false)
            }
            #expect(try agent.script("\"$1\" schema gateway --markdown").output.hasPrefix("# The gateway file of Weir"))
            let wrong = try agent.script("\"$1\" schema recipe")
            #expect(wrong.code == 2 && wrong.output == "" && wrong.errors.contains("gateway, device, test"))
        }
    }
}
