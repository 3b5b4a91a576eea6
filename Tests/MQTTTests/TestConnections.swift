import Glibc
import MQTT
import TestSupport
import Testing

extension ConnectionOptions {
    /// To a loopback port, with a persistent session.
    static func loopback(
        _ port: UInt16, _ clientID: String, _ version: ProtocolVersion = .v5,
        session: Session = .persistent(expiry: .max)
    ) -> ConnectionOptions {
        var options = ConnectionOptions(endpoint: .tcp(host: "127.0.0.1", port: port), clientID: clientID)
        options.version = version
        options.session = session
        return options
    }
}

extension Connection {
    /// Subscribes as soon as it is connected, each time.
    func subscribe(onConnect filter: String, granted: @escaping () -> Void = {}) {
        onConnected = { [unowned self] _ in
            do throws(MQTTError) { _ = try subscribe(to: [filter]) } catch { Issue.record(error) }
        }
        onSubscribed = { _, codes in
            precondition(codes.allSatisfy { $0 < 0x80 }, "subscription refused")
            granted()
        }
    }
}

/// Publishes numbered messages at QoS 1 and waits until the broker has taken responsibility for all of them.
func publishNumbers(_ numbers: Range<Int>, to topic: String, port: UInt16) throws {
    let connection = try Connection(options: .loopback(port, "publisher-\(getpid())", session: .clean))
    let driver = ConnectionDriver(connection)
    connection.start(now: MonotonicClock.milliseconds())
    precondition(driver.run { connection.state.isConnected }, "can't connect to publish")
    var next = numbers.lowerBound
    var confirmed = 0
    connection.onPublished = { answer in
        precondition(answer.isAccepted, "the broker refused a message")
        confirmed += 1
    }
    let done = driver.run(60_000) {
        while next < numbers.upperBound && next - numbers.lowerBound - confirmed < 500 {
            do throws(MQTTError) {
                _ = try connection.publish(topic: topic, payload: numberText(next), qualityOfService: .atLeastOnce)
            } catch {
                Issue.record(error)
                return true
            }
            next += 1
        }
        return confirmed == numbers.count
    }
    precondition(done, "the broker confirmed \(confirmed) of \(numbers.count)")
    connection.disconnect()
}

/// Eight digits, so that a line cut off by a kill can be told.
func numberText(_ number: Int) -> [UInt8] {
    let digits = String(number)
    return Array((String(repeating: "0", count: 8 - digits.count) + digits).utf8)
}

/// The resident memory of this process, in bytes.
func residentBytes() -> Int {
    let descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 128)
    let count = read(descriptor, &buffer, buffer.count)
    let fields = String(decoding: buffer[..<max(0, count)], as: UTF8.self).split(separator: " ")
    return (Int(fields[1]) ?? 0) * 4_096
}
