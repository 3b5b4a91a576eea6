internal import Configuration
internal import Logging

extension ControlLoop {
    typealias ActuatorTarget = (target: MQTTActuators.Target, value: Bool, safe: Bool)

    /// An actuator that a reload takes away is made safe first: nobody would ever switch it off. (Lines are driven safe
    /// when they are let go of.)
    ///
    /// - Parameter former: the targets before the new configuration was taken up.
    func makeSafe(leaving former: [ActuatorTarget]) {
        let present = actuatorTargets()
        let leaving = former.filter { old in
            !present.contains { $0.target.topic == old.target.topic }
        }
        guard !leaving.isEmpty else { return }
        actuators?.driveSafe(leaving.map { ($0.target, $0.safe) })
        logger.notice("actuators that the files no longer have are safe: count=\(leaving.count)")
    }
}

extension MQTTActuators.Target {
    fileprivate var topic: String { output.topic(device: device) }
}
