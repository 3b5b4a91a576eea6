internal import Telemetry

/// What stands in one place of a document.
enum ElementKind {
    case missing, scalar, array, object
}

/// A parsed payload with places: paths lead to values, and levels walk over arrays and objects.
///
/// A level stands on one element below the level before; level 0 is the whole document. Levels go up to
/// ``RecordLayout/deepestLevel``.
protocol PayloadDocument: AnyObject {
    associatedtype Path

    /// Replaces the document; with a reason there is none.
    func load(_ payload: UnsafeRawBufferPointer, limits: PayloadLimits) -> RejectReason?
    func compile(_ path: FieldPath) -> Path
    /// What is at `path` below the element that `level` stands on. A text is gone with the next payload.
    func find(_ path: Path, below level: Int) -> PayloadScalar
    /// Puts `level` on what is at `path` below the level before.
    func select(_ path: Path, level: Int) -> ElementKind
    /// Makes `level` walk over the children of the level before, which is an array or an object.
    func beginChildren(level: Int)
    /// Puts `level` on the next child, and tells its key where it is a member; nil after the last.
    func nextChild(level: Int) -> (key: PayloadScalar, kind: ElementKind)?
}

/// JSON as simdjson holds it.
final class JSONDocument: PayloadDocument {
    private let parser: JSONParser

    init(_ parser: JSONParser) {
        self.parser = parser
    }

    func load(_ payload: UnsafeRawBufferPointer, limits: PayloadLimits) -> RejectReason? {
        parser.parse(payload, limits: limits)?.rejectReason
    }

    func compile(_ path: FieldPath) -> CompiledPath { CompiledPath(path) }

    func find(_ path: CompiledPath, below level: Int) -> PayloadScalar { parser.find(path, below: level) }

    func select(_ path: CompiledPath, level: Int) -> ElementKind { parser.select(path, level: level) }

    func beginChildren(level: Int) { parser.beginChildren(level: level) }

    func nextChild(level: Int) -> (key: PayloadScalar, kind: ElementKind)? { parser.nextChild(level: level) }
}
