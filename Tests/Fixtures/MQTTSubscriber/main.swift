// A subscriber to be killed: it appends each payload and a newline to a file, in batches, as a store would commit.
//
//     mqtt-test-subscriber delayed|immediate v5|v311 PORT CLIENT FILTER FILE BATCH
//
// `delayed` acknowledges after the commit, `immediate` lets libmosquitto do it as it likes: the positive control.

internal import Glibc

guard CommandLine.arguments.count == 8, let port = UInt16(CommandLine.arguments[3]),
    let batch = Int(CommandLine.arguments[7])
else {
    print("usage: mqtt-test-subscriber delayed|immediate v5|v311 PORT CLIENT FILTER FILE BATCH")
    exit(2)
}
let job = Job(
    version5: CommandLine.arguments[2] == "v5", port: port, client: CommandLine.arguments[4],
    filter: CommandLine.arguments[5], file: CommitFile(CommandLine.arguments[6]), batch: batch)
if CommandLine.arguments[1] == "delayed" {
    try DelayedSubscriber.run(job)
} else {
    ImmediateSubscriber.run(job)
}
