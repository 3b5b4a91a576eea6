/// A password or key. Nothing prints it: descriptions, dumps and string interpolation show `***`.
public struct Secret: Sendable {
    private let bytes: [UInt8]
    /// The name after `!secret` where it was written: no secret itself, and enough to find it again.
    public internal(set) var reference: String?

    /// - Parameter bytes: UTF-8 without NUL; ``SecretDirectories`` sees to that.
    public init(bytes: [UInt8]) { self.bytes = bytes }

    public init(_ text: String) { self.init(bytes: Array(text.utf8)) }

    /// The value, for the one call that needs it. Do not keep it, log it or put it in an error.
    public func reveal() -> String { String(decoding: bytes, as: UTF8.self) }

    /// Compares in a time that depends on the length only.
    public func matches(_ candidate: some Sequence<UInt8>) -> Bool {
        var difference: UInt8 = 0
        var count = 0
        for byte in candidate {
            difference |= count < bytes.count ? byte ^ bytes[count] : 1
            count += 1
        }
        return difference == 0 && count == bytes.count
    }
}

extension Secret: Equatable {
    public static func == (left: Secret, right: Secret) -> Bool { left.matches(right.bytes) }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "***" }
    public var debugDescription: String { "***" }
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
