public import Telemetry

/// The rows of a lookup table, by column. Every cell of a column has the same type; one that is empty is not there.
public struct TableContent: Sendable, Equatable {
    public enum ColumnType: UInt8, Sendable {
        case number, flag, text
    }

    public struct Column: Sendable, Equatable {
        public var name: String
        public var type: ColumnType
        /// As many as there are keys.
        public var cells: [Value?]

        public init(name: String, type: ColumnType, cells: [Value?]) {
            self.name = name
            self.type = type
            self.cells = cells
        }
    }

    /// No key twice.
    public var keys: [String]
    public var columns: [Column]

    public init(keys: [String], columns: [Column]) {
        precondition(columns.allSatisfy { $0.cells.count == keys.count })
        self.keys = keys
        self.columns = columns
    }

    /// Whether expressions over one can go on over the other: the same columns of the same types.
    public func hasShape(of other: TableContent) -> Bool {
        columns.count == other.columns.count
            && zip(columns, other.columns).allSatisfy { $0.name == $1.name && $0.type == $1.type }
    }

    public func write(to bytes: inout ByteWriter) {
        bytes.count(keys.count)
        for key in keys { bytes.text(key) }
        bytes.count(columns.count)
        for column in columns {
            bytes.text(column.name)
            bytes.byte(column.type.rawValue)
            for cell in column.cells {
                bytes.bool(cell != nil)
                if let cell { bytes.value(cell) }
            }
        }
    }

    public init(from bytes: inout ByteReader) throws(MalformedBytes) {
        keys = []
        for _ in 0..<(try bytes.count()) { keys.append(try bytes.text()) }
        guard Set(keys).count == keys.count else { throw bytes.malformed }
        columns = []
        for _ in 0..<(try bytes.count()) {
            let name = try bytes.text()
            guard let type = ColumnType(rawValue: try bytes.byte()) else { throw bytes.malformed }
            var cells: [Value?] = []
            for _ in keys { cells.append(try bytes.bool() ? try bytes.value() : nil) }
            guard cells.allSatisfy({ $0.map(type.fits) ?? true }) else { throw bytes.malformed }
            columns.append(Column(name: name, type: type, cells: cells))
        }
    }
}

extension TableContent.ColumnType {
    fileprivate func fits(_ value: Value) -> Bool {
        switch (self, value) {
        case (.number, .number), (.flag, .flag), (.text, .text): true
        default: false
        }
    }
}
