import Configuration
import Telemetry
import Testing

@testable import Agent

@Suite struct ReplayTests {
    private static let pump = """
        device: "{device}"
        devices: [pump-7, pump-8]
        overrides: {pump-7: {lines: {door: GPIO17}}, pump-8: {lines: {door: GPIO22}}}
        inputs:
          telemetry: {mqtt: "plant/{device}/telemetry", time: ts, signals: {temperature: temp, mode: mode}}
          door: {gpio: {chip: pinctrl-rp1, active: low}, signal: door_open}
        signals: {mode: {type: text}}
        rules:
          hot: {when: temperature > 80.0, for: 5s}
          open: {when: door_open}
          auto: {when: mode == 'auto'}
        """
    private static let open = """
        device: "{device}"
        inputs: {i: {mqtt: "any/{device}", signals: {level: level}}}
        rules: {high: {when: level > 1.0}}
        """

    struct Fixture {
        let replay: Replay

        init() throws {
            self.init(try configuration(devices: ["pump": pump, "tank": ReplayTests.open]))
        }

        init(_ configuration: GatewayConfiguration) {
            replay = Replay(configuration: configuration)
        }

        /// The outputs as `TIME DEVICE.NAME STATE`; or the failure.
        func take(_ line: String) -> [String] {
            do throws(Replay.Failure) {
                return try replay.take(Array(line.utf8)).map { output in
                    switch output {
                    case .event(let event):
                        "\(event.time.milliseconds) \(event.device).\(event.name) \(event.state == .raised ? "raised" : "cleared")"
                    default: "\(output)"
                    }
                }
            } catch {
                return ["failure: \(error)"]
            }
        }
    }

    private static let pump7 = #""topic":"plant/pump-7/telemetry""#

    @Test("a message is decoded as the live agent decodes it, and time alone goes on")
    func messages() throws {
        let fixture = try Fixture()
        #expect(fixture.take(#"{"time":1700000000000,\#(Self.pump7),"payload":"{\"temp\":81.2}"}"#) == [])
        #expect(fixture.take(#"{"time":1700000004999}"#) == [])
        #expect(fixture.take(#"{"time":1700000009000}"#) == ["1700000005000 pump-7.hot raised"])
    }

    @Test("a message with several records is as many readings, of the devices that it names")
    func records() throws {
        let silos = """
            device: "{device}"
            inputs: {i: {decode: thingsboard_gateway, signals: {level: level}}}
            rules: {low: {when: level < 10.0}}
            """
        let replay = Replay(configuration: try configuration(devices: ["silos": silos]))
        let payload =
            #"{\"a\":[{\"ts\":1700000000000,\"values\":{\"level\":5}}],\"b\":[{\"level\":6},{\"level\":50}]}"#
        let line = #"{"time":1700000001000,"topic":"v1/gateway/telemetry","payload":"\#(payload)"}"#
        let events = try replay.take(Array(line.utf8)).map { output in
            guard case .event(let event) = output else { return "\(output)" }
            return "\(event.device).\(event.name) \(event.state)"
        }
        #expect(events == ["a.low raised", "b.low raised", "b.low cleared"])
    }

    @Test("a message that the live agent would reject has no output and is no failure")
    func rejected() throws {
        let fixture = try Fixture()
        for line in [
            #"{"time":1,\#(Self.pump7),"payload":"no JSON"}"#, #"{"time":1,\#(Self.pump7),"payload":""}"#,
            #"{"time":1,"topic":"nobody/asked","payload":"1"}"#,
            #"{"time":1,"topic":"plant/pump-9/telemetry","payload":"{}"}"#,
            #"{"time":1,"topic":"plant/+/telemetry","payload":"{\"temp\":99}"}"#,
        ] {
            #expect(fixture.take(line) == [])
        }
    }

    @Test("values of a device are taken as they are; null is no value")
    func signals() throws {
        let fixture = try Fixture()
        #expect(
            fixture.take(#"{"time":1,"device":"pump-7","signals":{"temperature":81.2,"mode":"auto"}}"#) == [
                "1 pump-7.auto raised"
            ])
        #expect(fixture.take(#"{"time":2,"device":"pump-7","signals":{"mode":null}}"#) == [])
        #expect(
            fixture.take(#"{"time":3,"device":"pump-7","signals":{"mode":"off","door_open":true}}"#) == [
                "3 pump-7.open raised", "3 pump-7.auto cleared",
            ])
        #expect(
            fixture.take(#"{"time":6000,"device":"pump-8","signals":{"temperature":20.0}}"#) == [
                "5001 pump-7.hot raised"
            ])
    }

    @Test("a line of a chip has the logical level of its device")
    func chips() throws {
        let fixture = try Fixture()
        #expect(fixture.take(#"{"time":1,"chip":"pinctrl-rp1","line":"GPIO17","level":1}"#) == ["1 pump-7.open raised"])
        #expect(fixture.take(#"{"time":2,"chip":"pinctrl-rp1","line":"GPIO22","level":1}"#) == ["2 pump-8.open raised"])
        #expect(
            fixture.take(#"{"time":3,"chip":"pinctrl-rp1","line":"GPIO17","level":0}"#) == ["3 pump-7.open cleared"])
    }

    @Test(
        "a device for which there is no room is told with the limit that is reached, and is not called unknown",
        arguments: ["devices: 3", "timers: 100"])
    func noRoom(limit: String) throws {
        let gateway = "gateway: g\nmqtt: {local: {url: \"mqtt://localhost:1883\"}}\nlimits: {\(limit)}\n"
        let fixture = Fixture(try configuration(devices: ["pump": Self.pump, "tank": Self.open], gateway: gateway))
        var told: [String] = []
        for number in 1...100 where told.isEmpty {
            told = fixture.take(#"{"time":1,"device":"tank-\#(number)","signals":{"level":0}}"#)
        }
        #expect(told.count == 1)
        let name = limit.prefix { $0 != ":" }
        let end = "limits.\(limit.replacing(":", with: "")) is reached; raise limits.\(name) in weir.yaml"
        #expect(told.first?.hasSuffix(end) == true, "\(told)")
        #expect(
            fixture.take(#"{"time":2,"device":"stove","signals":{"heat":0}}"#) == [
                "failure: there is no device 'stove', and no device file that would take it"
            ])
    }

    @Test("what was lost at limits, late or out of order is told at the end, each with its number")
    func losses() throws {
        let door = """
            device: "{device}"
            inputs: {i: {mqtt: "door/{device}", time: ts, signals: {card: card, open: open}}}
            signals: {card: {type: text}, open: {type: bool}}
            rules:
              held: {pattern: [{start: open}, {then: "!open"}], within: 1h, key: card}
            """
        let gateway = "gateway: g\nmqtt: {local: {url: \"mqtt://localhost:1883\"}}\nlimits: {keys: 2}\n"
        let fixture = Fixture(try configuration(devices: ["door": door], gateway: gateway))
        for number in 1...5 {
            let line =
                #"{"time":\#(number * 1000),"device":"d","at":\#(number * 1000),"signals":{"card":"c\#(number)","open":true}}"#
            #expect(fixture.take(line).isEmpty)
        }
        _ = fixture.take(#"{"time":6000,"device":"d","at":10,"signals":{"open":false}}"#)
        #expect(
            fixture.replay.losses == [
                "limits.keys 2 is reached: 3 keys of patterns went, those seen longest ago first; raise limits.keys in weir.yaml",
                "1 reading not taken: older than the newest of its input",
            ])
    }

    @Test("a device that a file admits is admitted, by a topic or by its signals")
    func admission() throws {
        let fixture = try Fixture()
        #expect(fixture.take(#"{"time":1,"topic":"any/tank-1","payload":"{\"level\":2}"}"#) == ["1 tank-1.high raised"])
        #expect(fixture.take(#"{"time":2,"device":"tank-2","signals":{"level":2}}"#) == ["2 tank-2.high raised"])
        #expect(fixture.take(#"{"time":3,"device":"tank-3","admit":"devices/tank.yaml {device}"}"#) == [])
        #expect(fixture.take(#"{"time":4,"device":"tank-3","signals":{"level":2}}"#) == ["4 tank-3.high raised"])
    }

    @Test("a retained message sets state and starts nothing")
    func retained() throws {
        let fixture = try Fixture()
        #expect(fixture.take(#"{"time":1,\#(Self.pump7),"payload":"{\"mode\":\"auto\"}","retained":true}"#) == [])
        #expect(fixture.take(#"{"time":2,"device":"pump-8","signals":{"mode":"auto"},"retained":true}"#) == [])
        #expect(fixture.take(#"{"time":3,"device":"pump-8","signals":{"mode":"auto"}}"#) == ["3 pump-8.auto raised"])
    }

    @Test("`now` is the clock of durations, `time` that of the calendar")
    func clocks() throws {
        let fixture = try Fixture()
        #expect(
            fixture.take(#"{"time":1700000000000,"now":1000,"device":"pump-7","signals":{"temperature":90}}"#) == [])
        // The wall clock is set a day back; the five seconds go on.
        #expect(fixture.take(#"{"time":1699913602000,"now":3000}"#) == [])
        #expect(fixture.take(#"{"time":1699913609000,"now":10000}"#) == ["1699913605000 pump-7.hot raised"])
    }

    @Test("a device's own time puts messages in order, in a payload and in a line")
    func deviceTime() throws {
        let fixture = try Fixture()
        func message(_ time: Int, _ at: Int, _ mode: String) -> [String] {
            fixture.take(#"{"time":\#(time),\#(Self.pump7),"payload":"{\"ts\":\#(at),\"mode\":\"\#(mode)\"}"}"#)
        }
        #expect(message(1_700_000_000_000, 1_700_000_000_000, "off") == [])
        #expect(message(1_700_000_000_001, 1_699_999_999_999, "auto") == [])
        #expect(message(1_700_000_000_002, 1_700_000_000_001, "auto").count == 1)
        #expect(
            fixture.take(#"{"time":1700000000003,"device":"pump-7","at":1700000000000,"signals":{"mode":"off"}}"#) == []
        )
        #expect(
            fixture.take(#"{"time":1700000000004,"device":"pump-7","at":1700000000004,"signals":{"mode":"off"}}"#).count
                == 1)
    }

    @Test("a start in the middle begins anew what a start begins anew")
    func start() throws {
        let fixture = try Fixture()
        _ = fixture.take(#"{"time":1,"device":"pump-7","signals":{"temperature":90}}"#)
        #expect(fixture.take(#"{"time":2,"start":true}"#) == [])
        #expect(fixture.take(#"{"time":6000}"#) == ["5001 pump-7.hot raised"], "what was pending goes on")
    }

    @Test("the same lines give the same bytes, whatever happened in the process before")
    func deterministic() throws {
        let lines = (0..<200).map { number in
            #"{"time":\#(number * 997),"topic":"plant/pump-\#(7 + number % 2)/telemetry","payload":"{\"temp\":\#(number / 20 % 2 * 60 + 30)}"}"#
        }
        func run() throws -> [String] {
            let replay = Replay(configuration: try configuration(devices: ["pump": Self.pump]))
            return try lines.flatMap { line in
                try replay.take(Array(line.utf8)).map { output in
                    var json = JSONWriter()
                    output.write(to: &json)
                    return json.text
                }
            }
        }
        let first = try run()
        #expect(first.count > 10)
        #expect(try run() == first)
    }

    @Test("two happenings have two identities, also when the gateway has lost its store between them")
    func identities() throws {
        func identifier(at time: Int, epoch: Int) throws -> String? {
            let replay = Replay(configuration: try configuration(devices: ["pump": Self.pump]))
            _ = try replay.take(Array(#"{"time":\#(time),"start":true,"epoch":\#(epoch)}"#.utf8))
            let line = #"{"time":\#(time),"chip":"pinctrl-rp1","line":"GPIO17","level":1}"#
            guard case .event(let event)? = try replay.take(Array(line.utf8)).first else { return nil }
            return event.id.description
        }
        let first = try #require(try identifier(at: 1_700_000_000_000, epoch: 7))
        #expect(try identifier(at: 1_700_000_000_000, epoch: 7) == first)
        #expect(try identifier(at: 1_700_086_400_000, epoch: 8) != first)
    }

    @Test(
        "a line that cannot be taken says why",
        arguments: [
            ("nonsense", "no JSON object"), ("[1]", "'time' is missing: milliseconds"),
            ("{}", "'time' is missing: milliseconds"),
            (#"{"time":"now"}"#, "'time' is missing: milliseconds"),
            (#"{"time":1.5}"#, "'time' is missing: milliseconds"),
            (#"{"time":1,"topic":"a"}"#, "'payload' is missing: text"),
            (#"{"time":1,"topic":"a","payload":{"temp":1}}"#, "'payload' is missing: text"),
            (
                #"{"time":1,"device":"pump-9","signals":{"temperature":1}}"#,
                "there is no device 'pump-9', and no device file that would take it"
            ),
            (
                #"{"time":1,"device":"pump-7","signals":{"temprature":1}}"#,
                "the device 'pump-7' has no signal 'temprature'"
            ),
            (
                #"{"time":1,"device":"x","admit":"nothing"}"#,
                "there is no device 'x', and no device file that would take it"
            ),
            (#"{"time":1,"chip":"pinctrl-rp1","line":"GPIO17"}"#, "a line of a chip needs 'line' and 'level'"),
            (
                #"{"time":1,"chip":"pinctrl-rp1","line":"GPIO17","level":true}"#,
                "a line of a chip needs 'line' and 'level'"
            ),
            (
                #"{"time":1,"chip":"pinctrl-rp1","line":"GPIO99","level":1}"#,
                "no input reads the line GPIO99 of pinctrl-rp1"
            ),
            (#"{"time":1,"chip":"other","line":"GPIO17","level":1}"#, "no input reads the line GPIO17 of other"),
            (#"{"time":1,"time":2}"#, "no JSON object"),
            (#"{"time":1,"device":"pump-7","retained":1,"signals":{"temperature":1}}"#, "'retained' is true or false"),
            (#"{"time":1,"topic":"a","payload":"1","retained":"yes"}"#, "'retained' is true or false"),
            (#"{"time":1,"start":1}"#, "'start' is true or false"),
            (#"{"time":1,"device":"pump-7","signals":{}}"#, "'signals' is empty"),
            (#"{"time":1,"device":"pump-7"}"#, "nothing is said of the device: 'signals' is missing"),
            (#"{"time":1,"device":"pump-7","signals":[81.2]}"#, "'signals' is an object: {\"temperature\": 81.2}"),
            (
                #"{"time":1,"device":"pump-7","signals":{"temperature":[1]}}"#,
                "the signal 'temperature' is no number, text, boolean or null"
            ),
            (#"{"time":1,"device":7,"signals":{"temperature":1}}"#, "'device' is a text"),
            (#"{"time":1,"signals":{"temperature":1}}"#, "'signals' needs 'device'"),
            (#"{"time":1,"payload":"1"}"#, "'payload' needs 'topic'"),
            (
                #"{"time":1,"topic":"a","payload":"1","device":"pump-7"}"#, "'topic' and 'device' exclude each other"
            ),
        ])
    func failures(line: String, message: String) throws {
        let answer = try Fixture().take(line)
        #expect(answer.count == 1 && answer.first?.hasPrefix("failure: \(message)") == true, "\(answer)")
    }

    @Test("time that goes back is refused, with both times, and the next line is taken")
    func backwards() throws {
        let fixture = try Fixture()
        _ = fixture.take(#"{"time":10}"#)
        #expect(fixture.take(#"{"time":9}"#) == ["failure: 'now' goes back from 10 to 9; sort the lines"])
        #expect(fixture.take(#"{"time":9,"now":10}"#) == [])
        #expect(fixture.take(#"{"time":11,"device":"pump-7","signals":{"mode":"auto"}}"#).count == 1)
    }

    @Test("what time brought about before a wrong line is not lost with it")
    func outputsBeforeFailure() throws {
        let fixture = try Fixture()
        _ = fixture.take(#"{"time":1,"device":"pump-7","signals":{"temperature":90}}"#)
        let wrong = fixture.take(#"{"time":9000,"device":"pump-7","signals":{"temprature":1}}"#)
        let next = fixture.take(#"{"time":9001}"#)
        #expect(wrong == ["failure: the device 'pump-7' has no signal 'temprature'"])
        #expect(next == ["5001 pump-7.hot raised"])
    }

    @Test("a line with a word that means nothing is told, not taken for one in which only time passes")
    func unknownWords() throws {
        let answer = try Fixture().take(#"{"time":1,"topc":"plant/pump-7/telemetry","payload":"{}"}"#)
        #expect(answer.first?.hasPrefix("failure: 'topc' means nothing here; the keys are time, now, ") == true)
    }

    @Test("times before 1970 are times")
    func before1970() throws {
        let fixture = try Fixture()
        _ = fixture.take(#"{"time":-10000,"device":"pump-7","signals":{"temperature":90}}"#)
        let answer = fixture.take(#"{"time":-4000}"#)
        #expect(answer == ["-5000 pump-7.hot raised"])
    }

    @Test(
        "times at the edge of 64 bits are refused or taken, and end no process",
        arguments: [
            #"{"time":9223372036854775807,"now":-9223372036854775807}"#,
            #"{"time":1,"device":"pump-7","at":-9223372036854775808,"signals":{"mode":"a"}}"#,
            #"{"time":1,"device":"pump-7","at":9223372036854775807,"signals":{"mode":"a"}}"#,
        ])
    func extremes(line: String) async {
        await #expect(processExitsWith: .success) { [line = line as String] in
            _ = try Fixture().take(line)
        }
    }
}
