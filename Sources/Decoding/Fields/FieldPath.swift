/// Where a value is in a payload.
///
///     temp            the member "temp"
///     vib.rms         the member "rms" of the member "vib"
///     a[0].b, a.0.b   the first element's member "b" (`a.0` also finds a member named "0")
///     "switch:0".on   a key in quotes may hold anything; `\"` and `\\` stand for a quote and a backslash
///     ["switch:0"].on the same
///     . or $          the whole payload; `$.temp` and `$[0]` begin there, as all paths do
public struct FieldPath: Sendable, Hashable {
    enum Segment: Sendable, Hashable {
        case key(String)
        case index(Int)
        /// Digits without brackets: an element of an array or a member of an object.
        case indexOrKey(Int)
    }

    /// The most segments that a path may have.
    public static let maximumSegments = 16
    /// The whole payload.
    public static let root = FieldPath(segments: [])

    let segments: [Segment]

    /// Whether this names the whole payload.
    public var isRoot: Bool { segments.isEmpty }

    init(segments: [Segment]) {
        self.segments = segments
    }

    /// What is at `other` below what is at `self`. The segments of both together are within the limit in all formats
    /// that a path can come from; lookups have no limit of their own.
    func appending(_ other: FieldPath) -> FieldPath { FieldPath(segments: segments + other.segments) }

    public init(_ text: String) throws(FieldPathError) {
        var parser = FieldPathParser(text)
        self = try parser.parse()
    }
}

extension FieldPath: CustomStringConvertible {
    public var description: String {
        guard !isRoot else { return "." }
        var text = ""
        for segment in segments {
            let separator = text.isEmpty ? "" : "."
            switch segment {
            case .key(let key): text += separator + FieldPath.quotedIfNeeded(key)
            case .indexOrKey(let index): text += separator + index.description
            case .index(let index): text += "[\(index)]"
            }
        }
        return text
    }

    private static func quotedIfNeeded(_ key: String) -> String {
        let isPlain = key.utf8.allSatisfy { FieldPathParser.isPlain($0) }
        let isRoot = key.utf8.elementsEqual([FieldPathParser.root])
        guard !isPlain || key.isEmpty || isRoot || FieldPathParser.index(of: key.utf8) != nil else { return key }
        var text = "\""
        for character in key.unicodeScalars {
            if character == "\"" || character == "\\" { text.unicodeScalars.append("\\") }
            text.unicodeScalars.append(character)
        }
        return text + "\""
    }
}

/// A path that cannot be read: where, in bytes from its start, and why.
public struct FieldPathError: Error, Sendable, Equatable {
    public enum Problem: Sendable, Equatable {
        case emptySegment, unclosedQuote, badEscape, badIndex, unexpectedCharacter, tooManySegments
    }

    public var offset: Int
    public var problem: Problem
}

extension FieldPathError: CustomStringConvertible {
    public var description: String {
        switch problem {
        case .emptySegment: "there is no name here; write names with one dot between them, as in vib.rms"
        case .unclosedQuote: "the quote is not closed"
        case .badEscape: "only \\\" and \\\\ are escapes here"
        case .badIndex: "brackets hold up to nine digits or a key in quotes, as in a[0] or [\"switch:0\"]"
        case .unexpectedCharacter: "put names with dots, spaces or brackets in quotes, as in \"switch:0\".output"
        case .tooManySegments: "a path has at most \(FieldPath.maximumSegments) names"
        }
    }
}
