import Configuration
import Engine
import Foundation
import Telemetry
import TestSupport
import Testing

@testable import Agent

/// Sensors in files, in a directory that stands in for the kernel's.
@Suite struct SensorTests {
    private let directory = TemporaryDirectory("weir-sensors")

    private func write(_ text: String, _ name: String) throws {
        let path = directory.path + "/" + name
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: path))
    }

    private func read(_ name: String) throws(SensorFile.Failure) -> Double {
        try SensorFile(pattern: directory.path + "/" + name).read()
    }

    @Test("a number is read, and a star finds the one file there is")
    func numbers() throws {
        try write("23125\n", "28-0316/temperature")
        try write("-1062\n", "iio:device0/in_temp_raw")
        try write("45 ", "odd?[name]/value")
        #expect(try read("28-0316/temperature") == 23125)
        #expect(try read("28-*/temp*") == 23125)
        #expect(try read("iio:device*/in_temp_raw") == -1062)
        #expect(try read("odd?[name]/*") == 45)
        try write("1", "28-0317/temperature")
        #expect(throws: SensorFile.Failure.ambiguous(pattern: directory.path + "/28-*/temperature", count: 2)) {
            try read("28-*/temperature")
        }
    }

    @Test("a 1-Wire reading counts only with its checksum")
    func checksum() throws {
        try write("4b 01 4b 46 7f ff 05 10 e1 : crc=e1 YES\n4b 01 4b 46 7f ff 05 10 e1 t=20687\n", "w1_slave")
        #expect(try read("w1_slave") == 20687)
        try write("4b 01 4b 46 7f ff 05 10 e1 : crc=e1 NO\n4b 01 4b 46 7f ff 05 10 e1 t=20687\n", "w1_slave")
        #expect(throws: SensorFile.Failure.checksum(path: directory.path + "/w1_slave")) { try read("w1_slave") }
    }

    @Test("what is missing, unreadable or no number is told as that")
    func failures() throws {
        #expect(throws: SensorFile.Failure.missing(pattern: directory.path + "/none")) { try read("none") }
        #expect(throws: SensorFile.Failure.missing(pattern: directory.path + "/*/none")) { try read("*/none") }
        for text in ["", "\n", "twelve", "1 2", "nan", "inf"] {
            try write(text, "value")
            #expect(throws: SensorFile.Failure.noNumber(path: directory.path + "/value"), "\(text)") {
                try read("value")
            }
        }
        // A directory can be opened, and not read: the kernel says so as it does of a sensor that does not answer.
        try write("1", "folder/file")
        #expect(throws: SensorFile.Failure.unreadable(path: directory.path + "/folder", code: EISDIR)) {
            try read("folder")
        }
    }

    /// A thread that reads `path` every 100 ms.
    private func reports(
        _ path: String, until isEnough: ([SensorReport]) throws -> Bool
    ) throws -> [SensorReport] {
        let inbox = Mailbox<SensorMessage>(capacity: 16)
        let control = Mailbox<ControlMessage>(capacity: 1024)
        let thread = ServiceThread(name: "sensors") { SensorThread(inbox: inbox, control: control).run() }
        inbox.send(
            .watch(
                [
                    Sensor(
                        template: 0, input: 0, signal: 0, device: "d", path: path, everyMilliseconds: 100, scale: 0.001,
                        offset: -273.15)
                ], generation: 7))
        var reports: [SensorReport] = []
        let limit = MonotonicClock.milliseconds() + 30_000
        while try !isEnough(reports) {
            try #require(MonotonicClock.milliseconds() < limit)
            for case .sensed(let report) in control.takeAll() { reports.append(report) }
            usleep(2000)
        }
        inbox.send(.stop)
        thread.join()
        return reports
    }

    @Test(
        "a sensor is read again and again; one that goes has a fault after the second try, and one that comes back a value"
    )
    func thread() throws {
        try write("300000\n", "value")
        let path = directory.path + "/value"
        var hasGone = false
        var isBack = false
        let reports = try reports(path) { reports in
            if !hasGone, reports.count >= 2 {
                try FileManager.default.removeItem(atPath: path)
                hasGone = true
            } else if hasGone, !isBack, reports.last?.value == nil {
                try write("310000\n", "value")
                isBack = true
            }
            return isBack && reports.last?.value != nil
        }
        #expect(reports.allSatisfy { $0.generation == 7 && $0.place == 0 })
        #expect(abs((reports.first?.value ?? 0) - 26.85) < 1e-9)
        #expect(abs((reports.last?.value ?? 0) - 36.85) < 1e-9)
        #expect(reports.contains { $0.value == nil && $0.fault?.hasPrefix("there is no ") == true })
    }

    @Test("a fault that goes on is one reading without a value, and a list that is no more is not listened to")
    func panel() throws {
        let sensor = Sensor(
            template: 0, input: 0, signal: 0, device: "d", path: "/x", everyMilliseconds: 1, scale: 1, offset: 0)
        var panel = SensorPanel()
        #expect(panel.watch([sensor]) == true)
        #expect(panel.watch([sensor]) == false)
        #expect(panel.note(SensorReport(generation: 1, place: 0, value: 3))?.hasChanged == false)
        #expect(panel.note(SensorReport(generation: 1, place: 0, fault: "gone"))?.hasChanged == true)
        #expect(panel.note(SensorReport(generation: 1, place: 0, fault: "gone"))?.hasChanged == false)
        #expect(panel.note(SensorReport(generation: 0, place: 0, value: 3)) == nil)
        #expect(panel.note(SensorReport(generation: 1, place: 1, value: 3)) == nil)
    }
}
