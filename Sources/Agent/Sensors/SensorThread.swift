internal import Configuration
internal import Glibc

/// A sensor that is read from a file.
struct Sensor: Sendable, Equatable {
    var template: Int
    var input: Int
    var signal: Int
    var device: String
    var path: String
    var everyMilliseconds: Int64
    var scale: Double
    var offset: Double

    static func all(_ bindings: [TemplateBinding]) -> [Sensor] {
        var sensors: [Sensor] = []
        for (template, binding) in bindings.enumerated() {
            for (index, input) in binding.inputs.enumerated() {
                guard case .sysfs(let sysfs) = input.source else { continue }
                for file in sysfs.files {
                    sensors.append(
                        Sensor(
                            template: template, input: index, signal: sysfs.signal, device: file.device,
                            path: file.path, everyMilliseconds: sysfs.everyMilliseconds, scale: sysfs.scale,
                            offset: sysfs.offset))
                }
            }
        }
        return sensors
    }
}

/// To the thread of the sensors.
enum SensorMessage: Sendable {
    /// From now on these are read, and reports carry this number.
    case watch([Sensor], generation: Int)
    case stop
}

/// What became of an attempt to read a sensor.
struct SensorReport: Sendable {
    /// Which list of sensors `place` belongs to.
    var generation: Int
    var place: Int
    /// In the signal's unit; nil where there is none any more.
    var value: Double?
    /// Why not.
    var fault: String?
}

/// Reads sensors at their periods, on a thread of its own: a reading takes as long as the hardware likes, and nothing
/// that moves an output waits for that.
///
/// A reading that fails is tried again soon, since single ones do fail on long wires; when that fails too there is no
/// value. A sensor that never answers keeps the other sensors waiting, which then turn stale, and nothing else.
final class SensorThread {
    static let retryMilliseconds: Int64 = 1000

    private struct Entry {
        var sensor: Sensor
        var due: Int64
        var failures = 0
    }

    private let inbox: Mailbox<SensorMessage>
    private let control: Mailbox<ControlMessage>
    private var entries: [Entry] = []
    private var generation = 0
    private var isStopping = false

    init(inbox: Mailbox<SensorMessage>, control: Mailbox<ControlMessage>) {
        self.inbox = inbox
        self.control = control
    }

    func run() {
        while !isStopping {
            wait()
            for message in inbox.takeAll() {
                switch message {
                case .watch(let sensors, let generation):
                    self.generation = generation
                    entries = sensors.map { Entry(sensor: $0, due: Clock.boot) }
                case .stop: isStopping = true
                }
            }
            // One at a time, so that a message is heard between two of them.
            let now = Clock.boot
            if let place = entries.indices.filter({ entries[$0].due <= now }).min(by: {
                entries[$0].due < entries[$1].due
            }) {
                read(place)
            }
        }
    }

    private func wait() {
        var entry = pollfd(fd: inbox.wakeup.descriptor, events: Int16(POLLIN), revents: 0)
        let due = entries.map(\.due).min()
        _ = poll(&entry, 1, due.map { Int32(clamping: max(0, $0 - Clock.boot)) } ?? -1)
    }

    private func read(_ place: Int) {
        let sensor = entries[place].sensor
        let period = sensor.everyMilliseconds
        do throws(SensorFile.Failure) {
            let number = try SensorFile(pattern: sensor.path).read() * sensor.scale + sensor.offset
            entries[place].failures = 0
            report(SensorReport(generation: generation, place: place, value: number))
        } catch {
            entries[place].failures += 1
            if entries[place].failures == 1, period > SensorThread.retryMilliseconds {
                entries[place].due = Clock.boot + SensorThread.retryMilliseconds
                return
            }
            if entries[place].failures > 1 {
                report(SensorReport(generation: generation, place: place, fault: "\(error)"))
            }
        }
        entries[place].due = (Clock.boot / period + 1) * period
    }

    private func report(_ report: SensorReport) {
        // One that finds no room is as good as late: the next one says more.
        control.post(.sensed(report))
    }
}
