import Foundation
import Glibc
import TestSupport
import Testing

extension EndToEnd {
    /// Group H of the catalogue of bad inputs: what comes over the control socket, and what a crash leaves.
    @Suite struct ControlSocketHostile {
        private let agent: AgentProcess
        private var path: String { agent.store + "/control.sock" }

        init() throws {
            agent = try AgentProcess(gateway: "gateway: g1\nstore: {path: \"{store}\"}\n", devices: [:])
        }

        /// What a program says after it has connected and asked for the status, as another user.
        private func ask(as user: Int, groups: [UInt32] = []) throws -> String {
            try agent.script(
                """
                import os, socket, sys
                os.setgroups(\(groups)); os.setgid(\(user)); os.setuid(\(user))
                client = socket.socket(socket.AF_UNIX)
                client.settimeout(10)
                try:
                    client.connect("\(path)")
                    client.sendall(b'{"request":"status"}\\n')
                    print("answered" if b"control" in client.recv(4096) else "closed")
                except (PermissionError, ConnectionResetError, BrokenPipeError):
                    print("closed")
                """.python
            ).output
        }

        @Test("H16 a user who is neither root, the gateway's own nor of its group is refused, whatever the file's mode")
        func otherUser() throws {
            try #require(geteuid() == 0, "another user can only be played by root")
            try agent.start()
            for directory in [agent.directory.path, agent.store] { chmod(directory, 0o755) }
            #expect(try ask(as: 65_534).contains("closed"))
            // The kernel's word about the peer counts, also where the file would let it pass.
            chmod(path, 0o666)
            #expect(try ask(as: 65_534).contains("closed"))
            #expect(try ask(as: 0).contains("answered"), "the positive control")
            #expect(try ask(as: 65_534, groups: [12_345]).contains("closed"), "a member of another group")
            #expect(try ask(as: 65_534, groups: [12_345, getegid()]).contains("answered"), "a member of its group")
        }

        @Test("H17 a socket that was left is replaced; a link or a file in its place is refused and stays as it was")
        func leftovers() throws {
            try agent.start()
            agent.kill()
            #expect(access(path, F_OK) == 0, "the positive control: a killed agent leaves its socket")
            try agent.start()
            #expect(agent.terminate() == 0)
            let victim = agent.directory.path + "/victim"
            try "mine".write(toFile: victim, atomically: true, encoding: .utf8)
            for isLink in [true, false] {
                unlink(path)
                if isLink {
                    symlink(victim, path)
                } else {
                    try "mine".write(toFile: path, atomically: true, encoding: .utf8)
                }
                try agent.launch()
                let limit = MonotonicClock.milliseconds() + 20_000
                while agent.log.components(separatedBy: "exists and is no socket").count < (isLink ? 2 : 3) {
                    try #require(MonotonicClock.milliseconds() < limit, "it does not say so: \(agent.log)")
                    usleep(20_000)
                }
                #expect(agent.isRunning, "the gateway is of use without it")
                #expect(try String(contentsOfFile: isLink ? victim : path, encoding: .utf8) == "mine")
                agent.kill()
            }
        }

        @Test("H18 a request that is too long, no JSON, and a thousand idle clients: the status comes within a second")
        func floods() throws {
            try agent.start()
            #expect(agent.ask("no json")?.contains("no JSON") == true)
            #expect(agent.ask(#"{"request":"nothing of the kind"}"#)?.contains("write") == true)
            #expect(agent.ask(String(repeating: "x", count: 70_000)) == nil, "a long one is cut off")
            var idle: [Int32] = []
            defer { for descriptor in idle { close(descriptor) } }
            for _ in 0..<1000 {
                let descriptor = LocalSocket.connect(path)
                if descriptor >= 0 { idle.append(descriptor) }
            }
            #expect(idle.count > 900, "the positive control: \(idle.count) are taken or refused one by one")
            // The time is the promise itself.
            let begin = MonotonicClock.milliseconds()
            #expect(agent.ask(#"{"request":"status"}"#)?.contains("control") == true)
            #expect(MonotonicClock.milliseconds() - begin < 1000)
        }

        @Test("a client that asks and never reads keeps nobody waiting")
        func neverReading() throws {
            try agent.start()
            let descriptor = LocalSocket.connect(path)
            try #require(descriptor >= 0)
            defer { close(descriptor) }
            _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
            let request = Array("{\"request\":\"status\"}\n".utf8)
            for _ in 0..<10_000 where send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) < 0 { break }
            let begin = MonotonicClock.milliseconds()
            #expect(agent.ask(#"{"request":"status"}"#)?.contains("control") == true)
            #expect(MonotonicClock.milliseconds() - begin < 1000)
        }

        @Test("H15 a crash leaves no core with secrets in it")
        func core() throws {
            let program = try AgentProcess.program()
            let outcome = try agent.script(
                """
                import os, resource, signal, sys, time
                resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
                def crash(words, ready):
                    child = os.fork()
                    if child == 0:
                        os.chdir("\(agent.directory.path)")
                        os.execvp(words[0], words)
                    for _ in range(400):
                        if ready(): break
                        time.sleep(0.05)
                    os.kill(child, signal.SIGABRT)
                    return os.WCOREDUMP(os.waitpid(child, 0)[1])
                print("control", crash(["sleep", "60"], lambda: time.sleep(0.3) or True))
                print("weir", crash(
                    ["\(program)", "run", "--config", "\(agent.configuration)"],
                    lambda: os.path.exists("\(path)")))
                """.python)
            // Where the kernel keeps no cores at all, there is nothing to see.
            guard outcome.output.contains("control True") else { return }
            #expect(outcome.output.contains("weir False"), "\(outcome)")
        }
    }
}

extension String {
    /// As a command of the shell.
    fileprivate var python: String { "python3 - <<'END'\n\(self)\nEND\n" }
}

/// A client of a Unix socket that does nothing.
private enum LocalSocket {
    /// Negative where it is not let in.
    static func connect(_ path: String) -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(107)) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result != 0 else { return descriptor }
        close(descriptor)
        return -1
    }
}
