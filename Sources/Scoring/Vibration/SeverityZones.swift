/// The zones of ISO 20816-3 for the RMS of the velocity. The limits are the user's to give: published tables differ, and
/// they depend on the machine.
public struct SeverityZones: Sendable, Equatable {
    public enum Zone: String, Sendable, CaseIterable {
        /// As newly commissioned.
        case a = "A"
        /// Fit for unrestricted long-term running.
        case b = "B"
        /// Not fit for long-term running.
        case c = "C"
        /// Severe enough to damage the machine.
        case d = "D"
    }

    /// In mm/s: from A to B, from B to C, from C to D.
    public let limits: [Double]

    /// - Returns: nil unless there are three limits, rising from above 0.
    public init?(limits: [Double]) {
        guard limits.count == 3, limits[0] > 0, limits[0] < limits[1], limits[1] < limits[2], limits[2].isFinite else {
            return nil
        }
        self.limits = limits
    }

    /// - Parameter velocity: RMS in mm/s; nil when it is not known in mm/s, and then there is no verdict.
    public func zone(_ velocity: Double?) -> Zone? {
        guard let velocity, velocity.isFinite, velocity >= 0 else { return nil }
        if velocity < limits[0] { return .a }
        if velocity < limits[1] { return .b }
        return velocity < limits[2] ? .c : .d
    }
}
