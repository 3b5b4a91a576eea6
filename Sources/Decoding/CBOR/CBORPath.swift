/// A field's path in the form that lookups in CBOR use.
struct CBORPath {
    struct Step {
        /// A text that is a key.
        var key: [UInt8]?
        /// An integer that is a key.
        var integerKey: Int?
        /// A position in an array.
        var index: Int?
    }

    let steps: [Step]

    init(_ path: FieldPath) {
        steps = path.segments.map { segment in
            switch segment {
            case .key(let key): Step(key: Array(key.utf8))
            case .index(let index): Step(index: index)
            case .indexOrKey(let index):
                Step(key: Array(index.description.utf8), integerKey: index, index: index)
            }
        }
    }
}
