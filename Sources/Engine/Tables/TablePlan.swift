/// A lookup table that expressions ask: `limits[device].max_temp`.
public struct TablePlan: Sendable {
    /// What it is read from, and by which key; unique in a plan.
    public var name: String
    /// What the files say. The engine has this content from an input of its own on, or where it has none yet.
    public var content: TableContent

    public init(name: String, content: TableContent) {
        self.name = name
        self.content = content
    }
}

/// A slot whose value is a column of a table, as a map from keys.
public struct TableUse: Sendable {
    /// Index among the plan's tables.
    public var table: Int
    /// Index among its columns; nil: which keys there are.
    public var column: Int?
    public var slot: Int

    public init(table: Int, column: Int?, slot: Int) {
        self.table = table
        self.column = column
        self.slot = slot
    }
}
