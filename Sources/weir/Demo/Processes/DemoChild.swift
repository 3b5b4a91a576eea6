internal import ArgumentParser
internal import CLinux
internal import Glibc

/// The step between the demo and a program that it starts: asks the kernel to end this process with the demo, whatever
/// ends that, and becomes the program. Not for people.
struct DemoChild: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "child", shouldDisplay: false)

    /// The demo's process, the program's path, and its arguments from the zeroth on.
    @Argument(parsing: .captureForPassthrough)
    var words: [String]

    func run() throws {
        guard words.count >= 3, let parent = pid_t(words[0]) else { throw ExitStatus.usage }
        // A parent that died before the request is not noticed by it, hence the second look.
        guard weir_die_with_parent(SIGKILL) == 0, getppid() == parent else { throw ExitStatus.wrong }
        var arguments = words[2...].map { strdup($0) } + [nil]
        execv(words[1], &arguments)
        StandardError.write("error: \(words[1]): \(String(cString: strerror(errno)))\n")
        throw ExitStatus.wrong
    }
}
