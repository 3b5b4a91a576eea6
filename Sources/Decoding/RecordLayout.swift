/// Where a payload has its records, when it is not a record itself.
///
///     {"batch":[{"ts":1,"t":20},{"ts":2,"t":21}]}      RecordLayout(path: FieldPath("batch"))
///     {"Dev A":[{"ts":1,"values":{"t":20}}]}           RecordLayout(isKeyedByDevice: true, wrapper: FieldPath("values"))
///
/// Paths of fields and of the time begin at the record. An array has one record in each element; an object is one.
public struct RecordLayout: Sendable, Equatable {
    /// The array of records, or the one record.
    public var path: FieldPath
    /// At `path` is an object whose keys are devices, each with a record or an array of records.
    public var isKeyedByDevice: Bool
    /// A member that holds the fields where it is an object; else the fields are in the record itself. The time is in
    /// the record in either case.
    public var wrapper: FieldPath?
    /// A text in the record that names its device.
    public var device: FieldPath?

    /// Records, devices, their records, and a wrapper, one below the other.
    static let deepestLevel = 4

    public init(
        path: FieldPath = .root, isKeyedByDevice: Bool = false, wrapper: FieldPath? = nil, device: FieldPath? = nil
    ) {
        self.path = path
        self.isKeyedByDevice = isKeyedByDevice
        self.wrapper = wrapper
        self.device = device
    }
}
