/// Which changes of an input wake its descriptor. Edges are logical: on an active-low line a contact that pulls the
/// pin to ground is a rising edge.
public enum Edges: String, Sendable, CaseIterable {
    /// No edges and no descriptor: the level is read at a period. For chips without interrupts.
    case none
    case rising
    case falling
    case both
}
