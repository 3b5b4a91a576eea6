internal import Expressions
internal import Telemetry

extension DeviceState {
    /// Tells expressions that ask what an actuator was told to do, whether it is kept from what is wanted, and since when it
    /// has its value.
    mutating func tellState(ofActuator index: Int, _ template: Template, _ pass: inout Pass) {
        let states = template.actuators[index].states
        guard states.isAsked else { return }
        let output = actuators[index].output
        tell(states.commanded, output.value, template, &pass)
        tell(states.denied, output.denied != nil, template, &pass)
        guard let slot = states.since else { return }
        let milliseconds = pass.wall(output.since).milliseconds
        let seconds = milliseconds.quotientAndRemainder(dividingBy: 1000)
        let isBefore = seconds.remainder < 0
        let since = Expressions.Value.timestamp(
            seconds: seconds.quotient - (isBefore ? 1 : 0),
            nanoseconds: Int32(seconds.remainder + (isBefore ? 1000 : 0)) * 1_000_000)
        if slots[slot] != since { set(slot, since, template, &pass) }
    }
}
