import Foundation
import TestSupport

/// Why a test cannot go on.
struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// Waits until something is so. The limit only keeps a broken program from hanging the suite: it says nothing of how
/// fast a sound one is.
func eventually(_ what: String, within seconds: Double = 60, _ isSo: () throws -> Bool) throws {
    let limit = MonotonicClock.milliseconds() + Int64(seconds * 1000)
    while try !isSo() {
        guard MonotonicClock.milliseconds() < limit else { throw Failure("not within \(seconds) s: \(what)") }
        usleep(10_000)
    }
}

/// Lets time pass in which nothing shall happen.
func pause(_ seconds: Double) {
    usleep(UInt32(seconds * 1_000_000))
}
