internal import Expressions
internal import Telemetry

/// A table as expressions see it: a map for each column, shared by all devices.
struct LookupTable: Sendable {
    private(set) var content: TableContent
    private var keys: Expressions.Value
    private var columns: [Expressions.Value]

    init(_ content: TableContent) {
        self.content = content
        keys = LookupTable.map(content.keys.map { ($0, .bool(true)) })
        columns = content.columns.map { column in
            LookupTable.map(
                zip(content.keys, column.cells).compactMap { key, cell in
                    cell.map { (key, Expressions.Value($0)) }
                })
        }
    }

    /// - Parameter column: nil for the keys.
    func value(of column: Int?) -> Expressions.Value { column.map { columns[$0] } ?? keys }

    private static func map(_ entries: [(key: String, value: Expressions.Value)]) -> Expressions.Value {
        do throws(EvaluationError) {
            return .map(try MapValue(entries.map { (.string($0.key), $0.value) }))
        } catch {
            // No key is there twice, so this is not reached.
            return .missing
        }
    }
}
