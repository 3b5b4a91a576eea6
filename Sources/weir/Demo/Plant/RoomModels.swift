/// A cold store with a Zigbee sensor, which warms up while its door is open.
struct ColdStoreModel {
    private static let cold = 4.0
    private static let warm = 14.0

    let name: String
    var isDoorOpen = false
    private(set) var temperature = 4.2

    init(name: String) {
        self.name = name
    }

    var topic: String { "zigbee2mqtt/\(name)" }
    var availabilityTopic: String { "zigbee2mqtt/\(name)/availability" }
    let availability = #"{"state":"online"}"#

    mutating func step(_ seconds: Double) {
        let goal = isDoorOpen ? ColdStoreModel.warm : ColdStoreModel.cold
        temperature += (goal - temperature) * (isDoorOpen ? 0.14 : 0.3) * seconds
    }

    /// With the keys that Zigbee2MQTT gives for such a sensor, those that the device file does not use as well.
    func reading() -> String {
        let humidity = (61 + Double.random(in: -1...1)).oneDecimal
        let link = Int.random(in: 90...130)
        return """
            {"battery":97,"humidity":\(humidity),"linkquality":\(link),"temperature":\(temperature.oneDecimal),\
            "voltage":3000}
            """
    }
}

/// An electrical cabinet that gets warm unless its fan runs.
struct CabinetModel {
    let name: String
    var isFanOn = false
    private(set) var temperature = 36.5

    init(name: String) {
        self.name = name
    }

    var topic: String { "cabinets/\(name)/temperature" }

    mutating func step(_ seconds: Double) {
        temperature += (isFanOn ? -0.9 : 0.7) * seconds
        temperature = max(temperature, 20)
    }

    func reading() -> String { temperature.oneDecimal }
}
