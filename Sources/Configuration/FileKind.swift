public import Documents

/// The kinds of files a gateway is described by: what each may hold is told by the tables that also read it.
public enum FileKind: String, Sendable, CaseIterable {
    /// `weir.yaml`
    case gateway
    /// `devices/*.yaml`
    case device
    /// `*.test.yaml`
    case test

    /// For editors: they complete and check with it.
    public var schema: JSONSchema { JSONSchema(of: table, title: title) }

    /// Every key, for people.
    public var reference: KeyReference { KeyReference(of: table, title: title) }

    /// Whether a file holds tests, as its name says: `pump.test.yaml`.
    public static func isTest(path: String) -> Bool { path.hasSuffix(".test.yaml") }

    private var title: String {
        switch self {
        case .gateway: "The gateway file of Weir, weir.yaml"
        case .device: "A device file of Weir"
        case .test: "A test file of Weir"
        }
    }

    private var table: FieldTable {
        switch self {
        case .gateway: GatewaySection.table
        case .device: DeviceSection.table
        case .test: TestFileSection.table
        }
    }
}
