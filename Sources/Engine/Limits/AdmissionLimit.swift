/// A limit that keeps devices out, as it is set.
public enum AdmissionLimit: Sendable, Equatable {
    case devices(Int)
    case timers(Int)
}
