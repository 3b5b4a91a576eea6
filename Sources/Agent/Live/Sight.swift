/// What somebody asks to see of the control thread.
enum Sight: Sendable {
    /// All but the devices.
    case summary
    case devices(offset: Int, limit: Int)
    case device(String)
    case recent
}
