internal import ArgumentParser
internal import Configuration

/// Options that name a running gateway.
struct RunningGateway: ParsableArguments {
    @OptionGroup var files: ConfigurationOptions

    @Option(name: .long, help: "Where the store is, should weir.yaml be wrong.")
    var store = StoreConfiguration.defaultPath

    /// A running gateway goes on with the files it had, and then it is of most interest.
    /// - Parameter quiet: whether wrong files are somebody else's to tell.
    func connect(quiet: Bool = false) throws -> ControlClient {
        let configuration = quiet ? nil : files.load().configuration
        if configuration == nil, !quiet { StandardError.write("warning: the files are wrong, see weir check\n") }
        let directory = configuration?.store.path ?? directory()
        return try ControlClient.open(path: StoreConfiguration.controlSocketPath(directory))
    }

    /// Where the store is.
    func directory() -> String { files.store() ?? store }

    /// Where a running gateway listens.
    func socket() -> String { StoreConfiguration.controlSocketPath(directory()) }
}
