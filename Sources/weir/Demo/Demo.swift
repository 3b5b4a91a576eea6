internal import ArgumentParser

struct Demo: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Everything on one machine, with simulated sensors.")
    func run() throws {}
}
