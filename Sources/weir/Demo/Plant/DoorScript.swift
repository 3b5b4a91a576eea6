/// Opens and closes doors as people do, by setting inputs of the simulated chip over the gateway's control socket.
struct DoorScript {
    /// A door that opens again and again, in seconds since the sensors began.
    struct Door {
        let device: String
        let opensAt: Double
        let isOpenFor: Double
        let every: Double

        func isOpen(at time: Double) -> Bool {
            guard time >= opensAt else { return false }
            return (time - opensAt).truncatingRemainder(dividingBy: every) < isOpenFor
        }
    }

    static let coldStoreDoor = "cold-store-door"

    private var doors: [(door: Door, isOpen: Bool)] = [
        (Door(device: coldStoreDoor, opensAt: 4.5, isOpenFor: 7, every: 40), false),
        (Door(device: "pump-7", opensAt: 13.5, isOpenFor: 1.5, every: 45), false),
    ]

    /// The doors that changed, by their devices.
    mutating func changes(at time: Double) -> [(device: String, isOpen: Bool)] {
        var changes: [(device: String, isOpen: Bool)] = []
        for index in doors.indices where doors[index].door.isOpen(at: time) != doors[index].isOpen {
            doors[index].isOpen.toggle()
            changes.append((doors[index].door.device, doors[index].isOpen))
        }
        return changes
    }
}
