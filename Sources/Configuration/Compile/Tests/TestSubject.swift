internal import Documents
internal import Engine
internal import Expressions

/// The devices of one file as tests speak of them: the names there are.
struct TestSubject {
    let naming: DeviceNaming
    let template: Template
    let binding: TemplateBinding
    /// Index of the template in the plan.
    let index: Int
    /// The types of signals; a name that is not here may have any.
    let types: [String: ValueType]
    /// As the file declares them.
    let parameters: [Named<Constant>]
    let file: SourceFile
    /// Those of the file, whether they could be compiled or not.
    let writtenRules: [String]
    /// Keeps the conditions that all devices of the file share; nil where there are none.
    var shared: SharedContext?

    init(
        _ compiler: TemplateCompiler, template: Template, binding: TemplateBinding, index: Int, file: SourceFile
    ) {
        naming = compiler.naming
        types = compiler.signalTypes
        parameters = compiler.section.parameters
        writtenRules = compiler.section.rules.map(\.name)
        self.template = template
        self.binding = binding
        self.index = index
        self.file = file
    }

    /// What a device is called where the file leaves it open and the test does not say.
    private static let anyDevice = "device-1"

    var defaultDevice: TestDevice {
        TestDevice(name: naming.devices.first ?? Self.anyDevice, template: index)
    }

    func device(named name: String) -> TestDevice? {
        naming.devices.contains(name) || naming.isOpen ? TestDevice(name: name, template: index) : nil
    }

    /// What is raised and cleared: rules, and the faults of actuators.
    var rules: [String] {
        template.rules.map(\.name) + template.actuators.filter { $0.confirmation != nil }.map { $0.name + ".fault" }
    }
    var actuators: [String] { template.actuators.map(\.name) }
    var signals: [String] { template.signals.map(\.name) }

    /// Signals and derived values.
    var values: [String] {
        template.slots.filter { $0.kind == .signal || $0.kind == .derived }.map(\.name)
    }

    /// The input that gives a signal.
    func input(of signal: String) -> Int? {
        guard let index = signals.firstIndex(of: signal) else { return nil }
        return binding.inputs.firstIndex { $0.gives(index) }
    }

    /// The chip and line of a GPIO input of a device.
    func line(of input: String, device: String) -> (chip: String, line: String)? {
        for binding in binding.inputs where binding.name == input {
            guard case .gpio(let gpio) = binding.source else { continue }
            return gpio.line.lines.first { $0.device == device }.map { (gpio.line.chip, $0.line) }
        }
        return nil
    }

    /// The inputs that are lines.
    var lineInputs: [String] {
        binding.inputs.filter { if case .gpio = $0.source { true } else { false } }.map(\.name)
    }
}

/// The device that keeps what all devices of a file share, and how that is told.
struct SharedContext {
    let device: TestDevice
    let binding: TemplateBinding

    /// The input that tells a condition: it has the condition's name. Nil for one that the clock tells.
    func input(of condition: String) -> Int? { binding.inputs.firstIndex { $0.name == condition } }
}

extension InputBinding {
    /// Whether the input gives this signal of the engine.
    fileprivate func gives(_ signal: Int) -> Bool {
        switch source {
        case .mqtt(let mqtt): mqtt.signals.contains(signal)
        case .gpio(let gpio): gpio.signals.contains(signal)
        case .sysfs(let sysfs): sysfs.signal == signal
        case .members(let signals): signals.contains(signal)
        }
    }
}
