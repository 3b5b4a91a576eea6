import Foundation
import Store
import Testing

@testable import Agent

/// What is left of telemetry when there is no more room for it.
@Suite struct ThinnerTests {
    private let thinner = TelemetryThinner()

    private func entry(_ index: Int, _ payload: String, device: UInt32 = 1) -> OutboxEntry {
        OutboxEntry(
            key: OutboxKey(row: 1, index: index), sequence: Int64(index + 1), deliveryClass: .readings, device: device,
            time: 0, payload: Array(payload.utf8))
    }

    private func reading(_ index: Int, time: Int, device: String = "p1", _ signals: String) -> OutboxEntry {
        let id = String(format: "%032d", index)
        return entry(
            index, #"{"time":\#(time),"kind":"reading","device":"\#(device)","signals":{\#(signals)},"id":"\#(id)"}"#)
    }

    /// Merged entries by their place, without their identity, which is 32 digits.
    private func thin(_ entries: [OutboxEntry], window: Int64 = 60_000) throws -> [Int: String] {
        var left: [Int: String] = [:]
        for thinned in thinner.thin(entries, windowMilliseconds: window) {
            guard let payload = thinned.payload else {
                left[thinned.index] = "as it was"
                continue
            }
            let text = String(decoding: payload, as: UTF8.self)
            #expect(text.suffix(2) == "\"}")
            let id = text.dropLast(2).suffix(32)
            let isHexadecimal = id.allSatisfy { $0.isHexDigit }
            #expect(isHexadecimal)
            left[thinned.index] = text.replacing(id, with: "ID")
        }
        return left
    }

    @Test("readings of a minute become one summary with the least, the mean, the most, the last and the count")
    func readings() throws {
        let left = try thin([
            reading(0, time: 60_000, #""t":20,"on":true"#), reading(1, time: 61_000, #""t":26.5"#),
            reading(2, time: 62_000, device: "p2", #""t":1"#), reading(3, time: 63_000, #""t":18,"on":false"#),
            reading(4, time: 120_000, #""t":99"#),
        ])
        #expect(
            left == [
                3: #"{"time":63000,"kind":"summary","device":"p1","name":"thinned","from":60000,"to":63001,"#
                    + #""signals":{"t":{"min":18,"mean":21.5,"max":26.5,"last":18,"count":3},"#
                    + #""on":{"last":false,"count":2}},"id":"ID"}"#,
                2: "as it was", 4: "as it was",
            ])
    }

    @Test("what was merged can be merged again, and says the same as if all had been merged at once")
    func again() throws {
        let entries = (0..<12).map { reading($0, time: 60_000 * $0 / 3, #""t":\#(($0 * 7) % 12)"#) }
        func payloads(_ entries: [OutboxEntry], _ window: Int64) -> [OutboxEntry] {
            thinner.thin(entries, windowMilliseconds: window).sorted { $0.index < $1.index }.map {
                entry($0.index, String(decoding: $0.payload ?? entries[$0.index].payload, as: UTF8.self))
            }
        }
        let minutes = payloads(entries, 60_000)
        #expect(minutes.count == 4)
        let twice = try thin(minutes, window: 3_600_000).values.first
        let once = try thin(entries, window: 3_600_000).values.first
        #expect(twice == once && once?.contains(#""min":0,"mean":5.5,"max":11,"last":5,"count":12"#) == true)
    }

    @Test("summaries become coarser ones as far as their aggregates can be merged")
    func summaries() throws {
        func summary(_ index: Int, _ from: Int, _ aggregates: String) -> OutboxEntry {
            entry(
                index,
                #"{"time":\#(from + 60_000),"kind":"summary","device":"p1","name":"minute","from":\#(from),"#
                    + #""to":\#(from + 60_000),"signals":{"v":{\#(aggregates)}},"id":"\#(String(format: "%032d", index))"}"#
            )
        }
        let left = try thin(
            [
                summary(0, 0, #""min":1,"mean":2,"max":3,"p95":2.9,"sum":20,"count":10"#),
                summary(1, 60_000, #""min":0,"mean":5,"max":9,"p95":8,"sum":100,"count":20"#),
            ], window: 600_000)
        #expect(
            left == [
                1:
                    #"{"time":120000,"kind":"summary","device":"p1","name":"minute","from":0,"to":120000,"signals":{"v":"#
                    + #"{"min":0,"mean":4,"max":9,"sum":120,"count":30}},"id":"ID"}"#
            ])
    }

    @Test("what is no telemetry stays as it is")
    func others() throws {
        let entries = [
            entry(0, "no json"), entry(1, #"{"time":1,"kind":"event","device":"d","id":"x"}"#),
            entry(2, #"{"time":1,"kind":"reading","device":"d","signals":{"t":1},"id":"x"}"#),
        ]
        #expect(try thin(entries) == [0: "as it was", 1: "as it was", 2: "as it was"])
    }
}
