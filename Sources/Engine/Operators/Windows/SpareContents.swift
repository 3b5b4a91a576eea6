/// What a window that is over leaves behind, so that the next one fills memory that is there already: a device whose
/// windows follow one another asks for none.
///
/// No part of the state: windows that differ in nothing else are equal.
struct SpareContents<Contents: WindowContents>: Sendable, Equatable {
    private var contents: Contents?

    static func == (left: SpareContents, right: SpareContents) -> Bool { true }

    mutating func keep(_ contents: Contents) { self.contents = contents }

    /// What a new window begins as. It is emptied only now: until then a window that was just said may still hold it.
    mutating func take(or empty: Contents) -> Contents {
        guard var contents = contents.take() else { return empty }
        contents.reset()
        return contents
    }
}
