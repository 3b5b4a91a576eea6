internal import Decoding
internal import Telemetry

/// What is read from files, topics and discovery messages.
enum TextTargets {
    /// A filter, a line feed, and a topic.
    static func topics(_ data: UnsafeRawBufferPointer) {
        let end = data.firstIndex(of: 0x0A) ?? data.count
        let text = String(decoding: data[..<end], as: UTF8.self)
        let topic = UnsafeRawBufferPointer(rebasing: data[min(end + 1, data.count)...])
        do throws(TopicFilterError) {
            let filter = try TopicFilter(text, excluding: [.first("bridge"), .last("set")])
            precondition(!filter.subscription.isEmpty)
            TopicMatcher([filter]).forEachMatch(topic) { match in
                precondition(match.captureCount == filter.captureNames.count)
                for index in 0..<match.captureCount { precondition(match.capture(index).upperBound <= topic.count) }
            }
        } catch {
            precondition(error.offset <= text.utf8.count && !error.description.isEmpty)
        }
    }

    /// A path reads back as it is written.
    static func paths(_ data: UnsafeRawBufferPointer) {
        let text = String(decoding: data, as: UTF8.self)
        do throws(FieldPathError) {
            let path = try FieldPath(text)
            let again = try FieldPath(path.description)
            precondition(again == path, "\(path)")
        } catch {
            precondition(error.offset <= text.utf8.count && !error.description.isEmpty)
        }
    }

    static func discovery(_ data: UnsafeRawBufferPointer) {
        for topic in discoveryTopics {
            do {
                guard case .announced(let entities, _) = try Discovery.parse(topic: topic, payload: Array(data)) else {
                    continue
                }
                for entity in entities {
                    let source = try entity.source()
                    precondition(source.topic.captureNames.isEmpty && source.topic.subscription == entity.stateTopic)
                }
            } catch {
                // Of the errors only JSON's may come: topics were judged before.
                precondition(error is JSONError, "\(error)")
            }
        }
    }

    static func time(_ data: UnsafeRawBufferPointer) {
        _ = TimestampText.parse(String(decoding: data, as: UTF8.self), zone: FixedZone.utc)
    }

    private static let discoveryTopics = ["homeassistant/sensor/x/config", "homeassistant/device/x/config"].compactMap {
        DiscoveryTopic($0)
    }
}
