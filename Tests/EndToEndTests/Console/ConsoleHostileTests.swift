import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// Group H of the catalogue of bad inputs: what comes over HTTP.
    @Suite struct ConsoleHostile {
        private static let override = "/api/v1/devices/pump-7/actuators/fan/override"
        private static let wish = #"{"value":true,"for":"1m"}"#

        @Test("H01 a name that is not the console's gets nothing: a lying name server leads nowhere")
        func host() throws {
            let scene = try ConsoleScene(hosts: ["gateway.local"])
            for host in ["evil.example", "evil.example:\(scene.port)", "127.0.0.1.evil.example", ""] {
                let answer = try scene.ask("/api/v1/status", headers: ["Host": host])
                #expect(answer.status == 421, "'\(host)': \(answer)")
            }
            for host in ["127.0.0.1:\(scene.port)", "[::1]:\(scene.port)", "gateway.local", "LOCALHOST"] {
                #expect(try scene.ask("/api/v1/status", headers: ["Host": host]).status == 200, "'\(host)'")
            }
        }

        @Test("H02 another site's page changes nothing, even with the token")
        func otherSites() throws {
            let scene = try ConsoleScene()
            try scene.introduce("pump-7", temperature: 20)
            let json = ["Content-Type": "application/json"]
            let attempts: [(headers: [String: String], status: Int)] = [
                (json.merging(["Origin": "http://evil.example"]) { $1 }, 403),
                (json.merging(["Origin": "null"]) { $1 }, 403),
                (json.merging(["Sec-Fetch-Site": "cross-site"]) { $1 }, 403),
                (["Content-Type": "text/plain"], 415),
                (["Content-Type": "application/x-www-form-urlencoded"], 415),
                ([:], 415),
            ]
            for attempt in attempts {
                let answer = try scene.ask(
                    ConsoleHostile.override, method: "PUT", token: ConsoleScene.token, headers: attempt.headers,
                    body: ConsoleHostile.wish)
                #expect(answer.status == attempt.status, "\(attempt.headers): \(answer)")
            }
            let own = ["Origin": "http://localhost:\(scene.port)", "Sec-Fetch-Site": "same-origin"]
            let answer = try scene.ask(
                ConsoleHostile.override, method: "PUT", token: ConsoleScene.token, headers: json.merging(own) { $1 },
                body: ConsoleHostile.wish)
            #expect(answer.status == 200, "the positive control: \(answer)")
        }

        @Test("H03 without the token nothing changes; after five wrong ones a peer waits")
        func tokens() throws {
            let scene = try ConsoleScene()
            try scene.introduce("pump-7", temperature: 20)
            let json = ["Content-Type": "application/json"]
            func attempt(_ token: String?, query: String = "") throws -> Int {
                try scene.ask(
                    ConsoleHostile.override + query, method: "PUT", token: token, headers: json,
                    body: ConsoleHostile.wish
                ).status
            }
            #expect(try attempt(nil) == 401)
            #expect(try attempt(nil, query: "?token=\(ConsoleScene.token)") == 401, "a token in the address")
            #expect(try attempt(ConsoleScene.token) == 200, "the positive control")
            for _ in 0..<5 { #expect(try attempt("wrong") == 401) }
            #expect(try attempt("wrong") == 429)
            #expect(try attempt(ConsoleScene.token) == 429, "the right one does not tell that it is right")
            #expect(try scene.ask("/api/v1/status").status == 200, "looking needs none here")
        }

        @Test("H04 two hundred clients that only hold on keep nobody out, and the status comes within a second")
        func slowClients() throws {
            let scene = try ConsoleScene()
            var holders: [WebClient] = []
            for _ in 0..<200 {
                guard let client = WebClient(port: scene.port) else { continue }
                client.send("GET / HTTP/1.1\r\nHos")
                holders.append(client)
            }
            // The time is the promise itself: a header's five seconds must not be waited for.
            let begin = MonotonicClock.milliseconds()
            #expect(try scene.ask("/api/v1/status").status == 200)
            #expect(scene.agent.ask(#"{"request":"status"}"#) != nil)
            #expect(MonotonicClock.milliseconds() - begin < 1000)
            try scene.introduce("pump-7", temperature: 20)
            try scene.publish("pump-7", temperature: 90)
            try scene.agent.waitUntil("rules go on") { $0.actuator("pump-7", "fan") == true }
            let open = holders.filter { !$0.isClosed(within: 0) }.count
            #expect(open <= 32, "\(open) of them are held")
            #expect(holders.last?.isClosed(within: 15_000) == true, "a head has its time")
        }

        @Test("H05 two hundred clients that ask for much and read nothing keep nobody out")
        func neverReading() throws {
            let scene = try ConsoleScene()
            // Far more answers than sockets hold.
            let flood = String(repeating: "GET /dashboard.js HTTP/1.1\r\nHost: localhost\r\n\r\n", count: 1000)
            var holders: [WebClient] = []
            for _ in 0..<200 {
                guard let client = WebClient(port: scene.port) else { continue }
                // The sender must not wait for the other side.
                _ = fcntl(client.descriptor, F_SETFL, O_NONBLOCK)
                client.send(flood)
                holders.append(client)
                guard holders.count.isMultiple(of: 20) else { continue }
                // The time is the promise itself: the ten seconds that an answer may take must not be waited for.
                let begin = MonotonicClock.milliseconds()
                #expect(try scene.ask("/api/v1/status").status == 200)
                #expect(MonotonicClock.milliseconds() - begin < 1000, "beside \(holders.count)")
            }
            #expect(holders.count == 200)
            #expect(scene.agent.isRunning)
        }

        @Test("H05 requests that come all at once are answered one after another, each once")
        func pipelining() throws {
            let scene = try ConsoleScene()
            let client = try #require(WebClient(port: scene.port))
            let targets = (0..<10).flatMap { _ in ["/health/live", "/api/v1/status", "/style.css"] }
            client.send(targets.map { "GET \($0) HTTP/1.1\r\nHost: localhost\r\n\r\n" }.joined())
            let types = ["application/json", "application/json", "text/css; charset=utf-8"]
            for (index, target) in targets.enumerated() {
                let answer = try #require(client.answer(), "answer \(index), to \(target)")
                #expect(answer.status == 200 && answer.headers["content-type"] == types[index % 3], "\(target)")
            }
        }

        @Test(
            "H06 a head that is too large is refused",
            arguments: [
                "GET / HTTP/1.1\r\nHost: localhost\r\nX: \(String(repeating: "x", count: 9000))\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\n"
                    + (0..<1000).map { "X-\($0): y\r\n" }.joined() + "\r\n",
                "GET /\(String(repeating: "x", count: 16_384)) HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /\(String(repeating: "x", count: 4090)) HTTP/1.1\r\nHost: localhost\r\n\r\n",
            ])
        func largeHeads(_ text: String) throws {
            let scene = try ConsoleScene()
            let client = try #require(WebClient(port: scene.port))
            client.send(text)
            let status = client.answer()?.status
            #expect(status == 431 || status == 414 || status == 404, "\(status ?? 0)")
            #expect(try scene.ask("/health/live").status == 200)
        }

        /// Bytes that are no request, and what may be answered.
        struct Malformed: CustomTestStringConvertible, Sendable {
            var testDescription: String
            var text: String
            var expected: [Int]

            init(_ name: String, _ text: String, _ expected: [Int] = [400]) {
                testDescription = name
                self.text = text
                self.expected = expected
            }

            static func post(_ name: String, _ rest: String, _ expected: [Int] = [400]) -> Malformed {
                Malformed(name, "POST /api/v1/reload HTTP/1.1\r\nHost: localhost\r\n" + rest, expected)
            }

            static let all = [
                post("a length of 10 GB", "Content-Length: 10000000000\r\n\r\n", [413]),
                post("a negative length", "Content-Length: -1\r\n\r\n"),
                post("two lengths", "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}x"),
                post("a length and chunks", "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                post("a chunk's size that is none", "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n"),
                post(
                    "chunks without end",
                    "Transfer-Encoding: chunked\r\n\r\n"
                        + String(repeating: "4000\r\n\(String(repeating: "x", count: 0x4000))\r\n", count: 5), [413]),
                Malformed("a folded header", "GET / HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\u{1}\r\n\r\n"),
                Malformed("a header's name with a space", "GET / HTTP/1.1\r\nHost: localhost\r\nX a: b\r\n\r\n"),
                Malformed("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", [400, 405]),
                Malformed("the beginning of TLS", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}\u{3}\u{3}", [400, 405]),
                Malformed("zeros", "\u{0}\u{1}\u{2}\u{3}\r\n\r\n", [400, 405]),
            ]
        }

        @Test(
            "H07, H08, H11, H12 what is no request of HTTP/1.1 is refused and the connection closed",
            arguments: Malformed.all)
        func malformed(_ malformed: Malformed) throws {
            let scene = try ConsoleScene()
            let client = try #require(WebClient(port: scene.port))
            client.send(malformed.text)
            let status = client.answer()?.status
            #expect(status.map(malformed.expected.contains) ?? false, "\(status ?? 0)")
            #expect(client.isClosed(within: 10_000))
            #expect(try scene.ask("/health/live").status == 200)
        }

        @Test(
            "H09 no path leads out of what there is",
            arguments: [
                "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/api/v1/devices/%2e%2e", "/style.css%00.html",
                "/api/v1/devices/..%2f..%2fetc", "//etc/passwd", "/api/v1/devices/%ff", "/%zz", "*",
                "http://localhost/",
            ])
        func paths(_ target: String) throws {
            let scene = try ConsoleScene()
            let answer = try scene.ask(target)
            #expect(answer.status == 400 || answer.status == 404, "\(answer)")
            #expect(!answer.body.contains("root:"))
        }

        @Test("H10 other methods are refused", arguments: ["TRACE", "CONNECT", "PATCH", "OPTIONS", "BREW"])
        func methods(_ method: String) throws {
            let scene = try ConsoleScene()
            let answer = try scene.ask("/api/v1/status", method: method)
            #expect(answer.status == 405, "\(answer)")
        }

        @Test("H13 what comes from outside stays text: in JSON, in labels, and under a policy that runs nothing else")
        func reflection() throws {
            let scene = try ConsoleScene()
            let answer = try scene.ask("/api/v1/devices/%3Cscript%3E%22")
            #expect(answer.status == 404 && !answer.body.contains("<script>"), "\(answer)")
            let page = try scene.ask("/")
            #expect(page.headers["x-content-type-options"] == "nosniff")
            #expect(page.headers["content-security-policy"]?.hasPrefix("default-src 'none';") == true)
            #expect(!page.body.contains("http://") && !page.body.contains("https://"), "no outside resource")
        }

        @Test("H14 an address that others reach needs a token and a word about encryption")
        func exposure() throws {
            let scene = try ConsoleScene()
            func check(_ console: String) throws -> AgentProcess.CommandResult {
                try scene.agent.write(
                    gateway: """
                        gateway: g1
                        mqtt: {local: {url: "mqtt://127.0.0.1:1"}}
                        store: {path: "{store}"}
                        console: \(console)

                        """)
                return try scene.agent.command(["check"])
            }
            let open = try check(#"{listen: "0.0.0.0:8420"}"#)
            #expect(open.code == 1)
            #expect(open.errors.contains("nothing keeps them out") || open.output.contains("nothing keeps them out"))
            #expect(try check(#"{listen: "0.0.0.0:8420", token: !secret console}"#).code == 1)
            let accepted = try check(#"{listen: "0.0.0.0:8420", token: !secret console, allow_insecure: true}"#)
            #expect(accepted.code == 0 && (accepted.output + accepted.errors).contains("not encrypted"))
            #expect(try check("{}").code == 0, "loopback is the default")
        }

        @Test("H14 on an address that others reach nothing is shown and nothing changes without the token")
        func reachable() throws {
            let scene = try ConsoleScene(reach: .everybody)
            #expect(try scene.agent.command(["check"]).code == 0)
            let json = ["Content-Type": "application/json"]
            let targets = [
                ("GET", "/api/v1/status"), ("GET", "/api/v1/devices"), ("GET", "/api/v1/records"),
                ("GET", "/api/v1/stream"), ("GET", "/metrics"), ("POST", "/api/v1/reload"),
                ("PUT", ConsoleHostile.override), ("DELETE", ConsoleHostile.override), ("POST", "/api/v1/queue/purge"),
            ]
            for (method, target) in targets {
                let body = method == "GET" ? "" : ConsoleHostile.wish
                let answer = try scene.ask(target, method: method, headers: json, body: body)
                #expect(
                    answer.status == 401 && answer.headers["www-authenticate"] != nil, "\(method) \(target): \(answer)")
            }
            // The positive control; that it lives tells nothing about the plant.
            #expect(try scene.ask("/health/live").status == 200)
            #expect(try scene.ask("/api/v1/status", token: ConsoleScene.token).status == 200)
            #expect(try scene.write("POST", "/api/v1/reload").status == 200)
            #expect(try scene.ask("/api/v1/status", token: "wrong").status == 401)
        }

        @Test("H15 no secret is told: not in the status, the metrics, the log or the configuration shown")
        func secrets() throws {
            let scene = try ConsoleScene()
            try scene.introduce("pump-7", temperature: 90)
            let all = try [
                scene.ask("/api/v1/status").body, scene.ask("/metrics").body, scene.agent.log,
                scene.ask("/api/v1/devices/pump-7/why/hot").body, scene.ask("/api/v1/devices/pump-7/history").body,
                scene.agent.command(["show"]).output, scene.agent.command(["status", "--format", "json"]).output,
                scene.agent.command(["why", "pump-7.hot"]).output,
            ]
            for text in all { #expect(!text.isEmpty && !text.contains(ConsoleScene.token)) }
        }

        @Test("H19 a client that goes in the middle of anything takes nothing with it")
        func vanishing() throws {
            let scene = try ConsoleScene()
            for text in [
                "G", "GET /dashboard.js HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n",
            ] {
                for _ in 0..<20 {
                    let client = try #require(WebClient(port: scene.port))
                    client.send(text)
                }
            }
            #expect(try scene.ask("/health/live").status == 200)
            #expect(scene.agent.isRunning)
        }

        @Test("H19 watchers that are reset leave their places to others")
        func vanishingWatchers() throws {
            let scene = try ConsoleScene()
            // More than may watch at once, one after another.
            for _ in 0..<40 {
                let limit = MonotonicClock.milliseconds() + 10_000
                var isWatching = false
                while !isWatching, MonotonicClock.milliseconds() < limit {
                    let watcher = try #require(WebClient(port: scene.port))
                    watcher.send("GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    watcher.endByReset()
                    isWatching = watcher.text(until: "\r\n")?.contains(" 200 ") ?? false
                }
                try #require(isWatching, "there is room for another")
            }
        }
    }
}
