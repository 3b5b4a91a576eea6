internal import Decoding
internal import Documents

extension InputBinder {
    /// What a topic has to say about devices, and what it must not take.
    func check(_ filter: TopicFilter, of input: InputSection, namesDevices: Bool) {
        let mark = input.topics.first { filter.text == $0.text }?.mark ?? input.mqttMark
        let captures = filter.captureNames
        if filter.text.split(separator: "/").contains(where: { $0.hasPrefix(" ") || $0.hasSuffix(" ") }) {
            diagnostics.warning("a level of the topic begins or ends with a space", mend: "remove the space", at: mark)
        }
        switch naming.pattern {
        case .fixed(let name):
            if captures.contains("device") {
                diagnostics.error(
                    "the topic captures a device, but the file describes '\(name)' only",
                    mend: "write device: \"{device}\", or put the name into the topic", at: mark)
            }
        case .level, .levels:
            if namesDevices, captures.contains("device") {
                diagnostics.error(
                    "the payload names the devices, and so does the topic", mend: "write + for this level", at: mark)
            } else if !namesDevices, !captures.contains("device") {
                diagnostics.error(
                    "the topic does not say which device it is about", mend: "write {device} for a level of it",
                    at: mark)
            }
        }
        if case .level = naming.pattern, filter.levels.contains(.captureRest("device")) {
            diagnostics.error(
                "the topic captures several levels, but the file takes one for the device's name",
                mend: "write device: \"{device+}\", or {device} in the topic", at: mark)
        }
        for capture in captures where capture != "device" {
            diagnostics.error(
                "nothing uses the capture {\(capture)}", mend: "write + for a level of any name", at: mark)
        }
        let hasWords = filter.levels.contains { if case .literal = $0 { true } else { false } }
        if !hasWords {
            diagnostics.error(
                "the topic takes everything the broker has", mend: "write the first levels of the topics you mean",
                at: mark)
        }
    }
}
