import Configuration
import Documents
import Engine
import Rehearsal
import Testing

@Suite("The library of device files")
struct DeviceLibraryTests {
    @Test("there are at least twenty files")
    func complete() throws {
        #expect(try Library.names().count >= 20)
    }

    @Test("every file passes the check without an error or a warning", arguments: Library.all)
    func check(name: String) throws {
        let diagnostics = try Library.load(name).diagnostics
        #expect(diagnostics.errorCount == 0 && diagnostics.warningCount == 0, "\(diagnostics.text())")
    }

    @Test("every file passes its own tests, of which it has three at least", arguments: Library.all)
    func ownTests(name: String) throws {
        let outcome = try Library.load(name)
        let rehearsal = Rehearsal(of: try #require(outcome.configuration, "\(outcome.diagnostics.text())"))
        let results = outcome.tests.map(rehearsal.run)
        let failed = results.filter { !$0.isPassed }
        #expect(failed.isEmpty, "\(ReportFormat.text.write(failed))")
        #expect(results.count >= 3)
    }

    @Test("every rule of a file that moves something is proved by one of its tests", arguments: Library.all)
    func coverage(name: String) throws {
        let outcome = try Library.load(name)
        let configuration = try #require(outcome.configuration)
        var proved: Set<String> = []
        for step in outcome.tests.flatMap(\.steps) {
            for check in step.expectation?.checks ?? [] {
                switch check.kind {
                case .raised(let rule): proved.insert(rule)
                case .present(let rules): proved.formUnion(rules)
                default: break
                }
            }
        }
        for rule in configuration.plan.templates.flatMap(\.rules) where !rule.settings.isEmpty {
            #expect(proved.contains(rule.name), "no test expects '\(rule.name)'")
        }
    }

    @Test("no two files describe one device")
    func together() throws {
        var devices: Set<String> = []
        for name in Library.all {
            let configuration = try #require(try Library.load(name).configuration)
            for device in configuration.plan.templates.flatMap(\.devices) {
                #expect(devices.insert(device.name).inserted, "\(name): '\(device.name)' is in another file")
            }
        }
    }
}
