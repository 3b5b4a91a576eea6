/// Whether a device is there, by its own word or its broker's last will.
public enum Availability: Sendable, Equatable {
    case online, offline

    /// Reads the words in use, in capitals or not: `online`, `connected`, `available`, `alive`, `up`, `true`, `on`,
    /// `yes`, `1`, and their opposites. White space around the word does not count.
    ///
    /// - Returns: nil for any other word.
    public init?(parsing text: UnsafeRawBufferPointer) {
        let word = ASCII.trimmingWhiteSpace(text)
        if Availability.onlineWords.contains(where: { ASCII.isEqual(word, ignoringCase: $0) }) {
            self = .online
        } else if Availability.offlineWords.contains(where: { ASCII.isEqual(word, ignoringCase: $0) }) {
            self = .offline
        } else {
            return nil
        }
    }

    public init?(parsing text: String) {
        let bytes = Array(text.utf8)
        guard let availability = bytes.withUnsafeBytes({ Availability(parsing: $0) }) else { return nil }
        self = availability
    }

    private static let onlineWords: [StaticString] = [
        "online", "connected", "available", "alive", "up", "true", "on", "yes", "1",
    ]
    private static let offlineWords: [StaticString] = [
        "offline", "disconnected", "unavailable", "dead", "lost", "down", "false", "off", "no", "0",
    ]
}
