/// A tank that drains all the time and fills while its inlet is open.
struct TankModel {
    private static let valveSeconds = 0.6

    let name: String
    private(set) var level: Double
    private(set) var isFilling = false
    private var commanded: Switching?

    init(name: String, level: Double) {
        self.name = name
        self.level = level
    }

    var commandTopic: String { "plant/\(name)/inlet" }
    var levelTopic: String { "plant/\(name)/level" }

    mutating func obey(_ payload: String, at time: Double) {
        guard payload == "OPEN" || payload == "CLOSE" else { return }
        let isOpen = payload == "OPEN"
        if commanded?.value ?? isFilling == isOpen { return }
        commanded = Switching(value: isOpen, at: time + TankModel.valveSeconds)
    }

    mutating func step(_ seconds: Double, at time: Double) -> [String] {
        var notes: [String] = []
        if let switching = commanded, time >= switching.at {
            commanded = nil
            isFilling = switching.value
            notes.append("the inlet of \(name) \(isFilling ? "opens" : "closes")")
        }
        level += (isFilling ? 9.0 : -1.6) * seconds
        level = min(max(level, 0), 100)
        return notes
    }

    func reading(at wall: Int64) -> String {
        #"{"ts":\#(wall),"level":\#(level.oneDecimal),"filling":\#(isFilling)}"#
    }
}
