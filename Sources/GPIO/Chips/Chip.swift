/// A GPIO chip as it was found, with its lines as they were at that moment.
public struct Chip: Sendable, Hashable {
    public enum Direction: String, Sendable, Hashable {
        case input
        case output
    }

    public struct Line: Sendable, Hashable {
        /// The line's place on its chip, from 0.
        public var offset: UInt32
        public var name: String?
        /// Who holds the line: a program, or a driver of the kernel. A held line may have no consumer's name.
        public var consumer: String?
        public var isUsed: Bool
        public var direction: Direction
        public var isActiveLow: Bool

        public init(
            offset: UInt32, name: String?, consumer: String?, isUsed: Bool, direction: Direction, isActiveLow: Bool
        ) {
            self.offset = offset
            self.name = name
            self.consumer = consumer
            self.isUsed = isUsed
            self.direction = direction
            self.isActiveLow = isActiveLow
        }
    }

    /// The device node, `/dev/gpiochip0`.
    public var path: String
    /// Other nodes that lead to the same chip, such as the `/dev/gpiochip4` that some Pi 5 systems keep.
    public var aliases: [String]
    /// The kernel's name, `gpiochip0`.
    public var name: String
    public var label: String
    public var lines: [Line]

    public init(path: String, aliases: [String], name: String, label: String, lines: [Line]) {
        self.path = path
        self.aliases = aliases
        self.name = name
        self.label = label
        self.lines = lines
    }

    func place(of line: Line) -> LinePlace {
        LinePlace(chipLabel: label, chipPath: path, offset: line.offset, name: line.name)
    }
}
