/// A sensor that the kernel shows as a file with a number in it.
public struct SysfsInput: Sendable {
    /// The file of one device.
    public struct File: Sendable, Equatable {
        public var device: String
        /// Absolute; `*` stands for any text without a slash.
        public var path: String
    }

    public var files: [File]
    public var everyMilliseconds: Int64
    public var scale: Double
    public var offset: Double
    public var signal: Int
}
