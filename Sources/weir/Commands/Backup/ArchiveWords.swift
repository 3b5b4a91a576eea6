internal import Agent
internal import ArgumentParser
internal import Store

enum ArchiveWords {
    /// Says what went wrong, and ends the program with it.
    static func saying(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as ExitCode {
            throw error
        } catch {
            StandardError.write("error: \(error)\n")
            throw ExitStatus.wrong
        }
    }
}
