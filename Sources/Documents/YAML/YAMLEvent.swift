/// What libyaml reports, in Swift's own memory.
struct YAMLEvent {
    /// As libyaml counts: from 0, in Unicode scalars.
    struct Place {
        let index: Int
        let line: Int
        let column: Int
    }

    struct Properties {
        let anchor: String?
        let tag: String?
    }

    enum Kind {
        case streamStart
        case streamEnd
        case documentStart
        case documentEnd
        case alias(String)
        case scalar(String, Scalar.Style, Properties)
        case sequenceStart(Properties)
        case sequenceEnd
        case mappingStart(Properties)
        case mappingEnd
    }

    let kind: Kind
    let start: Place
    let end: Place
}
