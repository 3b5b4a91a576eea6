internal import ArgumentParser
internal import Configuration

/// Options that name a running gateway.
struct RunningGateway: ParsableArguments {
    @OptionGroup var files: ConfigurationOptions

    @Option(name: .long, help: "Where the store is, should the files be wrong.")
    var store = "/var/lib/weir"

    /// A running gateway goes on with the files it had, and then it is of most interest.
    func connect() throws -> ControlClient {
        let configuration = files.load().configuration
        if configuration == nil { StandardError.write("warning: the files are wrong, see weir check\n") }
        return try ControlClient.open(path: configuration?.store.controlSocketPath ?? store + "/control.sock")
    }
}
