internal import Documents

/// The device and the thing of it that `DEVICE.THING` names. Device names may have dots: the longest known one counts.
struct TargetName {
    var device: Int
    var deviceName: String
    var thing: String

    /// Why the text names nothing.
    struct Unknown: Error {
        var reason: String
    }

    /// - Parameter noun: what is named, such as `an actuator`.
    init(
        _ text: String, noun: String, known names: @autoclosure () -> [String], find: (String) -> Int?
    ) throws(Unknown) {
        let dots = text.indices.filter { text[$0] == "." }
        guard let last = dots.last, last > text.startIndex, text.index(after: last) < text.endIndex else {
            throw Unknown(reason: "'\(text)' does not name \(noun): write DEVICE.NAME")
        }
        for dot in dots.reversed() {
            guard let device = find(String(text[..<dot])) else { continue }
            self.device = device
            deviceName = String(text[..<dot])
            thing = String(text[text.index(after: dot)...])
            return
        }
        throw Unknown(reason: TargetName.unknown("device", String(text[..<last]), among: names()))
    }

    /// The index of a name among those there are.
    func index(of noun: String, among names: [String]) throws(Unknown) -> Int {
        if let index = names.firstIndex(of: thing) { return index }
        throw Unknown(reason: "\(deviceName): " + TargetName.unknown(noun, thing, among: names))
    }

    private static func unknown(_ noun: String, _ name: String, among names: [String]) -> String {
        let reason = "there is no \(noun) '\(name)'"
        if let nearest = NearestName.nearest(to: name, among: names) { return "\(reason); is it '\(nearest)'?" }
        guard !names.isEmpty, names.count <= 12 else { return reason }
        return "\(reason); there is \(names.joined(separator: ", "))"
    }
}
