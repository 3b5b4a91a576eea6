internal import CFuzzer
internal import Glibc

if CommandLine.arguments.dropFirst() == ["--targets"] {
    print(FuzzTarget.names)
    exit(0)
}
// The first argument names the target, and the rest is libFuzzer's.
guard CommandLine.argc > 1, let name = CommandLine.arguments.dropFirst().first,
    let target = FuzzTarget(rawValue: name)
else {
    print("usage: weir-fuzz TARGET [libFuzzer's options] [FOLDER]\ntargets: \(FuzzTarget.names)")
    exit(2)
}
var count = CommandLine.argc - 1
// libFuzzer takes the name of the program from the first place.
var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv + 1
exit(LLVMFuzzerRunDriver(&count, &arguments, target.entry))
