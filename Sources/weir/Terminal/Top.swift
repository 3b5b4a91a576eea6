internal import ArgumentParser
internal import Decoding
internal import Glibc

struct Top: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows a running gateway in the terminal, anew each second.",
        discussion:
            "q ends it; j and k, or the arrow keys, move through the devices. Without a terminal it shows it once.")

    @OptionGroup var gateway: RunningGateway

    func run() throws {
        let client = try gateway.connect()
        guard Terminal.isTerminal else {
            StandardOutput.write(
                Array(try frame(client, first: 0, size: (100, 1000)).joined(separator: "\n").utf8) + [0x0A])
            return
        }
        let screen = Screen()
        defer { screen.end() }
        var first = 0
        while true {
            screen.show(try frame(client, first: first, size: Terminal.size))
            switch screen.key(withinMilliseconds: 1000) {
            case .quit: return
            case .down: first += 1
            case .up: first = max(0, first - 1)
            case nil: break
            }
        }
    }

    private func frame(_ client: ControlClient, first: Int, size: (columns: Int, rows: Int)) throws -> [String] {
        func ask(_ request: String) throws -> JSONValue {
            try JSONValue.parse(client.ask(Array(request.utf8)), limits: RecordLine.limits)
        }
        return try TopFrame(
            overview: ask(#"{"request":"overview"}"#),
            devices: ask(#"{"request":"devices","offset":\#(first),"limit":\#(min(200, size.rows))}"#),
            records: ask(#"{"request":"records"}"#).array ?? [], columns: size.columns, rows: size.rows,
            isColoured: Terminal.isColoured
        ).lines
    }
}

/// The terminal as a picture that is drawn anew, given back as it was at the end.
final class Screen {
    enum Key {
        case quit, up, down
    }

    private var former = termios()
    private let hasKeys: Bool

    init() {
        hasKeys = isatty(STDIN_FILENO) == 1 && tcgetattr(STDIN_FILENO, &former) == 0
        if hasKeys {
            var raw = former
            // Keys come one by one and unseen; Ctrl-C is a key here, so that the screen is given back.
            raw.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG)
            tcsetattr(STDIN_FILENO, TCSANOW, &raw)
        }
        // The alternate screen, and no cursor (xterm control sequences).
        StandardOutput.write(Array("\u{1B}[?1049h\u{1B}[?25l".utf8))
    }

    func show(_ lines: [String]) {
        let text = lines.map { "\($0)\u{1B}[K" }.joined(separator: "\r\n")
        StandardOutput.write(Array("\u{1B}[H\(text)\u{1B}[J".utf8))
    }

    func key(withinMilliseconds time: Int32) -> Key? {
        guard hasKeys else {
            usleep(UInt32(time) * 1000)
            return nil
        }
        var entry = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        guard poll(&entry, 1, time) == 1 else { return nil }
        var bytes = [UInt8](repeating: 0, count: 8)
        let count = read(STDIN_FILENO, &bytes, bytes.count)
        guard count > 0 else { return .quit }
        switch bytes[..<count] {
        // q, Ctrl-C, Ctrl-D.
        case [0x71], [0x03], [0x04]: return .quit
        case [0x6A], [0x1B, 0x5B, 0x42]: return .down
        case [0x6B], [0x1B, 0x5B, 0x41]: return .up
        default: return nil
        }
    }

    func end() {
        StandardOutput.write(Array("\u{1B}[?25h\u{1B}[?1049l".utf8))
        if hasKeys { tcsetattr(STDIN_FILENO, TCSANOW, &former) }
    }
}
