public import Telemetry

/// A streaming detector: a plain value that is fed rows and says how strange each one is.
///
/// It reads no clock and keeps bounded memory. Rows come in order; a value that is not measurable (`Double.isMeasurable`)
/// is missing, and neither changes the state nor is scored. So every state can be written and read again.
public protocol Detector: Sendable {
    /// Signals in a row.
    var channelCount: Int { get }
    /// True while the detector has not seen enough to score.
    var isLearning: Bool { get }
    /// The most that the state may occupy, in bytes, for all channels together.
    var memoryBound: Int { get }

    /// Takes one row.
    /// - Parameters:
    ///   - values: one for each channel, in a fixed order and in the signals' units; NaN when missing.
    ///   - time: of the row; not before that of the previous one.
    /// - Returns: nil while learning, or when nothing in the row can be scored.
    mutating func update(_ values: [Double], at time: Timestamp) -> Score?

    /// Writes the state; the definition is not part of it.
    func write(to bytes: inout ByteWriter)
    /// Replaces the state by one that a detector of the same definition wrote.
    mutating func read(from bytes: inout ByteReader) throws(MalformedBytes)
}

/// A detector of one signal; `PerChannel` makes a `Detector` of it.
public protocol ChannelDetector: Sendable {
    var isLearning: Bool { get }
    /// In bytes.
    var memoryBound: Int { get }
    /// - Parameter value: measurable.
    mutating func update(_ value: Double, at time: Timestamp) -> Score?
    func write(to bytes: inout ByteWriter)
    mutating func read(from bytes: inout ByteReader) throws(MalformedBytes)
}
