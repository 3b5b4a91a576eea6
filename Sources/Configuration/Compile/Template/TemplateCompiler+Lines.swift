internal import Documents
internal import Expressions

/// What signals of lines may and may not be.
extension TemplateCompiler {
    /// A total goes on after a restart from the value that the engine has, so nothing may stand between the two.
    func checkTotal(_ input: InputSection) {
        guard let total = input.gpio?.count?.total,
            let setting = section.signals.first(where: { $0.name == total })?.value, !setting.isPlain
        else { return }
        diagnostics.error(
            "a total is what was counted: it has a unit, and nothing else",
            mend: "leave only 'unit', and write 'per_pulse' for a factor", at: setting.mark)
    }
}

extension InputSection {
    /// The signals that the input gives, and where the file says so.
    var givenSignals: [(name: String, mark: Mark)] {
        var names = signals.map { (name: $0.name, mark: $0.mark) }
        if let signal { names.append((signal, signalMark)) }
        if let count = gpio?.count, let total = count.total { names.append((total, count.totalMark)) }
        return names
    }
}

extension GPIOInputSection {
    /// The type of its signal.
    var signalType: ValueType {
        if count != nil || frequency != nil || quadrature != nil { return .double }
        return button == nil ? .bool : .string
    }
}

extension SignalSection {
    /// Whether it changes no value.
    fileprivate var isPlain: Bool {
        valid == nil && deadband == nil && stale == nil && stuck == nil && scale == 1 && offset == 0 && spike == nil
            && smooth == nil && dedupe == 0 && maxStep == nil
    }
}
