internal import Agent
public import Configuration
internal import Engine

/// Runs the tests of device files: each on a gateway of its own and a virtual clock, through the decoders and the engine
/// of the service. The same files give the same results, however fast the machine is.
///
///     let outcome = GatewayLoader().load(directory: "/etc/weir")
///     let rehearsal = Rehearsal(of: outcome.configuration!)
///     for test in outcome.tests where !rehearsal.run(test).isPassed { ... }
public struct Rehearsal {
    private let configuration: GatewayConfiguration

    public init(of configuration: GatewayConfiguration) {
        self.configuration = configuration
    }

    /// - Parameter test: one that was read together with the configuration.
    public func run(_ test: DeviceTest) -> TestResult {
        var configuration = configuration
        if !test.parameters.isEmpty {
            let template = configuration.plan.templates[test.device.template]
            configuration.plan.templates[test.device.template] = template.setting(
                test.parameters, of: test.device.name)
        }
        // Values that a test gives count when it gives them; only messages tell times of their own.
        if !test.givesMessages {
            configuration.plan.templates = configuration.plan.templates.map { $0.withoutEventTime() }
        }
        var run = TestRun(test, stage: Stage(Replay(configuration: configuration), test: test))
        return TestResult(test: test, failures: run.perform())
    }
}

extension DeviceTest {
    fileprivate var givesMessages: Bool {
        steps.contains { step in
            step.actions.contains { if case .message = $0 { true } else { false } }
        }
    }
}
